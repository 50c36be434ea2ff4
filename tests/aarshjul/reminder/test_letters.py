from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import html5lib
import pytest
from flask import Flask

from aarshjul.answer import links
from aarshjul.attestation.model import AttestationCampaign, AttestationLine
from aarshjul.plan.actions import make_plan_tasks
from aarshjul.reminder.letters import Writer
from aarshjul.reminder.looking import responsible, rung_recipient
from aarshjul.reminder.rows import Row
from aarshjul.reminder.rules import Said, TaskFacts, is_given
from aarshjul.reminder.world import load_world
from aarshjul.task.model import Task
from app.core.db import db
from app.mail.compose import Letter
from app.organisation.model import Person, Unit
from app.organisation.store import get_municipality
from register.activity.model import ProcessingActivity
from tests.goldenfile import same_as_golden
from tests.make import NOW, Personas, make_activity, make_holder, make_person, make_personas, make_plan, make_task

GOLDEN = Path(__file__).parents[2] / "golden" / "mail"


@pytest.fixture
def fjordby(ctx: Flask, monkeypatch: pytest.MonkeyPatch) -> Personas:
    """The personas, the tasks of the plan, and a token that is the same every time."""
    monkeypatch.setattr(links, "make_token", lambda link, today: "TOKEN")
    people = make_personas()
    owner = db.session.scalars(db.select(Person).where(Person.email == people.bent)).one()
    unit = db.session.get_one(Unit, people.home_care_id)
    make_activity(title="Hjemmepleje & bad", unit=unit, owner_id=owner.id, next_review_on=date(2027, 4, 12))
    make_holder(unit=unit, function="leader", person=make_person(email="hanne@fjordby.example", name="Hanne Hyben"))
    make_plan()
    make_plan_tasks(NOW)
    return people


def find(**where: Any) -> Task:
    """The first of these tasks."""
    task = db.session.scalars(db.select(Task).filter_by(**where).order_by(Task.due_on, Task.unit_id)).first()
    assert task is not None
    return task


def letter(today: date, *wanted: tuple[Task, str]) -> Letter:
    """The mail with these steps of these tasks, as it would be written on the day to whoever the first goes to."""
    world = load_world(today)
    rows: list[Row] = []
    for task, code in wanted:
        facts = TaskFacts(
            id=task.id, due_on=task.due_on, created_on=task.created_on, unit_id=task.unit_id, function=task.function,
            named_id=task.person_id,
        )  # fmt: skip
        found = rung_recipient(code, facts, world) if code.startswith("E") else responsible(facts, world.holders)
        assert found.person_id is not None
        row = Row(
            id=len(rows), mail_id=None, said=Said(task.due_on, code, found.person_id), task=facts, title=task.title,
            state=task.state, is_forecast=False, came_on=today, is_new=is_given(code),
        )  # fmt: skip
        rows.append(row)
    made = Writer(world, rows).write(rows[0].said.person_id, rows, key="test")
    numbers = {str(task.id): f"{number}" for number, (task, _code) in enumerate(wanted, start=1)}
    text, html = made.text, made.html
    # Numbers differ between runs of the suite; the words do not.
    for number, place in numbers.items():
        text, html = (words.replace(f"/opgaver/{number}\n", f"/opgaver/{place}\n") for words in (text, html))
        html = html.replace(f'/opgaver/{number}"', f'/opgaver/{place}"')
    return replace(made, text=text, html=html)


def golden(name: str, made: Letter) -> bool:
    text = same_as_golden(GOLDEN / f"{name}.txt", f"{made.subject}\n\n{made.text}")
    return same_as_golden(GOLDEN / f"{name}.html", made.html) and text


def tidy_up(fjordby: Personas) -> Task:
    return find(plan_code="T28", unit_id=fjordby.home_care_id)


def test_the_mail_about_a_task_of_the_plan_reads_as_it_should(fjordby: Personas) -> None:
    made = letter(date(2027, 6, 23), (tidy_up(fjordby), "T-7"))
    assert made.subject == "Husk senest 30. juni: Ryd op på drev, i mail og i Teams"
    assert golden("reminder-plan", made)


def test_the_mail_about_an_overdue_review_reads_as_it_should(fjordby: Personas) -> None:
    made = letter(date(2027, 4, 26), (find(kind="review"), "U14"))
    assert made.subject == "14 dage over fristen: Gennemgå behandlingen «Hjemmepleje & bad»"
    assert golden("reminder-overdue", made)


def test_the_mail_to_a_stand_in_on_the_day_itself_reads_as_it_should(fjordby: Personas) -> None:
    made = letter(date(2027, 9, 30), (find(plan_code="T27", unit_id=fjordby.social_id), "T0"))
    assert made.person.email == fjordby.anna
    assert golden("reminder-stand-in", made)


def test_the_mail_about_a_task_that_was_given_reads_as_it_should(fjordby: Personas) -> None:
    made = letter(date(2027, 6, 10), (tidy_up(fjordby), "G1"))
    assert made.subject == "Ny opgave til dig, senest 30. juni: Ryd op på drev, i mail og i Teams"
    assert golden("reminder-new", made)


def test_the_mail_with_several_tasks_reads_as_it_should(fjordby: Personas) -> None:
    tasks = [find(plan_code=code, unit_id=fjordby.social_id) for code in ("T01", "T27")]
    made = letter(date(2027, 6, 10), (tasks[0], "U70"), (tasks[1], "T-30"))
    assert golden("reminder-many", made)


def test_the_mail_to_a_leader_about_others_tasks_reads_as_it_should(fjordby: Personas) -> None:
    made = letter(date(2027, 7, 7), (tidy_up(fjordby), "E1"))
    assert made.person.email == fjordby.bent
    assert made.subject == "Over fristen hos Hanne Hyben: Ryd op på drev, i mail og i Teams"
    assert golden("reminder-escalation", made)


