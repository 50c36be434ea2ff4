"""What the report's tables are made of, and how a figure is said."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from aarshjul.status.figures import LIGHT_WORDS, Light, Measure, share_said
from aarshjul.status.kpis import Kpi
from app.core.filters import danish_number

if TYPE_CHECKING:
    from aarshjul.status.report import StatusReport


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

    `is_appendix`: it comes after the four pages. `small`: many columns, so that it lies across. `widths`: on paper, the
    classes of the columns' widths; none where they share alike.
    """

    code: str
    heading: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    is_appendix: bool = False
    small: bool = False
    numeric: frozenset[int] = field(default_factory=frozenset)
    widths: Sequence[str] = ()


def shown(measure: Measure, kpi: Kpi | None = None) -> str:
    """A KPI as people read it: "17 af 20 (85 %)", a plain number, or that there is no basis."""
    if measure.whole is None:
        return danish_number(measure.part) if measure.light != "grey" else _("intet grundlag")
    if not measure.whole:
        return _("intet grundlag")
    share = share_said(measure.part, measure.whole)
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
    if whole is None:
        return danish_number(part)
    return share_said(part, whole) if whole else _("intet grundlag")


def hours(minutes: int) -> str:
    """Minutes as hours: "7" or "7,5"."""
    return danish_number(minutes / 60, 1).removesuffix(",0")


def short(measure: Measure) -> str:
    """A KPI in short; empty without a basis."""
    return "" if measure.light == "grey" else value_of(measure.part, measure.whole)


def counted(
    report: "StatusReport",
    code: str,
    heading: str,
    columns: dict[str, str],
    *,
    note: str = "",
    is_appendix: bool = False,
) -> Table:
    """A table of counts, a row for each administration and one for the whole."""
    return Table(
        code=code,
        heading=heading,
        heads=[_("Forvaltning"), *columns],
        rows=[[row.name, *(getattr(row.counts, name) for name in columns.values())] for row in report.all_rows],
        note=note,
        is_appendix=is_appendix,
        numeric=frozenset(range(1, len(columns) + 1)),
        widths=["w-22" if len(columns) > 5 else "w-30"],
    )
