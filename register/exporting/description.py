"""What our json holds, as docs/fortegnelse-json.md: told by the code that writes it, so that the two cannot differ."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from app.core.text import N_
from register.activity.choices import STATUSES
from register.activity.content import DATES, FLAGS, LISTS, ROWS, ActivityContent
from register.activity.tidy import CODES
from register.exporting.document import FORMAT, VERSION, ControllerRow, OtherUnit, PersonRow
from register.exporting.shapes import ACTIVITY, KINDS, Name, Shape
from register.importing.columns import COLUMNS

_TYPES: Mapping[Any, str] = {
    str: N_("tekst"),
    int: N_("heltal"),
    float: N_("tal"),
    bool: N_("true eller false"),
    date: N_("dato, 2027-12-31"),
    datetime: N_("øjeblik, 2027-12-31T12:00:00+00:00"),
    object: N_("objekt eller liste"),
}
_TITLES: Mapping[str, str] = {
    "municipality": N_("Kommunen: den dataansvarlige og dens databeskyttelsesrådgiver"),
    "units": N_("Enheder"),
    "people": N_("Mennesker, som poster nævner"),
    "systems": N_("It-systemer"),
    "processors": N_("Databehandlere"),
    "measures": N_("Foranstaltninger"),
    "recipients": N_("Modtagere"),
    "laws": N_("Love og bekendtgørelser"),
    "kle_numbers": N_("KLE-numre, som behandlinger bruger"),
    "agreements": N_("databehandleraftaler"),
    "sub_processors": N_("underdatabehandlere"),
    "supervisions": N_("tilsyn, der er ført"),
    "versions": N_("posten, som den var efter hver gang, den blev gemt"),
    "set_asides": N_("mangler, der er sat til side, med grund og dato"),
}
_MEANINGS: Mapping[str, str] = {
    "code": N_("det, andre poster nævner posten ved; ændres aldrig"),
    "source": N_("hvor behandlingens nummer kommer fra; med number er det nøglen, den genkendes på"),
    "status": N_("trin i postens liv"),
    "version": N_("versionens nummer, fra 1"),
    "at": N_("hvornår"),
    "by": N_("hvem, ved mailadresse; tom, når det var et program"),
    "verb": N_("save, eller det trin, der blev taget"),
    "reason": N_("begrundelsen, som den blev skrevet"),
    "content": N_("posten selv, som den da så ud"),
    "is_imported_unedited": N_("posten er importeret, og ingen har rettet i den siden"),
    "imported_fields": N_("det, den seneste import gav; null for en post, der er skrevet her"),
    "review_round": N_("hvor mange gange posten er gennemgået"),
    "approved_version": N_("den version, der sidst blev godkendt"),
    "approved_at": N_("hvornår den blev godkendt"),
    "approved_by": N_("hvem der godkendte, ved mailadresse"),
    "changed_at": N_("hvornår der sidst blev gemt"),
    "changed_by": N_("hvem der sidst gemte, ved mailadresse"),
    "owner": N_("den ansvarlige, ved mailadresse"),
    "unit": N_("enheden, ved kode"),
    "parent": N_("den, der ligger over, ved kode"),
    "is_retired": N_("vælges ikke mere"),
    "key": N_("linjens nummer, som lines nævner den ved"),
    "lines": N_('numre på linjer i data_lines, eller ["*"] for dem alle'),
    "record_type": N_("kommunens rolle"),
    "kle_numbers": N_("KLE-numre"),
    "name": N_("navn"),
    "contact": N_("hvor man får fat i dem"),
    "arrangement": N_("hvor ordningen mellem dem findes"),
    "statute": N_("loven, der fordeler ansvaret"),
    "dpo": N_("deres databeskyttelsesrådgiver"),
    "categories": N_("hvad der gøres for dem"),
    "text": N_("ordene selv"),
    "is_statistical": N_("formålet er statistik eller videnskab"),
    "art6": N_("grundlag i art. 6, stk. 1"),
    "art9": N_("undtagelse i art. 9, stk. 2"),
    "dbl": N_("databeskyttelsesloven"),
    "laws": N_("love, ved kode"),
    "special_law": N_("paragraffer i anden lovgivning"),
    "subject": N_("kategori af registrerede"),
    "category": N_("kategori"),
    "recipient": N_("modtageren: af registerets egne ved kode, ellers i ord"),
    "country": N_("land, ISO 3166 med to bogstaver"),
    "basis": N_("grundlaget"),
    "processor": N_("databehandleren, ved kode"),
    "document": N_("hvor overførselsgrundlaget findes"),
    "assessment": N_("hvor vurderingen af overførslen findes"),
    "checked_on": N_("hvornår modtagerens certifikat sidst blev set efter"),
    "note": N_("bemærkning"),
    "period": N_("frist: ISO 8601 med én enhed (P5Y), unlimited eller undecided"),
    "start_event": N_("hvad fristen regnes fra"),
}

_INTRO = """# Fortegnelsen som json

`flask register export --format json` og fortegnelsens «json» skriver den form, der står her, og
`flask register import` læser den igen. Siden dannes af koden (`register/exporting/description.py`), så de to ikke
kan komme fra hinanden.

