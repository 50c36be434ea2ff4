"""What hangs on a unit."""

import pytest
from flask import Flask

from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.core.db import db
from app.core.errors import Refused
from app.core.slots import current_slots
from app.organisation.actions import close_unit, open_unit
from app.organisation.hanging import count_on_units, find_hanging, unit_columns
from app.organisation.model import Unit
from app.organisation.store import find_unit
from tests.make import NOW, Personas, make_activity, make_holder, make_person, make_personas, make_system

DOING = Doing(at=NOW)


@pytest.fixture
def people(ctx: Flask) -> Personas:
    return make_personas()


def get_unit(code: str) -> Unit:
    unit = find_unit(code)
    assert unit is not None
    return unit


def test_every_column_that_points_at_a_unit_is_named_by_its_part(app: Flask) -> None:
    with app.app_context():
        found = {f"{column.table.name}.{column.name}" for column in unit_columns()}
        assert found == set(current_slots().hangs)


def test_a_column_that_no_part_has_named_keeps_the_unit_open(people: Personas) -> None:
    make_system(code="JOURNAL", unit=get_unit("SOC-HJ"))
    slots = current_slots()
    named = slots.hangs.pop("system.unit_id")
    try:
        assert find_hanging(get_unit("SOC-HJ")).blocking == ("1 anden post",)
    finally:
        slots.hangs["system.unit_id"] = named


def test_what_hangs_is_told_by_kind_and_number(people: Personas) -> None:
    make_activity(unit=get_unit("SOC"))
    make_activity(unit=get_unit("SOC"))
    words = set(find_hanging(get_unit("SOC")).words)
    assert words == {"2 behandlinger", "1 enhed under den", "2 personer", "2 roller", "2 funktioner"}
    assert "2 funktioner" not in find_hanging(get_unit("SOC")).blocking
    assert get_unit("SOC-HJ").id not in count_on_units()


def test_a_unit_is_closed_with_its_functions_and_opened_without_them(people: Personas) -> None:
    home = get_unit("SOC-HJ")
    make_holder(unit=home, function="leader", person=make_person(email="x@fjordby.example"))
    close_unit(home, doing=DOING)
    close_unit(home, doing=DOING)
    assert home.is_closed
    assert find_hanging(home).words == ()
    open_unit(home, doing=DOING)
    open_unit(home, doing=DOING)
    told = db.session.scalars(db.select(AuditEvent).where(AuditEvent.subject_kind == "unit").order_by(AuditEvent.id))
    assert [(event.verb, event.changes) for event in told] == [
        ("organisation.close_unit", {"is_closed": [False, True], "leader": ["x@fjordby.example", ""]}),
        ("organisation.open_unit", {"is_closed": [True, False]}),
    ]


def test_a_unit_is_not_opened_below_one_that_is_closed(people: Personas) -> None:
    home, social = get_unit("SOC-HJ"), get_unit("SOC")
    close_unit(home, doing=DOING)
    social.is_closed = True
    db.session.flush()
    with pytest.raises(Refused, match="Åbn den først"):
        open_unit(home, doing=DOING)
