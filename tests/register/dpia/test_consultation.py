"""The clocks of Art. 36, against days counted by hand and against a counter that walks day by day."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.workdays import holidays_in
from register.dpia.consultation import (
    Clock,
    Consultation,
    Pause,
    deadline,
    is_over,
    may_begin,
    why_not_answer,
    why_not_begin,
    why_not_extend,
    why_not_pause,
    why_not_submit,
)

DAY = timedelta(days=1)
MONDAY = date(2027, 1, 11)
"""8 weeks later is Monday 8 March, 14 weeks later Monday 19 April."""
SENT = Consultation(submitted_on=MONDAY)


@pytest.mark.parametrize(
    ("consultation", "ends_on"),
    [
        (SENT, date(2027, 3, 8)),
        (replace(SENT, extended_on=date(2027, 2, 1)), date(2027, 4, 19)),
        # A week away, both days included: seven days later.
        (replace(SENT, pauses=(Pause(date(2027, 2, 1), date(2027, 2, 7)),)), date(2027, 3, 15)),
        # Asked and answered on one day: a day later.
        (replace(SENT, pauses=(Pause(date(2027, 2, 1), date(2027, 2, 1)),)), date(2027, 3, 9)),
        # Two that overlap, from 1 to 14 February: fourteen days.
        (
            replace(
                SENT,
                pauses=(Pause(date(2027, 2, 5), date(2027, 2, 14)), Pause(date(2027, 2, 1), date(2027, 2, 10))),
            ),
            date(2027, 3, 22),
        ),
        # One inside the other.
        (
            replace(
                SENT,
                pauses=(Pause(date(2027, 2, 1), date(2027, 2, 14)), Pause(date(2027, 2, 3), date(2027, 2, 4))),
            ),
            date(2027, 3, 22),
        ),
        # Before the receipt, and on its day, nothing is counted anyway.
        (replace(SENT, pauses=(Pause(date(2027, 1, 1), date(2027, 1, 11)),)), date(2027, 3, 8)),
        (replace(SENT, pauses=(Pause(date(2027, 1, 1), date(2027, 1, 12)),)), date(2027, 3, 9)),
        # A pause that moves the last day out to the next pause, and one that comes too late.
        (
            replace(
                SENT,
                pauses=(Pause(date(2027, 3, 8), date(2027, 3, 8)), Pause(date(2027, 3, 9), date(2027, 3, 9))),
            ),
            date(2027, 3, 10),
        ),
        (replace(SENT, pauses=(Pause(date(2027, 3, 9), date(2027, 3, 20)),)), date(2027, 3, 8)),
        # Five days away would be Saturday 13 March: Monday.
        (replace(SENT, pauses=(Pause(date(2027, 2, 1), date(2027, 2, 5)),)), date(2027, 3, 15)),
        # 8 weeks from Thursday 5 February 2026 would be Maundy Thursday, 2 April: the Tuesday after Easter.
        (Consultation(submitted_on=date(2026, 2, 5)), date(2026, 4, 7)),
        # Constitution Day is no public holiday: Friday 5 June 2026.
        (Consultation(submitted_on=date(2026, 4, 10)), date(2026, 6, 5)),
    ],
)
def test_the_period_ends_on_the_day_counted_by_hand(consultation: Consultation, ends_on: date) -> None:
    today = consultation.submitted_on
    assert deadline(consultation, today) == Clock("running", ends_on, (ends_on - today).days)


def test_an_open_pause_stops_the_clock_and_keeps_the_days_that_are_left() -> None:
    asked = replace(SENT, pauses=(Pause(date(2027, 2, 1)),))
    # 12 to 31 January are 20 days of the 56.
    assert deadline(asked, date(2027, 2, 1)) == Clock("suspended", None, 36)
    assert deadline(asked, date(2028, 2, 1)) == Clock("suspended", None, 36)
    assert deadline(replace(asked, extended_on=date(2027, 2, 1)), date(2027, 2, 1)) == Clock("suspended", None, 78)


def test_an_open_pause_after_a_closed_one_keeps_the_days_of_that_too() -> None:
    asked = replace(SENT, pauses=(Pause(date(2027, 2, 8)), Pause(date(2027, 2, 1), date(2027, 2, 7))))
    assert deadline(asked, date(2027, 3, 1)) == Clock("suspended", None, 36)


def test_a_pause_that_opens_after_the_last_day_stops_nothing() -> None:
    late = replace(SENT, pauses=(Pause(date(2027, 3, 9)),))
    assert deadline(late, date(2027, 3, 10)) == Clock("over", date(2027, 3, 8), 0)


def test_the_last_day_is_the_last_on_which_an_answer_is_awaited() -> None:
    assert deadline(SENT, date(2027, 3, 7)) == Clock("running", date(2027, 3, 8), 1)
    assert deadline(SENT, date(2027, 3, 8)) == Clock("running", date(2027, 3, 8), 0)
    assert deadline(SENT, date(2027, 3, 9)) == Clock("over", date(2027, 3, 8), 0)
    assert [is_over(SENT, date(2027, 3, day)) for day in (8, 9)] == [False, True]


@pytest.mark.parametrize(
    ("consultation", "today", "may"),
    [
        (SENT, MONDAY, False),
        (SENT, date(2027, 3, 8), False),
        (SENT, date(2027, 3, 9), True),
        (replace(SENT, extended_on=date(2027, 2, 1)), date(2027, 3, 9), False),
        (replace(SENT, extended_on=date(2027, 2, 1)), date(2027, 4, 20), True),
        (replace(SENT, answered_on=date(2027, 2, 1)), date(2027, 1, 31), False),
        (replace(SENT, answered_on=date(2027, 2, 1)), date(2027, 2, 1), True),
        (replace(SENT, pauses=(Pause(date(2027, 2, 1)),)), date(2030, 1, 1), False),
        (replace(SENT, pauses=(Pause(date(2027, 2, 1)),), answered_on=date(2027, 3, 1)), date(2027, 3, 1), True),
    ],
)
def test_the_processing_waits_for_the_answer_or_for_the_whole_period(
    consultation: Consultation, today: date, may: bool
) -> None:
    assert may_begin(consultation, today) is may
    assert (why_not_begin(consultation, today) is None) is may


def test_who_is_waited_for_is_said() -> None:
    waiting, asked = SENT, replace(SENT, pauses=(Pause(date(2027, 2, 1)),))
    assert "venter på oplysninger" in (why_not_begin(asked, date(2027, 2, 2)) or "")
    assert "fristen er gået" in (why_not_begin(waiting, date(2027, 2, 2)) or "")


def test_an_answer_stops_every_clock() -> None:
    answered = replace(SENT, pauses=(Pause(date(2027, 2, 1)),), answered_on=date(2027, 3, 1))
    assert deadline(answered, date(2027, 3, 1)) == Clock("answered", None, 0)
    assert not is_over(answered, date(2028, 1, 1))


TODAY = date(2027, 3, 1)
FUTURE = "Dagen ligger i fremtiden. Vælg i dag eller en tidligere dag."
BEFORE = "Dagen ligger før den dag, Datatilsynet fik høringen. Vælg en senere dag."
AFTER = "Dagen ligger efter den dag, Datatilsynet svarede. Vælg en tidligere dag."


def test_a_consultation_is_not_received_in_the_future() -> None:
    assert why_not_submit(TODAY, TODAY) is None
    assert why_not_submit(TODAY + DAY, TODAY) == FUTURE


@pytest.mark.parametrize(
    ("answered_on", "refusal"),
    [(MONDAY - DAY, BEFORE), (MONDAY, None), (TODAY, None), (TODAY + DAY, FUTURE)],
)
def test_an_answer_comes_after_the_consultation_and_not_in_the_future(answered_on: date, refusal: str | None) -> None:
    assert why_not_answer(SENT, answered_on, TODAY) == refusal


@pytest.mark.parametrize(
    ("pause", "refusal"),
    [
        (Pause(date(2027, 2, 2), date(2027, 2, 1)), "Pausen slutter, før den begynder. Vælg en senere dag."),
        (Pause(date(2027, 2, 2), date(2027, 2, 2)), None),
        (Pause(MONDAY - DAY, MONDAY), BEFORE),
        (Pause(MONDAY - DAY), BEFORE),
        (Pause(MONDAY), None),
        (Pause(TODAY), None),
        (Pause(TODAY + DAY), FUTURE),
        (Pause(TODAY, TODAY + DAY), FUTURE),
    ],
)
def test_a_pause_begins_after_the_consultation_ends_after_it_began_and_not_in_the_future(
    pause: Pause, refusal: str | None
) -> None:
    assert why_not_pause(SENT, pause, TODAY) == refusal


def test_no_information_is_awaited_after_the_answer() -> None:
    answered = replace(SENT, answered_on=date(2027, 2, 10))
    assert why_not_pause(answered, Pause(date(2027, 2, 1), date(2027, 2, 10)), TODAY) is None
    assert why_not_pause(answered, Pause(date(2027, 2, 1), date(2027, 2, 11)), TODAY) == AFTER
    assert why_not_pause(answered, Pause(date(2027, 2, 11)), TODAY) == AFTER


@pytest.mark.parametrize(
    ("consultation", "extended_on", "begins"),
    [
        (SENT, MONDAY - DAY, "Dagen ligger før"),
        (SENT, MONDAY, None),
        (SENT, date(2027, 2, 11), None),
        (SENT, date(2027, 2, 12), "Datatilsynet skal give besked"),
        # A month from 29 January ends with February, on Sunday the 28th: Monday.
        (Consultation(submitted_on=date(2027, 1, 29)), date(2027, 3, 1), None),
        (Consultation(submitted_on=date(2027, 1, 29)), date(2027, 3, 2), "Datatilsynet skal give besked"),
        # The month waits as well while information is awaited.
        (replace(SENT, pauses=(Pause(date(2027, 1, 20), date(2027, 1, 21)),)), date(2027, 2, 15), None),
        (replace(SENT, pauses=(Pause(date(2027, 1, 20)),)), date(2027, 3, 1), None),
        (SENT, date(2027, 3, 5), "Dagen ligger i fremtiden"),
        (replace(SENT, answered_on=date(2027, 1, 20)), date(2027, 1, 21), "Dagen ligger efter"),
        (replace(SENT, extended_on=date(2027, 2, 1)), date(2027, 2, 2), "Fristen er allerede forlænget"),
    ],
)
def test_the_period_is_extended_once_within_a_month_of_receipt(
    consultation: Consultation, extended_on: date, begins: str | None
) -> None:
    refusal = why_not_extend(consultation, extended_on, date(2027, 3, 2))
    assert (refusal is None) == (begins is None)
    assert (refusal or "").startswith(begins or "")


def days(first: int, last: int) -> st.SearchStrategy[date]:
    return st.integers(first, last).map(lambda number: MONDAY + number * DAY)


CLOSED_PAUSES = st.lists(
    st.builds(lambda from_on, length: Pause(from_on, from_on + length * DAY), days(-20, 150), st.integers(0, 30)),
    max_size=6,
).map(tuple)
CONSULTATIONS = st.builds(
    Consultation, submitted_on=st.just(MONDAY), extended_on=st.none() | st.just(MONDAY + DAY), pauses=CLOSED_PAUSES
)


def walk(consultation: Consultation) -> date:
    """The last day, walking day by day: a day on which any pause lies is not counted, however many lie on it."""
    counted, day = 0, consultation.submitted_on
    while counted < (56 if consultation.extended_on is None else 98):
        day += DAY
        counted += not any(pause.until_on and pause.from_on <= day <= pause.until_on for pause in consultation.pauses)
    while day.weekday() > 4 or day in holidays_in(day.year):
        day += DAY
    return day


@given(CONSULTATIONS)
def test_days_on_which_pauses_overlap_count_once(consultation: Consultation) -> None:
    assert deadline(consultation, MONDAY).ends_on == walk(consultation)


@given(CONSULTATIONS, st.randoms())
def test_the_order_in_which_pauses_are_written_does_not_matter(
    consultation: Consultation,
    random: Random,
) -> None:
    shuffled = list(consultation.pauses)
    random.shuffle(shuffled)
    assert deadline(replace(consultation, pauses=tuple(shuffled)), MONDAY) == deadline(consultation, MONDAY)


@given(CONSULTATIONS, days(-20, 150), st.integers(0, 30))
def test_one_more_pause_and_an_extension_never_bring_the_deadline_nearer(
    consultation: Consultation, from_on: date, length: int
) -> None:
    pauses = (*consultation.pauses, Pause(from_on, from_on + length * DAY))
    plain = deadline(consultation, MONDAY).ends_on
    paused = deadline(replace(consultation, pauses=pauses), MONDAY).ends_on
    extended = deadline(replace(consultation, extended_on=MONDAY), MONDAY).ends_on
    assert plain is not None
    assert paused is not None
    assert extended is not None
    assert plain <= paused
    assert plain <= extended


@given(CONSULTATIONS, days(0, 250))
def test_an_open_pause_leaves_as_many_days_as_the_counter_has_not_counted(
    consultation: Consultation, from_on: date
) -> None:
    asked = replace(consultation, pauses=(*consultation.pauses, Pause(from_on)))
    clock = deadline(asked, MONDAY)
    counted, day = 0, MONDAY
    period = 56 if consultation.extended_on is None else 98
    while (day := day + DAY) < from_on:
        counted += not any(pause.from_on <= day <= (pause.until_on or day) for pause in consultation.pauses)
    if counted >= period:
        assert clock.ends_on == walk(consultation)
    else:
        assert clock == Clock("suspended", None, period - counted)


@given(CONSULTATIONS, days(0, 400))
def test_the_day_after_the_last_is_the_first_on_which_it_is_over(consultation: Consultation, today: date) -> None:
    ends_on = deadline(consultation, today).ends_on
    assert ends_on is not None
    assert is_over(consultation, today) == may_begin(consultation, today) == (today > ends_on)
