"""A filled record and what stands around it: nothing is missing."""

from dataclasses import replace
from datetime import date
from typing import Any

from register.activity.content import ActivityContent, ServedController
from register.activity.rules import (
    Context,
    Facts,
    Finding,
    ProcessorFacts,
    RecipientFacts,
    RiskFacts,
    SystemFacts,
    findings,
)
from tests.register.strategies import filled

TODAY = date(2027, 3, 1)
FACTS = Facts(
    owner_is_active=True,
    processors={
        "DRIFT": ProcessorFacts(
            name="Driftsleverandøren",
            country="",
            sub_countries=frozenset({"US"}),
            has_agreement=True,
            has_supervision=True,
            dpf_checked_on=date(2027, 1, 1),
        )
    },
    systems={
        "esdh": SystemFacts(name="Sagsarkivet", has_owner=True),
        "hjaelpemiddel": SystemFacts(name="Hjælpemiddelbasen", has_owner=True),
    },
    recipients={"HJAELP": RecipientFacts(name="Hjælpemiddelhuset", category="companies", country="US")},
    kle_retention={"27.60.08": "P1825D"},
    risk=RiskFacts(colour="green", assessed_on=date(2026, 3, 1), next_on=date(2028, 3, 1)),
)
KNOWN = Context(today=TODAY, controller_is_known=True, dpo_is_known=True, facts=FACTS)


def record(**changes: Any) -> ActivityContent:
    """The filled record with some fields otherwise."""
    return replace(filled(), **changes)


def around(**changes: Any) -> Context:
    """What stands around it, with some facts otherwise."""
    return replace(KNOWN, facts=replace(FACTS, **changes))


def served(**changes: Any) -> ActivityContent:
    """A record of the municipality as processor."""
    held = ServedController(name="Fjordby Forsyning", categories="Drift af kundesystem")
    return replace(filled(), record_type="processor", **({"controllers_served": (held,)} | changes))


def found(content: ActivityContent, context: Context = KNOWN) -> list[Finding]:
    """What the rules find."""
    return list(findings(content, context))


def rules_of(content: ActivityContent, context: Context = KNOWN) -> list[str]:
    """The rules that find something, each time they do."""
    return [finding.rule for finding in found(content, context)]
