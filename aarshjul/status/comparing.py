"""A report against an earlier one: the value before, and which way it went. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from aarshjul.status.figures import Measure
from aarshjul.status.kpis import Kpi
from app.core.text import N_

Turn = Literal["better", "worse", "same", "unknown"]
TURN_WORDS: Mapping[Turn, str] = {
    "better": N_("bedre"),
    "worse": N_("dårligere"),
    "same": N_("uændret"),
    "unknown": N_("ikke med sidst"),
}
Value = tuple[int, int | None]
"""Part and whole of a KPI; no whole for a plain number."""


@dataclass(frozen=True, kw_only=True)
class Before:
    """The figures of an earlier report: by the code of the administration ("" for the whole) and of the KPI."""

    report_id: int
    title: str
    as_of: date
    values: Mapping[str, Mapping[str, Value]]

    def value(self, row_code: str, kpi_code: str) -> Value | None:
        """What it was; None where it was not in the earlier report."""
        return self.values.get(row_code, {}).get(kpi_code)


@dataclass(frozen=True)
class Step:
    """How a KPI went: `arrow` is the way its number went, `turn` whether that is good."""

    arrow: str
    turn: Turn
    before: Measure | None


def step(kpi: Kpi, now: Measure, was: Value | None) -> Step:
    """Hold a KPI against what it was.

    Shares are compared as fractions of whole numbers, unrounded. Without a basis then or now nothing is said.
    """
    if was is None:
        return Step("", "unknown", None)
    before = Measure(now.code, was[0], was[1], "grey")
    if now.light == "grey" or (was[1] is not None and not was[1]):
        return Step("", "unknown", before)
    this, that = (now.part, was[0])
    if now.whole and was[1]:
        this, that = now.part * was[1], was[0] * now.whole
    if this == that:
        return Step("→", "same", before)
    return Step("↑" if this > that else "↓", "better" if (this > that) == kpi.more_is_better else "worse", before)
