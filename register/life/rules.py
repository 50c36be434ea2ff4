"""The steps of a record's life: from which states, to which, and what each asks of the person who takes it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app.core.text import N_
from register.activity.choices import STATUSES
from register.activity.states import at_work

BACK = "back"
"""Instead of a state: back to work, as a draft, or under revision where it has been approved before."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step: `verb` names it in code and trail, `slug` in addresses.

    `needs` is the verb of the access table. `note`: whether a reason must, may or can not be written; `asks` is its
    label. `checks`: refused while the rules find what must be mended first.
    """

    verb: str
    slug: str
    label: str
    done: str
    since: frozenset[str]
    to: str
    needs: Literal["write", "approve"] = "write"
    note: Literal["required", "optional"] = "optional"
    asks: str = N_("Bemærkning")
    checks: bool = False


STEPS: Mapping[str, Step] = {
    step.verb: step
    for step in (
        Step(
            verb="submit", slug="til-godkendelse", label=N_("Send til godkendelse"),
            done=N_("Behandlingen er sendt til godkendelse."),
            since=frozenset({"draft", "in_hearing", "under_revision"}), to="ready", checks=True,
        ),
        Step(
            verb="send_to_hearing", slug="hoering", label=N_("Send i høring"),
            done=N_("Behandlingen er sendt i høring."),
            since=frozenset({"draft", "under_revision"}), to="in_hearing", note="required",
            asks=N_("Hvem spørges, og hvornår skal de svare?"),
        ),
        Step(
            verb="end_hearing", slug="afslut-hoering", label=N_("Afslut høringen"), done=N_("Høringen er afsluttet."),
            since=frozenset({"in_hearing"}), to=BACK, asks=N_("Hvad kom der ud af høringen?"),
        ),
        Step(
            verb="withdraw", slug="traek-tilbage", label=N_("Træk tilbage fra godkendelse"),
            done=N_("Behandlingen er trukket tilbage."), since=frozenset({"ready"}), to=BACK,
        ),
        Step(
            verb="revise", slug="revision", label=N_("Tag under revision"), done=N_("Behandlingen er under revision."),
            since=frozenset({"approved"}), to="under_revision", asks=N_("Hvorfor skal den revideres?"),
        ),
        Step(
            verb="retire", slug="udgaa", label=N_("Markér som udgået"), done=N_("Behandlingen er udgået."),
            since=frozenset(STATUSES) - {"retired"}, to="retired", note="required", asks=N_("Hvorfor udgår den?"),
        ),
        Step(
            verb="reopen", slug="genaabn", label=N_("Tag i brug igen"), done=N_("Behandlingen er taget i brug igen."),
            since=frozenset({"retired"}), to=BACK, note="required", asks=N_("Hvorfor tages den i brug igen?"),
        ),
        Step(
            verb="approve", slug="godkend", label=N_("Godkend"), done=N_("Behandlingen er godkendt."),
            since=frozenset({"ready"}), to="approved", needs="approve", checks=True,
        ),
        Step(
            verb="send_back", slug="send-tilbage", label=N_("Send tilbage"), done=N_("Behandlingen er sendt tilbage."),
            since=frozenset({"ready"}), to=BACK, needs="approve", note="required", asks=N_("Hvad skal rettes?"),
        ),
    )
}  # fmt: skip
"""By verb, in the order they are offered."""

BY_SLUG: Mapping[str, Step] = {step.slug: step for step in STEPS.values()}


def steps_from(status: str) -> list[Step]:
    """The steps that can be taken from a state."""
    return [step for step in STEPS.values() if status in step.since]


def state_after(step: Step, *, was_approved: bool) -> str:
    """The state that a step leads to; `was_approved`: an approved version of the record is kept."""
    return at_work(was_approved=was_approved) if step.to == BACK else step.to
