"""Lists with filter, sort and pages whose whole state is the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from urllib.parse import urlencode

T = TypeVar("T")
PAGE_SIZE = 50


@dataclass(frozen=True)
class Sort:
    """Which column a list is sorted by, and addresses that change it."""

    key: str
    is_descending: bool
    path: str
    args: Mapping[str, str]

    @classmethod
    def of(cls, args: Mapping[str, str], path: str, *, keys: Sequence[str]) -> "Sort":
        """From the address: `sort=titel` or `sort=-titel`; an unknown key means the first of `keys`."""
        text = args.get("sort", keys[0])
        key = text.removeprefix("-")
        if key not in keys:
            key, text = keys[0], keys[0]
        return cls(key=key, is_descending=text.startswith("-"), path=path, args=dict(args))

    def url_for(self, key: str) -> str:
        """Address of the list sorted by `key`: ascending, or turned round when it already is."""
        is_turned = key == self.key and not self.is_descending
        return address(self.path, {**self.args, "sort": f"-{key}" if is_turned else key}, without=("side",))

    def state(self, key: str) -> str | None:
        """What aria-sort says for a column head."""
        if key != self.key:
            return None
        return "descending" if self.is_descending else "ascending"


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list, with the number of rows in all."""

    rows: Sequence[T]
    number: int
    total: int
    path: str
    args: Mapping[str, str] = field(default_factory=dict)
    size: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    def url_for(self, number: int) -> str:
        """Address of another page of the same list."""
        return address(self.path, {**self.args, "side": str(number)})


def page_number(args: Mapping[str, str]) -> int:
    """The page asked for in the address; 1 when it is missing or no number."""
    text = args.get("side", "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 7 else 1


def number_within(args: Mapping[str, str], total: int, size: int = PAGE_SIZE) -> int:
    """The page asked for in the address; the last one when the list is shorter than that."""
    return min(page_number(args), max(1, -(-total // size)))


def address(path: str, args: Mapping[str, str], *, without: Sequence[str] = ()) -> str:
    """An address with the arguments that say something."""
    kept = {key: value for key, value in args.items() if value and key not in without}
    return f"{path}?{urlencode(kept)}" if kept else path
