"""What a processing activity says, as plain values.

One shape serves the form, the import, the export, the kept version and the rules, so that a field is added in
one place. Other records are named by what people know them by (unit code, mail address, system code), never by
a row number: a content can leave one database and enter another.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Self


@dataclass(frozen=True, kw_only=True)
class JointController:
    """Somebody who decides purposes and means together with the municipality (Art. 26).

    `arrangement` says where the arrangement between them is found; `statute` the law that fixes who answers for what.
    """

    name: str = ""
    contact: str = ""
    arrangement: str = ""
    statute: str = ""


@dataclass(frozen=True, kw_only=True)
class ServedController:
    """Somebody the municipality processes data for, and what is done for them (Art. 30(2)(a)-(b))."""

    name: str = ""
    contact: str = ""
    dpo: str = ""
    categories: str = ""


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """Why the data are processed (Art. 30(1)(b)) and the bases that carry this purpose (Art. 6, 9, 10).

    `laws` are the special legislation it rests on, by code; `special_law` says the paragraph, or a law we do not hold.
    """

    text: str = ""
    is_statistical: bool = False
    art6: tuple[str, ...] = ()
    art9: tuple[str, ...] = ()
    dbl: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()
    special_law: str = ""


@dataclass(frozen=True, kw_only=True)
class DataLine:
    """Which data (category and words) about which data subjects (Art. 30(1)(c)); no subject: not coupled yet.

    `key` is what recipients and transfers name the line by: a number that is given once and never used again.
    """

    key: str = ""
    subject: str = ""
    category: str = ""
    text: str = ""


EVERY_LINE = "*"
"""Instead of the keys of lines: all the data there are, those of later lines too."""


@dataclass(frozen=True, kw_only=True)
class Disclosure:
    """A recipient (Art. 30(1)(d)) and which data lines it gets.

    `recipient` is one of the register's own, by code; `name` says it in words; `country` is an ISO 3166 code when the
    recipient is outside Denmark; `basis` is the authority to disclose.
    """

    category: str = ""
    recipient: str = ""
    name: str = ""
    country: str = ""
    lines: tuple[str, ...] = ()
    basis: str = ""


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """A transfer to a third country or an international organisation (Art. 30(1)(e), chapter V), and which data lines.

    `processor` is the processor it goes to, by code; else `recipient` says whom. `document` and `assessment` say where
    the instrument and the assessment of the transfer (TIA) are found; `checked_on` when the recipient's certificate was
    last looked up, where the recipient is no processor of ours.
    """

    country: str = ""
    processor: str = ""
    recipient: str = ""
    lines: tuple[str, ...] = ()
    basis: str = ""
    document: str = ""
    assessment: str = ""
    checked_on: date | None = None
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
    """Everything a person writes about one processing activity (Art. 30(1)(a)-(g), 30(2) and municipal practice).

    `record_type`: the municipality is controller (Art. 30(1)) or processor (Art. 30(2)) here.
    """

    record_type: str = "controller"
    number: str = ""
    title: str = ""
    description: str = ""
    unit: str = ""
    owner: str = ""
    authority_task: str = ""
    joint_controllers: tuple[JointController, ...] = ()
    controllers_served: tuple[ServedController, ...] = ()
    agreement_ref: str = ""
    purposes: tuple[Purpose, ...] = ()
    consent_procedure: str = ""
    subjects: tuple[str, ...] = ()
    subject_count: str = ""
    data_lines: tuple[DataLine, ...] = ()
    data_sources: tuple[str, ...] = ()
    info_duty: str = ""
    info_basis: str = ""
    info_ref: str = ""
    disclosures: tuple[Disclosure, ...] = ()
    not_disclosed: bool = False
    processors: tuple[str, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    retention: tuple[Retention, ...] = ()
    retention_reason: str = ""
    archive_rule: str = ""
    deletion_procedure: str = ""
    deletion_ref: str = ""
    security_measures: tuple[str, ...] = ()
    measures: str = ""
    measures_reason: str = ""
    access_groups: tuple[str, ...] = ()
    access_count: str = ""
    automated_decision: str = ""
    automated_basis: tuple[str, ...] = ()
    ai_used: str = ""
    ai_class: str = ""
    dpia_screening: str = ""
    dpia_reason: str = ""
    dpia_ref: str = ""
    dpia_approved_on: date | None = None
    dpia_high_residual: bool = False
    dpia_consulted_on: date | None = None
    criticality: str = ""
    kle_numbers: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    case_ref: str = ""
    last_review_on: date | None = None
    next_review_on: date | None = None

    def to_json(self) -> dict[str, Any]:
        """The content as JSON values: every field present, rows as objects, dates as ISO text."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """The content that `to_json` gave, or an older program. Unknown keys are refused, missing ones empty.

        Raises ValueError with the field's name when a value has another type than the field.
        """
        known = {f.name for f in fields(cls)}
        unknown = sorted(set(values) - known)
        if unknown:
            raise ValueError(unknown[0])
        content = cls(**{name: _typed(name, value) for name, value in values.items()})
        return replace(content, data_lines=with_keys(content.data_lines))


def highest_key(lines: Iterable[DataLine]) -> int:
    """The highest number that is the key of a line; 0 when there is none."""
    return max((int(line.key) for line in lines if line.key.isdecimal()), default=0)


def with_keys(lines: Sequence[DataLine], *, used: int = 0) -> tuple[DataLine, ...]:
    """The lines, each with a key of its own: one without, or with one that stands before it, gets the next number.

    Numbers up to `used` have been given before, perhaps to a line that is gone, and are not given again.
    """
    highest = max(used, highest_key(lines))
    taken: set[str] = set()
    named = []
    for line in lines:
        if not line.key or line.key in taken:
            highest += 1
            line = replace(line, key=str(highest))  # noqa: PLW2901 - the line as it shall be
        taken.add(line.key)
        named.append(line)
    return tuple(named)


ROWS: Mapping[str, type] = {
    "joint_controllers": JointController,
    "controllers_served": ServedController,
    "purposes": Purpose,
    "data_lines": DataLine,
    "disclosures": Disclosure,
    "transfers": Transfer,
    "retention": Retention,
}
LISTS = frozenset({
    "subjects", "data_sources", "processors", "security_measures", "access_groups", "automated_basis", "kle_numbers",
    "systems", "art6", "art9", "dbl", "laws", "lines",
})  # fmt: skip
DATES = frozenset({"last_review_on", "next_review_on", "dpia_approved_on", "dpia_consulted_on", "checked_on"})
FLAGS = frozenset({"not_disclosed", "is_statistical", "dpia_high_residual"})


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
