"""What a task of the catalogue must be, and who may change it."""

from dataclasses import replace
from typing import Any

import pytest

from aarshjul.catalogue.rules import Listed, ListFilter, in_order, may_change, narrow, next_own_code, problems
from aarshjul.plan.catalogue import CatalogueItem
from app.core.scope import Scope

ITEM = CatalogueItem(
    code="E01", title="Låse", purpose="Ingen skal kunne gå ind.", article="", months=(3,), function="leader",
    hours=1.0, per="unit", wave=1, evidence="En liste.", guide="Gå en runde.",
)  # fmt: skip


def row(code: str, **changes: Any) -> Listed:
    values: dict[str, Any] = {
        "code": code, "title": f"Opgave {code}", "purpose": "", "article": "GDPR art. 32", "months": [3],
        "every_years": 1, "day": "31", "every_months": None, "function": "leader", "hours": 1.0, "per": "unit",
        "about": "", "wave": 1, "is_own": False, "is_retired": False,
    }  # fmt: skip
    return Listed(**(values | changes))


@pytest.mark.parametrize(
    ("codes", "expected"),
    [([], "E01"), (["T01", "T60"], "E01"), (["E01", "E03"], "E04"), (["E99"], "E100"), (["E1", "EX2", "xE09"], "E01")],
)
def test_an_own_task_gets_the_number_after_the_highest(codes: list[str], expected: str) -> None:
    assert next_own_code(codes) == expected


def test_a_whole_task_has_no_problem() -> None:
    assert not list(problems(ITEM))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"), ({"purpose": ""}, "purpose"), ({"guide": ""}, "guide"),
        ({"evidence": ""}, "evidence"),
        ({"months": ()}, "months"), ({"function": "boss"}, "function"), ({"per": "school"}, "where"),
        ({"about": "person"}, "where"), ({"wave": 6}, "wave"), ({"hours": -1.0}, "hours"), ({"hours": 1001.0}, "hours"),
        ({"hours": float("nan")}, "hours"), ({"every_years": 0}, "every_years"), ({"every_months": 0}, "every_months"),
        ({"every_months": 121}, "every_months"), ({"checklist": ("Se efter.",) * 21}, "checklist"),
    ],
    ids=str,
)  # fmt: skip
def test_a_task_that_lacks_something_says_so_at_its_field(changes: dict[str, Any], field: str) -> None:
    assert [problem.field for problem in problems(replace(ITEM, **changes))] == [field]


ALL, SOCIAL, NOTHING = Scope.everything(), Scope(paths=("/1/2/",)), Scope.nothing()


@pytest.mark.parametrize(
    ("is_own", "places", "scope", "expected"),
    [
        (False, [], ALL, True),
        (True, ["/1/", "/1/3/"], ALL, True),
        (False, [], SOCIAL, False),
        (True, [], SOCIAL, True),
        (True, ["/1/2/", "/1/2/5/"], SOCIAL, True),
        (True, ["/1/2/", "/1/3/"], SOCIAL, False),
        (True, ["/1/"], SOCIAL, False),
        (True, [], NOTHING, False),
    ],
)
def test_a_coordinator_changes_own_tasks_that_are_done_at_home_alone(
    is_own: bool, places: list[str], scope: Scope, expected: bool
) -> None:
    assert may_change(is_own=is_own, places=places, scope=scope) is expected


ROWS = [
    row("T02", title="Åbne døre", hours=0.5, wave=2, first_year=2029),
    row("T10", title="Arkiv", function="archive", hours=4.0, first_year=2027),
    row("E01", title="Egen", is_own=True, per="central"),
    row("T03", title="Udgået", is_retired=True),
    row("T16", title="Risiko", about="activity", per="administration", first_year=2028),
]


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({}, ["T02", "T10", "E01", "T16"]),
        ({"q": "ÅBNE  dør"}, ["T02"]),
        ({"q": "art. 32 arkiv"}, ["T10"]),
        ({"q": "art. 33"}, []),
        ({"boelge": "2"}, ["T02"]),
        ({"boelge": "9"}, ["T02", "T10", "E01", "T16"]),
        ({"rolle": "archive"}, ["T10"]),
        ({"hvor": "activity"}, ["T16"]),
        ({"hvor": "administration"}, []),
        ({"slags": "egne"}, ["E01"]),
        ({"slags": "faelles"}, ["T02", "T10", "T16"]),
        ({"vis": "udgaaede"}, ["T03"]),
    ],
)
def test_the_filter_of_the_address_narrows_the_list(args: dict[str, str], expected: list[str]) -> None:
    assert [found.code for found in narrow(ROWS, ListFilter.of(args))] == expected


@pytest.mark.parametrize(
    ("key", "is_descending", "expected"),
    [
        ("kode", False, ["E01", "T02", "T03", "T10", "T16"]),
        ("titel", False, ["T10", "E01", "T16", "T03", "T02"]),
        ("timer", True, ["T10", "E01", "T03", "T16", "T02"]),
        ("plan", False, ["T10", "T16", "T02", "E01", "T03"]),
        ("plan", True, ["T02", "T16", "T10", "E01", "T03"]),
    ],
)
def test_the_list_is_in_danish_order_and_what_is_not_planned_comes_last(
    key: str, is_descending: bool, expected: list[str]
) -> None:
    assert [found.code for found in in_order(ROWS, key, is_descending=is_descending)] == expected


def test_a_filter_s_address_gives_the_same_filter() -> None:
    wanted = ListFilter(q="arkiv", wave=2, function="it", where="system", origin="egne", is_retired=True)
    assert ListFilter.of(wanted.to_args()) == wanted
