"""What an impact assessment obliges to, and what meets it."""

from datetime import timedelta

import pytest

from app.core.db import db
from app.core.errors import Refused
from register.dpia.actions import take_back
from register.dpia.approving import confirm_dpia
from register.dpia.governing import governed_fields, list_governed
from register.dpia.row_model import DpiaProposal
from register.obligations import fulfil, list_fulfilments, list_obligations, why_not_confirm
from register.owing import Obligation
from tests.make import TODAY
from tests.register.dpia.conftest import BY_LAW, NO, Office


def owed(kind: str) -> list[Obligation]:
    return [row for row in list_obligations() if row.kind == kind]


def test_the_dpo_owes_an_opinion_within_two_weeks(office: Office) -> None:
    dpia = office.sent()
    [row] = owed("dpia_opinion")
    assert (row.key, row.function, row.due_on) == (f"dpia/{dpia.id}/dpia_opinion/1", "dpo", TODAY + timedelta(days=14))
    assert (row.subject_kind, row.subject_id) == ("dpia", dpia.id)
    assert why_not_confirm(row.key)
    with pytest.raises(Refused, match="underskrives"):
        fulfil(row.key, on=TODAY, doing=office.doing("dorte"))
    office.sign(dpia)
    assert owed("dpia_opinion") == []
    met = list_fulfilments([row.key])[row.key]
    assert (met.on, met.by_id) == (TODAY, office.ids["dorte"])


def test_an_opinion_nobody_waits_for_any_more_lapses(office: Office) -> None:
    dpia = office.sent()
    [row] = owed("dpia_opinion")
    take_back(dpia.id, version=dpia.version, doing=office.doing("anna"))
    assert owed("dpia_opinion") == []
    assert list_fulfilments([row.key]) == {}


def test_an_approved_assessment_is_looked_through_and_its_task_can_say_so(office: Office) -> None:
    dpia = office.approved()
    [row] = owed("dpia_review")
    assert (row.key, row.function, row.due_on) == (f"dpia/{dpia.id}/dpia_review/0", "coordinator", dpia.next_review_on)
    later = TODAY + timedelta(days=300)
    fulfil(row.key, on=later, note="Intet er ændret.", doing=office.doing("anna", later))
    assert list_fulfilments([row.key])[row.key].on == later
    [again] = owed("dpia_review")
    assert again.key.endswith("/1")
    assert again.due_on > row.due_on
    fulfil(row.key, on=later, doing=office.doing("anna", later))
    assert owed("dpia_review") == [again], "a round that is over is left alone"


def test_a_change_makes_it_due_sooner_and_is_answered_on_the_page(office: Office) -> None:
    dpia = office.approved()
    seen = TODAY + timedelta(days=10)
    db.session.add(DpiaProposal(dpia_id=dpia.id, changes=[{"kind": "ai"}], since_on=seen))
    db.session.flush()
    [row] = owed("dpia_review")
    assert row.due_on == seen + timedelta(days=30)
    with pytest.raises(Refused, match="Åbn den"):
        fulfil(row.key, on=seen, note="Intet er ændret.", doing=office.doing("anna"))
    confirm_dpia(dpia.id, on=seen, note="Værktøjet skriver kun udkast.", doing=office.doing("anna"))
    assert list_fulfilments([row.key])[row.key].by_id == office.ids["anna"]


def test_a_newer_version_meets_the_round(office: Office) -> None:
    office.approved()
    [row] = owed("dpia_review")
    office.approve(office.advised())
    met = list_fulfilments([row.key])[row.key]
    assert (met.on, met.by_id) == (TODAY, office.ids["bent"])
    [again] = owed("dpia_review")
    assert again.key != row.key


def test_a_retired_record_owes_nothing(office: Office) -> None:
    office.approved()
    office.activity.status = "retired"
    db.session.flush()
    assert owed("dpia_review") == []


def test_what_was_decided_here_governs_the_records_own_fields(office: Office) -> None:
    assert governed_fields(office.activity_id) == frozenset()
    office.screen({"wp248_1": True})
    assert governed_fields(office.activity_id) == frozenset(), "an open screening has decided nothing"
    office.screen(NO)
    assert governed_fields(office.activity_id) == {"dpia_screening", "dpia_reason"}
    assert list_governed() == {office.activity_id: governed_fields(office.activity_id)}
    office.screen(BY_LAW)
    office.approved()
    assert len(governed_fields(office.activity_id)) == 6
    assert list_governed() == {office.activity_id: governed_fields(office.activity_id)}
