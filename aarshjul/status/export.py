"""The status report as files: pdf, docx, xlsx and json, all from the same `StatusReport`."""

from io import BytesIO

from flask import render_template
from flask_babel import gettext as _

from aarshjul.status.cells import Cell, Lit, Table
from aarshjul.status.cover import list_cover, list_signers
from aarshjul.status.figures import LIGHT_WORDS
from aarshjul.status.report import Row, StatusReport
from aarshjul.status.snapshot import canonical
from aarshjul.status.tables import list_tables
from aarshjul.status.trend import list_charts
from aarshjul.status.word import as_docx
from app.core.filters import long_day
from app.core.pdf import render_pdf
from app.core.sheets import XLSX_MIME, OutSheet, write_xlsx
from app.core.sheets import Cell as SheetCell
from app.core.word import DOCX_MIME

MIME = {
    "pdf": "application/pdf",
    "docx": DOCX_MIME,
    "xlsx": XLSX_MIME,
    "json": "application/json",
}


def render(report: StatusReport, form: str) -> bytes:
    """The report as `pdf`, `docx`, `xlsx` or `json`."""
    return {"pdf": as_pdf, "docx": as_docx, "xlsx": as_xlsx, "json": as_json}[form](report)


def as_html(report: StatusReport) -> str:
    """The report's pages as HTML for print."""
    return render_template(
        "reports/status.html",
        report=report,
        tables=list_tables(report),
        charts=list_charts(report),
        cover=list_cover(report),
        signers=list_signers(),
        municipality_name=report.municipality,
        made_on_text=_("Opgjort %(day)s", day=long_day(report.as_of)),
    )


def as_pdf(report: StatusReport) -> bytes:
    """A tagged PDF (PDF/UA-1) on A4."""
    return render_pdf(as_html(report))


def as_json(report: StatusReport) -> bytes:
    """UTF-8, keys in order, indented, one line break at the end: of a frozen report its very snapshot."""
    return canonical(report).encode()


def as_xlsx(report: StatusReport) -> bytes:
    """A workbook: every section as a sheet, the KPIs as numbers, the texts, and what the figures mean."""
    buffer = BytesIO()
    kpis = [line for row in report.all_rows for line in _kpis(report, row)]
    write_xlsx(
        buffer,
        [
            *(_sheet(table) for table in list_tables(report)),
            OutSheet(
                _("Tal"),
                [_("Forvaltning"), _("Nøgletal"), _("Tæller"), _("Nævner"), _("Procent"), _("Status")],
                kpis,
            ),
            OutSheet(_("Tekster"), [_("Afsnit"), _("Tekst")], _texts(report), is_read=True),
            OutSheet(_("Om tallene"), [_("Nøgletal"), _("Betydning")], _about(report), is_read=True),
        ],
    )
    return buffer.getvalue()


def _sheet(table: Table) -> OutSheet:
    rows: list[list[SheetCell]] = [[_cell(cell) for cell in row] for row in table.rows]
    if table.note:
        rows.append([table.note])
    # A sheet's name holds 31 characters at most.
    return OutSheet(table.heading[:31], list(table.heads), rows, is_read=True)


def _cell(cell: Cell) -> SheetCell:
    return f"{cell.word}: {cell.value}".removesuffix(": ") if isinstance(cell, Lit) else cell


def _kpis(report: StatusReport, row: Row) -> list[list[SheetCell]]:
    return [
        [
            row.name,
            f"{kpi.code} {_(kpi.label)}",
            measure.part / 60 if kpi.in_hours else measure.part,
            measure.whole / 60 if kpi.in_hours and measure.whole else measure.whole,
            1000 * measure.part // measure.whole / 10 if measure.whole else None,
            _(LIGHT_WORDS[measure.light]),
        ]
        for kpi, measure in zip(report.kpis, row.measures, strict=True)
    ]


def _texts(report: StatusReport) -> list[list[SheetCell]]:
    texts = report.texts
    lines: list[list[SheetCell]] = [[line.label, line.value] for line in list_cover(report)]
    lines += [
        [_("Indstilling %(n)s", n=one.position), f"{one.title}\n{one.text}".strip()] for one in texts.recommendations
    ]
    if texts.dpo:
        lines.append([_("Databeskyttelsesrådgiverens bemærkninger"), texts.dpo.text])
    return lines


def _about(report: StatusReport) -> list[list[SheetCell]]:
    return [
        *([f"{kpi.code} {_(kpi.label)}", _(kpi.definition)] for kpi in report.kpis),
        [_("Opgjort"), report.as_of],
        [_("Periode fra"), report.since],
    ]
