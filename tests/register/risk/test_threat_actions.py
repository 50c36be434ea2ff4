"""The catalogue is kept by verbs: what is added is offered from then on, and what is made keeps the old words."""

from dataclasses import replace

import pytest
from flask import Flask

from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.core.db import db
from app.core.errors import EditConflict, NotFound, Refused
from app.core.scope import Scope
from register.catalogue.actions import create_entry, retire_entry
from register.measure.content import MeasureContent
from register.measure.kind import MEASURE
from register.measure.model import Measure
from register.risk.drafting import begin_assessment
from register.risk.model import AssessedThreat
from register.risk.subject import get_subject
from register.risk.threat_actions import (
    WriteThreat,
    change_threat,
    content_of,
    create_threat,
    make_measure,
    retire_threat,
)
from register.risk.threat_model import Threat
from register.risk.threat_store import ThreatFilter, count_relevant, list_suggestions, list_threats
from tests.make import NOW, TODAY, Personas, make_activity, make_assessment, make_system

DOING = Doing(at=NOW, via="cli")
OWN = WriteThreat(
    name="Æblesaft vælter ud over sagen",
    description="Bordet står skævt.",
    concerns=frozenset({"availability"}),
    asset="document",
    cause="mistake",
    source="Egne brud",
    suggested=("Låg på kopper", "Et andet bord"),
)


def shipped() -> Threat:
    return db.session.scalars(db.select(Threat).where(Threat.code == "misdirected-message")).one()


def told() -> list[str]:
    verbs = db.session.scalars(db.select(AuditEvent.verb).order_by(AuditEvent.id))
    return [verb for verb in verbs if verb.startswith(("risk_threat", "measure"))]


def test_an_own_threat_comes_last_and_is_offered_in_the_next_assessment(ctx: Flask) -> None:
    threat = create_threat(OWN, doing=DOING)
    assert content_of(threat) == OWN
    assert (threat.is_own, threat.version) == (True, 1)
    assert threat.position > max(db.session.scalars(db.select(Threat.position).where(Threat.id != threat.id)))
    subject = get_subject("system", make_system().id, scope=Scope.everything())
    draft = begin_assessment(subject, doing=DOING)
    last = draft.threats[-1]
    assert (last.threat_id, last.title, last.hits_availability, last.hits_integrity) == (
        threat.id, OWN.name, True, False,
    )  # fmt: skip
    assert told() == ["risk_threat.create"]


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (replace(OWN, name="  "), "name"),
        (replace(OWN, name="x" * 401), "name"),
        (replace(OWN, concerns=frozenset()), "concerns"),
        (replace(OWN, concerns=frozenset({"happiness"})), "concerns"),
        (replace(OWN, asset=""), "asset"),
        (replace(OWN, asset="moon"), "asset"),
        (replace(OWN, cause="fate"), "cause"),
        (replace(OWN, source="x" * 201), "source"),
        (replace(OWN, suggested=("x" * 401,)), "suggested"),
    ],
)
def test_what_is_lacking_or_wrong_is_refused_at_its_field(ctx: Flask, content: WriteThreat, field: str) -> None:
    with pytest.raises(Refused) as refused:
        create_threat(content, doing=DOING)
    assert refused.value.field == field
    assert db.session.scalars(db.select(Threat).where(Threat.is_own)).all() == []


def test_two_of_one_name_are_two(ctx: Flask) -> None:
    assert create_threat(OWN, doing=DOING).code != create_threat(OWN, doing=DOING).code


def test_a_change_reaches_new_assessments_and_leaves_those_that_are_made(ctx: Flask) -> None:
    threat = shipped()
    before = threat.name
    draft = begin_assessment(get_subject("system", make_system().id, scope=Scope.everything()), doing=DOING)
    change_threat(threat.id, replace(content_of(threat), name="Noget andet"), read=1, doing=DOING)
    assert (threat.name, threat.version, threat.is_own) == ("Noget andet", 2, False)
    row = next(row for row in draft.threats if row.threat_id == threat.id)
    assert row.title == before
    event = db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb == "risk_threat.change")).one()
    assert event.changes == {"name": [before, "Noget andet"]}


def test_a_suggestion_that_stays_keeps_what_the_catalogue_knows_of_it(ctx: Flask) -> None:
    threat = shipped()
    known = dict(threat.suggested[0])
    assert known["kind"] and known["group"]
    content = replace(content_of(threat), suggested=(" Helt nyt ", known["name"], known["name"], ""))
    change_threat(threat.id, content, read=1, doing=DOING)
    assert threat.suggested == [{"name": "Helt nyt"}, known]


def test_who_read_an_older_version_is_told_and_nothing_is_saved(ctx: Flask) -> None:
    threat = create_threat(OWN, doing=DOING)
    change_threat(threat.id, replace(OWN, source="Klager"), read=1, doing=DOING)
    with pytest.raises(EditConflict):
        change_threat(threat.id, replace(OWN, source="Tilsyn"), read=1, doing=DOING)
    assert (threat.source, threat.version) == ("Klager", 2)
    change_threat(threat.id, replace(OWN, source="Klager"), read=1, doing=DOING)
    assert threat.version == 2, "what was wanted is there already"
    assert told() == ["risk_threat.create", "risk_threat.change"]


