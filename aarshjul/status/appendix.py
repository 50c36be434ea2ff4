"""The tables of the report's appendix: every figure of every administration, and the lists behind them."""

from collections.abc import Iterator

from flask_babel import gettext as _

from aarshjul.status.cells import Lit, Table, counted, shown, value_of
from aarshjul.status.comparing import step
from aarshjul.status.kpis import Kpi
from aarshjul.status.report import Row, StatusReport


def list_appendix(report: StatusReport) -> Iterator[Table]:
    """What comes after the four pages."""
    yield Table(
        code="noegletal",
        heading=_("Nøgletal for hver forvaltning"),
        heads=[_("Forvaltning"), *(f"{kpi.code} {_(kpi.label)}" for kpi in report.kpis)],
        rows=[[row.name, *(_full(kpi, row, report) for kpi in report.kpis)] for row in report.all_rows],
        is_appendix=True,
        small=True,
        widths=["w-10"],
    )
    yield counted(
        report, "fortegnelse", _("Fortegnelsen"),
        {
            _("Behandlinger"): "records", _("Art. 30 opfyldt"): "art30_fulfilled", _("Gennemgået"): "reviewed",
            _("Gennemgang over fristen"): "reviews_overdue", _("Gyldig risikovurdering"): "assessed",
        },
        is_appendix=True,
    )  # fmt: skip
    if report.total.counts.dpia_required:
        yield counted(
            report,
            "konsekvensanalyser",
            _("Konsekvensanalyser"),
            {_("Krævet"): "dpia_required", _("Godkendt"): "dpia_done"},
            is_appendix=True,
        )
    yield Table(
        code="over-fristen",
        heading=_("Opgaver over fristen"),
        heads=[_("Opgave"), _("Hvor"), _("Forvaltning"), _("Frist"), _("Dage over")],
        rows=[[t.title, t.unit, t.administration or "–", t.due_on, t.days] for t in report.overdue],
        note=_more(len(report.overdue), report.overdue_total),
        is_appendix=True,
        numeric=frozenset({3, 4}),
        widths=["w-30", "w-25", "w-25"],
    )
    yield Table(
        code="udfoert",
        heading=_("Opgaver udført i perioden"),
        heads=[_("Opgave"), _("Hvor"), _("Forvaltning"), _("Frist"), _("Udført")],
        rows=[[t.title, t.unit, t.administration or "–", t.due_on, t.done_on] for t in report.done],
        note=_more(len(report.done), report.done_total),
        is_appendix=True,
        numeric=frozenset({3, 4}),
        widths=["w-30", "w-25", "w-25"],
    )


def _full(kpi: Kpi, row: Row, report: StatusReport) -> Lit:
    measure = row.measure(kpi.code)
    if measure.light == "grey":
        return Lit("grey")
    found = step(kpi, measure, report.before.value(row.code, kpi.code)) if report.before else None
    told = shown(measure, kpi)
    if found is None or found.before is None or not found.arrow:
        return Lit(measure.light, told)
    was = value_of(found.before.part, found.before.whole)
    return Lit(measure.light, _("%(now)s %(arrow)s før %(was)s", now=told, arrow=found.arrow, was=was))


def _more(listed: int, total: int) -> str:
    return _("Her står %(n)s af %(total)s.", n=listed, total=total) if total > listed else ""
