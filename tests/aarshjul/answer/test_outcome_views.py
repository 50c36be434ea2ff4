"""What comes of each answer from a mail."""

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from aarshjul.task.model import Task
from app.audit.model import AuditEvent
from app.comment.model import Comment
from app.core import clock
from app.core.db import db
from app.core.filters import long_day
from app.organisation.model import Unit
from register.activity.model import ProcessingActivity
from register.risk.model import RiskAssessment
from tests.aarshjul.answer.conftest import DAY, Desk
from tests.aarshjul.answer.sent import LATER, first_button, send
from tests.make import make_assessment, make_holder, make_person, make_record


def events(desk: Desk) -> list[tuple[str, str]]:
    """What was told of the task, and by which way."""
    with desk.app.app_context():
        found = db.session.scalars(
            sa.select(AuditEvent).where(AuditEvent.subject_kind == "task").order_by(AuditEvent.id)
        )
        return [(event.verb, event.via) for event in found]


def comments(desk: Desk) -> list[str]:
    with desk.app.app_context():
        return [*db.session.scalars(sa.select(Comment.text).order_by(Comment.id))]


def test_done_marks_the_task_as_done_by_link_with_the_note(
    client: FlaskClient, desk: Desk, link: str, task_id: int
) -> None:
    page = send(client, link, "done").text
    assert "Tak. Opgaven er markeret som udført." in page
    task, bent = desk.task(task_id), desk.person_id(desk.personas.bent)
    assert (task.state, task.note, task.done_on, task.done_by_id) == ("done", "Ryddet op", clock.today(), bent)
    assert ("task.complete", "link") in events(desk)
    assert desk.answers() == [("done", task_id, bent)]


def test_no_changes_is_one_press_and_confirms_the_review_in_the_register(
    client: FlaskClient, desk: Desk, link: str, task_id: int
) -> None:
    page = send(client, link, "no_changes").text
    assert "Tak. Opgaven er markeret som udført." in page
    assert "«Ingen ændringer»" in page
    task = desk.task(task_id)
    assert (task.state, task.note) == ("done", "Ingen ændringer")
    with desk.app.app_context():
        activity = db.session.get_one(ProcessingActivity, task.subject_id)
        assert activity.last_review_on == clock.today()
        assert activity.next_review_on is not None
        assert activity.next_review_on > clock.today() + 300 * DAY


def test_an_assessment_that_still_holds_keeps_the_reason_that_is_asked_for(client: FlaskClient, desk: Desk) -> None:
    def assess() -> tuple[int, int]:
        activity = make_record(unit="SOC")
        made = make_assessment(activity=activity, grades=(3, 2, 2), assessed_on=clock.today() - 300 * DAY)
        return activity.id, made.id

    activity_id, assessment_id = desk.write(assess)
    link = desk.link(
        desk.make_task(
            kind="risk", key=f"activity/{activity_id}/risk/{assessment_id}", subject_kind="activity",
            subject_id=activity_id,
        )
    )  # fmt: skip
    page = client.get(f"{link}?svar=ingen-aendringer").text
    assert "Hvorfor holder vurderingen?" in page
    refused = send(client, link, "no_changes")
    assert refused.status_code == 422
    assert "Skriv kort, hvorfor vurderingen holder." in refused.text
    assert desk.answers() == []
    assert "Tak." in send(client, link, "no_changes", {"no_changes-why": "Alt er som i fjor"}).text
    with desk.app.app_context():
        current = db.session.scalars(sa.select(RiskAssessment).where(RiskAssessment.is_current)).one()
        assert (current.reason, current.assessed_on) == ("Ingen ændringer: Alt er som i fjor", clock.today())


def test_needs_change_keeps_the_words_on_the_task_and_gives_it_to_the_coordinator(
    client: FlaskClient, desk: Desk, link: str, task_id: int
) -> None:
    assert "Anna Ahorn, som er koordinator" in client.get(link).text
    page = send(client, link, "needs_change").text
    assert "Tak. Opgaven er sendt videre til Anna Ahorn." in page
    task = desk.task(task_id)
    assert (task.state, task.person_id) == ("not_started", desk.person_id(desk.personas.anna))
    assert task.remind_on == clock.today()
    assert comments(desk) == ["Skal ændres: Slettefristen er nu tre år"]
    assert events(desk) == [("comment.add", "link"), ("task.assign", "link")]


@pytest.mark.parametrize("state", ["not_started", "postponed", "started"])
def test_what_the_coordinator_finds_must_be_changed_stays_and_is_under_way(
    client: FlaskClient, desk: Desk, state: str
) -> None:
    task_id = desk.make_review(function="coordinator", state=state)
    page = send(client, desk.link(task_id, desk.personas.anna), "needs_change").text
    assert "Den er i gang og stadig din." in page
    task = desk.task(task_id)
    assert (task.state, task.person_id) == ("started", None)
    assert comments(desk) == ["Skal ændres: Slettefristen er nu tre år"]


def test_not_mine_gives_the_task_to_a_colleague_and_keeps_the_word_on_why(
    client: FlaskClient, desk: Desk, link: str, task_id: int
) -> None:
    page = send(client, link, "not_mine").text
    assert "Tak. Opgaven er sendt videre til Carla Ceder." in page
    assert desk.task(task_id).person_id == desk.person_id(desk.personas.carla)
    assert comments(desk) == ["Sendt videre: Det er skolernes"]
    assert events(desk) == [("comment.add", "link"), ("task.assign", "link")]
    theirs = desk.link(task_id, desk.personas.carla)
    assert first_button(client.get(theirs).text) == "Ingen ændringer", "it is theirs to answer now"


