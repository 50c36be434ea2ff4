"""How a record stands against the rules, ready to be shown: what is missing where, what is set aside, both states."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask_babel import gettext as _

from app.core import clock
from app.core.text import N_
from app.organisation.model import Municipality
from register.activity.content import ActivityContent
from register.activity.facts import Asked, load_facts
from register.activity.labels import FIELD_LABELS
from register.activity.model import ActivitySetAside
from register.activity.rules import (
    APPROVAL,
    MUNICIPALITY,
    RISK,
    Approval,
    Context,
    Finding,
    approval_findings,
    findings,
    is_art30_fulfilled,
    is_complete,
    rules_for,
)
from register.activity.stored_findings import finding_key, list_standing
from register.activity.wording import sentence

ELSEWHERE_LABELS: Mapping[str, str] = {
    MUNICIPALITY: N_("Kommunens oplysninger"),
    RISK: N_("Risikovurdering"),
    APPROVAL: N_("Godkendelse"),
}


@dataclass(frozen=True)
class Missing:
    """One thing the law still misses, ready to be shown at its field.

    `rule` and `about` tell it from all others of the record; `key` does so in addresses.
    `set_aside` is there when somebody has set it aside for now.
    """

    field: str
    severity: str
    message: str
    article: str
    is_legal: bool
    label: str
    rule: str = ""
    about: str = ""
    key: str = ""
    set_aside: ActivitySetAside | None = None


@dataclass(frozen=True)
class Completeness:
    """How a record stands: what is missing, how much of Art. 30 is there, and the two states.

    A thing that is set aside is missing all the same: it counts in the states and in `legal`, but nobody is asked.
    """

    items: Sequence[Missing] = ()
    legal_total: int = 0
    legal_done: int = 0
    by_field: Mapping[str, Sequence[Missing]] = field(default_factory=dict)
    is_art30_fulfilled: bool = False
    is_complete: bool = False

    @property
    def errors(self) -> Sequence[Missing]:
        """What must be mended, in the rules' order."""
        return [item for item in self.items if item.severity == "error" and not item.set_aside]

    @property
    def warnings(self) -> Sequence[Missing]:
        """What ought to be looked at."""
        return [item for item in self.items if item.severity == "warning" and not item.set_aside]

    @property
    def set_aside(self) -> Sequence[Missing]:
        """What somebody has set aside for now."""
        return [item for item in self.items if item.set_aside]

    @property
    def legal(self) -> Sequence[Missing]:
        """What Art. 30 itself misses, set aside or not."""
        return [item for item in self.items if item.is_legal and item.severity == "error"]


def check(
    content: ActivityContent,
    municipality: Municipality,
    *,
    activity_id: int | None = None,
    is_imported_unedited: bool = False,
    approval: Approval | None = None,
) -> Completeness:
    """What the rules find in this content, the municipality's own settings included.

    `activity_id` is that of the record it is of, whose risk and what is set aside are then known. With an `approval`
    also what is asked at approval alone.
    """
    return check_many([Asked(activity_id, content, is_imported_unedited)], municipality, approval=approval)[0]


def check_many(
    asked: Sequence[Asked], municipality: Municipality, *, approval: Approval | None = None
) -> Sequence[Completeness]:
    """What the rules find in each of these, in a number of statements that does not hang on how many they are."""
    today = clock.today()
    held = list_standing([one.activity_id for one in asked if one.activity_id is not None], today=today)
    aside = {(row.activity_id, row.rule, row.about): row for row in held}
    answers = []
    for one, facts in zip(asked, load_facts(asked, today=today), strict=True):
        context = Context(
            today=today,
            controller_is_known=municipality.controller_is_known,
            dpo_is_known=municipality.dpo_is_known,
            is_imported_unedited=one.is_imported_unedited,
            facts=facts,
        )
        found = list(_ask(one.content, context, approval))
        items = [
            replace(
                _missing(finding),
                set_aside=aside.get((one.activity_id, finding.rule, finding.about)) if one.activity_id else None,
            )
            for finding in found
        ]
        answers.append(_completeness(one.content, found, items))
    return answers


def _ask(content: ActivityContent, context: Context, approval: Approval | None) -> Iterator[Finding]:
    if approval is None:
        return findings(content, context)
    return approval_findings(content, context, approval.approver_id, approval.last_editor_id)


def _completeness(content: ActivityContent, found: Sequence[Finding], items: Sequence[Missing]) -> Completeness:
    legal = {rule.id for rule in rules_for(content.record_type) if rule.is_legal}
    broken = {finding.rule for finding in found if finding.is_legal and finding.severity == "error"}
    by_field: dict[str, list[Missing]] = {}
    for item in items:
        if item.set_aside is None:
            by_field.setdefault(item.field, []).append(item)
    return Completeness(items, len(legal), len(legal - broken), by_field, is_art30_fulfilled(found), is_complete(found))


def _missing(finding: Finding) -> Missing:
    label = ELSEWHERE_LABELS.get(finding.field) or FIELD_LABELS.get(finding.field, "")
    return Missing(
        rule=finding.rule,
        about=finding.about,
        field=finding.field,
        severity=finding.severity,
        message=sentence(finding),
        article=_(finding.article),
        is_legal=finding.is_legal,
        label=_(label) if label else "",
        key=finding_key(finding.rule, finding.about),
    )
