"""What a list is made of: the columns it can show, and which of them a person has chosen. Pure.

A list says its columns as data and puts itself into the slot `lists`; the pages here do the rest.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.core.text import N_

if TYPE_CHECKING:
    from app.auth.viewer import Viewer

MOST_VIEWS = 20
"""Saved views of one list, of one person's own and of the shared ones; more make no tabs."""
TITLE_LENGTH = 60


@dataclass(frozen=True)
class Column:
    """A column of a list. `sort` is its key in the address, where the list can be sorted by it.

    A fixed one is always shown, first; one that is `from_start` is shown until a person chooses.
    """

    key: str
    label: str
    sort: str = ""
    is_number: bool = False
    is_fixed: bool = False
    from_start: bool = False


@dataclass(frozen=True, kw_only=True)
class ListKind:
    """A list with saved views and columns to choose.

    `may` says who sees it. `understand` gives the part of an address that the list understands: filter and sorting,
    never the page; what it leaves out is not kept in a view.
    """

    name: str
    title: str
    path: str
    columns: Sequence[Column]
    may: "Callable[[Viewer], bool]"
    understand: Callable[[Mapping[str, str]], dict[str, str]] = field(default=dict)


def shown_columns(columns: Sequence[Column], keys: Sequence[str] | None) -> tuple[Column, ...]:
    """The columns to show: the fixed ones, then the chosen ones in their order; those from the start for no choice.

    A key that the list does not know (any more) is left out.
    """
    fixed = [column for column in columns if column.is_fixed]
    if keys is None:
        return (*fixed, *(column for column in columns if column.from_start and not column.is_fixed))
    known = {column.key: column for column in columns if not column.is_fixed}
    return (*fixed, *(known[key] for key in dict.fromkeys(keys) if key in known))


def with_the_rest(columns: Sequence[Column], shown: Sequence[Column]) -> list[tuple[Column, bool]]:
    """Every column with whether it is shown: the shown ones in their order, then the others in the list's own."""
    return [(column, True) for column in shown] + [(column, False) for column in columns if column not in shown]


def moved(keys: Sequence[str], key: str, by: int) -> list[str]:
    """The keys with one of them moved; an end, or a key that is not among them, moves nothing."""
    order = list(keys)
    if key in order:
        place = order.index(key)
        order.remove(key)
        order.insert(min(max(place + by, 0), len(order)), key)
    return order


def chosen_keys(columns: Sequence[Column], order: Sequence[str], ticked: Collection[str]) -> list[str]:
    """The ticked columns in the order they were given in, those the order leaves out after them."""
    free = [column.key for column in columns if not column.is_fixed]
    places = {key: place for place, key in enumerate(dict.fromkeys([*order, *free]))}
    return sorted((key for key in free if key in ticked), key=places.__getitem__)


def why_not_keep(args: Mapping[str, str], count: int) -> str | None:
    """Why a filter cannot be kept as one more view; None when it can."""
    if not args:
        return N_("Der er ikke valgt noget filter eller nogen sortering at gemme. Vælg det på listen først.")
    if count >= MOST_VIEWS:
        return N_("Der er 20 gemte visninger. Slet en, du ikke bruger mere, under Ret visninger.")
    return None
