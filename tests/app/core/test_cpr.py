"""What looks like a CPR number. All numbers here are invented and cannot be given to anybody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.cpr import COVER, cover_all, cover_cpr, looks_like_cpr


@pytest.mark.parametrize(
    "text",
    [
        "12-03-2027",
        "2027-03-01",
        "12-03-2027 kl. 10.30",
        "000000-0000",
        "320199-1234",
        "011399-1234",
        "3102991234567",
        "12345678",
        "27.35.00",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not looks_like_cpr(text)


@pytest.mark.parametrize(
    "number",
    [
        "310299-9999", "3102999999", "310299 9999", "310299 - 9999", "910299-9999", "310299–9999",
        "310299\u22129999", "310299.9999", "31.02.99-9999", "31 02 99 9999", "31-02-99-9999", "310299\u202f9999",
        "310299\n9999", "310299-\r\n9999", "\uff13\uff11\uff10\uff12\uff19\uff19\uff0d\uff19\uff19\uff19\uff19",
    ],
)  # fmt: skip
def test_what_may_be_one_is_found_and_covered(number: str) -> None:
    assert looks_like_cpr(f"Sagen om {number}, se bilag")
    assert cover_cpr(f"Sagen om {number}, se bilag") == f"Sagen om {COVER}, se bilag"


@given(st.integers(1, 31), st.integers(1, 12), st.integers(0, 99), st.integers(0, 9999), st.text(), st.text())
def test_nothing_that_looks_like_one_is_left_after_covering(d: int, m: int, y: int, n: int, a: str, b: str) -> None:
    assert not looks_like_cpr(cover_cpr(f"{a} {d:02}{m:02}{y:02}-{n:04} {b}"))


def test_texts_at_any_depth_are_covered() -> None:
    assert cover_all({"titel": ["310299-9999", 3, None], "310299-9999": {"x": ("a", "310299-9999")}}) == {
        "titel": [COVER, 3, None],
        COVER: {"x": ["a", COVER]},
    }
