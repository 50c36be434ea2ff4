"""What a rule is, and what it finds."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as made
from typing import Literal

from register.activity.content import ActivityContent
from register.activity.rules.known import Context

Severity = Literal["error", "warning"]
RecordType = Literal["controller", "processor"]

MUNICIPALITY = "municipality"
"""Field name of what is filled in the municipality's settings, not on the record."""
RISK = "risk"
"""Field name of what is mended in the record's risk assessment."""
APPROVAL = "approval"
"""Field name of what concerns who approves."""
ELSEWHERE = frozenset({MUNICIPALITY, RISK, APPROVAL})
"""Names that a finding's field may have beside the fields of a content."""

CONTROLLER: frozenset[RecordType] = frozenset({"controller"})
PROCESSOR: frozenset[RecordType] = frozenset({"processor"})
BOTH = CONTROLLER | PROCESSOR


@dataclass(frozen=True)
class Finding:
    """One thing that is missing or wrong in a record.

    `is_legal`: the record itself must hold it (class L); `field` is a field of ActivityContent or one of ELSEWHERE.
    `message` is a sentence with places for `values`. `about` tells two findings of one rule apart, and stays the same
    from day to day; `quote` says what it concerns where the sentence does not.
    """

    rule: str
    severity: Severity
    is_legal: bool
    field: str
    message: str
    article: str
    about: str = ""
    values: Mapping[str, str] = made(default_factory=dict)
    quote: str = ""


@dataclass(frozen=True)
class Hit:
    """One place where a rule is broken. What it says of message and severity goes before what the rule says."""

    about: str = ""
    values: Mapping[str, str] = made(default_factory=dict)
    quote: str = ""
    message: str | None = None
    severity: Severity | None = None


Check = Callable[[ActivityContent, Context], Iterator[Hit]]


@dataclass(frozen=True)
class Rule:
    """A rule of the table. `label` is the Danish name of its worklist; `broken` yields each place where it is broken.

    `applies_to` are the types of record it concerns. One that is `only_at_approval` is asked when somebody approves.
    """

    id: str
    severity: Severity
    is_legal: bool
    field: str
    article: str
    label: str
    message: str
    broken: Check
    applies_to: frozenset[RecordType] = CONTROLLER
    only_at_approval: bool = False


def when(is_broken: bool, hit: Hit = Hit()) -> Iterator[Hit]:
    """A rule about the whole field: one hit, or none."""
    if is_broken:
        yield hit
