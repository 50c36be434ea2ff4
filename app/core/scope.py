"""What part of the municipality a person reaches: everything, some branches of the tree, or nothing."""

from dataclasses import dataclass
from typing import Self

from sqlalchemy import ColumnElement, false, or_, true
from sqlalchemy.orm import InstrumentedAttribute


@dataclass(frozen=True)
class Scope:
    """Branches of the organisation by their paths ("/1/4/"); `is_everything` covers also what has no unit."""

    paths: tuple[str, ...] = ()
    is_everything: bool = False

    @classmethod
    def everything(cls) -> Self:
        return cls(is_everything=True)

    @classmethod
    def nothing(cls) -> Self:
        return cls()

    def holds(self, path: str | None) -> bool:
        """Whether a unit with this path lies inside."""
        return self.is_everything or (path is not None and path.startswith(self.paths))

    def where(self, path: "InstrumentedAttribute[str]") -> ColumnElement[bool]:
        """The same as SQL, for a query that has joined the unit."""
        if self.is_everything:
            return true()
        return or_(false(), *(path.startswith(p, autoescape=True) for p in self.paths))
