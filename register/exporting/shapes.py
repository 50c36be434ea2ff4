"""Rows of the register's tables as plain values, told by the tables' own columns: a new column comes along by itself.

Another record is named by what people know it by: a person by mail address (`owner_id` becomes `owner`), a unit by its
code. Days and moments are ISO 8601, moments in UTC. What the program works out by itself is left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Boolean, Column, Date, DateTime, Float, Integer, String

from register.activity.convert import PLAIN
from register.activity.model import ActivitySetAside, ActivityVersion, ProcessingActivity
from register.kle.model import KleNumber
from register.law.model import Law
from register.measure.model import Measure
from register.processor.model import ProcessingAgreement, Processor, ProcessorSupervision, SubProcessor
from register.recipient.model import Recipient
from register.system.model import System
from register.versions.model import RecordVersion

DERIVED = frozenset({"search", "sort_key", "supplier_key", "number_key"})
"""Columns that every table works out from its others: what free text is looked up in, and what lists sort by."""
CODED = {"unit.id": "unit", "person.id": "person"}


@dataclass(frozen=True)
class Name:
    """A value of a row: its name in the document, its column, and whose key it is (unit, person or nobody's)."""

    name: str
    column: Any
    points_at: str = ""

    @property
    def kind(self) -> type:
        """The Python type that the value has in the program: for a pointer, text."""
        if self.points_at:
            return str
        known = ((Boolean, bool), (Date, date), (DateTime, datetime), (Float, float), (Integer, int), (String, str))
        # A moment's type wraps that of the database.
        held = getattr(self.column.type, "impl_instance", self.column.type)
        return next((kind for sql, kind in known if isinstance(held, sql)), object)


@dataclass(frozen=True)
class Shape:
    """The values of one table that a document carries, and the lists that hang on each row.

    `key` is the column rows are known by, `hangs_on` the one that points at the row above. `order` is what rows below
    are sorted by.
    """

    model: Any
    key: str = "code"
    left_out: frozenset[str] = frozenset()
    hangs_on: str = ""
    order: Sequence[str] = ("id",)
    below: Mapping[str, "Shape"] = field(default_factory=dict)

    @property
    def table(self) -> Any:
        """The table itself."""
        return self.model.__table__

    @property
    def kind(self) -> str:
        """What versions and the audit trail call such a record."""
        return str(self.table.name)

    def names(self) -> Sequence[Name]:
        """Every value of a row, in the order of the table's columns."""
        return list(self._names())

    def _names(self) -> Iterator[Name]:
        for column in self.table.columns:
            if column.name in {"id", self.hangs_on, *DERIVED, *self.left_out}:
                continue
            points_at = _points_at(column)
            yield Name(column.name.removesuffix("_id") if points_at else column.name, column, points_at)


def _points_at(column: Column[Any]) -> str:
    targets = [key.target_fullname for key in column.foreign_keys]
    if not targets:
        return ""
    if targets[0] not in CODED:
        raise TypeError(f"{column} points at a table that the export has no words for")
    return CODED[targets[0]]


def plain(value: Any) -> Any:
    """A value of a column as JSON holds it. Objects are sorted by name: PostgreSQL keeps no order of theirs."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: plain(value[key]) for key in sorted(value)}
    return [plain(item) for item in value] if isinstance(value, list) else value


class Unfit(ValueError):
    """A value that its column cannot hold; `reason` says why, where there is more to say than that."""

    def __init__(self, name: str, reason: str = "") -> None:
        super().__init__(name)
        self.reason = reason


def typed(name: Name, value: Any) -> Any:
    """The value of a document as its column holds it; that of a pointer is still text. Raises Unfit."""
    kind = name.kind
    if value is None and (name.column.nullable or name.points_at):
        return None
    if kind in (date, datetime):
        return _moment(name, kind, value)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if kind is object:
        return value
    # Python counts a yes among the whole numbers.
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise Unfit(name.name)
    if isinstance(value, str):
        most = getattr(name.column.type, "length", None)
        if "\x00" in value or (most and not name.points_at and len(value) > most):
            raise Unfit(name.name)
    if isinstance(value, int) and abs(value) > 2**31 - 1:
        raise Unfit(name.name)
    return value


def _moment(name: Name, kind: Any, value: Any) -> Any:
    try:
        found = kind.fromisoformat(value)
    except (TypeError, ValueError):
        raise Unfit(name.name) from None
    if isinstance(found, datetime) and found.tzinfo is None:
        raise Unfit(name.name)
    return found


def carried_columns() -> Mapping[str, frozenset[str]]:
    """By table: the columns that a document carries, in one form or another."""
    found: dict[str, frozenset[str]] = {}
    shapes = [*KINDS.values(), ACTIVITY]
    for shape in shapes:
        shapes += shape.below.values()
        found[shape.table.name] = found.get(shape.table.name, frozenset()) | {
            name.column.name for name in shape.names()
        }
    found["processing_activity"] |= {*PLAIN, "unit_id", "owner_id"}
    return found


VERSIONS = Shape(RecordVersion, left_out=frozenset({"kind"}), hangs_on="subject_id", order=("version",))
KINDS: Mapping[str, Shape] = {
    "systems": Shape(System, below={"versions": VERSIONS}),
    "processors": Shape(
        Processor,
        below={
            "agreements": Shape(
                ProcessingAgreement, left_out=frozenset({"position"}), hangs_on="processor_id", order=("position",)
            ),
            "sub_processors": Shape(
                SubProcessor, left_out=frozenset({"position"}), hangs_on="processor_id", order=("position",)
            ),
            "supervisions": Shape(ProcessorSupervision, hangs_on="processor_id", order=("held_on", "id")),
            "versions": VERSIONS,
        },
    ),
    "measures": Shape(Measure, below={"versions": VERSIONS}),
    "recipients": Shape(Recipient, below={"versions": VERSIONS}),
    "laws": Shape(Law, below={"versions": VERSIONS}),
    "kle_numbers": Shape(KleNumber, key="number"),
}
"""What records point at, by its name in the document."""

ACTIVITY = Shape(
    ProcessingActivity,
    key="number",
    left_out=frozenset({
        *PLAIN, "unit_id", "owner_id", "error_count", "is_art30_fulfilled", "is_complete", "found_on",
    }),
    below={
        "versions": Shape(ActivityVersion, hangs_on="activity_id", order=("version",)),
        "set_asides": Shape(ActivitySetAside, hangs_on="activity_id", order=("at", "id")),
    },
)  # fmt: skip
"""What a document says of a record beside its content: what the rules find is worked out anew."""
