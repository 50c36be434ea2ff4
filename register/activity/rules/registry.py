"""The table of rules, and the questions put to it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from register.activity.content import ActivityContent
from register.activity.rules import data, duties, life, parties, purposes, recipients, retention_security, transfers
from register.activity.rules.known import Approval, Context
from register.activity.rules.rule import Finding, Hit, Rule

_THEMES = (parties, purposes, data, recipients, transfers, retention_security, duties, life)

REGISTRY: tuple[Rule, ...] = tuple(
    sorted(
        (rule for theme in _THEMES for rule in vars(theme).values() if isinstance(rule, Rule)),
        key=lambda rule: rule.id,
    )
)
"""Every rule, in the order of domain knowledge's table: R01 to R51."""

RULES: Mapping[str, Rule] = {rule.id: rule for rule in REGISTRY}


def findings(content: ActivityContent, context: Context) -> Iterator[Finding]:
    """Everything the rules have to say about this record as it stands, in the table's order."""
    for rule in rules_for(content.record_type):
        for hit in rule.broken(content, context):
            yield _finding(rule, hit)


def approval_findings(
    content: ActivityContent, context: Context, approver_id: int, last_editor_id: int | None
) -> Iterator[Finding]:
    """Everything that matters when this person approves the record: also what is asked at approval alone."""
    asked = replace(context, approval=Approval(approver_id, last_editor_id))
    for rule in rules_for(content.record_type, at_approval=True):
        for hit in rule.broken(content, asked):
            yield _finding(rule, hit)


def rules_for(record_type: str, *, at_approval: bool = False) -> Iterator[Rule]:
    """The rules that concern a type of record, in the table's order."""
    for rule in REGISTRY:
        if record_type in rule.applies_to and (at_approval or not rule.only_at_approval):
            yield rule


def _finding(rule: Rule, hit: Hit) -> Finding:
    return Finding(
        rule=rule.id,
        severity=hit.severity or rule.severity,
        is_legal=rule.is_legal,
        field=rule.field,
        message=hit.message or rule.message,
        article=rule.article,
        about=hit.about,
        values=hit.values,
        quote=hit.quote,
    )


def is_art30_fulfilled(found: Iterable[Finding]) -> bool:
    """Whether the record holds what Art. 30 demands of it: no error of class L. It does not mean lawful."""
    return not any(f.is_legal and f.severity == "error" for f in found)


def is_complete(found: Iterable[Finding]) -> bool:
    """Whether nothing is missing at all, the lawfulness behind the record included: no error."""
    return not any(f.severity == "error" for f in found)
