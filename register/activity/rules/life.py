"""R46-R48: who answers for the record, approves it and keeps it up to date (Art. 5(2), 24)."""

from collections.abc import Iterator

from app.core.text import N_
from register.activity.content import ActivityContent
from register.activity.rules.known import Context
from register.activity.rules.reading import year_before
from register.activity.rules.rule import APPROVAL, BOTH, Hit, Rule, when


def _r46(content: ActivityContent, context: Context) -> Iterator[Hit]:
    """Somebody who works here answers for the processing: Art. 5(2), Art. 24."""
    yield from when(not content.owner or not context.facts.owner_is_active)


def _r47(_content: ActivityContent, context: Context) -> Iterator[Hit]:
    """Two people see a record before it counts: Art. 5(2), Art. 24(1)."""
    approval = context.approval
    yield from when(approval is not None and approval.approver_id == approval.last_editor_id)


def _r48(content: ActivityContent, context: Context) -> Iterator[Hit]:
    """The record is kept up to date, and that is seen to every year: Art. 5(2), Art. 30. Never reviewed is too late."""
    last = content.last_review_on
    yield from when(last is None or last < year_before(context.today))


R46 = Rule(
    "R46", "error", False, "owner",
    N_("art. 5, stk. 2, og 24"), N_("mangler aktiv ansvarlig"),
    N_("Behandlingsaktiviteten har ingen aktiv ansvarlig."), _r46, BOTH,
)  # fmt: skip
R47 = Rule(
    "R47", "error", False, APPROVAL,
    N_("art. 5, stk. 2, og 24"), N_("mangler en anden godkender"),
    N_("Godkender må ikke være den, der sidst har rettet posten."), _r47, BOTH, only_at_approval=True,
)  # fmt: skip
R48 = Rule(
    "R48", "warning", False, "last_review_on",
    N_("art. 5, stk. 2, og 30"), N_("mangler gennemgang inden for 12 måneder"),
    N_("Fortegnelsen er ikke gennemgået inden for 12 måneder."), _r48, BOTH,
)  # fmt: skip
