"""/svar/<token>: the page behind the link in a mail, and each of its answers."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from aarshjul.answer.links import GOOD_FOR
from aarshjul.answer.rules import SLUGS, WORDS, Answer
from aarshjul.attestation.actions import start_campaign
from aarshjul.attestation.starting import StartCampaign, proposed_due
from aarshjul.task.model import Task
from app.attachment.model import Attachment
from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.comment.model import Comment
from app.core import clock
from app.core.db import db
from app.core.filters import long_day
from app.core.scope import Scope
from app.organisation.model import Unit
from register.activity.model import ProcessingActivity
from register.processor.model import ProcessorSupervision
from register.risk.actions import AssessRisk, assess_risk
from register.risk.model import RiskAssessment
from tests.aarshjul.answer.conftest import DAY, Desk
from tests.aarshjul.answer.sent import LATER, SENT, send
from tests.make import make_demanding_task, make_holder, make_person, make_pointed, make_record
from tests.page import parse

ALL = [*WORDS]


@pytest.fixture
def task_id(desk: Desk) -> int:
    return desk.make_review()


@pytest.fixture
def link(desk: Desk, task_id: int) -> str:
    return desk.link(task_id)


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


def first_button(page: str) -> str:
    """The words of the primary button."""
    [words] = re.findall(r'<button class="button button-primary" type="submit">([^<]+)</button>', page)
    return words


def test_the_page_says_what_where_when_why_and_offers_the_answers(client: FlaskClient, link: str) -> None:
    page = client.get(link).text
    parse(page)
    for words in ("Gennemgå behandlingen", "Social", "i dag", "Bent Birk", "en gang om året", "Se behandlingen"):
        assert words in page
    assert first_button(page) == "Ingen ændringer"
    folds = re.findall(r"<summary>([^<]+)</summary>", page)
    assert folds == ["Udført", "Skal ændres", "Ikke min, send videre", "Udsæt"]


def test_an_ordinary_task_asks_whether_it_is_done_and_of_no_record(client: FlaskClient, desk: Desk) -> None:
    page = client.get(desk.link(desk.make_task())).text
    assert "3 dage over fristen" in page
    assert first_button(page) == "Markér som udført"
    assert re.findall(r"<summary>([^<]+)</summary>", page) == ["Ikke min, send videre", "Udsæt"]
    assert 'type="file"' not in page


@pytest.mark.parametrize("answer", ALL)
def test_the_address_opens_the_answer_it_names(client: FlaskClient, link: str, answer: Answer) -> None:
    page = client.get(f"{link}?svar={SLUGS[answer]}").text
    parse(page)
    main = page.split('id="others-title"')[0]
    assert f'name="svar" value="{SLUGS[answer]}"' in main
    assert main.count("<form") == 1
    assert [_ for _ in SLUGS.values() if f'value="{_}"' not in page] == [], "the others are there too"


@pytest.mark.parametrize("slug", ["", "slet-alt", "ingen-aendringer"])
def test_an_answer_the_task_does_not_take_opens_the_likely_one(client: FlaskClient, desk: Desk, slug: str) -> None:
    link = desk.link(desk.make_task())
    assert first_button(client.get(f"{link}?svar={slug}").text) == "Markér som udført"
    before = desk.dump()
    assert client.post(link, data={"svar": slug, "done-note": "x"}).status_code == 303
    assert desk.dump() == before


# What comes of each


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
        command = AssessRisk(
            activity_id=activity.id, confidentiality=3, integrity=2, availability=2, likelihood=2,
            reason="Journaler kan blive set", assessed_on=clock.today() - 300 * DAY,
        )  # fmt: skip
        return activity.id, assess_risk(command, doing=Doing(at=clock.now(), via="cli")).id

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


# What the template asks for


@pytest.fixture
def demanding(desk: Desk) -> int:
    """A task of Bent's that wants a file and a leader's approval."""

    def make() -> int:
        return make_demanding_task(
            unit=db.session.get_one(Unit, desk.personas.social_id), due_on=clock.today(), function="leader",
            needs_evidence=True, needs_approval=True,
        ).id  # fmt: skip

    return int(desk.write(make))


def test_a_file_that_is_asked_for_is_sent_on_the_page_itself(client: FlaskClient, desk: Desk, demanding: int) -> None:
    link = desk.link(demanding)
    page = client.get(link).text
    parse(page)
    assert 'type="file"' in page
    assert "En leder skal godkende det bagefter." in page
    refused = send(client, link, "done", {"done-note": "Klar"})
    assert refused.status_code == 422
    assert "Læg mindst én fil på" in refused.text
    assert "Klar" in refused.text
    data: dict[str, Any] = {"done-note": "Klar", "done-result": "no_errors", "done-spent": "20 min"}
    sent = send(client, link, "done", data | {"done-files": [(BytesIO(b"Bevis"), "a.txt")]})
    assert "Tak. Opgaven er sendt til godkendelse." in sent.text
    task = desk.task(demanding)
    assert (task.state, task.result, task.spent_minutes) == ("for_approval", "no_errors", 20)
    again = send(client, link, "done", data | {"done-files": [(BytesIO(b"Mere"), "b.txt")]})
    assert again.status_code == 200
    bent = desk.person_id(desk.personas.bent)
    with desk.app.app_context():
        [file] = db.session.scalars(sa.select(Attachment)).all()
        assert (file.file_name, file.by_id) == ("a.txt", bent)


def test_a_new_date_that_must_be_approved_is_asked_for(client: FlaskClient, desk: Desk, demanding: int) -> None:
    link = desk.link(demanding)
    page = client.get(f"{link}?svar=udsaet").text
    assert "En leder skal godkende den nye frist." in page
    assert first_button(page) == "Bed om ny frist"
    assert "Tak. En leder skal godkende den nye frist, " in send(client, link, "postpone").text
    assert (desk.task(demanding).state, desk.task(demanding).asks) == ("for_approval", "postpone")


def test_the_date_of_the_law_is_told_and_kept(client: FlaskClient, desk: Desk) -> None:
    link = desk.link(desk.make_task(law_due_on=clock.today() + 10 * DAY))
    assert "Loven sætter selv fristen til" in client.get(f"{link}?svar=udsaet").text
    refused = send(client, link, "postpone")
    assert refused.status_code == 422
    assert "Loven sætter selv fristen." in refused.text


def test_a_supervision_leads_to_the_processor_and_asks_what_it_found(client: FlaskClient, desk: Desk) -> None:
    processor = desk.write(lambda: make_pointed("processors", code="KLIT", name="Klitrose").id)
    task_id = desk.make_task(
        kind="supervision", key=f"processor/{processor}/supervision/0", subject_kind="processor", subject_id=processor
    )
    link = desk.link(task_id)
    page = client.get(link).text
    parse(page)
    assert "Se «Klitrose»" in page
    assert "Vælg, hvad tilsynet viste." in send(client, link, "done", {"done-note": "Set igennem"}).text
    send(client, link, "done", {"done-note": "Set igennem", "done-result": "no_critical"})
    with desk.app.app_context():
        held = db.session.scalars(sa.select(ProcessorSupervision)).one()
        assert (held.result, held.conclusion) == ("yellow", "Set igennem")


def test_an_ordinary_task_takes_no_files(client: FlaskClient, desk: Desk) -> None:
    task_id = desk.make_task()
    send(client, desk.link(task_id), "done", {"done-note": "", "done-files": [(BytesIO(b"Bevis"), "a.txt")]})
    assert desk.task(task_id).state == "done"
    with desk.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Attachment)) == 0


def test_what_was_never_assessed_leads_to_the_record_and_is_only_put_off_or_sent_on(
    client: FlaskClient, desk: Desk
) -> None:
    review = desk.task(desk.make_review())
    task_id = desk.make_task(
        kind="risk", key=f"activity/{review.subject_id}/risk/0", subject_kind="activity", subject_id=review.subject_id
    )
    page = client.get(desk.link(task_id)).text
    parse(page)
    assert "Vurderingen mangler" in page
    assert "Se behandlingen" in page
    assert re.findall(r"<summary>([^<]+)</summary>", page) == ["Ikke min, send videre", "Udsæt"]
    before = desk.dump()
    send(client, desk.link(task_id), "done")
    assert desk.dump() == before


def test_an_attestation_is_answered_on_the_page_of_its_records(client: FlaskClient, desk: Desk) -> None:
    def start() -> int:
        social = desk.personas.social_id
        make_record(unit="SOC")
        command = StartCampaign(
            title="Bekræft fortegnelsen",
            opens_on=clock.today(),
            due_on=proposed_due(clock.today()),
            place_ids=(social,),
        )
        start_campaign(command, writes=Scope.everything(), doing=Doing(at=clock.now(), via="cli"))
        return db.session.scalars(sa.select(Task.id).where(Task.kind == "attestation")).one()

    link = desk.link(int(desk.write(start)))
    page = client.get(f"{link}?svar=udfoert").text
    parse(page)
    assert "Du svarer på en anden side" in page
    assert "Log ind og se behandlingerne" in page
    assert re.findall(r"<summary>([^<]+)</summary>", page) == ["Ikke min, send videre", "Udsæt"]
    before = desk.dump()
    send(client, link, "done")
    assert desk.dump() == before


# The form


def test_a_note_that_is_too_long_is_kept_on_the_page_with_a_message(
    client: FlaskClient, desk: Desk, link: str, task_id: int
) -> None:
    answer = send(client, link, "done", {"done-note": "æ" * 2001})
    assert answer.status_code == 422
    assert "æ" * 2001 in answer.text
    assert desk.task(task_id).state == "not_started"


@pytest.mark.parametrize("answer", ALL)
def test_a_post_without_the_form_s_cookie_is_refused_kindly_and_keeps_the_words(
    client: FlaskClient, desk: Desk, link: str, answer: Answer
) -> None:
    desk.app.config["WTF_CSRF_ENABLED"] = True
    before = desk.dump()
    page = send(client, link, answer)
    assert page.status_code == 422
    assert "Tryk på knappen en gang til" in page.text
    assert [words for words in SENT[answer].values() if words not in page.text] == []
    assert desk.dump() == before


@pytest.mark.parametrize("answer", ["no_changes", "postpone"])
def test_with_the_form_s_cookie_it_works_over_https_without_a_referrer(
    client: FlaskClient, desk: Desk, link: str, answer: Answer
) -> None:
    desk.app.config["WTF_CSRF_ENABLED"] = True
    page = client.get(link, base_url="https://gdpr.fjordby.example").text
    found = re.search(rf'name="{answer}-csrf_token"[^>]*value="([^"]+)"', page)
    assert found
    data = {"svar": SLUGS[answer], **SENT[answer], f"{answer}-csrf_token": found.group(1)}
    sent = client.post(link, data=data, base_url="https://gdpr.fjordby.example")
    assert sent.status_code == 303
    assert [row[0] for row in desk.answers()] == [answer]


def test_the_page_is_kept_nowhere_and_its_address_told_to_nobody(client: FlaskClient, link: str) -> None:
    for answer in (client.get(link), client.get("/svar/hej"), client.post(link, data={"svar": "udfoert"})):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_who_tries_names_by_one_link_must_wait_and_then_gets_on(
    client: FlaskClient, desk: Desk, task_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, other = desk.link(task_id), desk.link(desk.make_task())
    tries = [send(client, link, "not_mine", {"not_mine-colleague": f"prøve {n}"}) for n in range(31)]
    assert "Ingen her hedder det." in tries[29].text
    assert (tries[30].status_code, "For mange forsøg. Vent 1 minut" in tries[30].text) == (422, True)
    assert "Ingen her hedder det." not in tries[30].text
    assert "For mange forsøg" in send(client, link, "not_mine").text, "a right one must wait as well"
    assert "Tak." in send(client, other, "done").text, "another link does not"
    late = clock.now() + timedelta(minutes=2)
    monkeypatch.setattr(clock, "now", lambda: late)
    assert "Tak. Opgaven er sendt videre til Carla Ceder." in send(client, link, "not_mine").text


def test_a_link_works_on_its_last_day(client: FlaskClient, desk: Desk, task_id: int) -> None:
    assert client.get(desk.link(task_id, age=GOOD_FOR)).status_code == 200


def test_a_token_of_another_kind_or_about_nothing_opens_nothing(client: FlaskClient, desk: Desk) -> None:
    from app.token.signing import sign

    with desk.app.app_context():
        tokens = [
            sign("calendar", {"t": 1, "p": 1}, expires_on=clock.today()),
            sign("answer", {"x": 1}, expires_on=clock.today()),
            sign("answer", {"t": 999_999, "p": 1}, expires_on=clock.today()),
        ]
    assert [client.get(f"/svar/{token}").status_code for token in tokens] == [404, 404, 404]


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
