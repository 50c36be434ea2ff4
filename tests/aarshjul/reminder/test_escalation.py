"""Who above hears of what is late: the ladder's rules, and the mails at the server."""

from collections.abc import Mapping
from datetime import date

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from aarshjul.meeting.model import AgendaItem
from aarshjul.reminder.looking import look_at, responsible, rung_recipient
from aarshjul.reminder.rules import A_DAY, Cadence, Said, TaskFacts
from aarshjul.reminder.world_facts import World
from aarshjul.task.actions import CompleteTask, complete_task
from app.absence.actions import PutAbsence, enter_absence
from app.audit.actions import Doing
from app.core.db import db
from app.organisation.model import Person
from app.organisation.rules import Away, Holders, UnitFacts
from tests.aarshjul.reminder.playground import DAY, add_holder, add_task, got, steps, tick, write
from tests.conftest import MOSTLY_SQLITE
from tests.mailserver import MailServer
from tests.make import NOW, TODAY, Personas

ROOT, ADMINISTRATION, SCHOOL = 1, 2, 3
TREE = {ROOT: UnitFacts(None), ADMINISTRATION: UnitFacts(ROOT), SCHOOL: UnitFacts(ADMINISTRATION)}
TEACHER, HEAD, CHIEF, DIRECTOR, BOARD, COORDINATOR, KEEPER, DEPUTY = range(1, 9)
EVERYBODY = frozenset(range(1, 9))
HELD = {
    (SCHOOL, "leader"): HEAD,
    (ADMINISTRATION, "leader"): CHIEF,
    (ADMINISTRATION, "director"): DIRECTOR,
    (ROOT, "executive_board"): BOARD,
    (ADMINISTRATION, "coordinator"): COORDINATOR,
    (ROOT, "isc"): KEEPER,
}
DUE_ON = date(2027, 3, 1)


def world(
    held: Mapping[tuple[int, str], int] = HELD,
    *,
    away: Mapping[int, Away] | None = None,
    without_mail: frozenset[int] = frozenset(),
    today: date = DUE_ON,
) -> World:
    holders = Holders(units=TREE, held=held, active=EVERYBODY, away=away or {})
    addresses = {person: f"p{person}@fjordby.example" for person in EVERYBODY - without_mail}
    return World(today=today, holders=holders, cadence=Cadence(), addresses=addresses)


def task_of(function: str = "leader", *, named_id: int | None = None) -> TaskFacts:
    return TaskFacts(
        id=1, due_on=DUE_ON, created_on=date(2026, 1, 1), unit_id=SCHOOL, function=function, named_id=named_id
    )


def told(task: TaskFacts, of: World) -> list[int | None]:
    return [rung_recipient(code, task, of).person_id for code in ("E1", "E2", "E3", "E4")]


def test_the_leader_the_leader_s_leader_the_director_and_the_keeper_hear_in_turn() -> None:
    assert told(task_of("it", named_id=TEACHER), world()) == [HEAD, CHIEF, DIRECTOR, KEEPER]


def test_a_leader_s_own_task_goes_to_the_next_leader_up_and_then_to_the_director() -> None:
    assert told(task_of(), world()) == [CHIEF, DIRECTOR, DIRECTOR, KEEPER]


def test_a_chain_without_a_leader_climbs() -> None:
    held = {key: person for key, person in HELD.items() if key[1] != "leader"}

    assert told(task_of("it", named_id=TEACHER), world(held)) == [DIRECTOR, DIRECTOR, DIRECTOR, KEEPER]


def test_at_the_top_the_coordinator_is_told_that_there_is_no_leader() -> None:
    found = rung_recipient("E1", task_of("it", named_id=TEACHER), world({(ROOT, "coordinator"): COORDINATOR}))

    assert (found.person_id, found.is_fallback) == (COORDINATOR, True)
    assert rung_recipient("E1", task_of("it", named_id=TEACHER), world({})).person_id is None


def test_who_is_away_is_heard_for_by_their_deputy_and_passed_over_without_one() -> None:
    with_deputy = world(away={HEAD: Away(DUE_ON, deputy_id=DEPUTY)})
    found = rung_recipient("E1", task_of("it", named_id=TEACHER), with_deputy)

    assert (found.person_id, found.instead_of) == (DEPUTY, HEAD)
    assert told(task_of("it", named_id=TEACHER), world(away={HEAD: Away(DUE_ON)}))[0] == CHIEF


def test_nobody_is_told_of_their_own_task() -> None:
    """The head stands in for the teacher who is away: the next one up hears, not the head."""
    stands_in = world(away={TEACHER: Away(DUE_ON, deputy_id=HEAD)})

    assert responsible(task_of("it", named_id=TEACHER), stands_in.holders).person_id == HEAD
    assert told(task_of("it", named_id=TEACHER), stands_in)[0] == CHIEF


def test_one_without_a_usable_address_is_passed_over() -> None:
    assert told(task_of("it", named_id=TEACHER), world(without_mail=frozenset({HEAD})))[0] == CHIEF


def test_of_the_rungs_that_one_person_missed_the_latest_goes() -> None:
    held = {(ADMINISTRATION, "director"): DIRECTOR}
    look = look_at(task_of("it", named_id=TEACHER), [], world(held, today=DUE_ON + 31 * A_DAY))

    assert [(one.code, one.state) for one in look.decisions if one.person_id == DIRECTOR] == [
        ("E1", "superseded"),
        ("E2", "superseded"),
        ("E3", "wanted"),
    ]


