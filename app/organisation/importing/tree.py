"""What a tree of units must be, whichever rows of a file change it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.core.text import N_
from app.organisation.importing.rules import Fault, UnitRow, mail_reason, unknown_reason
from app.organisation.rules import KINDS, MAX_LEVELS, ROOT_CODE, is_mail_address

TAKEN_CODES = frozenset({"ny", "fil"})
"""Codes that are words in the page's addresses."""


@dataclass(frozen=True)
class Node:
    """What the rules ask of a unit: its kind, the code of the unit above it, and whether it is closed."""

    kind: str
    parent: str
    is_closed: bool = False


def adopting_code(rows: Sequence[UnitRow], existing: Mapping[str, Node]) -> str | None:
    """The code of the municipality in the file that takes over the root which `flask init` made."""
    if ROOT_CODE not in existing or existing[ROOT_CODE].kind != "municipality":
        return None
    code = next((row.code for row in rows if row.kind == "municipality"), ROOT_CODE)
    return None if code == ROOT_CODE or code in existing else code


def check_units(rows: Sequence[UnitRow], *, existing: Mapping[str, Node]) -> Iterator[Fault]:
    """What is wrong with the rows of units, laid over the tree that is there already.

    1. Each row by itself: code, name, kind and mail addresses.
    2. Its place: one municipality on top, administrations right below it, every parent known.
    3. The tree as a whole: nothing lies below itself, nothing deeper than `MAX_LEVELS`.
    """
    nodes = _taken_over(existing, adopting_code(rows, existing))
    root = next((code for code, node in nodes.items() if node.kind == "municipality"), None)
    root = root or next((row.code for row in rows if row.kind == "municipality"), None)
    by_code: dict[str, UnitRow] = {}
    for row in rows:
        if row.code not in by_code:
            by_code[row.code] = row
            nodes[row.code] = Node(row.kind, "" if row.kind == "municipality" else row.parent)
    for row in rows:
        if row is not by_code[row.code] and row.code:
            yield row.row, "code", N_("koden står allerede i række %(row)s.") % {"row": by_code[row.code].row}
            continue
        yield from _faults_of_cells(row)
        yield from _faults_of_place(row, nodes, root)
    yield from _faults_of_tree(by_code, nodes)


def _taken_over(existing: Mapping[str, Node], new_root: str | None) -> dict[str, Node]:
    """The tree with the root under its new code, where the file brings one."""
    if new_root is None:
        return dict(existing)
    return {
        new_root if code == ROOT_CODE else code: replace(
            node, parent=new_root if node.parent == ROOT_CODE else node.parent
        )
        for code, node in existing.items()
    }


def _faults_of_cells(row: UnitRow) -> Iterator[Fault]:
    if not row.code:
        yield row.row, "code", N_("koden mangler.")
    elif len(row.code) > 80 or "/" in row.code or row.code in TAKEN_CODES:
        yield row.row, "code", N_("koden kan ikke bruges. Vælg en på højst 80 tegn uden skråstreg.")
    if not row.name:
        yield row.row, "name", N_("navnet mangler.")
    elif len(row.name) > 400:
        yield row.row, "name", N_("navnet er for langt. Skriv højst 400 tegn.")
    if row.kind not in KINDS:
        yield row.row, "kind", unknown_reason(N_("typen"), row.kind, KINDS)
    for function, email in row.holders.items():
        if email and not is_mail_address(email):
            yield row.row, f"{function}_email", mail_reason(email)


def _faults_of_place(row: UnitRow, nodes: Mapping[str, Node], root: str | None) -> Iterator[Fault]:
    if row.kind == "municipality":
        if row.code != root:
            yield row.row, "kind", N_("der kan kun være én kommune, og den har koden «%(code)s».") % {"code": root}
        elif row.parent:
            yield row.row, "parent", N_("kommunen ligger øverst. Lad feltet stå tomt.")
    elif row.code and row.code == root:
        yield row.row, "kind", N_("koden er kommunens. Vælg en anden kode, eller skriv Kommune.")
    elif not row.parent:
        yield row.row, "parent", N_("skriv koden på den enhed, som den hører under.")
    elif row.parent not in nodes:
        yield row.row, "parent", unknown_reason(N_("enheden"), row.parent, frozenset(nodes))
    elif nodes[row.parent].is_closed:
        yield row.row, "parent", N_("enheden «%(code)s» er lukket. Vælg en anden.") % {"code": row.parent}
    elif row.kind == "administration" and nodes[row.parent].kind != "municipality":
        yield row.row, "parent", N_("en forvaltning hører direkte under kommunen.")


def _faults_of_tree(by_code: Mapping[str, UnitRow], nodes: Mapping[str, Node]) -> Iterator[Fault]:
    too_deep: set[str] = set()
    for code in nodes:
        above = _path_up(code, nodes)
        if above[-1] == code and len(above) > 1:
            # The whole ring is told at each of its rows; it may be mended at any of them.
            if code in by_code:
                words = N_("enheden kommer til at ligge under sig selv: %(ring)s.")
                yield by_code[code].row, "parent", words % {"ring": " → ".join(above)}
        elif len(above) > MAX_LEVELS and above[-1] not in above[:-1]:
            too_deep.add(next((c for c in above if c in by_code), code))
    for code, row in by_code.items():
        if code in too_deep:
            words = N_("der må højst være %(n)s niveauer under hinanden.")
            yield row.row, "parent", words % {"n": MAX_LEVELS}


def _path_up(code: str, nodes: Mapping[str, Node]) -> list[str]:
    """The code and those above it, to the top, or to the first that comes again."""
    path = [code]
    while (node := nodes.get(path[-1])) is not None and node.parent:
        path.append(node.parent)
        if node.parent in path[:-1]:
            break
    return path
