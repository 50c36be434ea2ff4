"""What a file of units or people must hold before anything of it is taken over. Pure.

Everything that is wrong is told at once, each with its row and column, so that the file is mended in one go.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from app.core.importing import Rejection
from app.core.text import N_, squeeze
from app.organisation.rules import FUNCTIONS, KINDS, is_mail_address

UNIT_FIELDS = {
    "code": ("code", "kode"),
    "name": ("name", "navn"),
    "kind": ("kind", "type"),
    "parent": ("parent", "overordnet", "hører under"),
}
PEOPLE_FIELDS = {
    "email": ("email", "e-mail", "mail", "mailadresse"),
    "name": ("name", "navn"),
}
PEOPLE_EXTRAS = {"unit": ("unit", "enhed"), "role": ("role", "rolle")}
UNIT_HEADINGS = {
    "code": N_("Kode"),
    "name": N_("Navn"),
    "kind": N_("Type"),
    "parent": N_("Hører under"),
    "leader_email": FUNCTIONS["leader"],
    "coordinator_email": FUNCTIONS["coordinator"],
}
"""What the columns are called in the file that people fetch; the contract's own names are read as well."""
PEOPLE_HEADINGS = {"email": N_("Mailadresse"), "name": N_("Navn"), "unit": N_("Enhed"), "role": N_("Rolle")}
HOLDER_FIELDS = {f"{function}_email": (f"{function}_email", word.casefold()) for function, word in FUNCTIONS.items()}

Fault = tuple[int, str, str]
"""What is wrong: the row, the field, and the reason as a sentence that follows a colon."""


@dataclass(frozen=True)
class Columns:
    """Which form a file has, and the heading that each field stands under in it."""

    form: str
    headings: Mapping[str, str]

    def heading(self, name: str) -> str:
        """The heading of a field; its own name where the file has none."""
        return self.headings.get(name, name)


@dataclass(frozen=True)
class UnitRow:
    """A row of the units form. `holders` maps a function to a mail address, "" where the row empties it."""

    row: int
    code: str
    name: str
    kind: str
    parent: str
    holders: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PersonRow:
    """A row of the people form; `unit` and `role` are None where the file has no such column."""

    row: int
    email: str
    name: str
    unit: str | None
    role: str | None


def recognise(headings: Sequence[str], heading_row: int) -> Columns | Rejection:
    """The form of a file by its headings, English or Danish; or what they lack."""
    found = {heading.casefold(): heading for heading in headings}
    units, people = _matched(UNIT_FIELDS, found), _matched(PEOPLE_FIELDS, found)
    if "email" in people and "code" not in units:
        form, wanted, matched = "people", PEOPLE_FIELDS, people | _matched(PEOPLE_EXTRAS, found)
    elif "code" in units or "parent" in units:
        form, wanted, matched = "units", UNIT_FIELDS, units | _matched(HOLDER_FIELDS, found)
    else:
        return Rejection(
            heading_row or 1,
            headings[0] if headings else "A",
            N_("overskrifterne kendes ikke. En fil med enheder har Kode, Navn, Type og Hører under; ")
            + N_("en med personer har Mailadresse, Navn, Enhed og Rolle."),
        )
    missing = [name for name in wanted if name not in matched]
    if missing:
        # A file in English is answered in the contract's words, one in Danish in its own.
        is_english = any(heading.casefold() in wanted for heading in matched.values())
        words = UNIT_HEADINGS | PEOPLE_HEADINGS
        names = {name: name if is_english else words[name] for name in wanted}
        return Rejection(
            heading_row or 1,
            names[missing[0]],
            N_("kolonnen mangler. Filen skal have kolonnerne %(columns)s.") % {"columns": ", ".join(names.values())},
        )
    return Columns(form, matched)


def unit_row(number: int, cells: Mapping[str, str], columns: Columns) -> UnitRow:
    """A row of the sheet as a unit, its kind as a code where the word is known."""
    values = _values(cells, columns)
    return UnitRow(
        row=number,
        code=values["code"],
        name=values["name"],
        kind=_code_of(values["kind"], KINDS),
        parent=values["parent"],
        holders={name.removesuffix("_email"): values[name].lower() for name in HOLDER_FIELDS if name in values},
    )


