"""What a tree of units must be."""

from hypothesis import given
from hypothesis import strategies as st

from app.organisation.importing.rules import UnitRow
from app.organisation.importing.tree import Node, adopting_code, check_units
from app.organisation.rules import MAX_LEVELS
from tests.app.organisation.importing.strategies import trees

ROOT_ONLY = {"KOMMUNE": Node("municipality", "")}
FJORDBY = {"FJORDBY": Node("municipality", ""), "SOC": Node("administration", "FJORDBY"), "FAM": Node("unit", "SOC")}


def unit(
    code: str = "NY", *, parent: str = "SOC", kind: str = "unit", name: str = "Ny", row: int = 2, **holders: str
) -> UnitRow:
    return UnitRow(row=row, code=code, name=name, kind=kind, parent=parent, holders=holders)


def places(*rows: UnitRow, existing: dict[str, Node] = FJORDBY) -> list[tuple[int, str]]:
    return [fault[:2] for fault in check_units(rows, existing=existing)]


@given(st.data())
def test_a_sound_tree_is_sound_in_any_order(data: st.DataObject) -> None:
    rows = data.draw(trees())
    shuffled = data.draw(st.permutations(rows))
    assert list(check_units(shuffled, existing=ROOT_ONLY)) == []
    assert list(check_units(shuffled, existing={})) == []


@given(st.data())
def test_a_ring_is_told_at_each_of_its_rows_and_only_there(data: st.DataObject) -> None:
    rows = data.draw(trees().filter(lambda rows: any(r.kind == "unit" for r in rows)))
    by_code = {row.code: row for row in rows}
    bottom = data.draw(st.sampled_from([row for row in rows if row.kind == "unit"]))
    way_up = [bottom.code]
    while by_code[by_code[way_up[-1]].parent].kind == "unit":
        way_up.append(by_code[way_up[-1]].parent)
    top = by_code[way_up[-1]]
    bent = [UnitRow(r.row, r.code, r.name, r.kind, bottom.code, r.holders) if r is top else r for r in rows]
    found = list(check_units(bent, existing={}))
    assert sorted(row for row, _field, _reason in found) == sorted(by_code[code].row for code in way_up)
    assert all(field == "parent" and "under sig selv" in reason for _row, field, reason in found)


def test_a_ring_through_a_unit_that_is_there_already_is_seen() -> None:
    assert places(unit("SOC", kind="unit", parent="FAM")) == [(2, "parent")]


def test_an_unknown_parent_is_refused_with_a_suggestion() -> None:
    ((row, field, reason),) = check_units([unit(parent="SOK")], existing=FJORDBY)
    assert (row, field) == (2, "parent")
    assert reason == "enheden «SOK» findes ikke. Mente du «SOC»?"


def test_a_unit_below_nothing_is_refused() -> None:
    assert places(unit(parent="")) == [(2, "parent")]


def test_a_second_municipality_is_refused() -> None:
    assert places(unit("NABO", kind="municipality", parent="")) == [(2, "kind")]
    two = [unit("A", kind="municipality", parent="", row=2), unit("B", kind="municipality", parent="", row=3)]
    assert places(*two, existing={}) == [(3, "kind")]


def test_the_municipality_lies_below_nothing_and_stays_one() -> None:
    assert places(unit("FJORDBY", kind="municipality", parent="SOC")) == [(2, "parent")]
    assert places(unit("FJORDBY", kind="administration", parent="FJORDBY"))[0] == (2, "kind")


def test_an_administration_lies_right_below_the_municipality() -> None:
    assert places(unit("BOK", kind="administration", parent="FJORDBY")) == []
    assert places(unit("BOK", kind="administration", parent="SOC")) == [(2, "parent")]


def test_a_unit_may_lie_below_the_municipality_itself() -> None:
    assert places(unit(parent="FJORDBY")) == []


def test_the_root_that_init_made_is_taken_over_by_the_file_s_municipality() -> None:
    rows = [unit("FJORDBY", kind="municipality", parent=""), unit("BOK", kind="administration", parent="FJORDBY")]
    below = ROOT_ONLY | {"SOC": Node("administration", "KOMMUNE")}
    assert adopting_code(rows, below) == "FJORDBY"
    assert places(*rows, existing=below) == []
    assert adopting_code(rows, FJORDBY) is None
    assert adopting_code(rows[1:], ROOT_ONLY) is None


def test_the_code_of_a_root_that_was_taken_over_is_gone() -> None:
    rows = [
        unit("FJORDBY", kind="municipality", parent="", row=2),
        unit("BOK", kind="administration", parent="KOMMUNE", row=3),
    ]
    assert places(*rows, existing=ROOT_ONLY) == [(3, "parent")]


def test_a_code_stands_once() -> None:
    ((row, field, reason),) = check_units([unit(row=2), unit(row=7)], existing=FJORDBY)
    assert (row, field, reason) == (7, "code", "koden står allerede i række 2.")


def test_a_code_must_fit_into_an_address() -> None:
    for code in ("A/B", "ny", "fil", "x" * 81):
        assert places(unit(code)) == [(2, "code")]


def test_what_is_missing_or_misspelt_is_told_all_at_once() -> None:
    assert places(unit("", name="", kind="unt", parent="SOC", leader="nej")) == [
        (2, "code"),
        (2, "name"),
        (2, "kind"),
        (2, "leader_email"),
    ]


def test_a_tree_may_be_so_deep_and_no_deeper() -> None:
    chain = [unit("U0", parent="FJORDBY", row=2)]
    chain += [unit(f"U{n}", parent=f"U{n - 1}", row=n + 2) for n in range(1, MAX_LEVELS - 1)]
    assert places(*chain) == []
    assert places(*chain, unit("DYB", parent=chain[-1].code, row=99)) == [(99, "parent")]


def test_a_unit_that_pushes_others_too_deep_is_told_itself() -> None:
    deep = FJORDBY | {"U0": Node("unit", "FAM")}
    deep |= {f"U{n}": Node("unit", f"U{n - 1}") for n in range(1, MAX_LEVELS - 3)}
    assert places(unit("FAM", parent="SOC"), existing=deep) == []
    assert places(unit("MELLEM", row=5), unit("FAM", parent="MELLEM", row=6), existing=deep) == [(6, "parent")]