def test_a_retired_one_is_asked_about_no_more_until_it_is_taken_back(ctx: Flask) -> None:
    threat = shipped()
    held = make_assessment(system_id=make_system().id, grades=(2, 2, 2))
    held.threats.append(AssessedThreat(threat_id=threat.id, title=threat.name, is_relevant=True, hits_integrity=True))
    for _press in range(2):
        retire_threat(threat.id, is_retired=True, doing=DOING)
    draft = begin_assessment(get_subject("system", make_system().id, scope=Scope.everything()), doing=DOING)
    assert threat.id not in {row.threat_id for row in draft.threats}
    assert threat.id in {row.threat_id for row in held.threats}
    retire_threat(threat.id, is_retired=False, doing=DOING)
    draft = begin_assessment(get_subject("system", make_system().id, scope=Scope.everything()), doing=DOING)
    assert threat.id in {row.threat_id for row in draft.threats}
    assert told() == ["risk_threat.retire", "risk_threat.take_back"]
    with pytest.raises(NotFound):
        retire_threat(999_999, is_retired=True, doing=DOING)


def test_a_suggestion_becomes_one_planned_measure_however_often_it_is_pressed(ctx: Flask) -> None:
    threat = shipped()
    suggested = threat.suggested[1]
    number, is_new = make_measure(threat.id, suggested["name"], doing=DOING)
    assert is_new
    measure = db.session.get_one(Measure, number)
    assert (measure.name, measure.kind, measure.nature, measure.group, measure.status) == (
        suggested["name"], suggested["kind"], suggested["nature"], suggested["group"], "planned",
    )  # fmt: skip
    assert make_measure(threat.id, suggested["name"], doing=DOING) == (number, False)
    assert [one.measure_id for one in list_suggestions(threat)][:2] == [None, number]
    with pytest.raises(Refused):
        make_measure(threat.id, "Det er ikke foreslået", doing=DOING)
    assert told() == ["measure.create"]


def test_a_measure_of_that_name_is_taken_one_in_use_before_a_retired_one(ctx: Flask) -> None:
    threat = create_threat(replace(OWN, suggested=("Låg på kopper",)), doing=DOING)
    old = create_entry(MEASURE, MeasureContent(name="Låg på kopper"), doing=DOING)
    retire_entry(MEASURE, old.id, is_retired=True, doing=DOING)
    assert make_measure(threat.id, "Låg på kopper", doing=DOING) == (old.id, False)
    used = create_entry(MEASURE, MeasureContent(name="låg på kopper"), doing=DOING)
    assert make_measure(threat.id, "Låg på kopper", doing=DOING) == (used.id, False)


def test_a_threat_counts_in_what_holds_is_used_and_may_be_seen(ctx: Flask, personas: Personas) -> None:
    threat, other = shipped(), create_threat(OWN, doing=DOING)
    kept = make_activity()

    def relevant(*, is_relevant: bool = True, **of: object) -> None:
        made = make_assessment(**of)  # type: ignore[arg-type]
        made.threats.append(
            AssessedThreat(threat_id=threat.id, title="x", is_relevant=is_relevant, hits_integrity=True)
        )

    relevant(activity=kept, assessed_on=TODAY)
    relevant(activity=kept, assessed_on=TODAY)  # takes the place of the one before
    relevant(activity=make_activity(), is_relevant=False)
    activity, system = make_activity(), make_system()
    relevant(activity=activity)
    relevant(system_id=make_system().id)
    relevant(system_id=system.id)
    activity.status, system.is_retired = "retired", True
    db.session.flush()
    assert count_relevant([threat.id, other.id], scope=Scope.everything()) == {threat.id: 2}
    assert count_relevant([threat.id], scope=Scope(paths=("/999/",))) == {}
    assert count_relevant([], scope=Scope.everything()) == {}


def names(**wanted: str) -> list[str]:
    page = list_threats(ThreatFilter(**wanted), {}, "/risiko/trusler", scope=Scope.everything())
    return [row.threat.name for row in page.rows]


def test_words_are_found_in_name_and_description_whatever_their_case(ctx: Flask) -> None:
    create_threat(replace(OWN, description="Øl er værre. 100 % af gangene."), doing=DOING)
    for text in ("æblesaft", "ÆBLESAFT vælter", "øl", "saft SAGEN", "100 %", "vÆrre"):
        assert OWN.name in names(q=text), text
    for text in ("æblesaft pære", "%sag", "_l er"):
        assert OWN.name not in names(q=text), text


def test_the_catalogue_is_narrowed_by_what_is_struck_an_aspect_and_whose_it_is(ctx: Flask) -> None:
    threat = create_threat(OWN, doing=DOING)
    assert names(status="egne") == [OWN.name]
    assert names(status="egne", asset="document", aspect="availability") == [OWN.name]
    assert names(status="egne", asset="message") == names(status="egne", aspect="integrity") == []
    retire_threat(threat.id, is_retired=True, doing=DOING)
    assert names(status="egne") == []
    assert names(status="udgaaet") == [OWN.name]
    assert ThreatFilter.from_args({"genstand": "x", "rammer": "y", "status": "z"}) == ThreatFilter()
