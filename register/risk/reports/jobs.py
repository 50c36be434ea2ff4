"""The workbook as a job: made in a process of its own, with progress, time and memory bounded."""

from collections.abc import Mapping
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any

from flask_babel import gettext as _

from app.auth.store import find_viewer_of
from app.core import clock
from app.core.errors import Refused
from app.core.jobs import own_reading
from app.core.part import JobContext, JobKind, Result
from app.core.sheets import XLSX_MIME
from app.core.text import N_
from register.risk.reports.workbook import write_assessments
from register.risk.store import RiskFilter

XLSX = "risk.xlsx"


@dataclass(frozen=True)
class Order:
    """What is wanted: the assessments of an administration, or all; of one kind, or of all."""

    administration: str = ""
    kind: str = ""

    def to_args(self) -> dict[str, Any]:
        """As plain values, for a job."""
        return {"administration": self.administration, "kind": self.kind}

    @classmethod
    def from_args(cls, args: Mapping[str, Any]) -> "Order":
        """What `to_args` gave."""
        return cls(str(args.get("administration", "")), str(args.get("kind", "")))


def _xlsx(context: JobContext) -> Result:
    order = Order.from_args(context.args)
    with own_reading(), TemporaryFile() as file:
        now = clock.now()
        viewer = find_viewer_of(context.person_id, now=now) if context.person_id is not None else None
        if viewer is None or not viewer.may("read", "risk"):
            raise Refused(_("Du har ikke længere adgang til risikovurderingerne."))
        wanted = RiskFilter(administration=order.administration, kind=order.kind)
        count = write_assessments(
            file, wanted, scope=viewer.scope("risk", "read"), on_done=context.progress,
            accepted=viewer.scope("risk_acceptance", "read") if viewer.may("read", "risk_acceptance") else None,
        )  # fmt: skip
        file.seek(0)
        day = clock.day_of(now)
        return Result(
            name=_("risikovurderinger-%(day)s", day=day.isoformat()) + ".xlsx",
            mimetype=XLSX_MIME,
            data=file.read(),
            message=_("Vurderinger i regnearket: %(n)s.", n=count),
        )


JOBS: tuple[Any, ...] = (JobKind(XLSX, N_("Risikovurderinger i Excel"), _xlsx, needs=("read", "risk")),)
