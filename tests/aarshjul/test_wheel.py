from datetime import date, timedelta
from itertools import combinations, pairwise
from math import atan2, degrees, dist, hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aarshjul.wheel import STATE_WORDS, Dot, State, Wheel, WheelRing, WheelTask, draw
from aarshjul.wheel_dots import angle_of, spread
from aarshjul.wheel_paths import band, number, shape

TODAY = date(2027, 9, 14)
states: st.SearchStrategy[State] = st.sampled_from(list(STATE_WORDS))
days_of_2027 = st.dates(date(2027, 1, 1), date(2027, 12, 31))


def make_task(due_on: date, state: State = "on_time", *, number: int = 1, url: str = "") -> WheelTask:
    return WheelTask(id=number, title=f"Opgave {number}", due_on=due_on, state=state, url=url)


def wheel_of(*tasks: WheelTask, rings: int = 1, month_url: str = "", today: date = TODAY) -> Wheel:
    """A wheel whose first ring has the tasks."""
    first = WheelRing(label="Social", tasks=tasks, month_url=month_url)
    others = [WheelRing(label=f"Ring {n}", tasks=()) for n in range(2, rings + 1)]
    return draw(year=2027, today=today, rings=[first, *others])


def dots_of(wheel: Wheel) -> list[Dot]:
    return [dot for ring in wheel.rings for cell in ring.cells for dot in cell.dots]


def angle_at(x: float, y: float) -> float:
    return degrees(atan2(x, -y)) % 360


@st.composite
def crowded_rings(draw_: st.DrawFn) -> list[WheelRing]:
    numbers = iter(range(100_000))
    rings = []
    for index in range(draw_(st.integers(1, 12))):
        dues = draw_(st.lists(st.tuples(days_of_2027, states), max_size=30))
        # Most of a municipality's dates are month ends, so many tasks want the same place.
        month_end = st.just(date(2027, draw_(st.integers(1, 12)), 28))
        crowd = draw_(st.lists(st.tuples(month_end, states), max_size=25))
        tasks = [make_task(due_on, state, number=next(numbers)) for due_on, state in dues + crowd]
        rings.append(WheelRing(label=f"Ring {index}", tasks=tasks))
    return rings


@pytest.mark.parametrize(
    ("day", "angle"),
    [(date(2027, 1, 16), 15), (date(2027, 4, 1), 90.5), (date(2027, 7, 1), 180.5), (date(2027, 10, 31), 299.5)],
    ids=str,
)
def test_the_year_runs_clockwise_from_january_at_the_top(day: date, angle: float) -> None:
    assert angle_of(day) == pytest.approx(angle, abs=0.05)


def test_a_lone_task_stands_at_its_day_in_the_middle_of_its_ring() -> None:
    wheel = wheel_of(make_task(date(2027, 5, 15)), rings=8)
    (dot,) = dots_of(wheel)
    ring = wheel.rings[0]

    assert angle_at(dot.x, dot.y) == pytest.approx(angle_of(date(2027, 5, 15)), abs=0.1)
    assert hypot(dot.x, dot.y) == pytest.approx((ring.inner + ring.outer) / 2, abs=0.2)


def test_the_first_ring_is_the_outermost_and_rings_touch() -> None:
    wheel = wheel_of(rings=8)

    assert wheel.rings[0].outer == wheel.outer
    assert wheel.rings[-1].inner == wheel.hub
    assert [ring.inner for ring in wheel.rings[:-1]] == [ring.outer for ring in wheel.rings[1:]]
    assert [ring.number for ring in wheel.rings] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_tasks_of_another_year_are_left_out() -> None:
    wheel = wheel_of(make_task(date(2026, 12, 31)), make_task(date(2028, 1, 1)))

    assert dots_of(wheel) == []
    assert wheel.total == 0


def test_the_tasks_are_counted_by_state() -> None:
    wheel = wheel_of(
        make_task(date(2027, 1, 31), "overdue", number=1),
        make_task(date(2027, 1, 31), "done", number=2),
        make_task(date(2027, 2, 28), "done", number=3),
        rings=2,
    )

    assert wheel.counts == {"overdue": 1, "soon": 0, "on_time": 0, "done": 2}
    assert [ring.total for ring in wheel.rings] == [3, 0]


def test_the_ground_of_a_month_has_its_worst_state() -> None:
    wheel = wheel_of(make_task(date(2027, 3, 1), "done"), make_task(date(2027, 3, 9), "overdue", number=2))

    assert [cell.state for cell in wheel.rings[0].cells[1:4]] == [None, "overdue", None]


def test_tasks_of_a_month_that_fit_each_have_a_dot_and_their_own_address() -> None:
    tasks = [make_task(date(2027, 3, 31), number=n, url=f"/opgaver/{n}") for n in range(1, 5)]
    dots = dots_of(wheel_of(*tasks, rings=8))

    assert [dot.url for dot in dots] == ["/opgaver/1", "/opgaver/2", "/opgaver/3", "/opgaver/4"]
    assert [dot.text for dot in dots] == ["", "", "", ""]


def test_too_many_tasks_share_a_dot_for_each_state_that_leads_to_the_month() -> None:
    done = [make_task(date(2027, 3, 31), "done", number=n) for n in range(20)]
    late = make_task(date(2027, 3, 1), "overdue", number=99, url="/opgaver/99")
    wheel = wheel_of(*done, late, rings=8, month_url="/m/{month}")

    assert [(dot.text, dot.state, dot.url) for dot in dots_of(wheel)] == [
        ("", "overdue", "/opgaver/99"),
        ("20", "done", "/m/3"),
    ]


