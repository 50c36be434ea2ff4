"""A campaign as a file: the units with how far they have come, and every record with its answer."""

from collections.abc import Iterator, Sequence
from io import BytesIO

from flask_babel import gettext as _

from aarshjul.attestation.board_store import FileRow, UnitRow
from aarshjul.attestation.rules import LINE_WORDS, Progress
from app.core import clock
from app.core.sheets.writing import Cell, OutSheet, write_xlsx


def render(units: Sequence[UnitRow], rows: Iterator[FileRow]) -> bytes:
    """Two worksheets, in the order of the board; the first has the totals below it."""
    headings = [
        _("Forvaltning"), _("Enhed"), _("Behandlinger"), _("Bekræftet"), _("Skal ændres"),
        _("Ikke gennemgået siden"), _("Venter"), _("Udgået"), _("Besvaret i procent"),
    ]  # fmt: skip
    total = sum((unit.progress for unit in units), Progress())
    lines = [[unit.administration or _("Fælles for kommunen"), unit.name, *_numbers(unit.progress)] for unit in units]
    records = [
        _("Forvaltning"), _("Enhed"), _("Nr."), _("Behandling"), _("Svar"), _("Hvad skal ændres"), _("Besvaret af"),
        _("Besvaret"), _("Senest gennemgået"), _("Næste gennemgang"),
    ]  # fmt: skip
    out = BytesIO()
    sheets = [
        OutSheet(_("Enheder"), headings, lines, totals=[_("I alt"), "", *_numbers(total)]),
        OutSheet(_("Behandlinger"), records, map(_cells, rows)),
    ]
    write_xlsx(out, sheets)
    return out.getvalue()


def _numbers(progress: Progress) -> list[Cell]:
    return [
        progress.asked, progress.confirmed, progress.needs_change, progress.unmended, progress.waiting,
        progress.left_out, progress.percent,
    ]  # fmt: skip


def _cells(row: FileRow) -> list[Cell]:
    return [
        row.administration or _("Fælles for kommunen"), row.unit, row.number, row.title, _(LINE_WORDS[row.state]),
        row.note, row.answered_by, clock.day_of(row.answered_at) if row.answered_at else None, row.last_review_on,
        row.next_review_on,
    ]  # fmt: skip
