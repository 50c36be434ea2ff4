"""K17 and section 14: what a body's meetings have left open."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from aarshjul.meeting.model import AgendaItem, Decision, DecisionAction, GoverningBody, Meeting
from aarshjul.status.tables import list_tables
from app.core.db import db
from app.core.scope import Scope
from tests.aarshjul.status.test_counting import A_DAY, DAY, report, said, social, unit
from tests.make import NOW, Personas, make_agenda_item


@pytest.fixture(autouse=True)
def there_are_people(ctx: Flask, personas: Personas) -> None:
    """Each test has the municipality's people and units."""


def body(code: str = "DDS") -> GoverningBody:
    return db.session.scalars(select(GoverningBody).where(GoverningBody.code == code)).one()


def meeting(held_on: date, of: GoverningBody | None = None) -> Meeting:
    made = Meeting(body=of or body(), planned_on=held_on, held_on=held_on, state="held", minutes="draft")
    db.session.add(made)
    db.session.flush()
    return made


def decided(item: AgendaItem, held_on: date, outcome: str = "postponed", of: GoverningBody | None = None) -> Decision:
    put = {"title": item.title}
    made = Decision(item=item, meeting=meeting(held_on, of), outcome=outcome, put=put, text="x", conditions="", at=NOW)
    db.session.add(made)
    db.session.flush()
    return made


def item(title: str = "Fælles postkasser", times: int = 0, **changes: object) -> AgendaItem:
    made = make_agenda_item(**({"unit": unit("SOC"), "title": title, "state": "open", "body": body()} | changes))
    for number in range(times):
        decided(made, DAY - timedelta(days=30 * number + made.id), of=made.body)
    return made


def test_k17_is_absent_without_open_items() -> None:
    assert "K17" not in [kpi.code for kpi in report().kpis]
    item(times=3, state="closed")
    item(times=3, state="dropped")
    item(times=3, state="draft")
    item(times=3, is_closed=True)
    assert "K17" not in [kpi.code for kpi in report().kpis]
    assert "aabne-beslutninger" not in [table.code for table in list_tables(report())]


def test_k17_counts_items_put_off_twice() -> None:
    item(times=1)
    assert said("K17") == (0, None, "green")
    item(times=2)
    assert said("K17") == (1, None, "yellow")
    item(times=3, state="waiting")
    assert said("K17") == (2, None, "red")
    assert social().counts.decisions == 3


def test_k17_counts_only_postponements_until_the_day() -> None:
    twice = item(times=1)
    decided(twice, DAY + A_DAY)
    decided(twice, DAY - timedelta(days=200), "again")  # treated, not put off
    assert said("K17") == (0, None, "green")
    decided(twice, DAY)
    assert said("K17") == (1, None, "yellow")


def test_k17_is_the_bodys_own() -> None:
    other = GoverningBody(code="SKF", name="Systemkoordinatorforum")
    db.session.add(other)
    item(times=2, body=other)
    assert "K17" not in [kpi.code for kpi in report().kpis]
    assert report(body=other.code).total.counts.decisions_postponed == 1


def test_section_14_lists_what_earlier_meetings_left_open() -> None:
    never_taken_up = item("Nyt punkt")
    twice = item("Udsat to gange", times=2)
    waits = item("Venter på SKF", state="waiting")
    decided(waits, DAY - timedelta(days=20), "referred")
    done = item("Besluttet", state="closed")
    secret = item("Lukket punkt", is_closed=True, times=2)
    for place, (of, title, due_on, changes) in enumerate(
        (
            (done, "Send listen ud", date(2027, 4, 1), {}),
            (done, "Allerede gjort", date(2027, 2, 1), {"state": "done", "done_on": DAY}),
            (done, "Gjort dagen efter", date(2027, 2, 2), {"state": "done", "done_on": DAY + A_DAY}),
            (done, "Droppet", date(2027, 2, 3), {"state": "dropped"}),
            (secret, "Hemmelig opfølgning", date(2027, 2, 4), {}),
        )
    ):
        decision = decided(of, DAY - timedelta(days=300 + place), "approved")
        db.session.add(
            DecisionAction(decision=decision, title=title, unit=unit("SOC"), due_on=due_on, at=NOW, **changes)
        )
    db.session.flush()
    made = report()
    assert [one.title for one in made.open_decisions] == [
        "Udsat to gange", "Venter på SKF", "Gjort dagen efter", "Send listen ud",
    ]  # fmt: skip
    assert made.open_decisions_total == 4
    table = next(table for table in list_tables(made) if table.code == "aabne-beslutninger")
    assert [row[3] for row in table.rows] == [
        "Udsat 2 gange", "Afventer et andet organ",
        "Opfølgning på en beslutning", "Opfølgning på en beslutning",
    ]  # fmt: skip
    assert table.rows[0][2] == max(one.meeting.held_on for one in twice.decisions)
    assert table.rows[3][4] == date(2027, 4, 1)
    assert never_taken_up.decisions == []


def test_section_14_keeps_to_the_readers_part() -> None:
    item("I Social", times=1)
    item("Et andet sted", times=1, unit=unit("BOK"))
    part = report(scope=Scope(paths=(unit("SOC").path,)))
    assert [one.title for one in part.open_decisions] == ["I Social"]
    assert part.total.counts.decisions == 1