def test_when_even_the_states_do_not_fit_the_mildest_are_told_together() -> None:
    in_january: list[State] = ["overdue", "done", "on_time", "soon", "soon", "overdue", "done"]
    inner = [make_task(date(2027, 1, 31), state, number=number) for number, state in enumerate(in_january)]
    rings = [*(WheelRing(label=str(n), tasks=()) for n in range(11)), WheelRing(label="Inderst", tasks=inner)]
    dots = dots_of(draw(year=2027, today=TODAY, rings=rings))

    assert sorted((dot.text, dot.state, dot.count) for dot in dots) == [("2", "overdue", 2), ("2+", "soon", 5)]


@given(rings=crowded_rings())
def test_every_task_of_the_year_stands_in_exactly_one_dot(rings: list[WheelRing]) -> None:
    drawn = draw(year=2027, today=TODAY, rings=rings)

    for ring, given_ring in zip(drawn.rings, rings, strict=True):
        shown = [task.id for cell in ring.cells for dot in cell.dots for task in dot.tasks]
        assert sorted(shown) == sorted(task.id for task in given_ring.tasks)


@given(rings=crowded_rings())
def test_no_two_dots_cover_each_other_or_leave_their_place(rings: list[WheelRing]) -> None:
    wheel = draw(year=2027, today=TODAY, rings=rings)

    for one, other in combinations(dots_of(wheel), 2):
        assert dist((one.x, one.y), (other.x, other.y)) >= one.reach + other.reach
    for ring in wheel.rings:
        for cell in ring.cells:
            for dot in cell.dots:
                assert ring.inner <= hypot(dot.x, dot.y) - dot.reach
                assert hypot(dot.x, dot.y) + dot.reach <= ring.outer
                assert dist((dot.x, dot.y), (0, ring.badge_y)) >= dot.reach + ring.badge_reach
                assert (cell.month - 1) * 30 < angle_at(dot.x, dot.y) < cell.month * 30


@given(rings=crowded_rings())
def test_a_dot_is_drawn_as_the_worst_of_its_tasks_and_counts_them(rings: list[WheelRing]) -> None:
    order = list(STATE_WORDS)
    for dot in dots_of(draw(year=2027, today=TODAY, rings=rings)):
        assert dot.state == min((task.state for task in dot.tasks), key=order.index)
        alike = sum(task.state == dot.state for task in dot.tasks)
        assert dot.text == (f"{alike}+" if alike < dot.count else "" if dot.count == 1 else str(alike))


@given(
    wanted=st.lists(st.floats(-50, 150), min_size=1, max_size=12).map(sorted),
    gap=st.floats(0.5, 8),
)
def test_places_keep_their_order_their_distance_and_their_bounds(wanted: list[float], gap: float) -> None:
    places = spread(wanted, 0, 100, gap)

    assert all(later - earlier >= gap - 1e-6 for earlier, later in pairwise(places))
    assert places[0] >= -1e-6 and places[-1] <= 100 + 1e-6


def test_places_that_do_not_collide_stay_and_those_that_do_part_evenly() -> None:
    assert spread([10, 50, 90], 0, 100, 10) == [10, 50, 90]
    assert spread([50, 50, 50], 0, 100, 10) == [40, 50, 60]
    assert spread([98, 99], 0, 100, 10) == [90, 100]


def test_todays_hand_is_shown_in_its_own_year_only() -> None:
    hand = wheel_of(today=TODAY).hand

    assert hand is not None
    assert angle_at(hand.x2, hand.y2) == pytest.approx(angle_of(TODAY), abs=0.1)
    assert wheel_of(today=date(2026, 9, 14)).hand is None


def test_the_rim_fills_as_the_year_goes_by() -> None:
    assert wheel_of(today=date(2026, 12, 31)).elapsed_d == ""
    assert wheel_of(today=date(2028, 1, 1)).elapsed_d == band(454.5, 459.5, 0, 360)
    assert wheel_of(today=TODAY).elapsed_d == band(454.5, 459.5, 0, angle_of(TODAY))


def test_no_month_stands_on_its_head() -> None:
    months = wheel_of().months

    assert [month.name for month in months][::11] == ["januar", "december"]
    assert all(-90 <= month.turn < 90 or month.turn > 270 for month in months)
    assert months[0].x > 0 > months[0].y, "January is to the right of the top"
    assert months[5].x > 0 and months[5].y > 0, "June is to the right of the bottom"


def test_a_year_without_rings_can_be_drawn() -> None:
    wheel = draw(year=2027, today=TODAY, rings=[])

    assert wheel.rings == ()
    assert len(wheel.months) == 12


def test_each_state_has_a_form_of_its_own() -> None:
    forms = {shape(state, 0, 0, 10) for state in STATE_WORDS}

    assert len(forms) == len(STATE_WORDS)


@given(value=st.floats(-500, 500))
def test_numbers_are_short_and_never_minus_zero(value: float) -> None:
    text = number(value)

    assert text != "-0"
    assert not text.endswith(".0")
    assert float(text) == pytest.approx(value, abs=0.051)


def test_drawing_does_not_depend_on_the_order_of_the_tasks() -> None:
    tasks = [make_task(date(2027, 1, 1) + timedelta(days=11 * n), number=n) for n in range(30)]

    assert wheel_of(*tasks, rings=5) == wheel_of(*reversed(tasks), rings=5)
