"""What the record says of the things a risk depends on: shown beside the steps of its assessment."""

from collections.abc import Sequence

from app.core.scope import Scope
from register.activity.convert import to_content
from register.activity.reading import Fact, read_fields
from register.activity.store import get_activity, load_names
from register.risk.subject import RiskSubject

FIELDS = ("subject_count", "data_lines", "processors", "transfers", "ai_used", "ai_class", "automated_decision")
"""Whom it concerns and what of, who else has it, and where the risk is another: a transfer comes with its assessment
(TIA), AI with its class."""


def list_facts(subject: RiskSubject) -> Sequence[Fact]:
    """The fields in words, for a record; nothing for a system or a scenario. A constant number of statements."""
    if subject.kind != "activity":
        return []
    content = to_content(get_activity(subject.id, scope=Scope.everything()))
    return read_fields(content, load_names([content]), FIELDS)
