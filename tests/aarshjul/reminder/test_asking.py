"""What waits for approval is told to one who may approve it, weekly, until it is decided."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from aarshjul.plan.model import Plan, PlanItem, TaskTemplate
from aarshjul.reminder.asking import approver_of, decide_asked
from aarshjul.reminder.forecast import forecast
from aarshjul.reminder.looking import is_still_so, look_at
from aarshjul.reminder.rules import A_DAY, Cadence, Said, TaskFacts
from aarshjul.reminder.world_facts import World
from aarshjul.task.actions import CompleteTask, PostponeTask, complete_task, postpone_task
from aarshjul.task.approving import ApproveTask, SendBackTask, approve_task, send_back_task
from app.audit.actions import Doing
from app.core.db import db
from app.organisation.model import Person, Unit
from app.organisation.rules import Away, Holders, UnitFacts
from tests.aarshjul.reminder.playground import DAY, got, steps, tick, write
from tests.mailserver import MailServer
from tests.make import NOW, TODAY, Personas, make_demanding_task, make_grant, make_person

ROOT, SOCIAL = 1, 2
ASKER, LEADER, DIRECTOR = 1, 2, 3
ASKED_ON = date(2027, 3, 6)  # a Saturday


def world(today: date, *, away: dict[int, Away] | None = None, approvers: dict[int, set[int]] | None = None) -> World:
    holders = Holders(
        units={ROOT: UnitFacts(None), SOCIAL: UnitFacts(ROOT)},
        held={(SOCIAL, "coordinator"): ASKER, (SOCIAL, "leader"): LEADER},
        active=frozenset({ASKER, LEADER, DIRECTOR}),
        away=away or {},
    )
    chosen = {SOCIAL: {ASKER, LEADER}, ROOT: {DIRECTOR}} if approvers is None else approvers
    addresses = {person: f"p{person}@fjordby.example" for person in (ASKER, LEADER, DIRECTOR)}
    return World(today=today, holders=holders, cadence=Cadence(), addresses=addresses, approvers=chosen)


def task(*, asked_on: date | None = ASKED_ON) -> TaskFacts:
    return TaskFacts(
        id=1, due_on=date(2027, 2, 1), created_on=date(2026, 1, 1), unit_id=SOCIAL, function="coordinator",
        asked_on=asked_on, asked_by_id=ASKER if asked_on else None,
    )  # fmt: skip


def test_the_nearest_who_did_not_ask_is_told_on_a_working_day_and_then_weekly() -> None:
    said: list[Said] = []
    told = []
    for number in range(25):
        today = ASKED_ON + number * A_DAY
        look = look_at(task(), said, world(today))
        told += [(today, one.code, one.person_id) for one in look.decisions if one.state == "wanted"]
        said += [Said(ASKED_ON, one.code, one.person_id) for one in look.decisions]
    assert told == [
        (date(2027, 3, 8), "A0", LEADER),
        (date(2027, 3, 15), "A7", LEADER),
        (date(2027, 3, 22), "A14", LEADER),
        (date(2027, 3, 30), "A21", LEADER),
    ]


def test_who_is_away_is_passed_over_unless_there_is_nobody_else() -> None:
    away = {LEADER: Away(date(2027, 4, 1))}

    assert approver_of(task(), world(ASKED_ON, away=away)).person_id == DIRECTOR
    alone = world(ASKED_ON, away=away, approvers={SOCIAL: {LEADER}})
    assert approver_of(task(), alone).person_id == LEADER
    assert approver_of(task(), world(ASKED_ON, approvers={SOCIAL: {ASKER}})).person_id is None


def test_asked_again_it_is_told_again() -> None:
    said = [Said(ASKED_ON, "A0", LEADER)]
    again = task(asked_on=date(2027, 3, 10))

    assert [one.code for one in decide_asked(again, said, world(date(2027, 3, 10)))] == ["A0"]


def test_while_it_waits_nothing_else_is_said_and_once_decided_nothing_of_it() -> None:
    today = date(2027, 3, 10)

    assert {one.code for one in look_at(task(), [], world(today)).decisions} == {"A0"}
    assert not is_still_so(Said(date(2027, 2, 1), "U5", ASKER), task(), world(today))
    assert not is_still_so(Said(ASKED_ON, "A0", LEADER), task(asked_on=None), world(today))


def test_what_was_said_on_the_very_day_it_is_due_is_not_taken_for_an_asking() -> None:
    """The approver has the task's own reminder waiting, and the date is the day somebody asked."""
    due_today = replace(task(), due_on=ASKED_ON)

    assert not is_still_so(Said(ASKED_ON, "T0", LEADER), due_today, world(ASKED_ON))
    assert is_still_so(Said(ASKED_ON, "A0", LEADER), due_today, world(ASKED_ON))


