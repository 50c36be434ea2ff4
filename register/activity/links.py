"""The records that an activity points at by their codes, and the tables that promise they are there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.text import N_
from register.activity.content import ActivityContent
from register.activity.row_model import (
    ActivityLaw,
    ActivityMeasure,
    ActivityProcessor,
    ActivityRecipient,
    ActivitySystem,
)
from register.law.model import Law
from register.measure.model import Measure
from register.processor.model import Processor
from register.recipient.model import Recipient
from register.system.model import System


@dataclass(frozen=True)
class Link:
    """A table between activities and another kind of record; `column` is the other record's.

    `field` is the content's field in which the codes stand, `unknown` the sentence for a code we do not know.
    `is_field`: the field is a list of nothing but these codes, and is read from the table.
    """

    model: Any
    table: Any
    column: str
    field: str
    unknown: str
    codes: Callable[[ActivityContent], tuple[str, ...]]
    is_field: bool = True


def _laws(content: ActivityContent) -> tuple[str, ...]:
    return tuple(code for purpose in content.purposes for code in purpose.laws)


def _recipients(content: ActivityContent) -> tuple[str, ...]:
    return tuple(row.recipient for row in content.disclosures if row.recipient)


def _processors(content: ActivityContent) -> tuple[str, ...]:
    """Those that data are transferred to take part too (tidy.py)."""
    return (*content.processors, *(row.processor for row in content.transfers if row.processor))


LINKS: Mapping[str, Link] = {
    "systems": Link(
        System, ActivitySystem, "system_id", "systems",
        N_("Der er intet it-system med koden «%(code)s»."), lambda content: content.systems,
    ),
    "processors": Link(
        Processor, ActivityProcessor, "processor_id", "processors",
        N_("Der er ingen databehandler med koden «%(code)s»."), _processors,
    ),
    "security_measures": Link(
        Measure, ActivityMeasure, "measure_id", "security_measures",
        N_("Der er ingen foranstaltning med koden «%(code)s»."), lambda content: content.security_measures,
    ),
    "laws": Link(
        Law, ActivityLaw, "law_id", "purposes",
        N_("Der er ingen lov med koden «%(code)s»."), _laws, is_field=False,
    ),
    "recipients": Link(
        Recipient, ActivityRecipient, "recipient_id", "disclosures",
        N_("Der er ingen modtager med koden «%(code)s»."), _recipients, is_field=False,
    ),
}  # fmt: skip
"""By the name of the relationship on `ProcessingActivity`."""


def codes_of(name: str, content: ActivityContent) -> tuple[str, ...]:
    """The codes of one link that a content names, each once, in order."""
    return tuple(sorted(set(LINKS[name].codes(content))))
