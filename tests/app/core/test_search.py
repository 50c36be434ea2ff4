"""Words are found inside words, as they stand, on both databases."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select

from app.core.db import db
from app.core.search import matches, words_of
from app.core.text import fold, search_text
from app.organisation.model import Person
from register.system.model import System
from tests.make import make_system

PIECES = (
    "databehandler", "aftale", "æøå", "ÆØÅ", "Ø", "é", "%", "_", '"', '""', "*", "'", "/", "\\", "-", "AND", "OR",
    "NOT", "NEAR(", "^", ":", "(", "{", "ß", "İ", "½", "😀", "a\u0301", "  ", "\n", "\t", "§ 11",
)  # fmt: skip
LETTERS = st.characters(exclude_categories=("Cs", "Cn"), exclude_characters="\x00")
"""Everything that has been given a meaning in Unicode; a NUL is kept by neither database."""
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(LETTERS, max_size=8)), max_size=6).map("".join)


def holds(system: System, text: str) -> bool:
    query = select(func.count()).select_from(System).where(System.id == system.id, matches(System.search, text))
    return bool(db.session.scalar(query))


@pytest.fixture
def system(ctx: Flask) -> System:
    return make_system(code="S")


@given(stored=TEXTS, wanted=TEXTS, data=st.data())
@example(stored="Databehandleraftale", wanted="databehandler", data=None)
@example(stored='100% "ret" a_b*', wanted='0% "r _b*', data=None)
@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_text_is_found_exactly_when_each_of_its_words_stands_in_it(
    system: System, stored: str, wanted: str, data: st.DataObject | None
) -> None:
    system.search = search_text(stored)
    db.session.flush()
    if data is not None and system.search and data.draw(st.booleans()):
        start = data.draw(st.integers(0, len(system.search) - 1))
        wanted = system.search[start : start + data.draw(st.integers(1, 12))] + data.draw(st.sampled_from(["", " æ"]))
    assert holds(system, wanted) == all(word in system.search for word in words_of(wanted))


FOUND = {
    "databehandler": True, "BEHANDLERAFTALE": True, "aftale databeh": True, "handleraf": True, "databehandling": False,
    "å": True, "Å": True, "a\u030a": True, "a": True, "ÅRSHJUL": True, "arshjul": False, "øre": False,
    "café": True, "cafe": False, "": True, "   ": True, "årshjul mangler": False,
}  # fmt: skip


def test_danish_compounds_and_letters(system: System) -> None:
    system.search = search_text("Databehandleraftale om Årshjul på Café Å")
    db.session.flush()
    assert {text: holds(system, text) for text in FOUND} == FOUND


def test_what_is_changed_and_removed_is_found_no_more(system: System) -> None:
    other = make_system(code="T", name="Journalen")
    system.name = "Omsorgssystemet"
    db.session.flush()
    assert holds(system, "omsorg")
    system.name = "Lønsystemet"
    db.session.flush()
    assert not holds(system, "omsorg")
    assert holds(system, "lønsys")
    db.session.delete(other)
    db.session.flush()
    assert db.session.scalars(select(System.id).where(matches(System.search, "journal"))).all() == []


def test_rows_written_without_the_session_are_found_too(ctx: Flask) -> None:
    db.session.execute(insert(System.__table__), [
        {"code": f"C{n}", "name": f"System {n}", "sort_key": "", "search": f"system {n} på åen", "supplier": "",
         "supplier_key": "", "description": "", "is_critical": False}
        for n in range(30)
    ])  # fmt: skip
    found = db.session.scalars(select(System.code).where(matches(System.search, "ÅEN system 29"))).all()
    assert found == ["C29"]


def test_a_table_that_nobody_said_is_searched_is_an_error(ctx: Flask) -> None:
    with pytest.raises(LookupError, match="person"):
        matches(Person.name, "bent")


def test_many_words_and_a_nul_break_nothing(system: System) -> None:
    assert not holds(system, "a\x00b")
    assert not holds(system, " ".join(f"ord{n}" for n in range(500)))
    assert len(words_of(" ".join(f"ord{n}" for n in range(500)))) == 20


def test_folding_again_changes_nothing() -> None:
    for text in ("Ångström", "A\u030angstro\u0308m", "STRASSE ß", "ǅ"):
        assert fold(fold(text)) == fold(text)
