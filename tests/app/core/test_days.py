"""Days in every form that Danes write; what is no day is refused with the reason."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.core.days import find_day, why_no_day
from app.core.filters import MONTHS

WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")


def month(day: date) -> str:
    return MONTHS[day.month - 1]


def weekday(day: date) -> str:
    return WEEKDAYS[day.weekday()]


FORMS: dict[str, Callable[[date], str]] = {
    "iso": lambda d: d.isoformat(),
    "iso with an hour": lambda d: f"{d.isoformat()} 10:30",
    "iso with T and zone": lambda d: f"{d.isoformat()}T10:30:00.000Z",
    "iso with offset": lambda d: f"{d.isoformat()}T10:30:00+01:00",
    "year first, slashes": lambda d: f"{d.year}/{d.month}/{d.day}",
    "dashes": lambda d: f"{d:%d-%m-%Y}",
    "dashes without zeros": lambda d: f"{d.day}-{d.month}-{d.year}",
    "long dashes": lambda d: f"{d.day}\u2013{d.month}\u2013{d.year}",
    "full stops": lambda d: f"{d:%d.%m.%Y}",
    "full stops and blanks": lambda d: f"{d.day}. {d.month}. {d.year}",
    "slashes": lambda d: f"{d:%d/%m/%Y}",
    "slash and dash": lambda d: f"{d.day}/{d.month}-{d.year}",
    "slash, dash, short year": lambda d: f"{d.day}/{d.month}-{d:%y}",
    "slash and blank": lambda d: f"{d.day}/{d.month} {d.year}",
    "blanks": lambda d: f"{d.day} {d.month} {d.year}",
    "short year": lambda d: f"{d:%d-%m-%y}",
    "full stop at the end": lambda d: f"{d:%d.%m.%y}.",
    "with an hour": lambda d: f"{d:%d-%m-%Y} 10:30",
    "with an hour in Danish": lambda d: f"{d:%d-%m-%Y} kl. 10.30",
    "spoken": lambda d: f"{d.day}. {month(d)} {d.year}",
    "spoken without a stop": lambda d: f"{d.day} {month(d)} {d.year}",
    "spoken in capitals": lambda d: f"{d.day}. {month(d).upper()} {d.year}",
    "spoken, short": lambda d: f"{d.day}. {month(d)[:3]}. {d.year}",
    "spoken, shortest": lambda d: f"{d.day} {month(d)[:3]} {d:%y}",
    "spoken with dashes": lambda d: f"{d.day:02}-{month(d)[:3]}-{d.year}",
    "with d.": lambda d: f"d. {d.day}. {month(d)} {d.year}",
    "with den": lambda d: f"den {d.day}. {month(d)} {d.year}",
    "numbers with d.": lambda d: f"d. {d.day}/{d.month} {d.year}",
    "with the weekday": lambda d: f"{weekday(d)} den {d.day}. {month(d)} {d.year}",
    "with a short weekday": lambda d: f"{weekday(d)[:3]}. {d.day}/{d.month}-{d:%y}",
    "doubled blanks": lambda d: f"  {d.day}.  {month(d)}   {d.year} ",
    "eight figures": lambda d: f"{d:%d%m%Y}",
    "eight figures, year first": lambda d: f"{d:%Y%m%d}",
    "Excel's number": lambda d: str((d - date(1899, 12, 30)).days),
    "Excel's number with an hour": lambda d: f"{(d - date(1899, 12, 30)).days}.4375",
}


@pytest.mark.parametrize("form", FORMS)
@given(day=st.dates(date(1970, 1, 1), date(2069, 12, 31)))
@example(day=date(2026, 3, 1))
@example(day=date(2000, 2, 29))
@example(day=date(2020, 12, 20))
@example(day=date(2019, 12, 19))
def test_a_day_reads_back_from_every_form_it_is_written_in(form: str, day: date) -> None:
    text = FORMS[form](day)
    assert find_day(text) == day, text


@given(st.dates(date(1900, 1, 1)))
def test_any_day_in_iso_and_in_danish_is_found(day: date) -> None:
    assert find_day(day.isoformat()) == day
    assert find_day(f"{day:%d-%m-%Y}") == day


REFUSED = {
    "uge 12 2026": "er en uge",
    "2026-W12": "er en uge",
    "2. kvartal 2026": "er en del af et år",
    "1. halvår 2026": "er en del af et år",
    "2026": "er et år",
    "marts 2026": "er en måned",
    "mar. 26": "er en måned",
    "03-2026": "er en måned",
    "2026-03": "er en måned",
    "1/3": "mangler året",
    "1. marts": "mangler året",
    "31-02-2026": "findes ikke i kalenderen",
    "0-0-0000": "findes ikke i kalenderen",
    "03/15/2026": "har måneden før dagen",
    "mandag den 1. marts 2026": "1. marts 2026 er en søndag",
    "1. maya 2026": "er ikke en dato",
    "1. ma 2026": "er ikke en dato",
    "010326": "er ikke en dato",
    "4": "er ikke en dato",
    "99999": "er ikke en dato",
    "snart": "er ikke en dato",
    "løbende": "er ikke en dato",
    "": "er ikke en dato",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_day_is_refused_with_the_reason(text: str) -> None:
    assert find_day(text) is None
    sentence = why_no_day(text)
    assert sentence.startswith(f"«{text}» ")
    assert REFUSED[text] in sentence
    assert sentence.endswith("Skriv dag, måned og år, som 31-12-2027.")


@given(st.text(max_size=30))
def test_no_text_is_too_odd_to_be_answered(text: str) -> None:
    assert find_day(text) is not None or why_no_day(text).startswith("«")
