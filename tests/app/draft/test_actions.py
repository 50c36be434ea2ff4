"""Keeping and removing drafts, on both databases."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import begin_writing, db
from app.core.errors import NotFound, Refused
from app.draft.actions import SaveDraft, discard_draft, drop_saved_draft, save_draft, sweep_drafts
from app.draft.model import Draft
from app.draft.rules import KEPT_FOR, MOST, MOST_CHARACTERS
from app.draft.store import get_draft, get_kind, list_drafts, list_drafts_of
from app.ground import ground
from tests.make import NOW, make_draft, make_person

KEY, OTHER_KEY = "a" * 32, "b" * 32


def save(person_id: int, *fields: tuple[str, str], key: str = KEY, subject_id: int = 12, minutes: int = 0) -> None:
    command = SaveDraft(kind="activity", subject_id=subject_id, key=key, posted=fields)
    save_draft(command, person_id=person_id, now=NOW + timedelta(minutes=minutes))


def rows() -> list[Draft]:
    return list(db.session.scalars(select(Draft).order_by(Draft.id).execution_options(populate_existing=True)))


def test_a_window_keeps_one_draft_and_writes_over_its_own(ctx: Flask) -> None:
    anna = make_person()
    save(anna.id, ("title", " Hjemme\npleje "), ("version", "3"), ("art6", "c"), ("art6", "e"))
    save(anna.id, ("title", "Hjemmepleje"), ("version", "3"), ("art6", "e"), ("art6", "c"), minutes=1)
    [draft] = rows()
    assert draft.form == [["title", "Hjemmepleje"], ["version", "3"], ["art6", "e"], ["art6", "c"]]
    assert (draft.title, draft.read_version, draft.saved_at) == ("Hjemmepleje", 3, NOW + timedelta(minutes=1))


def test_two_windows_and_two_people_never_write_over_each_other(ctx: Flask) -> None:
    anna, bent = make_person(), make_person()
    save(anna.id, ("title", "Det ene"))
    save(anna.id, ("title", "Det andet"), key=OTHER_KEY, minutes=1)
    save(anna.id, ("title", "Et nyt"), subject_id=0)
    save(bent.id, ("title", "Bents"), minutes=2)
    assert [draft.title for draft in list_drafts_of("activity", 12, person_id=anna.id)] == ["Det andet", "Det ene"]
    assert [draft.title for draft in list_drafts(anna.id)] == ["Det andet", "Et nyt", "Det ene"]
    [bents] = list_drafts(bent.id)
    with pytest.raises(NotFound):
        get_draft(bents.id, person_id=anna.id)


def test_what_looks_like_a_cpr_number_never_reaches_the_table(ctx: Flask) -> None:
    anna = make_person()
    save(anna.id, ("title", "Sagen om 310299-9999"), ("measures", "Lås"))
    [draft] = rows()
    assert (draft.title, draft.form) == ("", [["measures", "Lås"]])


@pytest.mark.parametrize("key", ["", "kort", "x" * 32])
def test_without_a_windows_key_nothing_is_kept(ctx: Flask, key: str) -> None:
    anna = make_person()
    with pytest.raises(Refused, match="Genindlæs"):
        save(anna.id, ("title", "x"), key=key)
    assert rows() == []


def test_too_much_is_refused_with_what_to_do(ctx: Flask) -> None:
    anna = make_person()
    with pytest.raises(Refused, match="skrevet for meget"):
        save(anna.id, ("title", "x" * MOST_CHARACTERS))
    for number in range(MOST):
        save(anna.id, ("title", f"Nr. {number}"), key=f"{number:032x}")
    with pytest.raises(Refused, match="Smid nogle af dem væk"):
        save(anna.id, ("title", "En for meget"))
    save(anna.id, ("title", "Den første igen"), key=f"{0:032x}")
    assert len(rows()) == MOST


@pytest.mark.parametrize("version", ["", "x", "9" * 10, "-1", "²"])
def test_a_version_that_is_none_counts_as_none(ctx: Flask, version: str) -> None:
    anna = make_person()
    save(anna.id, ("version", version))
    assert [draft.read_version for draft in rows()] == [0]


def test_a_saved_form_takes_its_own_draft_with_it_alone(ctx: Flask) -> None:
    anna = make_person()
    save(anna.id, ("title", "Det ene"))
    save(anna.id, ("title", "Det andet"), key=OTHER_KEY)
    drop_saved_draft("activity", 12, KEY, person_id=anna.id)
    drop_saved_draft("activity", 12, "", person_id=anna.id)
    drop_saved_draft("activity", 0, OTHER_KEY, person_id=anna.id)
    [left] = rows()
    assert left.title == "Det andet"
    discard_draft(left)
    assert rows() == []


def test_a_draft_nobody_comes_back_to_is_removed_and_that_of_who_has_left(ctx: Flask) -> None:
    anna, gone = make_person(), make_person(is_active=False)
    make_draft(person=anna, title="Gammel", at=NOW - KEPT_FOR - timedelta(seconds=1))
    make_draft(person=anna, title="Næsten gammel", at=NOW - KEPT_FOR)
    make_draft(person=gone, title="Den stoppedes")
    sweep_drafts(now=NOW)
    assert [draft.title for draft in rows()] == ["Næsten gammel"]


def test_every_tick_sweeps(ctx: Flask) -> None:
    make_draft(person=make_person(), at=NOW - KEPT_FOR - timedelta(seconds=1))
    next(step for step in ground.steps if step.name == "housekeeping").run(NOW)
    assert rows() == []


def test_drafts_vanish_with_the_person(app: Flask) -> None:
    with app.app_context():
        begin_writing()
        person = make_person()
        make_draft(person=person)
        db.session.commit()
        db.session.delete(person)
        db.session.commit()
        assert rows() == []


def test_a_form_that_keeps_no_drafts_is_not_found(ctx: Flask) -> None:
    with pytest.raises(NotFound):
        get_kind("mail")
