"""Who and what goes when a file is the whole list, who stays all the same, and when it is too much. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.core.text import N_
from app.organisation.importing.tree import Node

LASTING_ROLES: Mapping[str, str] = {
    "admin": N_("er systemadministrator"),
    "dpo": N_("er databeskyttelsesrådgiver"),
    "auditor": N_("er revisor"),
}
"""Roles of people who seldom stand in a list of staff: a consultant, a supplier, an auditor from outside."""

THE_IMPORTER = N_("læser selv filen ind")
THE_TOP = N_("er kommunen selv")


@dataclass(frozen=True)
class Parting:
    """Keys (mail addresses or codes) that go, and those that stay though they are not in the file, each with why."""

    gone: tuple[str, ...]
    kept: Mapping[str, str]


def part_people(active: Mapping[str, Collection[str]], in_file: Collection[str], *, importer: str = "") -> Parting:
    """Part the people who may come in, with the roles they hold, by the addresses in the file.

    Whoever is not in the file goes, but for who holds a lasting role and for who imports. Administrators hold one, so
    the last of them never goes.
    """
    gone, kept = [], {}
    named = frozenset(in_file)
    for email, roles in active.items():
        if email in named:
            continue
        why = next((words for role, words in LASTING_ROLES.items() if role in roles), None)
        why = why or (THE_IMPORTER if email == importer else None)
        if why is None:
            gone.append(email)
        else:
            kept[email] = why
    return Parting(tuple(gone), kept)


def part_units(nodes: Mapping[str, Node], in_file: Collection[str]) -> Parting:
    """Part the open units by the codes in the file. The municipality stays: a file may begin below it."""
    named = frozenset(in_file)
    left = [code for code, node in nodes.items() if not node.is_closed and code not in named]
    return Parting(
        tuple(code for code in left if nodes[code].kind != "municipality"),
        {code: THE_TOP for code in left if nodes[code].kind == "municipality"},
    )


def staying_below(nodes: Mapping[str, Node], gone: Collection[str]) -> dict[str, list[str]]:
    """For each unit that goes, the open units right below it that do not go with it."""
    going = frozenset(gone)
    found: dict[str, list[str]] = {}
    for code, node in nodes.items():
        if node.parent in going and code not in going and not node.is_closed:
            found.setdefault(node.parent, []).append(code)
    return found


def is_too_much(gone: int, active: int, most_percent: int) -> bool:
    """Whether more than the share goes. Compared in whole numbers: ten of a hundred is not more than 10 %."""
    return gone * 100 > most_percent * active


def percent_of(gone: int, active: int) -> int:
    """The share in whole percent, rounded up, so that allowing the number shown is enough."""
    return -(-gone * 100 // active) if active else 0
