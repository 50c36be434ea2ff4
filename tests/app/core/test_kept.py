"""What a cookie keeps, and what an older version of the program kept."""

from dataclasses import asdict, dataclass
from typing import Any

import pytest

from app.core.kept import read_kept


@dataclass(frozen=True)
class Sample:
    """Of the types that cookies keep."""

    who: int
    where: str
    since: float


WHOLE = {"who": 1, "where": "/", "since": 2.5}


def test_what_was_kept_comes_back() -> None:
    sample = Sample(7, "/opgaver", 3.0)
    assert read_kept(Sample, asdict(sample)) == sample
    # JSON keeps 3.0 as 3.0, and another program may not.
    assert read_kept(Sample, WHOLE | {"since": 3}) == Sample(1, "/", 3)


@pytest.mark.parametrize(
    "kept",
    [
        None,
        "",
        [],
        {},
        {"who": 1, "where": "/"},
        WHOLE | {"more": 1},
        WHOLE | {"who": "1"},
        WHOLE | {"who": True},
        WHOLE | {"since": None},
        WHOLE | {"where": ["/"]},
        list(WHOLE),
    ],
)
def test_what_has_another_form_is_none(kept: Any) -> None:
    assert read_kept(Sample, kept) is None