def person_row(number: int, cells: Mapping[str, str], columns: Columns, roles: Mapping[str, str]) -> PersonRow:
    """A row of the sheet as a person, the role as a code where the word is known."""
    values = _values(cells, columns)
    return PersonRow(
        row=number,
        email=values["email"].lower(),
        name=values["name"],
        unit=values.get("unit"),
        role=_code_of(values["role"], roles) if "role" in values else None,
    )


def check_people(
    rows: Sequence[PersonRow],
    *,
    units: frozenset[str],
    known: frozenset[str],
    roles: Mapping[str, str],
    closed: frozenset[str] = frozenset(),
) -> Iterator[Fault]:
    """What is wrong with the rows of people, in the order of the file.

    `closed` are those of the units that are closed. `known` holds the addresses of the people who are there already:
    they need no name in the file.
    """
    names: dict[str, tuple[int, str]] = {}
    for row in rows:
        if not is_mail_address(row.email):
            yield row.row, "email", mail_reason(row.email)
            continue
        first, name = names.setdefault(row.email, (row.row, row.name))
        if first == row.row and not row.name and row.email not in known:
            yield row.row, "name", N_("navnet mangler.")
        elif len(row.name) > 400:
            yield row.row, "name", N_("navnet er for langt. Skriv højst 400 tegn.")
        elif row.name and row.name != name:
            yield row.row, "name", N_("samme mailadresse har et andet navn i række %(row)s.") % {"row": first}
        if row.unit and row.unit not in units:
            yield row.row, "unit", unknown_reason(N_("enheden"), row.unit, units)
        elif row.unit in closed:
            yield row.row, "unit", N_("enheden «%(code)s» er lukket. Vælg en anden.") % {"code": row.unit}
        if row.role and row.role not in roles:
            yield row.row, "role", unknown_reason(N_("rollen"), row.role, roles)
        elif row.role and not row.unit:
            yield row.row, "unit", N_("en rolle gælder i en enhed. Skriv enhedens kode.")


def mail_reason(text: str) -> str:
    """Why a text is no mail address."""
    if not text:
        return N_("mailadressen mangler.")
    return N_("«%(text)s» er ikke en mailadresse. Skriv den som navn@kommune.dk, uden æ, ø og å.") % {"text": text}


def unknown_reason(noun: str, text: str, known: Sequence[str] | frozenset[str] | Mapping[str, str]) -> str:
    """ "rollen «kordinator» findes ikke. Mente du «GDPR-koordinator»?", or the whole list where it is short.

    A code that has a Danish word is told by the word: that is how the template writes it.
    """
    words = {code.casefold(): code for code in sorted(known)}
    if isinstance(known, Mapping):
        words = {folded: known[code] for folded, code in words.items()}
        words |= {word.casefold(): word for word in known.values()}
    close = get_close_matches(text.casefold(), list(words), n=1, cutoff=0.6)
    first = N_("%(noun)s «%(text)s» findes ikke.") % {"noun": noun, "text": text}
    if close:
        return first + " " + N_("Mente du «%(meant)s»?") % {"meant": words[close[0]]}
    if len(known) <= 12:
        return (
            first
            + " "
            + N_("Vælg en af: %(known)s.")
            % {"known": ", ".join(known.values() if isinstance(known, Mapping) else known)}
        )
    return first


def _matched(fields: Mapping[str, Sequence[str]], found: Mapping[str, str]) -> dict[str, str]:
    return {name: found[word] for name, words in fields.items() for word in reversed(words) if word in found}


def _values(cells: Mapping[str, str], columns: Columns) -> dict[str, str]:
    return {name: squeeze(cells.get(heading, "")) for name, heading in columns.headings.items()}


def _code_of(text: str, words: Mapping[str, str]) -> str:
    folded = text.casefold()
    return next((code for code, word in words.items() if folded in (code.casefold(), word.casefold())), text)
