"""What a processing activity says, as plain values.

One shape serves the form, the import, the export, the kept version and the rules, so that a field is added in
one place. Other records are named by what people know them by (unit code, mail address, system code), never by
a row number: a content can leave one database and enter another.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Self


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """Why the data are processed (Art. 30(1)(b)) and the bases that carry this purpose (Art. 6, 9, 10)."""

    text: str = ""
    is_statistical: bool = False
    art6: tuple[str, ...] = ()
    art9: tuple[str, ...] = ()
    dbl: tuple[str, ...] = ()
    special_law: str = ""


@dataclass(frozen=True, kw_only=True)
class DataLine:
    """Which data (category and words) about which data subjects (Art. 30(1)(c)); no subject: not coupled yet."""

    subject: str = ""
    category: str = ""
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Disclosure:
    """A recipient (Art. 30(1)(d)); `country` is an ISO 3166 code when the recipient is outside Denmark."""

    category: str = ""
    name: str = ""
    country: str = ""


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """A transfer to a third country or an international organisation (Art. 30(1)(e), chapter V)."""

    country: str = ""
    recipient: str = ""
    basis: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Retention:
    """When data are erased (Art. 30(1)(f)); `period` is an ISO 8601 duration such as P5Y, or a word of choices."""

    category: str = ""
    period: str = ""
    start_event: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ActivityContent:
    """Everything a person writes about one processing activity (Art. 30(1)(a)-(g) and municipal practice)."""

    number: str = ""
    title: str = ""
    description: str = ""
    unit: str = ""
    owner: str = ""
    purposes: tuple[Purpose, ...] = ()
    subjects: tuple[str, ...] = ()
    data_lines: tuple[DataLine, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    not_disclosed: bool = False
    transfers: tuple[Transfer, ...] = ()
    retention: tuple[Retention, ...] = ()
    retention_reason: str = ""
    measures: str = ""
    measures_reason: str = ""
    kle_numbers: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    case_ref: str = ""
    last_review_on: date | None = field(default=None)
    next_review_on: date | None = field(default=None)

    def to_json(self) -> dict[str, Any]:
        """The content as JSON values: every field present, rows as objects, dates as ISO text."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """The content that `to_json` gave. Unknown keys are refused, missing ones are empty.

        Raises ValueError with the field's name when a value has another type than the field.
        """
        known = {f.name for f in fields(cls)}
        unknown = sorted(set(values) - known)
        if unknown:
            raise ValueError(unknown[0])
        return cls(**{name: _typed(name, value) for name, value in values.items()})


ROWS: Mapping[str, type] = {
    "purposes": Purpose,
    "data_lines": DataLine,
    "disclosures": Disclosure,
    "transfers": Transfer,
    "retention": Retention,
}
LISTS = frozenset({"subjects", "kle_numbers", "systems", "art6", "art9", "dbl"})
DATES = frozenset({"last_review_on", "next_review_on"})
FLAGS = frozenset({"not_disclosed", "is_statistical"})


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if type(value) in ROWS.values():
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    return value


def _typed(name: str, value: Any) -> Any:
    if name in ROWS:
        return tuple(_row(name, row) for row in _list(name, value))
    if name in LISTS:
        return tuple(_text(name, item) for item in _list(name, value))
    if name in DATES:
        return _date(name, value)
    if name in FLAGS:
        if not isinstance(value, bool):
            raise ValueError(name)
        return value
    return _text(name, value)


def _row(name: str, value: Any) -> Any:
    row_type = ROWS[name]
    if not isinstance(value, Mapping) or set(value) - {f.name for f in fields(row_type)}:
        raise ValueError(name)
    return row_type(**{key: _typed(key, item) for key, item in value.items()})


def _list(name: str, value: Any) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError(name)
    return value


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(name)
    return value


def _date(name: str, value: Any) -> date | None:
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(name) from None
