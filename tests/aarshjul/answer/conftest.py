"""A task in Social and the links in its mails."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from aarshjul.answer.links import AnswerLink, make_token
from aarshjul.answer.model import TaskAnswer
from aarshjul.task.model import Task
from app.core import clock
from app.core.db import begin_writing, db
from app.organisation.model import Person, Unit
from tests.make import Personas, make_activity, make_task

DAY = timedelta(days=1)


@dataclass
class Desk:
    """What the tests ask of the database."""

    app: Flask
    personas: Personas
    seen: list[str] = field(default_factory=list)
    """Links that a test of many tries has made once."""

    def write(self, what: Callable[[], Any]) -> Any:
        """Do something to the rows, and keep it."""
        with self.app.test_request_context():
            begin_writing()
            result = what()
            db.session.commit()
            return result

    def make_task(self, **changes: Any) -> int:
        """A task of Social's leader, Bent, three days over its date."""

        def make() -> int:
            social = db.session.get_one(Unit, self.personas.social_id)
            values: dict[str, Any] = {"due_on": clock.today() - 3 * DAY, "function": "leader", "title": "Slettekontrol"}
            return make_task(unit=social, **(values | changes)).id

        return int(self.write(make))

    def make_review(self, **changes: Any) -> int:
        """A review that Bent is asked for."""

        def make() -> int:
            social = db.session.get_one(Unit, self.personas.social_id)
            activity = make_activity(unit=social, title="Hjælpemidler", next_review_on=clock.today())
            values: dict[str, Any] = {
                "due_on": clock.today(), "kind": "review", "key": f"activity/{activity.id}/review/0",
                "subject_kind": "activity", "subject_id": activity.id, "function": "leader",
                "title": "Gennemgå behandlingen «Hjælpemidler»",
            }  # fmt: skip
            return make_task(unit=social, **(values | changes)).id

        return int(self.write(make))

    def person_id(self, email: str) -> int:
        with self.app.app_context():
            return db.session.scalars(db.select(Person.id).where(Person.email == email)).one()

    def link(self, task_id: int, email: str = "", *, age: timedelta = timedelta(), version: int = 0) -> str:
        """The address in a mail to somebody (Bent), written `age` ago."""
        link = AnswerLink(task_id, self.person_id(email or self.personas.bent), version)
        with self.app.app_context():
            return f"/svar/{make_token(link, today=clock.today() - age)}"

    def task(self, task_id: int) -> Task:
        with self.app.app_context():
            return db.session.get_one(Task, task_id)

    def change(self, task_id: int, **values: Any) -> None:
        """Let the task be otherwise, whoever did it."""

        def change() -> None:
            for name, value in values.items():
                setattr(db.session.get_one(Task, task_id), name, value)

        self.write(change)

    def answers(self) -> list[tuple[str, int, int]]:
        """What was answered: the answer, the task and the person."""
        with self.app.app_context():
            rows = db.session.scalars(sa.select(TaskAnswer).order_by(TaskAnswer.id))
            return [(row.answer, row.task_id, row.person_id) for row in rows]

    def dump(self) -> dict[str, list[str]]:
        """Every row but those that count tries and say when a session was last seen."""
        with self.app.app_context(), db.engine.connect() as connection:
            return {
                table.name: sorted(map(repr, connection.execute(sa.select(table))))
                for table in db.metadata.sorted_tables
                if table.name not in {"throttle", "user_session"}
            }


@pytest.fixture
def desk(app: Flask, personas: Personas) -> Desk:
    return Desk(app, personas)


@pytest.fixture
def task_id(desk: Desk) -> int:
    return desk.make_review()


@pytest.fixture
def link(desk: Desk, task_id: int) -> str:
    return desk.link(task_id)
