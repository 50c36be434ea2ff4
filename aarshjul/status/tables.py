"""The report's sections as plain tables, the same for page, PDF, document and spreadsheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _

from aarshjul.handling.rules import DEGREES, LEVELS
from aarshjul.status.comparing import TURN_WORDS, step
from aarshjul.status.figures import LIGHT_WORDS, Light, Measure
from aarshjul.status.kpis import Kpi
from aarshjul.status.report import Row, StatusReport
from app.core.filters import danish_number, percent, short_day


@dataclass(frozen=True)
class Lit:
    """A cell with a light: the word stands beside the colour, and the value below."""

    light: Light
    value: str = ""

    @property
    def word(self) -> str:
        """The light in words."""
        return _(LIGHT_WORDS[self.light])


Cell = str | int | date | Lit | None


@dataclass(frozen=True, kw_only=True)
class Table:
    """A section's table. `code` is its anchor and `heading` its title; `note` stands below it.

    `is_appendix`: it comes after the four pages. `small`: many columns, so that it lies across.
    """

    code: str
    heading: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    is_appendix: bool = False
    small: bool = False
    numeric: frozenset[int] = field(default_factory=frozenset)


def shown(measure: Measure, kpi: Kpi | None = None) -> str:
    """A KPI as people read it: "17 af 20 (85 %)", a plain number, or that there is no basis."""
    if measure.whole is None:
        return danish_number(measure.part) if measure.light != "grey" else _("intet grundlag")
    if not measure.whole:
        return _("intet grundlag")
    share = percent(measure.part, measure.whole)
    if kpi is not None and kpi.in_hours:
        return _(
            "%(part)s af %(whole)s timer (%(share)s)",
            part=hours(measure.part), whole=hours(measure.whole), share=share,
        )  # fmt: skip
    return _(
        "%(part)s af %(whole)s (%(share)s)",
        part=danish_number(measure.part), whole=danish_number(measure.whole), share=share,
    )  # fmt: skip


def value_of(part: int, whole: int | None) -> str:
    """A KPI in short: "85 %" or a plain number."""
    return danish_number(part) if whole is None else percent(part, whole)


def hours(minutes: int) -> str:
    """Minutes as hours: "7" or "7,5"."""
    return danish_number(minutes / 60, 1).removesuffix(",0")


def list_tables(report: StatusReport) -> list[Table]:
    """The sections that the report has, in their order; what has no records of its kind is left out."""
    return [table for table in _all(report) if table.rows]


def _all(report: StatusReport) -> Iterator[Table]:
    total = report.total.counts
    yield _overview(report)
    yield _development(report)
    yield _counted(
        report, "plan", _("Årets opgaver"),
        {
            _("Opgaver i året"): "year_tasks", _("Udført"): "year_done", _("Udskudt"): "year_postponed",
            _("Frist i perioden"): "tasks_due", _("Til tiden"): "done_on_time", _("For sent"): "done_late",
            _("Over fristen"): "overdue", _("Næste kvartal"): "next_quarter",
        },
        note=_("Næste kvartal er åbne opgaver med frist inden for 91 dage efter opgørelsen."),
    )  # fmt: skip
    yield _unhandled(report)
    if total.risks:
        yield _counted(
            report, "risici", _("Røde og orange risici"),
            {
                _("Vurderinger"): "risks", _("Røde"): "red", _("Røde uden beslutning"): "red_undecided",
                _("Orange"): "orange", _("Orange uden beslutning"): "orange_undecided",
                _("Accepter, der udløber"): "expiring",
            },
            note=_("Accepter, der udløber, gør det inden for 91 dage efter opgørelsen."),
        )  # fmt: skip
    if total.dpia_required:
        yield _counted(
            report, "konsekvensanalyser", _("Konsekvensanalyser"),
            {_("Krævet"): "dpia_required", _("Godkendt"): "dpia_done"},
        )  # fmt: skip
    if total.processors or total.supervisions_planned:
        yield _counted(
            report, "tilsyn", _("Tilsyn med databehandlere"),
            {
                _("Databehandlere"): "processors", _("Med aftale"): "with_agreement",
                _("Tilsyn efter plan"): "supervisions_planned", _("Ført"): "supervisions_held",
                _("Ført med bemærkninger"): "supervisions_remarked",
            },
        )  # fmt: skip
    if total.at_hand or total.planned or total.spent:
        yield _resources(report)
    yield _remarks(report)
    yield from _appendix(report)


def _overview(report: StatusReport) -> Table:
    kpis = report.overview
    return Table(
        code="overblik",
        heading=_("Overblik"),
        heads=[_("Forvaltning"), _("Status"), *(f"{kpi.code} {_(kpi.label)}" for kpi in kpis)],
        rows=[
            [row.name, Lit(row.light), *(Lit(m.light, _short(m)) for m in map(row.measure, (k.code for k in kpis)))]
            for row in report.all_rows
        ],
        small=True,
    )


def _short(measure: Measure) -> str:
    return "" if measure.light == "grey" else value_of(measure.part, measure.whole)


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
    return Table(code="udvikling", heading=heading, heads=heads, rows=rows)


def _went(kpi: Kpi, measure: Measure, report: StatusReport) -> list[Cell]:
    assert report.before is not None
    found = step(kpi, measure, report.before.value("", kpi.code))
    was = found.before
    told = "–" if was is None else value_of(was.part, was.whole)
    return [told, f"{found.arrow} {_(TURN_WORDS[found.turn])}".strip()]


def _counted(
    report: StatusReport, code: str, heading: str, columns: dict[str, str], *, note: str = "", is_appendix: bool = False
) -> Table:
    return Table(
        code=code,
        heading=heading,
        heads=[_("Forvaltning"), *columns],
        rows=[[row.name, *(getattr(row.counts, name) for name in columns.values())] for row in report.all_rows],
        note=note,
        is_appendix=is_appendix,
        numeric=frozenset(range(1, len(columns) + 1)),
    )


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
    )  # fmt: skip


def _resources(report: StatusReport) -> Table:
    def line(row: Row) -> list[Cell]:
        counts = row.counts
        cover = row.measure("K15")
        return [
            row.name, hours(counts.at_hand), hours(counts.planned), hours(counts.spent),
            Lit(cover.light, _short(cover)),
        ]  # fmt: skip

    return Table(
        code="ressourcer",
        heading=_("Ressourcer"),
        heads=[_("Forvaltning"), _("Timer til rådighed"), _("Planlagt"), _("Brugt"), _("Dækning")],
        rows=[line(row) for row in report.all_rows],
        note=_("Timerne er årets, for dem, der har skrevet, hvor mange de har."),
        numeric=frozenset({1, 2, 3}),
    )


def _remarks(report: StatusReport) -> Table:
    return Table(
        code="bemaerkninger",
        heading=_("Forvaltningernes bemærkninger"),
        heads=[_("Forvaltning"), _("Bemærkning")],
        rows=[[remark.name, remark.text] for remark in report.texts.remarks],
    )


def _appendix(report: StatusReport) -> Iterator[Table]:
    yield Table(
        code="noegletal",
        heading=_("Nøgletal for hver forvaltning"),
        heads=[_("Forvaltning"), *(f"{kpi.code} {_(kpi.label)}" for kpi in report.kpis)],
        rows=[[row.name, *(_full(kpi, row, report) for kpi in report.kpis)] for row in report.all_rows],
        is_appendix=True,
        small=True,
    )
    yield _counted(
        report, "fortegnelse", _("Fortegnelsen"),
        {
            _("Behandlinger"): "records", _("Art. 30 opfyldt"): "art30_fulfilled", _("Gennemgået"): "reviewed",
            _("Gennemgang over fristen"): "reviews_overdue", _("Gyldig risikovurdering"): "assessed",
        },
        is_appendix=True,
    )  # fmt: skip
    yield Table(
        code="over-fristen",
        heading=_("Opgaver over fristen"),
        heads=[_("Opgave"), _("Hvor"), _("Forvaltning"), _("Frist"), _("Dage over")],
        rows=[[t.title, t.unit, t.administration or "–", t.due_on, t.days] for t in report.overdue],
        note=_more(len(report.overdue), report.overdue_total),
        is_appendix=True,
        numeric=frozenset({3, 4}),
    )
    yield Table(
        code="udfoert",
        heading=_("Opgaver udført i perioden"),
        heads=[_("Opgave"), _("Hvor"), _("Forvaltning"), _("Frist"), _("Udført")],
        rows=[[t.title, t.unit, t.administration or "–", t.due_on, t.done_on] for t in report.done],
        note=_more(len(report.done), report.done_total),
        is_appendix=True,
        numeric=frozenset({3, 4}),
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
