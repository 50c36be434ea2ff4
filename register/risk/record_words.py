"""What the record says of the things a risk depends on: shown beside the steps of its assessment."""

from collections.abc import Sequence

from flask_babel import gettext as _

from app.core.scope import Scope
from register.activity.convert import to_content
from register.activity.labels import FIELD_LABELS, line_words
from register.activity.present import in_words
from register.activity.store import get_activity, load_names
from register.risk.subject import RiskSubject

FIELDS = (
    "subject_count", "data_lines", "processors", "transfers", "ai_used", "ai_class", "automated_decision",
)  # fmt: skip
"""Whom it concerns and what of, who else has it, and where the risk is another: a transfer comes with its assessment
(TIA), AI with its class."""


def list_facts(subject: RiskSubject) -> Sequence[tuple[str, str]]:
    """Labels and words, for a record; what says nothing is left out. A constant number of statements."""
    if subject.kind != "activity":
        return []
    content = to_content(get_activity(subject.id, scope=Scope.everything()))
    names = load_names([content])
    found = []
    for name in FIELDS:
        if name == "data_lines":
            words = "\n".join(line_words(line, _) for line in content.data_lines)
        else:
            words = in_words(name, getattr(content, name), names, content.data_lines)
        if words:
            found.append((_(FIELD_LABELS[name]), words))
    return found
