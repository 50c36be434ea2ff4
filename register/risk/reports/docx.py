"""An assessment, and the risk picture, for Word. The pictures are tables here: Word draws no curves of ours."""

from collections.abc import Mapping, Sequence
from typing import Any

from docx.shared import Pt
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.filters import short_day
from app.core.word import Cell, Painted, add_page, add_table, add_values, begin, saved, turn_across
from register.risk.picture import Cell as Place
from register.risk.picture import HeatLine
from register.risk.picture_store import TopRow
from register.risk.reports.book import AssessmentBook, shade_of
from register.risk.reports.ground import on_colour, painted
from register.risk.reports.meeting import MeetingBook
from register.risk.scale import COLOUR_WORDS, Scale
from register.risk.subject import KINDS


def assessment_docx(book: AssessmentBook) -> bytes:
    """One assessment, from its title to its appendix."""
    document = begin(book.title, book.owner, book.made_on)
    document.add_heading(book.title, level=0)
    document.add_paragraph(book.lead)
    add_values(document, book.facts)
    add_table(document, [_("Risiko i dag"), _("Restrisiko")], [[painted(book.before), painted(book.after)]], [8.5, 8.5])
    if book.conclusion:
        _section(document, _("Konklusion"), book.conclusion)
    if book.context:
        _section(document, _("Sammenhæng"), book.context)
    document.add_heading(_("Konsekvens for den registrerede"), level=1)
    add_values(document, book.consequences)
    document.add_heading(_("Trusler"), level=1)
    _add_threats(document, book)
    document.add_heading(_("Accept"), level=1)
    if book.acceptance:
        add_values(document, book.acceptance)
    if book.acceptance_note:
        document.add_paragraph(book.acceptance_note)
    document.add_heading(_("Handlingsplan"), level=1)
    if book.actions:
        rows = [[row.title, row.who, short_day(row.due_on), row.state] for row in book.actions]
        add_table(document, [_("Handling"), _("Hvem"), _("Frist"), _("Tilstand")], rows, [6.5, 5, 2.5, 3])
    else:
        document.add_paragraph(_("Der er ingen handlinger."))
    if book.chain:
        document.add_heading(_("Samlet risiko"), level=1)
        document.add_paragraph(_("Behandlingens samlede risiko er den værste af disse."))
        links = [[name, painted(one)] for name, one in book.chain]
        add_table(document, [_("Vurdering"), _("Restrisiko")], links, [12, 5])
    document.add_heading(_("Skalaen: %(name)s", name=book.scale_name), level=1)
    _add_matrix(document, book.scale, {})
    if book.set_aside:
        add_page(document, _("Bilag: trusler, der ikke er relevante"))
        for reason, titles in book.set_aside:
            document.add_heading(reason, level=2)
            for title in titles:
                document.add_paragraph(title, style="List Bullet").paragraph_format.space_after = Pt(0)
    return saved(document)


def meeting_docx(book: MeetingBook) -> bytes:
    """The risk picture, the heat map on A4 across at the end."""
    document = begin(book.title, book.owner, book.made_on)
    document.add_heading(book.title, level=0)
    document.add_paragraph(book.lead)
    document.add_heading(_("Restrisiko, når håndteringen er gennemført"), level=1)
    _add_matrix(document, book.scale, book.after)
    for sentence in book.other_scales:
        document.add_paragraph(sentence)
    document.add_heading(_("Risiko i dag"), level=1)
    _add_matrix(document, book.scale, book.before)
    document.add_heading(_("Fra risikoen i dag til restrisikoen"), level=1)
    moved: list[Sequence[Cell]] = [
        [_cell(book.scale, move.before), _cell(book.scale, move.after), str(move.count)] for move in book.moves
    ]
    add_table(document, [_("Fra (i dag)"), _("Til (restrisiko)"), _("Antal")], moved, [7, 7, 3])
    document.add_heading(_("De værste risici"), level=1)
    heads = [_("Hvad"), _("I dag"), _("Restrisiko"), _("Åbne handlinger"), _("Accepteret")]
    widths = [5.6, 2.2, 3.2, 3.2, 2.8]
    count = len(heads) if book.shows_acceptance else len(heads) - 1
    add_table(document, heads[:count], [_top(row, book)[:count] for row in book.top], widths[:count])
    document.add_heading(_("Restrisikoen måned for måned"), level=1)
    colours = list(reversed(book.trend.colours))
    standings: list[Sequence[Cell]] = [
        [short_day(one.on), *(str(one.counts[colour]) for colour in colours), str(one.total)] for one in book.standings
    ]
    heads = [_("Dag"), *(_(COLOUR_WORDS[colour]) for colour in colours), _("I alt")]
    add_table(document, heads, standings, [3.2, *[2.3] * (len(heads) - 1)])
    turn_across(document)
    document.add_heading(_("Varmekort over trusler"), level=1)
    document.add_paragraph(_("Højeste restrisiko, og hvor mange vurderinger truslen er relevant i."))
    places = book.columns
    add_table(
        document, [_("Trussel"), *(place.name for place in places)], [_heat(line, book) for line in book.heat.lines],
        [7.5, *[min(4.5, 18 / max(1, len(places)))] * len(places)],
    )  # fmt: skip
    if book.heat.left_out:
        document.add_paragraph(
            ngettext("%(num)s trussel mere er relevant.", "%(num)s trusler mere er relevante.", book.heat.left_out)
        )
    return saved(document)


