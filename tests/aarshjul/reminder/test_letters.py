from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import html5lib
import pytest
from flask import Flask

from aarshjul.plan.actions import make_plan_tasks
from aarshjul.reminder import letters
from aarshjul.reminder.letters import write_letter
from aarshjul.task.model import Task
from aarshjul.task.responsible import find_responsible
from app.core.db import db
from app.mail.compose import Letter
from app.organisation.model import Person, Unit
from app.organisation.store import get_municipality, load_directory
from tests.goldenfile import same_as_golden
from tests.make import NOW, Personas, make_activity, make_holder, make_person, make_personas, make_plan

GOLDEN = Path(__file__).parents[2] / "golden" / "mail"


@pytest.fixture
def fjordby(ctx: Flask, monkeypatch: pytest.MonkeyPatch) -> Personas:
    """The personas, the tasks of the plan, and a token that is the same every time."""
    monkeypatch.setattr(letters, "make_token", lambda link, today: f"token-{link.task_id}-{link.person_id}")
    people = make_personas()
    owner = db.session.scalars(db.select(Person).where(Person.email == people.bent)).one()
    unit = db.session.get_one(Unit, people.home_care_id)
    make_activity(title="Hjemmepleje & bad", unit=unit, owner_id=owner.id, next_review_on=date(2027, 4, 12))
    make_holder(unit=unit, function="leader", person=make_person(email="hanne@fjordby.example", name="Hanne Hyben"))
    make_plan()
    make_plan_tasks(NOW)
    return people


def letter(today: date, **where: Any) -> Letter:
    """The mail about the first of these tasks, as it would be written on the day."""
    query = db.select(Task).filter_by(**where).order_by(Task.due_on, Task.unit_id)
    task = db.session.scalars(query).first()
    assert task is not None
    # Numbers differ between runs of the suite; the words do not.
    directory = load_directory(today)
    found = find_responsible(task, directory.holders)
    assert found.person_id is not None
    person = directory.people[found.person_id]
    made = write_letter(
        task, found, person, step="T-7", today=today, directory=directory, municipality=get_municipality()
    )
    token = f"token-{task.id}-{person.id}"
    return replace(made, text=made.text.replace(token, "TOKEN"), html=made.html.replace(token, "TOKEN"))


def golden(name: str, made: Letter) -> bool:
    text = same_as_golden(GOLDEN / f"{name}.txt", f"{made.subject}\n\n{made.text}")
    return same_as_golden(GOLDEN / f"{name}.html", made.html) and text


def test_the_mail_about_a_task_of_the_plan_reads_as_it_should(fjordby: Personas) -> None:
    made = letter(date(2027, 6, 23), plan_code="T28", unit_id=fjordby.home_care_id)
    assert made.subject == "Husk senest 30. juni: Ryd op på drev, i mail og i Teams"
    assert golden("reminder-plan", made)


def test_the_mail_about_an_overdue_review_reads_as_it_should(fjordby: Personas) -> None:
    made = letter(date(2027, 4, 26), kind="review")
    assert made.subject == "14 dage over fristen: Gennemgå behandlingen «Hjemmepleje & bad»"
    assert golden("reminder-overdue", made)


def test_the_mail_to_a_stand_in_on_the_day_itself_reads_as_it_should(fjordby: Personas) -> None:
    made = letter(date(2027, 9, 30), plan_code="T27", unit_id=fjordby.social_id)
    assert made.person.email == fjordby.anna
    assert golden("reminder-stand-in", made)


def test_it_names_the_task_first_says_why_and_whom_to_ask_and_has_one_button(fjordby: Personas) -> None:
    made = letter(date(2027, 6, 23), plan_code="T28", unit_id=fjordby.home_care_id)
    first = made.text.splitlines()[2]
    assert first == "Du bedes udføre denne opgave for Hjemmeplejen senest onsdag den 30. juni 2027."
    assert "fordi du har funktionen «Leder» i Hjemmeplejen" in made.text
    assert "spørg Anna Ahorn, anna@fjordby.example" in made.text
    assert made.html.count("<a ") == 1
    assert made.text.count("http://127.0.0.1:8000/svar/TOKEN") == 1


def test_a_coordinator_in_doubt_is_sent_on_to_another_than_herself(fjordby: Personas) -> None:
    made = letter(date(2027, 3, 20), plan_code="T01", unit_id=fjordby.social_id)
    assert "Anna Ahorn" not in made.text
    assert "dorte@fjordby.example" in made.text


def test_a_municipality_that_wants_sign_in_says_so_in_the_mail(fjordby: Personas) -> None:
    get_municipality().answers_need_sign_in = True
    made = letter(date(2027, 3, 20), plan_code="T01", unit_id=fjordby.social_id)
    assert "log ind" in made.text
    assert "Du behøver ikke logge ind" not in made.text + made.html


def test_the_html_is_strict_escapes_titles_and_fetches_nothing(fjordby: Personas) -> None:
    made = letter(date(2027, 4, 1), kind="review")
    html5lib.HTMLParser(strict=True).parse(made.html)
    assert "Hjemmepleje &amp; bad" in made.html
    assert "Hjemmepleje & bad" in made.text
    assert not any(word in made.html for word in ("<img", "<link", "<script", "src=", "url("))


def test_names_with_the_signs_of_html_are_only_text_in_the_mail(fjordby: Personas) -> None:
    anna = db.session.scalars(db.select(Person).where(Person.email == fjordby.anna)).one()
    anna.name = "Anna <b>Ahorn</b>"
    db.session.get_one(Unit, fjordby.home_care_id).name = "Pleje & <img src=x> Omsorg"
    db.session.flush()
    made = letter(date(2027, 6, 23), plan_code="T28", unit_id=fjordby.home_care_id)
    html5lib.HTMLParser(strict=True).parse(made.html)
    assert "for Pleje &amp; &lt;img src=x&gt; Omsorg senest" in made.html
    assert "spørg Anna &lt;b&gt;Ahorn&lt;/b&gt;," in made.html
    assert "for Pleje & <img src=x> Omsorg senest" in made.text


def test_the_key_is_the_task_its_date_the_step_and_the_person(fjordby: Personas) -> None:
    made = letter(date(2027, 3, 20), plan_code="T01", unit_id=fjordby.social_id)
    assert made.key == f"reminder/{made.subject_id}/2027-03-31/T-7/{made.person.id}"