def test_a_leader_s_mail_holds_both_their_own_and_others_tasks(fjordby: Personas) -> None:
    made = letter(date(2027, 7, 7), (find(kind="review"), "U84"), (tidy_up(fjordby), "E1"))
    assert made.subject == "86 dage over fristen: Gennemgå behandlingen «Hjemmepleje & bad» · 1 over fristen hos andre"
    assert golden("reminder-mixed", made)


def test_it_names_the_task_first_says_why_and_whom_to_ask_and_has_one_button(fjordby: Personas) -> None:
    made = letter(date(2027, 6, 23), (tidy_up(fjordby), "T-7"))
    first = made.text.splitlines()[2]
    assert first == "Du bedes udføre denne opgave for Hjemmeplejen senest onsdag den 30. juni 2027."
    assert "fordi du har funktionen «Leder» i Hjemmeplejen" in made.text
    assert "spørg Anna Ahorn, anna@fjordby.example" in made.text
    assert made.html.count('class="mail__action"') == 1
    assert made.text.count("http://127.0.0.1:8000/svar/TOKEN") == 1


def test_a_review_can_be_answered_as_unchanged_and_as_in_need_of_a_change(fjordby: Personas) -> None:
    made = letter(date(2027, 4, 1), (find(kind="review"), "T-14"))
    assert "/svar/TOKEN?svar=ingen-aendringer" in made.text
    for slug in ("skal-aendres", "udsaet", "ikke-min"):
        assert f"/svar/TOKEN?svar={slug}" in made.html


def test_what_is_answered_on_a_page_of_its_own_is_not_offered_as_done(fjordby: Personas) -> None:
    campaign = AttestationCampaign(title="Bekræft", opens_on=NOW.date(), due_on=date(2027, 4, 30), made_at=NOW)
    db.session.add(campaign)
    db.session.flush()
    unit, activity = (
        db.session.get_one(Unit, fjordby.home_care_id),
        db.session.scalars(db.select(ProcessingActivity)).one(),
    )
    db.session.add(AttestationLine(campaign=campaign, activity=activity, unit=unit))
    task = make_task(
        unit=unit, due_on=date(2027, 4, 30), kind="attestation", function="leader", title="Bekræft behandlingerne",
        subject_kind="attestation_campaign", subject_id=campaign.id,
    )  # fmt: skip
    made = letter(date(2027, 4, 1), (task, "T-30"))
    assert "Markér som udført" not in made.text + made.html
    assert "Åbn opgaven:\nhttp://127.0.0.1:8000/svar/TOKEN" in made.text
    assert "så åbn linket, og svar" not in made.text


def test_a_coordinator_in_doubt_is_sent_on_to_another_than_herself(fjordby: Personas) -> None:
    made = letter(date(2027, 3, 20), (find(plan_code="T01", unit_id=fjordby.social_id), "T-7"))
    assert "Anna Ahorn" not in made.text
    assert "dorte@fjordby.example" in made.text


def test_a_municipality_that_wants_sign_in_says_so_in_the_mail(fjordby: Personas) -> None:
    get_municipality().answers_need_sign_in = True
    made = letter(date(2027, 3, 20), (find(plan_code="T01", unit_id=fjordby.social_id), "T-7"))
    assert "log ind" in made.text
    assert "Du behøver ikke logge ind" not in made.text + made.html


def test_where_answers_are_off_the_mail_leads_to_the_task(fjordby: Personas) -> None:
    get_municipality().answers_are_off = True
    made = letter(date(2027, 6, 23), (tidy_up(fjordby), "T-7"))
    assert "/svar/" not in made.text + made.html
    assert "Åbn opgaven:\nhttp://127.0.0.1:8000/opgaver/" in made.text


def test_a_mail_of_very_many_tasks_shows_thirty_and_counts_the_rest(fjordby: Personas) -> None:
    tasks = db.session.scalars(db.select(Task).where(Task.unit_id == fjordby.social_id).limit(40)).all()
    made = letter(date(2027, 3, 20), *((task, "T-30") for task in tasks))
    assert len(tasks) == 40
    assert made.text.count("/svar/TOKEN") == 30
    assert "Der er 10 opgaver mere. Dem ser du på Mit arbejde." in made.text


def test_the_html_is_strict_escapes_titles_and_fetches_nothing(fjordby: Personas) -> None:
    made = letter(date(2027, 4, 1), (find(kind="review"), "T-7"))
    html5lib.HTMLParser(strict=True).parse(made.html)
    assert "Hjemmepleje &amp; bad" in made.html
    assert "Hjemmepleje & bad" in made.text
    assert not any(word in made.html for word in ("<img", "<link", "<script", "src=", "url("))


def test_names_with_the_signs_of_html_are_only_text_in_the_mail(fjordby: Personas) -> None:
    anna = db.session.scalars(db.select(Person).where(Person.email == fjordby.anna)).one()
    anna.name = "Anna <b>Ahorn</b>"
    db.session.get_one(Unit, fjordby.home_care_id).name = "Pleje & <img src=x> Omsorg"
    db.session.flush()
    made = letter(date(2027, 6, 23), (tidy_up(fjordby), "T-7"))
    html5lib.HTMLParser(strict=True).parse(made.html)
    assert "for Pleje &amp; &lt;img src=x&gt; Omsorg senest" in made.html
    assert "spørg Anna &lt;b&gt;Ahorn&lt;/b&gt;," in made.html
    mixed = letter(date(2027, 7, 7), (find(kind="review"), "U84"), (tidy_up(fjordby), "E1"))
    html5lib.HTMLParser(strict=True).parse(mixed.html)
    assert "<img" not in mixed.html
