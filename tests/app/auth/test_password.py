"""What a password must be, and what it costs to try one."""

import pytest
from flask import Flask

from app.auth.actions import fits
from app.auth.password import check_new_password, decoy_hash, hash_password, is_outdated, make_up_password
from app.core.errors import Refused
from app.organisation.store import find_person, get_municipality
from tests.make import Personas, make_person, make_personas


@pytest.fixture
def anna(ctx: Flask) -> Personas:
    return make_personas()


def refusal(password: str, email: str = Personas.anna) -> str:
    person = find_person(email)
    assert person is not None
    try:
        check_new_password(password, person=person)
    except Refused as refused:
        assert refused.field == "password"
        return refused.message
    return ""


def test_what_is_easily_guessed_is_refused_with_the_reason_and_what_to_do(anna: Personas) -> None:
    for password, words in {
        "kort": "mindst 12 tegn",
        "a" * 30: "det samme igen og igen",
        "hemmelig-anna-ahorn": "dit navn eller navne fra kommunen",
        "Ahorn-Anna-2027!": "dit navn",
        "FjordbyKommune27": "kommunen",
        "Skovskolen-2027": "kommunen",
        "Hjemmeplejen1!": "kommunen",
        "Torvet-1-fjordby": "kommunen",
        "Sommer2026!Sommer": "årstider",
        "velkommen12345": "mange bruger",
    }.items():
        message = refusal(password)
        assert words in message, password
        assert "fire ord" in message, password
    assert "højst være på 200 tegn" in refusal("x" * 201)


def test_words_that_the_municipality_has_added_are_weak_here(anna: Personas) -> None:
    assert refusal("plissegården-26") == ""
    get_municipality().weak_words = "Plissegården\nBorgmesterens hund Vaks"
    assert "kommunen" in refusal("plissegården-26")
    assert "kommunen" in refusal("Vaks-vaks-12345")
    assert refusal("plissegården kvarts hyben lygte") == ""


def test_a_short_name_does_not_rule_out_half_the_words(anna: Personas) -> None:
    make_person(email="bo@fjordby.example", name="Bo")
    assert refusal("bord-torv-stol-mole-771", "bo@fjordby.example") == ""


def test_a_made_up_password_is_always_taken(anna: Personas) -> None:
    person = make_person(email="mole.svane@fjordby.example", name="Mole Svane Kaj")
    for _ in range(20):
        check_new_password(make_up_password(person), person=person)


def test_a_password_fits_its_own_hash_only_and_nobody_fits_the_decoy(ctx: Flask) -> None:
    kept = hash_password("kvarts-hyben-lygte")
    assert fits(kept, "kvarts-hyben-lygte")
    assert not fits(kept, "kvarts-hyben-lygtE")
    assert not fits("", "kvarts-hyben-lygte")
    assert not fits("none", "none")
    # As dear to try as a real one: the same function, memory, rounds and threads.
    assert decoy_hash().split("$")[:4] == kept.split("$")[:4]
    assert decoy_hash() == decoy_hash()


def test_a_hash_made_at_other_costs_is_outdated(ctx: Flask) -> None:
    assert not is_outdated(hash_password("kvarts-hyben-lygte"))
    assert is_outdated("$argon2id$v=19$m=1024,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$Zm9yIGEgcGVyc29uIHdobyBpcyBub3QgaGVyZQ")
