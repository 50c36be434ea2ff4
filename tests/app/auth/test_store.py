"""A person as a viewer, outside any session."""

from datetime import timedelta

from flask import Flask

from app.auth.sessions import begin_session
from app.auth.store import find_viewer, find_viewer_of, get_account_of
from app.core.db import db
from app.organisation.model import Person, RoleGrant
from tests.make import NOW, TODAY, make_person, make_personas


def test_a_person_may_the_same_in_a_job_as_in_a_session(ctx: Flask) -> None:
    people = make_personas()
    signed_in = find_viewer(begin_session(get_account_of(people.anna), via="password", now=NOW), now=NOW)
    assert signed_in is not None
    alone = find_viewer_of(signed_in.person_id, now=NOW)
    assert alone is not None
    same = ("person_id", "name", "email", "account_id", "unit_path", "grants")
    assert [getattr(alone, name) for name in same] == [getattr(signed_in, name) for name in same]
    assert alone.scope("activity", "write") == signed_in.scope("activity", "write")
    assert alone.token == ""


def test_a_role_that_has_ended_gives_nothing_and_who_has_left_is_nobody(ctx: Flask) -> None:
    people = make_personas()
    anna = db.session.scalars(db.select(Person).where(Person.email == people.anna)).one()
    db.session.scalars(db.select(RoleGrant).where(RoleGrant.person_id == anna.id)).one().ends_on = TODAY
    db.session.flush()
    before, after = find_viewer_of(anna.id, now=NOW), find_viewer_of(anna.id, now=NOW + timedelta(days=1))
    assert before is not None
    assert before.may("write", "activity")
    assert after is not None
    assert not after.may("read", "activity")
    anna.is_active = False
    db.session.flush()
    assert find_viewer_of(anna.id, now=NOW) is None
    assert find_viewer_of(make_person().id, now=NOW) is None