@pytest.mark.parametrize(
    ("written", "to"), [("  Carla   CEDER ", "carla"), ("Carla@Fjordby.example", "carla"), ("", "anna")]
)
def test_a_name_an_address_or_nothing_says_whose_it_is(
    client: FlaskClient, desk: Desk, link: str, task_id: int, written: str, to: str
) -> None:
    send(client, link, "not_mine", {"not_mine-colleague": written})
    assert desk.task(task_id).person_id == desk.person_id(f"{to}@fjordby.example")
    assert comments(desk) == [], "no word on why, no comment"


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("Ingen Nogensteder", "Ingen her hedder det."),
        ("ingen@fjordby.example", "Ingen her hedder det."),
        ("To Ens", "Ingen her hedder det."),
        ("gaaet@fjordby.example", "Ingen her hedder det."),
        ("bent@fjordby.example", "Det er dig selv."),
        ("dorte@fjordby.example", "Databeskyttelsesrådgiveren må ikke"),
    ],
)
def test_whoever_cannot_have_it_is_refused_at_the_field_and_nobody_is_named(
    client: FlaskClient, desk: Desk, link: str, task_id: int, written: str, why: str
) -> None:
    def people() -> None:
        make_person(name="To Ens")
        make_person(name="To Ens")
        make_person(email="gaaet@fjordby.example", is_active=False)

    desk.write(people)
    answer = send(client, link, "not_mine", {"not_mine-colleague": written, "not_mine-why": "Ikke min"})
    assert answer.status_code == 422
    assert why in answer.text
    assert "Ikke min" in answer.text
    for name in ("Carla Ceder", "Dorte Dun", "Erik Eg", "Frida Fyr", "<datalist"):
        assert name not in answer.text
    assert (desk.task(task_id).person_id, comments(desk), desk.answers()) == (None, [], [])


def test_a_coordinator_has_nobody_to_leave_it_to_and_is_asked_for_a_colleague(client: FlaskClient, desk: Desk) -> None:
    task_id = desk.make_task(function="coordinator")
    link = desk.link(task_id, desk.personas.anna)
    assert "som er koordinator" not in client.get(link).text
    refused = send(client, link, "not_mine", {"not_mine-colleague": ""})
    assert refused.status_code == 422
    assert "Der er ingen anden koordinator. Skriv en kollegas mailadresse." in refused.text


def test_postponed_it_is_due_on_the_new_day_with_the_reason(
    client: FlaskClient, desk: Desk, link: str, task_id: int
) -> None:
    page = send(client, link, "postpone").text
    assert f"Tak. Fristen er nu {long_day(LATER)}." in page
    task = desk.task(task_id)
    assert (task.state, task.due_on) == ("postponed", LATER)
    assert events(desk) == [("task.postpone", "link")]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"postpone-due_on": "", "postpone-reason": "Ferie"}, "Skriv den nye frist."),
        ({"postpone-due_on": "2020-01-01", "postpone-reason": "Ferie"}, "Vælg en arbejdsdag efter i dag."),
        ({"postpone-due_on": LATER.isoformat(), "postpone-reason": " "}, "Skriv kort, hvorfor."),
    ],
)
def test_a_day_or_a_reason_that_will_not_do_is_told_at_its_field(
    client: FlaskClient, desk: Desk, link: str, task_id: int, data: dict[str, str], why: str
) -> None:
    answer = send(client, link, "postpone", data)
    assert answer.status_code == 422
    assert why in answer.text
    assert "Udsæt opgaven" in answer.text.split('id="others-title"')[0], "the answer is still open"
    assert (desk.task(task_id).state, desk.answers()) == ("not_started", [])


def test_a_change_without_words_is_asked_what_it_is(client: FlaskClient, desk: Desk, link: str) -> None:
    answer = send(client, link, "needs_change", {"needs_change-what": "  "})
    assert answer.status_code == 422
    assert "Skriv kort, hvad der skal ændres." in answer.text
    assert comments(desk) == []


def test_the_deputy_answers_for_who_is_away_and_nobody_is_sent_their_own(client: FlaskClient, desk: Desk) -> None:
    """Anna, the coordinator, is away and Bent stands in: what he sends to "the coordinator" would come back to him."""
    from app.organisation.model import Person
    from tests.make import make_absence

    def be_away() -> None:
        anna, bent = (
            db.session.scalars(db.select(Person).where(Person.email == email)).one()
            for email in (desk.personas.anna, desk.personas.bent)
        )
        make_absence(person=anna, from_on=clock.today(), to_on=clock.today() + DAY, deputy=bent)

    desk.write(be_away)
    task_id = desk.make_review(function="coordinator")
    send(client, desk.link(task_id), "needs_change")
    task = desk.task(task_id)
    assert (task.state, task.person_id) == ("started", None)


def test_the_nearest_coordinator_above_takes_over_where_the_unit_has_none(client: FlaskClient, desk: Desk) -> None:
    def make() -> int:
        task = db.session.get_one(Task, desk.make_review())
        task.unit_id = desk.personas.home_care_id
        make_holder(
            unit=db.session.get_one(Unit, desk.personas.home_care_id),
            function="leader",
            person=make_person(email="leder@fjordby.example"),
        )
        return task.id

    task_id = int(desk.write(make))
    send(client, desk.link(task_id, "leder@fjordby.example"), "needs_change")
    assert desk.task(task_id).person_id == desk.person_id(desk.personas.anna)
