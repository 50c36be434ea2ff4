"""Made-up organisations for property tests."""

from typing import Any

from hypothesis import strategies as st

from app.organisation.importing.rules import UnitRow

LETTERS = st.sampled_from("abcdeæøåÆØÅ -.&0123456789")
NAMES = st.text(LETTERS, min_size=1, max_size=12).map(lambda text: " ".join(text.split())).filter(bool)
MAILS = st.sampled_from(["", *(f"person{n}@fjordby.example" for n in range(5))])


@st.composite
def trees(draw: Any) -> list[UnitRow]:
    """A municipality, its administrations and units below them at any depth, each row below one before it."""
    rows = [_row(draw, 0, "municipality", "")]
    for n in range(draw(st.integers(0, 4))):
        rows.append(_row(draw, n + 1, "administration", "K0"))
    for n in range(draw(st.integers(0, 10))):
        above = draw(st.sampled_from(rows))
        if depth_of(above, rows) < 11:
            rows.append(_row(draw, len(rows) + n, "unit", above.code))
    return rows


def depth_of(row: UnitRow, rows: list[UnitRow]) -> int:
    """How many units lie above the row."""
    by_code = {r.code: r for r in rows}
    depth = 0
    while row.parent:
        row, depth = by_code[row.parent], depth + 1
    return depth


def _row(draw: Any, number: int, kind: str, parent: str) -> UnitRow:
    return UnitRow(
        row=number + 2,
        code=f"K{number}",
        name=draw(NAMES),
        kind=kind,
        parent=parent,
        holders={"leader": draw(MAILS), "coordinator": draw(MAILS)},
    )


def as_csv(rows: list[UnitRow]) -> bytes:
    """The rows as a file of the units form."""
    lines = ["code;name;kind;parent;leader_email;coordinator_email"]
    lines += [";".join([r.code, r.name, r.kind, r.parent, r.holders["leader"], r.holders["coordinator"]]) for r in rows]
    return "\n".join(lines).encode()
