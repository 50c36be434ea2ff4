"""All assessments as a workbook: every one of the scope is in it, row for row, and it is read as it is written."""

from collections import Counter
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import begin_writing, db
from app.core.scope import Scope
from app.organisation.model import Unit
from config import Settings
from register.risk.model import RiskAssessment, ThreatMeasure
from register.risk.reports import workbook_store
from register.risk.reports.jobs import Order
from register.risk.reports.workbook import risk_sheets, write_assessments
from register.risk.scale import colour_word
from register.risk.scale_model import RiskScale
from register.risk.store import RiskFilter
from register.risk.threat_model import Threat
from tests.bench.measure import statements_of
from tests.conftest import sign_in
from tests.make import TODAY, Personas, make_activity, make_assessment, make_pointed, make_system
from tests.register.risk.random_assessments import assess

EVERYTHING = Scope.everything()
ALL = RiskFilter()


@pytest.fixture
def many(ctx: Flask, personas: Personas) -> list[RiskAssessment]:
    """Twelve that hold, in Social and in Børn og Kultur; the first threat of each has two measures."""
    chance = Random(7)
    scales = list(db.session.scalars(db.select(RiskScale).order_by(RiskScale.id)))
    threats = list(db.session.scalars(db.select(Threat).order_by(Threat.id).limit(20)))
    measures = [make_pointed("security_measures", code=code, name=code.title()) for code in ("log", "kursus")]
    units = [db.session.get_one(Unit, number) for number in (personas.social_id, personas.culture_id)]
    rows = []
    for number in range(12):
        unit = units[number % 2]
        subject: dict[str, Any] = (
            {"activity_id": make_activity(unit=unit, title=f"=1+{number} æøå").id}
            if number % 3
            else {"system_id": make_system(unit=unit, name=f"System {number}").id}
        )
        made = assess(chance, assessed_on=TODAY, scales=scales, threats=threats, **subject)
        made.threats[0].measures = [
            ThreatMeasure(measure_id=measure.id, is_new=bool(place)) for place, measure in enumerate(measures)
        ]
        rows.append(made)
    db.session.flush()
    return rows


def read(body: Any) -> dict[str, list[dict[str, Any]]]:
    book = openpyxl.load_workbook(body)
    sheets = {}
    for page in book:
        heads, *rows = page.iter_rows(values_only=True)
        assert len(set(heads)) == len(heads)
        sheets[page.title] = [dict(zip(heads, row, strict=True)) for row in rows]
    return sheets


def test_every_assessment_and_threat_has_its_row(many: list[RiskAssessment], tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    with (tmp_path / "risiko.xlsx").open("wb") as file:
        count = write_assessments(
            file, ALL, scope=EVERYTHING, accepted=EVERYTHING, on_done=lambda done, total: told.append((done, total))
        )
    assert count == len(many)
    sheets = read(tmp_path / "risiko.xlsx")
    assert list(sheets) == ["Risikovurderinger", "Trusler"]
    rows, threats = sheets["Risikovurderinger"], sheets["Trusler"]
    assert len(rows) == len(many)
    assert len(threats) == sum(len(row.threats) for row in many)
    assert all(done <= total == len(rows) + len(threats) for done, total in told)
    by_name = {row["Hvad"]: row for row in rows}
    for made in many:
        about = made.activity.title if made.activity else made.system.name if made.system else ""
        row = by_name[about]
        assert row["Slags"] == ("Behandling" if made.activity else "System")
        assert row["Vurderet"].date() == TODAY
        assert (row["I dag: konsekvens"], row["I dag: sandsynlighed"]) == (
            made.inherent_consequence, made.inherent_likelihood,
        )  # fmt: skip
        assert row["Rest: risiko"] == colour_word(made.colour)
        assert row["Relevante trusler"] == sum(bool(threat.is_relevant) for threat in made.threats)
        own = [threat for threat in threats if threat["Hvad"] == about]
        assert [threat["Trussel"] for threat in own] == [threat.title for threat in made.threats]
        assert Counter(threat["Rest: risiko"] or "" for threat in own) == Counter(
            colour_word(threat.residual_colour) if threat.residual_colour else "" for threat in made.threats
        )
        assert (own[0]["Foranstaltninger i dag"], own[0]["Nye foranstaltninger"]) == ("Log", "Kursus")


def test_an_administration_and_a_scope_have_their_rows_alone(many: list[RiskAssessment], personas: Personas) -> None:
    social = db.session.get_one(Unit, personas.social_id)
    for filters, scope in (
        (RiskFilter(administration="SOC"), EVERYTHING), (ALL, Scope(paths=(social.path,))),
    ):  # fmt: skip
        assessments, threats = (list(sheet.rows) for sheet in risk_sheets(filters, scope=scope, accepted=EVERYTHING))
        assert {row[2] for row in assessments} == {"Social"}
        assert {row[0] for row in threats} == {row[0] for row in assessments}
        assert len(assessments) == 6


def test_rows_are_read_some_at_a_time(many: list[RiskAssessment], monkeypatch: pytest.MonkeyPatch) -> None:
    """One statement for the assessments, one for their actions, one for the threats, one for each batch's measures."""
    monkeypatch.setattr(workbook_store, "AT_A_TIME", 10)
    assessments, threats = risk_sheets(ALL, scope=EVERYTHING, accepted=EVERYTHING)
    with statements_of(db.engine) as seen:
        assert len(list(assessments.rows)) == 12
    assert len(seen) == 2
    with statements_of(db.engine) as seen:
        count = len(list(threats.rows))
    assert len(seen) == 1 + -(-count // 10)
    assert count > 20


def test_an_order_is_kept_as_plain_values() -> None:
    order = Order("SOC", "system")
    assert Order.from_args(order.to_args()) == order
    assert Order.from_args({}) == Order()


def test_it_is_ordered_with_one_press_and_made_of_what_one_may_read(
    app: Flask, client: FlaskClient, personas: Personas, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("database_url", "instance_dir", "secret_key", "audit_key", "log_level", "base_url"):
        monkeypatch.setenv(name.upper(), str(getattr(settings, name)))
    with app.test_request_context():
        begin_writing()
        for number, title in ((personas.social_id, "Social sag"), (personas.culture_id, "Skolens sag")):
            activity = make_activity(unit=db.session.get_one(Unit, number), title=title)
            make_assessment(activity=activity, assessed_on=clock.today())
        db.session.commit()
    sign_in(client, personas.bent)
    ordered = client.post("/risiko/regneark")
    assert ordered.status_code == 303, ordered.text
    result = app.test_cli_runner().invoke(args=["job", "run", "--json"])
    assert result.exit_code == 0, result.output
    assert "Vurderinger i regnearket: 1." in client.get(ordered.location).text
    fetched = client.get(f"{ordered.location}/hent")
    assert f"risikovurderinger-{clock.today().isoformat()}.xlsx" in fetched.headers["Content-Disposition"]
    sheets = read(BytesIO(fetched.data))
    assert [row["Hvad"] for row in sheets["Risikovurderinger"]] == ["Social sag"]
    assert [row["Trussel"] for row in sheets["Trusler"]] == ["En journal bliver læst af en forkert"]


def test_who_may_not_read_risks_orders_nothing(client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.frida)
    assert client.post("/risiko/regneark").status_code in (403, 404)
