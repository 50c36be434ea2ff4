"""The status report for Word: the same sections and texts as the PDF, without the pictures."""

from typing import Any

from flask_babel import gettext as _

from aarshjul.status.cells import Cell, Lit, Table
from aarshjul.status.cover import list_cover, list_signers
from aarshjul.status.figures import Light
from aarshjul.status.report import StatusReport
from aarshjul.status.tables import list_tables
from app.core.filters import long_day, short_day
from app.core.word import Cell as WordCell
from app.core.word import Painted, add_page, add_table, add_values, begin, saved, turn_across

GROUNDS: dict[Light, str] = {"green": "CFE8CB", "yellow": "FFE08A", "red": "F7B3B3", "grey": "EDEDED"}
UPRIGHT, ACROSS = 17.0, 25.7
FIRST = 3.6
"""Centimetres of the first column of a table with many."""


def as_docx(report: StatusReport) -> bytes:
    """A document on A4: recommendations first, then the sections, the DPO's part, and the appendix across."""
    document = begin(report.title, report.municipality, _("Opgjort %(day)s", day=long_day(report.as_of)))
    document.add_heading(report.title, level=0)
    add_values(document, list(list_cover(report)))
    if report.texts.recommendations:
        document.add_heading(_("Indstilling"), level=1)
        for one in report.texts.recommendations:
            document.add_paragraph(f"{one.position}. {one.title}").runs[0].bold = True
            _add_lines(document, one.text)
    tables = list_tables(report)
    for table in (table for table in tables if not table.is_appendix):
        document.add_heading(table.heading, level=1)
        _add(document, table, UPRIGHT)
    if report.texts.dpo:
        document.add_heading(_("Databeskyttelsesrådgiverens bemærkninger"), level=1)
        _add_lines(document, report.texts.dpo.text)
        signed_on = long_day(report.texts.dpo.signed_on)
        document.add_paragraph(_("Underskrevet af %(name)s %(day)s", name=report.texts.dpo.signed_by, day=signed_on))
    if report.head.has_signatures:
        document.add_heading(_("Underskrifter"), level=1)
        add_table(document, [_("Hvem"), _("Dato og underskrift")], [[who, ""] for who in list_signers()], [6.0, 11.0])
    turn_across(document)
    for number, table in enumerate(table for table in tables if table.is_appendix):
        (document.add_heading if not number else lambda text, level: add_page(document, text))(table.heading, level=1)
        _add(document, table, ACROSS)
    document.add_heading(_("Sådan er tallene gjort op"), level=1)
    add_values(document, [(f"{kpi.code} {_(kpi.label)}", _(kpi.definition)) for kpi in report.kpis])
    return saved(document)


def _add(document: Any, table: Table, width: float) -> None:
    columns = len(table.heads)
    # The classes of paper say how much of the width a column has: "w-30".
    said = [width * int(name.removeprefix("w-")) / 100 for name in table.widths] or [FIRST]
    widths = [*said, *([(width - sum(said)) / max(1, columns - len(said))] * (columns - len(said)))]
    add_table(document, table.heads, [[_cell(cell) for cell in row] for row in table.rows], widths)
    if table.note:
        document.add_paragraph(table.note)


def _cell(cell: Cell) -> WordCell:
    if isinstance(cell, Lit):
        return Painted(f"{cell.word}\n{cell.value}".strip(), GROUNDS[cell.light])
    if isinstance(cell, str):
        return cell
    return "–" if cell is None else str(cell) if isinstance(cell, int) else short_day(cell)


def _add_lines(document: Any, text: str) -> None:
    for line in text.splitlines():
        if line.strip():
            document.add_paragraph(line)
