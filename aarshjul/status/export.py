"""The status report as files: pdf, xlsx and json, all from the same `StatusReport`."""

import json
from io import BytesIO

from flask import render_template
from flask_babel import gettext as _

from aarshjul.status.figures import KPIS, LIGHT_WORDS, Measure
from aarshjul.status.report import Row, StatusReport
from app.core.filters import danish_number, long_day, percent
from app.core.pdf import render_pdf
from app.core.sheets import XLSX_MIME, Cell, OutSheet, write_xlsx

MIME = {
    "pdf": "application/pdf",
    "xlsx": XLSX_MIME,
    "json": "application/json",
}


def render(report: StatusReport, form: str) -> bytes:
    """The report as `pdf`, `xlsx` or `json`."""
    return {"pdf": as_pdf, "xlsx": as_xlsx, "json": as_json}[form](report)


def as_html(report: StatusReport) -> str:
    """The report's pages as HTML for print."""
    return render_template(
        "reports/status.html",
        report=report,
        kpis=KPIS,
        words=LIGHT_WORDS,
        shown=shown,
        municipality_name=report.municipality,
        made_on_text=_("Opgjort %(day)s", day=long_day(report.as_of)),
    )


def as_pdf(report: StatusReport) -> bytes:
    """A tagged PDF (PDF/UA-1) on A4."""
    return render_pdf(as_html(report))


def as_json(report: StatusReport) -> bytes:
    """UTF-8, indented, one newline at the end."""
    return (json.dumps(report.to_json(), ensure_ascii=False, indent=2) + "\n").encode()


def as_xlsx(report: StatusReport) -> bytes:
    """A workbook: overview, KPIs, overdue tasks, done tasks, and what the figures mean."""
    buffer = BytesIO()
    rows = (*report.rows, report.total)
    write_xlsx(
        buffer,
        [
            OutSheet(_("Overblik"), _overview_headings(), [_overview(row) for row in rows]),
            OutSheet(_("Nøgletal"), _kpi_headings(), [line for row in rows for line in _kpis(row)]),
            OutSheet(
                _("Over fristen"),
                [_("Opgave"), _("Forvaltning"), _("Enhed"), _("Frist"), _("Dage over fristen")],
                _overdue(report),
            ),
            OutSheet(
                _("Udført"),
                [_("Opgave"), _("Forvaltning"), _("Enhed"), _("Frist"), _("Udført")],
                _done(report),
            ),
            OutSheet(
                _("Om tallene"),
                [_("Nøgletal"), _("Betydning")],
                [
                    *([f"{k.code} {_(k.label)}", _(k.definition)] for k in KPIS),
                    [_("Opgjort"), report.as_of],
                    [_("Periode fra"), report.since],
                ],
            ),
        ],
    )
    return buffer.getvalue()


def shown(measure: Measure) -> str:
    """A KPI as people read it: "17 af 20 (85 %)", a plain number, or that there is no basis."""
    if measure.whole is None:
        return danish_number(measure.part) if measure.light != "grey" else _("intet grundlag")
    if not measure.whole:
        return _("intet grundlag")
    share = percent(measure.part, measure.whole)
    return _("%(part)s af %(whole)s (%(share)s)", part=measure.part, whole=measure.whole, share=share)


def _overview_headings() -> list[str]:
    return [
        _("Forvaltning"), _("Status"), _("Behandlinger"), _("Art. 30 opfyldt"), _("Gyldig risikovurdering"),
        _("Røde risici"), _("Gennemgang over fristen"), _("Opgaver med frist i perioden"), _("Udført til tiden"),
        _("Udført for sent"), _("Opgaver over fristen"), _("Over 30 dage over fristen"),
    ]  # fmt: skip


def _overview(row: Row) -> list[Cell]:
    c = row.counts
    return [
        row.name, _(LIGHT_WORDS[row.light]), c.records, c.art30_fulfilled, c.assessed, c.red, c.reviews_overdue,
        c.tasks_due, c.done_on_time, c.done_late, c.overdue, c.overdue_long,
    ]  # fmt: skip


def _kpi_headings() -> list[str]:
    return [_("Forvaltning"), _("Nøgletal"), _("Tæller"), _("Nævner"), _("Procent"), _("Status")]


def _kpis(row: Row) -> list[list[Cell]]:
    return [
        [
            row.name,
            f"{kpi.code} {_(kpi.label)}",
            measure.part,
            measure.whole,
            round(measure.percent, 1) if measure.percent is not None else None,
            _(LIGHT_WORDS[measure.light]),
        ]
        for kpi, measure in zip(KPIS, row.measures, strict=True)
    ]


def _overdue(report: StatusReport) -> list[list[Cell]]:
    lines: list[list[Cell]] = [[t.title, t.administration, t.unit, t.due_on, t.days] for t in report.overdue]
    return lines + _more(len(report.overdue), report.overdue_total)


def _done(report: StatusReport) -> list[list[Cell]]:
    lines: list[list[Cell]] = [[t.title, t.administration, t.unit, t.due_on, t.done_on] for t in report.done]
    return lines + _more(len(report.done), report.done_total)


def _more(listed: int, total: int) -> list[list[Cell]]:
    """A last line that says how many are not listed; nothing when all are."""
    return [[_("Her står %(n)s af %(total)s.", n=listed, total=total)]] if total > listed else []