@given(gaps=st.lists(st.integers(0, 30), max_size=15))
def test_whatever_the_gaps_each_step_is_told_once_and_the_latest_of_what_came(gaps: list[int]) -> None:
    today, said, codes = ASKED_ON, list[Said](), list[str]()
    for gap in gaps:
        today += timedelta(days=gap)
        found = decide_asked(task(), said, world(today))
        assert [one.state for one in found[-1:]] in ([], ["wanted"])
        assert all(one.state == "superseded" for one in found[:-1])
        said += [Said(ASKED_ON, one.code, one.person_id) for one in found]
        codes += [one.code for one in found]
    assert len(codes) == len(set(codes))


def add_asked(app: Flask, fjordby: Personas) -> int:
    """A task of Anna's that a leader is to approve."""

    def make() -> int:
        template = db.session.scalars(db.select(TaskTemplate).where(TaskTemplate.code == "T01")).one()
        plan = db.session.scalars(db.select(Plan)).one()
        # Far in the future, so that planning makes nothing of it.
        plan.items.append(PlanItem(code="T01", template=template, first_year=2200))
        db.session.flush()
        social = db.session.get_one(Unit, fjordby.social_id)
        return make_demanding_task(
            unit=social, due_on=TODAY, needs_approval=True, kind="own", created_on=date(2026, 1, 1), title="Logkontrol"
        ).id

    return int(write(app, make))


@pytest.fixture
def waiting(app: Flask, fjordby: Personas) -> int:
    """A task that Anna has done and that waits for Bent's approval since Monday."""
    task_id = add_asked(app, fjordby)
    write(app, lambda: complete_task(CompleteTask(task_id=task_id, on=TODAY, note="Gjort"), doing=doing(fjordby.anna)))
    return task_id


def doing(email: str) -> Doing:
    return Doing(at=NOW, person_id=db.session.scalars(db.select(Person).where(Person.email == email)).one().id)


def test_the_leader_is_mailed_until_it_is_approved(
    app: Flask, server: MailServer, fjordby: Personas, waiting: int
) -> None:
    with app.app_context():
        foreseen = [(mail.on, mail.to, mail.tasks) for mail in forecast(NOW, days=9)]
    sent = []
    for number in range(9):
        tick(app, NOW + number * DAY)
        sent += [(TODAY + number * DAY, to, tasks) for to, tasks in got(app, server)]
        subjects = [str(mail.message["Subject"]) for mail in server.mails]
        assert set(subjects) <= {"Til godkendelse: Logkontrol"}
        server.mails.clear()
    assert sent == foreseen == [(TODAY, fjordby.bent, (waiting,)), (TODAY + 7 * DAY, fjordby.bent, (waiting,))]
    write(app, lambda: approve_task(ApproveTask(task_id=waiting), doing=doing(fjordby.bent)))
    assert [tick(app, NOW + number * DAY)["queued"] for number in (14, 21)] == [0, 0]


def test_who_asks_to_put_it_off_is_heard_at_once_not_on_the_new_date(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    task_id = add_asked(app, fjordby)
    command = PostponeTask(task_id=task_id, due_on=TODAY + 60 * DAY, reason="Sygdom")
    write(app, lambda: postpone_task(command, doing=doing(fjordby.anna)))
    tick(app)
    assert got(app, server) == [(fjordby.bent, (task_id,))]
    assert "udskudt" in server.mails[0].text()


def test_a_mail_about_what_was_sent_back_meanwhile_does_not_go(
    app: Flask, server: MailServer, fjordby: Personas, waiting: int
) -> None:
    server.misbehave("CONNECT", "421 4.3.2 Lukket", times=1)
    tick(app)
    write(app, lambda: send_back_task(SendBackTask(task_id=waiting, reason="Mangler"), doing=doing(fjordby.bent)))
    tick(app, NOW + timedelta(minutes=2))
    tick(app, NOW + timedelta(minutes=3))
    assert ("A0", "dropped") in steps(app, waiting)
    assert fjordby.bent not in server.sent_to()


def test_where_nobody_else_may_approve_it_is_looked_for_every_day(
    app: Flask, server: MailServer, fjordby: Personas, waiting: int
) -> None:
    def leave() -> None:
        bent = db.session.scalars(db.select(Person).where(Person.email == fjordby.bent)).one()
        for grant in list(bent.grants):
            db.session.delete(grant)

    write(app, leave)
    assert tick(app)["queued"] == 0

    def come() -> None:
        social = db.session.get_one(Unit, fjordby.social_id)
        make_grant(person=make_person(email="ny@fjordby.example"), role="director", unit=social)

    write(app, come)
    assert tick(app, NOW + DAY)["sent"] == 1
    assert server.sent_to() == ["ny@fjordby.example"]
