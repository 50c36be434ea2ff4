"""The report's sections as plain tables, the same for page, PDF, document and spreadsheet."""

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from aarshjul.handling.rules import DEGREES, LEVELS
from aarshjul.meeting.deciding import OUTCOMES
from aarshjul.status.appendix import list_appendix
from aarshjul.status.cells import Cell, Lit, Table, counted, hours, short, shown, value_of
from aarshjul.status.comparing import TURN_WORDS, step
from aarshjul.status.decisions import OpenDecision
from aarshjul.status.figures import Measure
from aarshjul.status.kpis import Kpi
from aarshjul.status.report import Row, StatusReport
from app.core.filters import short_day


def list_tables(report: StatusReport) -> list[Table]:
    """The sections that the report has, in their order; what has no records of its kind is left out."""
    return [table for table in _all(report) if table.rows]


def _all(report: StatusReport) -> Iterator[Table]:
    total = report.total.counts
    yield _overview(report)
    yield _development(report)
    yield counted(
        report, "plan", _("Årets opgaver"),
        {
            _("Opgaver i året"): "year_tasks", _("Udført"): "year_done", _("Udskudt"): "year_postponed",
            _("Frist i perioden"): "tasks_due", _("Til tiden"): "done_on_time", _("For sent"): "done_late",
            _("Over fristen"): "overdue", _("Næste kvartal"): "next_quarter",
        },
        note=_("«Næste kvartal» er åbne opgaver med frist inden for 91 dage efter opgørelsen."),
    )  # fmt: skip
    yield _unhandled(report)
    if total.risks:
        yield counted(
            report, "risici", _("Røde og orange risici"),
            {
                _("Vurderinger"): "risks", _("Røde"): "red", _("Røde uden beslutning"): "red_undecided",
                _("Orange"): "orange", _("Orange uden beslutning"): "orange_undecided",
                _("Accepter, der udløber"): "expiring",
            },
            note=_("«Accepter, der udløber» er dem, der udløber inden for 91 dage efter opgørelsen."),
        )  # fmt: skip
    if total.processors or total.supervisions_planned:
        yield counted(
            report, "tilsyn", _("Tilsyn med databehandlere"),
            {
                _("Databehandlere"): "processors", _("Med aftale"): "with_agreement",
                _("Tilsyn efter plan"): "supervisions_planned", _("Ført"): "supervisions_held",
                _("Ført med bemærkninger"): "supervisions_remarked",
            },
        )  # fmt: skip
    if total.at_hand or total.planned or total.spent:
        yield _resources(report)
    yield _decisions(report)
    yield _remarks(report)
    yield from list_appendix(report)


def _overview(report: StatusReport) -> Table:
    kpis = report.overview
    return Table(
        code="overblik",
        heading=_("Overblik"),
        heads=[_("Forvaltning"), _("Status"), *(f"{kpi.code} {_(kpi.label)}" for kpi in kpis)],
        rows=[
            [row.name, Lit(row.light), *(Lit(m.light, short(m)) for m in map(row.measure, (k.code for k in kpis)))]
            for row in report.all_rows
        ],
        small=True,
        widths=["w-15"],
    )


def _development(report: StatusReport) -> Table:
    """The whole, KPI by KPI, with what it was."""
    before = report.before
    rows: list[list[Cell]] = []
    for kpi, measure in zip(report.kpis, report.total.measures, strict=True):
        cells: list[Cell] = [
            f"{kpi.code} {_(kpi.label)}",
            Lit(measure.light, "" if measure.light == "grey" else shown(measure, kpi)),
        ]
        if before:
            cells += _went(kpi, measure, report)
        rows.append(cells)
    heads = [_("Nøgletal"), _("Nu")]
    if before:
        heads += [_("Før (%(day)s)", day=short_day(before.as_of)), _("Udvikling")]
    heading = _("Udvikling siden sidst") if before else _("Nøgletal for hele rapporten")
    return Table(code="udvikling", heading=heading, heads=heads, rows=rows, widths=["w-30", "w-40"])


def _went(kpi: Kpi, measure: Measure, report: StatusReport) -> list[Cell]:
    assert report.before is not None
    found = step(kpi, measure, report.before.value("", kpi.code))
    was = found.before
    told = "–" if was is None else value_of(was.part, was.whole)
    return [told, f"{found.arrow} {_(TURN_WORDS[found.turn])}".strip()]


def _unhandled(report: StatusReport) -> Table:
    listed, total = len(report.unhandled), report.unhandled_total
    return Table(
        code="varetages-ikke",
        heading=_("Opgaver, der ikke varetages"),
        heads=[
            _("Opgave"), _("Forvaltning"), _("Varetages"), _("Risiko for borgerne"), _("Foreslået år"),
            _("I planen fra"),
        ],
        rows=[
            [
                f"{task.code} {task.title}", task.administration, _(DEGREES[task.degree]),
                _(LEVELS[task.risk_level]) if task.risk_level else "–",
                str(task.proposed_year or "–"), str(task.planned_from or "–"),
            ]
            for task in report.unhandled
        ],
        note=_("Her står de %(n)s værste af %(total)s.", n=listed, total=total) if total > listed else "",
        widths=["w-30", "w-22"],
    )  # fmt: skip


def _resources(report: StatusReport) -> Table:
    def line(row: Row) -> list[Cell]:
        counts = row.counts
        cover = row.measure("K15")
        return [
            row.name, hours(counts.at_hand), hours(counts.planned), hours(counts.spent),
            Lit(cover.light, short(cover)),
        ]  # fmt: skip

    return Table(
        code="ressourcer",
        heading=_("Ressourcer"),
        heads=[_("Forvaltning"), _("Timer til rådighed"), _("Planlagt"), _("Brugt"), _("Dækning")],
        rows=[line(row) for row in report.all_rows],
        note=_("Timerne gælder hele året og kun dem, der har skrevet, hvor mange timer de har."),
        numeric=frozenset({1, 2, 3}),
        widths=["w-25", "w-15", "w-10", "w-10"],
    )


def _remarks(report: StatusReport) -> Table:
    return Table(
        code="bemaerkninger",
        heading=_("Forvaltningernes bemærkninger"),
        heads=[_("Forvaltning"), _("Bemærkning")],
        rows=[[remark.name, remark.text] for remark in report.texts.remarks],
        widths=["w-20"],
    )


def _decisions(report: StatusReport) -> Table:
    listed, total = len(report.open_decisions), report.open_decisions_total
    note = _("Her står %(n)s af %(total)s.", n=listed, total=total) if total > listed else ""
    return Table(
        code="aabne-beslutninger",
        heading=_("Åbne beslutninger fra tidligere møder"),
        heads=[_("Punkt eller opfølgning"), _("Forvaltning"), _("Møde"), _("Hvad der mangler"), _("Frist")],
        rows=[
            [one.title, one.administration or "–", one.decided_on, _what_is_left(one), one.due_on]
            for one in report.open_decisions
        ],
        note=note,
        widths=["w-25", "w-18", "w-15", "w-20"],
    )


def _what_is_left(one: OpenDecision) -> str:
    if one.due_on is not None:
        return _("Opfølgning på en beslutning")
    if one.is_waiting:
        return _("Afventer et andet organ")
    if one.postponed:
        return ngettext("Udsat %(num)s gang", "Udsat %(num)s gange", one.postponed)
    return _(OUTCOMES[one.outcome])