def _section(document: Any, heading: str, text: str) -> None:
    document.add_heading(heading, level=1)
    document.add_paragraph(text)


def _add_threats(document: Any, book: AssessmentBook) -> None:
    if not book.threats:
        document.add_paragraph(_("Ingen trusler er vurderet hver for sig."))
        return
    rows: list[Sequence[Cell]] = []
    for line in book.threats:
        measures = [*line.measures, *(_("Ny: %(name)s", name=name) for name in line.new_measures)]
        after = painted(line.after)
        if line.after_notes and isinstance(after, Painted):
            after = Painted("\n".join((after.text, *line.after_notes)), after.ground)
        rows.append(
            ["\n".join((line.title, *line.notes)), painted(line.before), "\n".join((line.treatment, *measures)), after]
        )
    add_table(document, [_("Trussel"), _("I dag"), _("Håndtering"), _("Restrisiko")], rows, [5.5, 3.2, 5.1, 3.2])


def _add_matrix(document: Any, scale: Scale, counts: Mapping[Place, int]) -> None:
    heads = [_("Konsekvens og sandsynlighed"), *(f"{level.grade} {_(level.name)}" for level in scale.likelihoods)]
    rows: list[Sequence[Cell]] = []
    for level in reversed(scale.consequences):
        cells = [
            on_colour(
                " ".join(filter(None, (str(counts.get((level.grade, place), "")), _(COLOUR_WORDS[colour])))), colour
            )
            for place, colour in enumerate(scale.cells[level.grade - 1], start=1)
        ]
        rows.append([f"{level.grade} {_(level.name)}", *cells])
    add_table(document, heads, rows, [4.2, *[12.8 / len(scale.likelihoods)] * len(scale.likelihoods)])


def _cell(scale: Scale, place: Place) -> Painted:
    colour = scale.cells[place[0] - 1][place[1] - 1]
    words = _("Konsekvens %(c)s, sandsynlighed %(l)s", c=place[0], l=place[1])
    return on_colour(f"{words} ({_(COLOUR_WORDS[colour]).lower()})", colour)


def _top(top: TopRow, book: MeetingBook) -> list[Cell]:
    row = top.row
    place = _("Konsekvens %(c)s, sandsynlighed %(l)s", c=row.consequence, l=row.likelihood)
    return [
        "\n".join((row.name, ", ".join(filter(None, (_(KINDS[row.kind]), row.administration))))),
        painted(shade_of(row.inherent_colour)),
        on_colour(f"{_(COLOUR_WORDS[shade])}\n{place}", shade) if (shade := shade_of(row.colour).colour) else place,
        actions_words(top),
        accepted_words(top, book.today),
    ]


def accepted_words(top: TopRow, today: Any) -> str:
    """Until when one of the worst is accepted."""
    if not top.shows_acceptance:
        return "–"
    if top.is_accepted:
        return _("Til og med %(day)s", day=short_day(top.accepted_until))
    if top.accepted_until and top.accepted_until < today:
        return _("Udløbet %(day)s", day=short_day(top.accepted_until))
    return _("Nej")


def actions_words(top: TopRow) -> str:
    """How many actions are open, and when the next is due."""
    if not top.open_actions:
        return _("Ingen")
    return "\n".join((str(top.open_actions), _("Næste frist %(day)s", day=short_day(top.next_due_on))))


def _heat(line: HeatLine, book: MeetingBook) -> list[Cell]:
    cells: list[Cell] = [book.threats[line.threat] if line.threat else book.own_word]
    for place in book.columns:
        held = line.cells.get(place.id)
        cells.append(on_colour(f"{_(COLOUR_WORDS[held.colour])} {held.count}", held.colour) if held else "–")
    return cells