- Filen er ét objekt i UTF-8. Hver post står på sin egen linje. Det samme register giver altid de samme bytes.
- Andre poster nævnes ved det, folk kender dem på: enheder ved kode, mennesker ved mailadresse, resten ved `code`.
  Der er ingen rækkenumre.
- Datoer er ISO 8601. Øjeblikke står i UTC. En tom tekst er "", en dato, der mangler, er null.
- Hele registeret bærer også det, der var: versioner, tilsyn, aftaler og det, der er sat til side. Et udsnit (et
  filter, eller et område) bærer posterne, som de er nu, og det, de peger på.
- Læses filen ind i et tomt register (ingen behandlinger), kommer alt tilbage, versioner og øjeblikke med;
  revisionssporet siger, at det blev importeret. Er der behandlinger i forvejen, bliver alt det, der findes,
  stående, og behandlingerne lægges oven på som ved enhver import: felter, nogen har rettet, bliver.
- Version 1 (uden databehandlere, foranstaltninger, love og versioner) læses stadig. Et navn, der mangler, er et
  tomt felt; et navn, der ikke står her, afvises, og det gør en højere version også.
- Koder for valg (som `"e"` i art. 6) er dem, der står efter feltet.
- Oplysningstekster, risikovurderinger, arbejdsmøder, roller og funktioner er ikke med.
"""


def make_description() -> str:
    """The page, as Markdown."""
    return "\n".join([_INTRO, *_top(), *_activities(), *_others()])


def _top() -> Iterator[str]:
    yield "## Yderst\n"
    yield "| Navn | Hvad |\n| --- | --- |"
    yield f'| `format` | Altid `"{FORMAT}"` |'
    yield f"| `version` | Altid `{VERSION}` |"
    yield "| `activities` | Behandlingerne |"
    for name in ("municipality", *KINDS, "people", "units"):
        yield f"| `{name}` | {_TITLES[name]} |"
    yield ""


def _activities() -> Iterator[str]:
    yield "## activities\n"
    yield "Først det, der siges om posten; så dens indhold; så det, den var.\n"
    yield from _table(_shape_lines(ACTIVITY, {"status": "`" + "` `".join(STATUSES) + "`"}))
    yield "Indholdet:\n"
    headings = {column.fills: column.heading for column in reversed(COLUMNS)}
    yield from _table(
        (f.name, _content_type(f.name), _meaning(f.name, headings[f.name]) + _codes("", f.name))
        for f in fields(ActivityContent)
    )
    for name, row_type in ROWS.items():
        yield f"Hver række i `{name}`:\n"
        yield from _table(
            (f.name, _content_type(f.name), _meaning(f.name) + _codes(name, f.name)) for f in fields(row_type)
        )
    yield from _below(ACTIVITY)


def _others() -> Iterator[str]:
    for name, shape in KINDS.items():
        yield f"## {name}\n\n{_TITLES[name]}.\n"
        yield from _table(_shape_lines(shape))
        yield from _below(shape)
    for name, row_type in (("people", PersonRow), ("units", OtherUnit), ("municipality", ControllerRow)):
        yield f"## {name}\n\n{_TITLES[name]}.\n"
        yield from _table(
            (f.name, _TYPES[bool if f.name.startswith("is_") else str], _meaning(f.name)) for f in fields(row_type)
        )


def _below(shape: Shape) -> Iterator[str]:
    for name, lower in shape.below.items():
        yield f"`{name}`: {_TITLES[name]}.\n"
        yield from _table(_shape_lines(lower))


def _shape_lines(shape: Shape, extra: Mapping[str, str] | None = None) -> Iterator[Sequence[str]]:
    for name in shape.names():
        said = (extra or {}).get(name.name, "")
        yield name.name, _type(name), "; ".join(filter(None, [_meaning(name.name), said]))


def _type(name: Name) -> str:
    words = _TYPES[name.kind]
    length = getattr(name.column.type, "length", None)
    if length and not name.points_at:
        words += N_(", højst %(most)s tegn") % {"most": length}
    return words + (N_(", eller null") if name.column.nullable and not name.points_at else "")


def _content_type(name: str) -> str:
    if name in ROWS:
        return N_("liste af objekter")
    if name in LISTS:
        return N_("liste af tekst")
    if name in DATES:
        return _TYPES[date] + N_(", eller null")
    return _TYPES[bool] if name in FLAGS else _TYPES[str]


def _meaning(name: str, heading: str = "") -> str:
    return _MEANINGS.get(name) or heading[:1].lower() + heading[1:]


def _codes(rows: str, name: str) -> str:
    codes = CODES.get((rows, name))
    return ": " + " ".join(f"`{code}`" for code in codes) if codes else ""


def _table(lines: Iterator[Sequence[str]] | Any) -> Iterator[str]:
    yield "| Navn | Type | Hvad |\n| --- | --- | --- |"
    for name, kind, meaning in lines:
        yield f"| `{name}` | {kind} | {meaning} |"
    yield ""
