"""Who a function falls to, seen from the administrator's page."""

from app.organisation.model import Person, Unit
from app.organisation.overview import Holding, find_holding, tree_lines

KOMMUNE = Unit(id=1, code="FJORDBY", name="Fjordby Kommune", kind="municipality", parent_id=None, path="/1/")
SOCIAL = Unit(id=2, code="SOC", name="Social", kind="administration", parent_id=1, path="/1/2/")
FAMILIE = Unit(id=3, code="SOC-FAM", name="Familierådgivningen", kind="unit", parent_id=2, path="/1/2/3/")
UNITS = {unit.id: unit for unit in (KOMMUNE, SOCIAL, FAMILIE)}

ANNA = Person(name="Anna Ahorn", is_active=True)
BENT = Person(name="Bent Birk", is_active=True)
GONE = Person(name="Gerda Gået", is_active=False)


def leader_of(unit: Unit, holders: dict[tuple[int, str], Person]) -> Holding:
    return find_holding("leader", unit, UNITS, holders)


def test_a_unit_s_own_holder_goes_first() -> None:
    assert leader_of(FAMILIE, {(3, "leader"): ANNA, (2, "leader"): BENT}) == Holding("Anna Ahorn")


def test_the_nearest_unit_above_stands_in() -> None:
    assert leader_of(FAMILIE, {(2, "leader"): BENT, (1, "leader"): ANNA}) == Holding("Bent Birk", "Social")


def test_somebody_who_has_left_is_named_and_passed_over() -> None:
    assert leader_of(FAMILIE, {(3, "leader"): GONE, (2, "leader"): BENT}) == Holding(
        "Bent Birk", "Social", "Gerda Gået"
    )
    assert leader_of(FAMILIE, {(2, "leader"): GONE, (1, "leader"): ANNA}) == Holding("Anna Ahorn", "Fjordby Kommune")


def test_nobody_is_nobody() -> None:
    assert leader_of(FAMILIE, {(3, "coordinator"): ANNA}) == Holding()


def test_each_unit_gets_a_line_that_tells_its_level_and_whether_it_has_a_leader() -> None:
    lines = list(tree_lines([KOMMUNE, SOCIAL, FAMILIE], {(2, "leader"): BENT, (1, "coordinator"): ANNA}))
    assert [(line.code, line.level, line.lacks_leader) for line in lines] == [
        ("FJORDBY", 0, True),
        ("SOC", 1, False),
        ("SOC-FAM", 2, True),
    ]
    assert lines[2].coordinator == Holding("Anna Ahorn", "Fjordby Kommune")
