"""Every rule fires where it should, with its severity, its field and its sentence, and is silent close by."""

import pytest
from flask import Flask

from register.activity.content import (
    ActivityContent,
)
from register.activity.rules import Context, approval_findings
from register.activity.rules import Finding as Found
from register.activity.wording import sentence
from tests.register.activity.rules.cases import FIRES, Case
from tests.register.activity.rules.silence import SILENT
from tests.register.activity.rules.world import KNOWN, found, record

APPROVER, EDITOR = 4, 7


def at_approval(content: ActivityContent, *, editor: int | None = EDITOR) -> list[Found]:
    return list(approval_findings(content, KNOWN, APPROVER, editor))


@pytest.mark.parametrize("case", FIRES, ids=lambda case: case.rule)
def test_a_rule_fires_where_its_condition_holds(case: Case, app_less: None) -> None:
    hits = [finding for finding in found(case.content, case.context) if finding.rule == case.rule]
    assert [(hit.severity, hit.field, sentence(hit)) for hit in hits] == [(case.severity, case.field, case.says)]


@pytest.mark.parametrize(
    ("rule", "content", "context"), SILENT, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_rule_is_silent_close_by(rule: str, content: ActivityContent, context: Context) -> None:
    assert rule not in [finding.rule for finding in found(content, context)]


def test_an_impact_assessment_that_is_needed_is_approved_first(app_less: None) -> None:
    for screening in ("yes", "done"):
        lacking = record(dpia_screening=screening, dpia_approved_on=None)
        assert [(f.rule, f.severity, f.field, sentence(f)) for f in at_approval(lacking)] == [
            ("R41", "error", "dpia_approved_on", "Konsekvensanalyse skal være gennemført før behandlingen påbegyndes.")
        ]
        assert found(lacking) == []
    assert at_approval(record(dpia_screening="no", dpia_approved_on=None)) == []
    assert at_approval(record()) == []


def test_nobody_approves_what_they_edited_last(app_less: None) -> None:
    assert [(f.rule, f.severity, f.field, sentence(f)) for f in at_approval(record(), editor=APPROVER)] == [
        ("R47", "error", "approval", "Godkender må ikke være den, der sidst har rettet posten.")
    ]
    assert at_approval(record(), editor=EDITOR) == at_approval(record(), editor=None) == []
    assert found(record()) == []


def test_every_rule_is_tested_firing_and_silent() -> None:
    every = {f"R{number:02}" for number in range(1, 52)}
    at_approval_alone = {"R41", "R47"}
    assert {case.rule for case in FIRES} | at_approval_alone == every
    assert {rule for rule, _content, _context in SILENT} | at_approval_alone == every


@pytest.fixture(scope="module")
def app_less() -> object:
    """A tongue to say sentences in; no database."""
    from flask_babel import Babel

    app = Flask(__name__)
    app.config["BABEL_DEFAULT_LOCALE"] = "da"
    Babel(app)
    with app.test_request_context():
        yield