@given(
    held=st.dictionaries(
        st.tuples(
            st.sampled_from([ROOT, ADMINISTRATION, SCHOOL]),
            st.sampled_from(["leader", "director", "executive_board", "coordinator", "isc", "it"]),
        ),
        st.sampled_from(sorted(EVERYBODY)),
    ),
    away=st.dictionaries(
        st.sampled_from(sorted(EVERYBODY)),
        st.builds(Away, st.just(DUE_ON), st.none() | st.sampled_from(sorted(EVERYBODY))),
        max_size=4,
    ),
    without_mail=st.frozensets(st.sampled_from(sorted(EVERYBODY)), max_size=3),
    gaps=st.lists(st.integers(1, 20), max_size=12),
)
def test_whatever_the_organisation_each_rung_comes_once_and_never_to_whoever_has_the_task(
    held: dict[tuple[int, str], int], away: dict[int, Away], without_mail: frozenset[int], gaps: list[int]
) -> None:
    task, said, today = task_of("it"), list[Said](), DUE_ON
    for gap in gaps:
        today += gap * A_DAY
        now = world(held, away=away, without_mail=without_mail, today=today)
        look = look_at(task, said, now)
        theirs = responsible(task, now.holders)
        for decision in look.decisions:
            if decision.code in ("E1", "E2", "E3"):
                assert decision.person_id not in (theirs.person_id, theirs.instead_of)
            assert decision.person_id in now.addresses
        assert look.again_on is None or look.again_on > today
        said += [Said(DUE_ON, one.code, one.person_id) for one in look.decisions]
    rungs = [one.code for one in said if one.code.startswith("E")]
    assert len(rungs) == len(set(rungs))


@pytest.fixture
def with_leaders(app: Flask, fjordby: Personas) -> dict[str, int]:
    """Bent has a leader, a director and somebody who keeps the municipality's information security."""
    return {
        "chief": add_holder(app, fjordby.municipality_id, "leader", "chef@fjordby.example", "Clara Chef"),
        "director": add_holder(app, fjordby.social_id, "director", "direktoer@fjordby.example", "Dan Direktør"),
        "keeper": add_holder(app, fjordby.municipality_id, "isc", "isk@fjordby.example", "Ina Isk"),
    }


def test_what_stays_undone_climbs_to_the_steering_group_each_rung_once(
    app: Flask, server: MailServer, fjordby: Personas, with_leaders: dict[str, int]
) -> None:
    task_id = add_task(app, fjordby, TODAY, function="it", person_id=write(app, lambda: anna_id(fjordby)))
    climbed: dict[str, list[int]] = {}
    for number in range(90):
        counts = tick(app, NOW + number * DAY)
        for mail in server.mails:
            if mail.to != fjordby.anna:
                climbed.setdefault(mail.to.split("@")[0], []).append(number)
        assert counts["escalated"] == len([mail for mail in server.mails if mail.to != fjordby.anna])
        server.mails.clear()
    assert climbed == {"bent": [7], "chef": [14], "direktoer": [30], "isk": [60]}
    with app.app_context():
        [item] = db.session.scalars(db.select(AgendaItem)).all()
        assert (item.subject_kind, item.subject_id, item.state) == ("task", task_id, "draft")
        assert "Anna" not in item.title + item.problem, "it may be asked for by anybody"


def anna_id(fjordby: Personas) -> int:
    return db.session.scalars(db.select(Person).where(Person.email == fjordby.anna)).one().id


@MOSTLY_SQLITE
def test_nobody_above_hears_of_what_was_done_meanwhile(
    app: Flask, server: MailServer, fjordby: Personas, with_leaders: dict[str, int]
) -> None:
    task_id = add_task(app, fjordby, TODAY)
    tick(app)
    server.misbehave("CONNECT", "421 4.3.2 Lukket", times=1)
    tick(app, NOW + 7 * DAY)
    write(app, lambda: complete_task(CompleteTask(task_id=task_id, on=TODAY), doing=Doing(at=NOW)))
    tick(app, NOW + 8 * DAY)
    assert got(app, server) == [(fjordby.bent, (task_id,))]
    assert ("E1", "dropped") in steps(app, task_id)


@MOSTLY_SQLITE
def test_a_rung_is_written_anew_to_the_deputy_of_who_goes_away_before_it_went(
    app: Flask, server: MailServer, fjordby: Personas, with_leaders: dict[str, int]
) -> None:
    task_id = add_task(app, fjordby, TODAY)
    tick(app)
    server.misbehave("CONNECT", "421 4.3.2 Lukket", times=1)
    tick(app, NOW + 7 * DAY)
    server.mails.clear()
    deputy = add_holder(app, fjordby.school_id, "hr", "stedfortraeder@fjordby.example", "Stine Stander")

    def go_away() -> None:
        chief = db.session.get_one(Person, with_leaders["chief"])
        days = PutAbsence(from_on=TODAY + 7 * DAY, to_on=TODAY + 20 * DAY, deputy_id=deputy)
        enter_absence(chief, days, doing=Doing(at=NOW + 7 * DAY))

    write(app, go_away)
    for minute in (2, 3, 4):
        tick(app, NOW + 7 * DAY + minute * (DAY / 1440))
    assert got(app, server) == [(fjordby.bent, (task_id,)), ("stedfortraeder@fjordby.example", (task_id,))]
    mail = next(mail for mail in server.mails if mail.to.startswith("stedfortraeder"))
    assert "Beskeden er til Clara Chef, som er væk til og med 21. marts 2027." in mail.text()
    assert "Bent Birk" in mail.text()
