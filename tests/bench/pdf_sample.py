"""Records as HTML for print, made up from their number: a heading, label-value tables and a table of data lines.

Twenty Danish fields and one to three pages each, like a record of the register. A number always gives the same record.
"""

import random
import re
from collections.abc import Iterable, Iterator, Mapping

from app.core.pdf import Look

TITLE = "Fortegnelse over behandlingsaktiviteter"
OWNER = "Fjordby Kommune"
MADE_ON = "Udskrevet 21. november 2026"
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "Behandlingen": ("Formål", "Beskrivelse", "Behandlingsgrundlag", "Særlovgivning", "Oplysningernes kilde"),
    "Modtagere": ("Modtagere", "Overførsel til tredjelande", "Databehandlere", "Fælles dataansvarlige"),
    "Sletning og sikkerhed": (
        "Slettefrist", "Begrundelse", "Tekniske foranstaltninger", "Organisatoriske foranstaltninger", "Systemer",
    ),
    "Ansvar": ("Ansvarlig enhed", "Ejer", "Seneste gennemgang", "Næste gennemgang", "Godkendt", "Bemærkninger"),
}  # fmt: skip
PLACES = ("Børn", "Ældre", "Ansatte", "Pårørende", "Samarbejdspartnere")
WORDS = re.findall(
    r"\w+",
    "kommunen behandler personoplysninger om borgere der søger hjælp efter serviceloven eller lov om social pension "
    "oplysningerne indhentes fra borgeren selv og andre myndigheder samt fra fagsystemer databehandleraftale er "
    "indgået med leverandøren adgangen er begrænset til medarbejdere med arbejdsbetinget behov logning gennemgås "
    "månedligt oplysninger slettes fem år efter sagens afslutning medmindre arkivlovgivningen kræver bevaring",
)
LOOK = Look(
    title=TITLE,
    author=OWNER,
    stylesheets=("css/parts.css",),
    frame=(
        f'<div class="frame"><p class="frame__owner">{OWNER}</p><p class="frame__title">{TITLE}</p>'
        f'<p class="frame__made">{MADE_ON}</p><p id="page-number">Side {{page}} af {{pages}}</p></div>'
    ),
)


def sections(numbers: Iterable[int]) -> Iterator[str]:
    """One section of HTML a record. Its place is `r` and its number; each links to the one before."""
    return (_section(number) for number in numbers)


def front(numbers: Iterable[int], pages: Mapping[str, int] | None) -> str:
    """Title and contents. Without pages the style sheet is to put the numbers there."""
    lines = []
    for number in numbers:
        page = f">{pages[f'r{number}']}" if pages is not None else f' data-place="#r{number}">'
        lines.append(f'<li><a href="#r{number}">{_title(number)}</a><span class="contents__page"{page}</span></li>')
    return (
        f'<header class="report-head"><p class="report-head__owner">{OWNER}</p><h1>{TITLE}</h1>'
        f'<p class="report-head__lead">Databeskyttelsesforordningens artikel 30</p>'
        f'<p class="report-head__made">{MADE_ON}</p></header>'
        f'<section><h2>Indhold</h2><ol class="contents">{"".join(lines)}</ol></section>'
    )


def _title(number: int) -> str:
    luck = random.Random(number)
    return f"B-{number} {_words(luck, 3)} på området for {PLACES[number % len(PLACES)].lower()}"


def _section(number: int) -> str:
    luck = random.Random(-number)
    before = f'<p>Hænger sammen med <a href="#r{number - 1}">B-{number - 1}</a>.</p>' if number > 1 else ""
    tables = "".join(
        f"<h3>{name}</h3><table>"
        + "".join(f'<tr><th scope="row" class="w-25">{f}</th><td>{_text(luck)}</td></tr>' for f in fields)
        + "</table>"
        for name, fields in SECTIONS.items()
    )
    lines = "".join(
        f"<tr><td>{place}</td><td>{_text(luck, most=8)}</td><td>{_text(luck, most=12)}</td></tr>"
        for place in luck.sample(PLACES, luck.randint(2, 5))
    )
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("Registrerede", "Kategori", "Oplysninger"))
    return (
        f'<section class="new-page" id="r{number}"><h2>{_title(number)}</h2><p>Godkendt, version {number % 7 + 1}.</p>'
        f"{before}{tables}<h3>Oplysninger</h3><table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></section>"
    )


def _text(luck: random.Random, *, most: int = 34) -> str:
    return f"{_words(luck, luck.randint(2, most))}."


def _words(luck: random.Random, count: int) -> str:
    return " ".join(luck.choices(WORDS, k=count)).capitalize()
