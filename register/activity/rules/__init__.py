"""What the law still misses in a processing activity (domain.md §3).

Pure. A rule yields reasons, not booleans: the page shows them at their fields, approval refuses on them, the
report counts them. The rules run on imported flat records as well as on edited ones. Two states are computed
from the findings and never set by hand: *Art. 30 opfyldt* and *Komplet*.
"""

from register.activity.rules.known import (
    Approval,
    Context,
    Facts,
    ProcessorFacts,
    RecipientFacts,
    RiskFacts,
    SystemFacts,
)
from register.activity.rules.registry import (
    REGISTRY,
    RULES,
    approval_findings,
    findings,
    is_art30_fulfilled,
    is_complete,
    rules_for,
)
from register.activity.rules.rule import APPROVAL, ELSEWHERE, MUNICIPALITY, RISK, Finding, Hit, Rule, Severity

__all__ = [
    "APPROVAL",
    "ELSEWHERE",
    "MUNICIPALITY",
    "REGISTRY",
    "RISK",
    "RULES",
    "Approval",
    "Context",
    "Facts",
    "Finding",
    "Hit",
    "ProcessorFacts",
    "RecipientFacts",
    "RiskFacts",
    "Rule",
    "Severity",
    "SystemFacts",
    "approval_findings",
    "findings",
    "is_art30_fulfilled",
    "is_complete",
    "rules_for",
]
