"""Choosing among the other records that an activity points at."""

from flask import Flask

from app.core.db import db
from register.activity.content import ActivityContent, Purpose
from register.activity.links import LINKS
from register.activity.picking import Picks, load_picks
from tests.bench.measure import statements_of
from tests.make import make_pointed, make_system


def labels(picks: Picks, link: str) -> list[str]:
    return [str(choice.label) for choice in picks.choices(link)]


def test_those_in_use_are_offered_in_danish_order_and_those_held_stay(ctx: Flask) -> None:
    for code, name, is_retired in (
        ("B", "Ålborg", False),
        ("A", "Ærø", False),
        ("C", "Gammel", True),
        ("D", "Borte", True),
    ):
        make_pointed("laws", code=code, name=name, is_retired=is_retired)
    assert labels(load_picks(None), "laws") == ["Ærø", "Ålborg"]
    held = ActivityContent(purposes=(Purpose(laws=("C",)),))
    assert labels(load_picks(held), "laws") == ["Gammel", "Ærø", "Ålborg"]


def test_a_name_finds_its_code_and_two_of_one_name_are_told_apart(ctx: Flask) -> None:
    make_pointed("recipients", code="EN", name="Lægehuset")
    make_pointed("recipients", code="TO", name="lægehuset")
    make_pointed("recipients", code="TRE", name="Skolen")
    picks = load_picks(None)
    assert labels(picks, "recipients") == ["Lægehuset (EN)", "lægehuset (TO)", "Skolen"]
    assert picks.code_of("recipients", "  SKOLEN ") == "TRE"
    assert picks.code_of("recipients", "TRE") == "TRE"
    assert picks.code_of("recipients", "Lægehuset (TO)") == "TO"
    assert picks.code_of("recipients", "Lægehuset") == ""
    assert picks.name_of("recipients", "TRE") == "Skolen"
    assert picks.name_of("recipients", "Ukendt") == "Ukendt"


def test_all_kinds_cost_one_statement(ctx: Flask) -> None:
    make_system(code="ESDH", name="Sagsarkivet")
    for link in set(LINKS) - {"systems"}:
        make_pointed(link, code="X")
    with statements_of(db.engine) as seen:
        picks = load_picks(ActivityContent(systems=("ESDH",)))
    assert len(seen) == 1
    assert all(labels(picks, link) for link in LINKS)
