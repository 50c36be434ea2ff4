"""What people write in a status report. Pure values; the rows are in model.py."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.text import N_

CONFIDENTIALITY: Mapping[str, str] = {
    "open": N_("Åben"),
    "internal": N_("Til intern brug"),
    "confidential": N_("Fortrolig"),
}
"""How far a report may be shown. It says so itself; who may open it here is decided by the roles alone."""


@dataclass(frozen=True, kw_only=True)
class Head:
    """What stands on the front beside the title. `edition` is 0 in figures that nobody has made a report of.

    `has_signatures`: the report ends with a place for the DPO and the director to sign.
    """

    edition: int = 0
    meeting_on: date | None = None
    confidentiality: str = "internal"
    has_signatures: bool = False


@dataclass(frozen=True)
class Remark:
    """What an administration's coordinator says of its figures. No name: the report may be given to anybody."""

    code: str
    name: str
    text: str


@dataclass(frozen=True)
class Recommended:
    """Something the body is to decide; `position` is its number in the report."""

    position: int
    title: str
    text: str


@dataclass(frozen=True)
class DpoPart:
    """The data protection officer's own part, signed: Art. 38(3) has them report to the highest management."""

    text: str
    signed_by: str
    signed_on: date


@dataclass(frozen=True, kw_only=True)
class Texts:
    """All of it; a part that nobody has written is not in the report."""

    remarks: Sequence[Remark] = ()
    recommendations: Sequence[Recommended] = ()
    dpo: DpoPart | None = None

    def remark(self, code: str) -> str:
        """What is said of an administration; empty where nobody has written."""
        return next((remark.text for remark in self.remarks if remark.code == code), "")


NO_TEXTS, NO_HEAD = Texts(), Head()
