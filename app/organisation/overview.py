"""The tree with its people, line by line, and what is wrong with it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.organisation.model import Person, Unit


@dataclass(frozen=True)
class Holding:
    """Who a function falls to in a unit.

    `name` is "" when nobody is found. `inherited_from` names the unit above that the person stands in for; `gone` names
    the unit's own holder when that person has left.
    """

    name: str = ""
    inherited_from: str = ""
    gone: str = ""


@dataclass(frozen=True)
class UnitLine:
    """A unit of the tree. `level` is 0 for the municipality, 1 for what lies right below it."""

    code: str
    name: str
    kind: str
    level: int
    leader: Holding
    coordinator: Holding
    is_closed: bool = False

    @property
    def lacks_leader(self) -> bool:
        """No leader of its own: tasks go to a leader further up, who may not know the work."""
        return not self.is_closed and (not self.leader.name or bool(self.leader.inherited_from))


def tree_lines(units: "Sequence[Unit]", holders: "Mapping[tuple[int, str], Person]") -> Iterator[UnitLine]:
    """A line for each unit, in the given order (parents first)."""
    by_id = {unit.id: unit for unit in units}
    for unit in units:
        yield UnitLine(
            code=unit.code,
            name=unit.name,
            kind=unit.kind,
            level=unit.path.count("/") - 2,
            leader=find_holding("leader", unit, by_id, holders),
            coordinator=find_holding("coordinator", unit, by_id, holders),
            is_closed=unit.is_closed,
        )


def find_holding(
    function: str, unit: "Unit", units: "Mapping[int, Unit]", holders: "Mapping[tuple[int, str], Person]"
) -> Holding:
    """Who a function falls to: the unit's own holder while active, else the nearest one further up."""
    own = holders.get((unit.id, function))
    gone = own.name if own is not None and not own.is_active else ""
    above: Unit | None = unit
    while above is not None:
        holder = holders.get((above.id, function))
        if holder is not None and holder.is_active:
            return Holding(holder.name, "" if above is unit else above.name, gone)
        above = units.get(above.parent_id) if above.parent_id is not None else None
    return Holding(gone=gone)
