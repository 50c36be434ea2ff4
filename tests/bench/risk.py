"""The risk picture of a large municipality, beside the same pages drawn from finished numbers.

The assessments are written in bulk; what each of them comes to is worked out by the product's own rules.
"""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from app.audit.actions import Doing
from app.cli import init
from app.core import clock
from app.core.db import begin_writing, db
from app.core.filters import danish_number
from app.core.text import sort_key
from app.organisation.model import Unit
from register.activity.model import ProcessingActivity
from register.risk.model import AssessedThreat, RiskAssessment
from register.risk.rules import ASPECTS, Consequences, Grade, ThreatFacts, inherent, residual, total
from register.risk.scale import Scale, next_assessment_on
from register.risk.scale_store import get_current_scale, scale_of
from register.risk.threat_model import Threat
from tests.bench.data import add_organisation
from tests.bench.list import ListPage, without_token
from tests.bench.measure import Outcome, in_turn, statements_of
from tests.conftest import make_settings
from wsgi import make_app

PATH = "/risiko"
RISKS: Mapping[str, tuple[str, str]] = {
    "risk": ("", "matrix og liste"),
    "risk-development": ("/udvikling", "før, efter og udvikling"),
    "risk-heat": ("/varmekort", "varmekort"),
    "risk-top": ("/top", "de ti værste"),
}
"""By the measurement's name: what follows the picture's address, and what that is."""
RELEVANT_OF_THREE = 2
BATCH = 100


def measure_risk(name: str, *, assessments: int, threats: int, rounds: int) -> Outcome:
    """Time one of `RISKS` and its template alone by turns, on a database of its own, and count its statements."""
    address, words = RISKS[name]
    with _filled_app(assessments, threats) as app:
        with app.app_context():
            engine = db.engine
        page = ListPage(app, "", PATH + address)
        with page.from_plain_values() as plain:
            with statements_of(engine) as statements:
                html = page.fetch()
            with statements_of(engine) as none:
                same = plain.render()
            assert none == [], none
            assert without_token(html) == without_token(same), "the reference draws another page"
            ours, reference = in_turn(page.fetch, plain.render, rounds=rounds)
    what = (
        f"Risikobilledet, {words}, {danish_number(assessments)} vurderinger af {threats} trusler; "
        "mod skabelonen alene med de samme tal"
    )
    return Outcome(ours=ours, reference=reference, statements=len(statements), what=what)


@contextmanager
def _filled_app(assessments: int, threats: int) -> Iterator[Flask]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        app = make_app(make_settings(Path(folder), f"sqlite:///{folder}/data.sqlite3"))
        made = app.test_cli_runner().invoke(init)
        assert made.exit_code == 0, made.output
        with app.app_context():
            begin_writing()
            add_organisation(Doing(at=clock.now(), via="cli"))
            add_assessments(assessments, threats)
            db.session.commit()
        yield app
        with app.app_context():
            db.engine.dispose()


def add_assessments(count: int, threats: int) -> None:
    """So many activities, each with an assessment that holds and so many threats; every other has had one before."""
    scale_row = get_current_scale()
    scale, today = scale_of(scale_row), clock.today()
    chosen = list(db.session.scalars(select(Threat).order_by(Threat.position, Threat.id).limit(threats)))
    units = list(db.session.scalars(select(Unit.id).where(Unit.kind != "municipality").order_by(Unit.id)))
    for start in range(0, count, BATCH):
        numbers = range(start, min(count, start + BATCH))
        activities = _insert(ProcessingActivity, [_activity(number, units[number % len(units)]) for number in numbers])
        current, before, rows = [], [], []
        for number, activity_id in zip(numbers, activities, strict=True):
            assessed_on = today - timedelta(days=number * 7 % 360)
            weighed, held = _weigh(scale, chosen, number)
            said = {"activity_id": activity_id, "scale_id": scale_row.id, "reason": "Set på igen.", "at": clock.now()}
            current.append(
                weighed
                | said
                | {"is_current": True, "assessed_on": assessed_on}
                | {"next_on": next_assessment_on(weighed["colour"], assessed_on)}
            )
            rows.append(held)
            if number % 2:
                earlier = assessed_on - timedelta(days=200)
                before.append(weighed | said | {"assessed_on": earlier, "replaced_on": assessed_on, "next_on": None})
        if before:
            db.session.execute(insert(RiskAssessment), before)
        ids = _insert(RiskAssessment, current)
        below = [row | {"assessment_id": number} for number, held in zip(ids, rows, strict=True) for row in held]
        db.session.execute(insert(AssessedThreat), below)


def _insert(model: Any, rows: list[dict[str, Any]]) -> list[int]:
    return list(db.session.scalars(insert(model).returning(model.id, sort_by_parameter_order=True), rows))


def _activity(number: int, unit_id: int) -> dict[str, Any]:
    title = f"Behandling {number}"
    return {
        "source": "bench", "number": f"B-{number}", "number_key": sort_key(f"B-{number}"), "title": title,
        "sort_key": sort_key(title), "search": title.casefold(), "unit_id": unit_id, "changed_at": clock.now(),
    }  # fmt: skip


def _weigh(scale: Scale, threats: list[Threat], number: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The columns of an assessment and of its threats, as a finish leaves them."""
    grades = {aspect: 1 + (number // 3**place) % 4 for place, aspect in enumerate(ASPECTS)}
    consequences = Consequences(**grades)
    rows: list[dict[str, Any]] = []
    before: list[Grade | None] = []
    after: list[Grade | None] = []
    for place, threat in enumerate(threats, start=1):
        hits = {aspect: bool(getattr(threat, f"hits_{aspect}")) for aspect in ASPECTS}
        is_relevant = (place + number) % 3 < RELEVANT_OF_THREE
        likelihood = 1 + (place * number) % 4
        facts = ThreatFacts(
            id=place,
            title=threat.name,
            concerns=frozenset(aspect for aspect, is_hit in hits.items() if is_hit),
            is_relevant=is_relevant,
            likelihood=likelihood,
            treatment="accept",
            residual_likelihood=max(1, likelihood - place % 2),
        )
        today, left = inherent(scale, consequences, facts), residual(scale, consequences, facts)
        before.append(today)
        after.append(left)
        rows.append(
            {f"hits_{aspect}": is_hit for aspect, is_hit in hits.items()}
            | {"threat_id": threat.id, "position": place, "title": threat.name, "is_relevant": is_relevant}
            | {"likelihood": likelihood, "treatment": "accept", "residual_likelihood": facts.residual_likelihood}
            | {"inherent_consequence": today.consequence if today else None}
            | {"colour": today.colour_on(scale) if today else ""}
            | {"residual_colour": left.colour_on(scale) if left else ""}
        )
    first, last = total(before), total(after)
    assert first is not None
    assert last is not None
    return grades | {
        "inherent_consequence": first.consequence, "inherent_likelihood": first.likelihood,
        "inherent_colour": first.colour_on(scale), "consequence": last.consequence, "likelihood": last.likelihood,
        "colour": last.colour_on(scale), "severity": last.severity,
    }, rows  # fmt: skip
