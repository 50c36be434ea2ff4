from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from aarshjul.plan.expansion import ItemFacts, occurrences
from aarshjul.plan.load import Load, load_by_person, load_by_place, turns_by_year
from app.core.workdays import ClosedDays
from tests.aarshjul.plan.test_expansion import items, make_item

YEARS = range(2027, 2032)


def test_hours_are_those_of_a_turn_times_the_turns_of_the_year_in_each_place() -> None:
    item = make_item(months=(3, 9), hours=2.5, unit_ids=(7, 8), own_starts={8: 2030})
    assert load_by_place(item, YEARS) == {
        **{(7, year): Load(2, 5.0) for year in YEARS},
        **{(8, year): Load(2, 5.0) for year in (2030, 2031)},
    }


def test_what_is_counted_from_the_last_completion_is_shown_as_if_each_were_done_on_its_day() -> None:
    item = make_item(months=(11,), every_months=18)
    assert turns_by_year(item, 2027, YEARS) == {2027: 1, 2029: 1, 2030: 1}
    assert turns_by_year(make_item(months=(11,), every_months=18, is_once=True), 2028, YEARS) == {2028: 1}
    assert turns_by_year(make_item(months=(11,), every_months=6, last_year=2028), 2028, YEARS) == {2028: 1}


def test_hours_fall_to_who_holds_the_function_in_the_unit() -> None:
    item = make_item(hours=3, unit_ids=(7, 8, 9))
    found = load_by_person([(item, load_by_place(item, range(2027, 2029)))], lambda _f, unit: {7: 1, 8: 1}.get(unit))
    assert found == {(1, 2027): 6.0, (1, 2028): 6.0}


@given(items(), st.integers(2020, 2045))
def test_the_plan_counts_as_many_turns_as_it_makes_tasks(item: ItemFacts, first: int) -> None:
    years = range(first, first + 5)
    made = occurrences(
        item,
        start_on=date(first - 1, 1, 1),
        until_on=date(first + 6, 12, 31),
        closed=ClosedDays(),
        quiet_weeks=frozenset(),
    )
    by_place: dict[tuple[int, int], int] = {}
    for task in made:
        if task.planned_on.year in years:
            place = (task.unit_id, task.planned_on.year)
            by_place[place] = by_place.get(place, 0) + 1
    counted = {place: load.tasks for place, load in load_by_place(item, years).items()}
    # The last working day of a month knows no holidays here, but it stays in its month.
    assert counted == by_place
