"""What the rules need to know that the record itself does not say: the day, and what it points at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, kw_only=True)
class ProcessorFacts:
    """A processor the record names. Countries are ISO 3166 codes, empty for Denmark.

    `has_agreement`: one is in force today (Art. 28(3)); `has_supervision`: it has been supervised or that is planned.
    `dpf_checked_on`: when its certificate under the EU-US DPF was last looked up.
    """

    name: str = ""
    country: str = ""
    sub_countries: frozenset[str] = frozenset()
    has_agreement: bool = False
    has_supervision: bool = False
    dpf_checked_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class SystemFacts:
    """An it system the record names; `has_owner`: somebody who works here owns it."""

    name: str = ""
    has_owner: bool = False


@dataclass(frozen=True, kw_only=True)
class RecipientFacts:
    """A recipient the record names; `category` is a code of choices.RECIPIENTS, `country` empty for Denmark."""

    name: str = ""
    category: str = ""
    country: str = ""


@dataclass(frozen=True, kw_only=True)
class RiskFacts:
    """The risk assessment that holds; `is_accepted`: the management has decided to live with the risk."""

    colour: str
    assessed_on: date
    next_on: date | None = None
    is_accepted: bool = False


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What stands in other records, each by the code or number that this one names it by.

    `kle_retention` holds the retention codes of KLE numbers ("P1825D") that have one. `has_information_text`: we hold
    a text that tells the data subjects what Art. 14 demands.
    """

    owner_is_active: bool = False
    processors: Mapping[str, ProcessorFacts] = field(default_factory=dict)
    systems: Mapping[str, SystemFacts] = field(default_factory=dict)
    recipients: Mapping[str, RecipientFacts] = field(default_factory=dict)
    kle_retention: Mapping[str, str] = field(default_factory=dict)
    risk: RiskFacts | None = None
    has_information_text: bool = False


@dataclass(frozen=True)
class Approval:
    """Who approves now, and who last edited the record; by person."""

    approver_id: int
    last_editor_id: int | None


@dataclass(frozen=True, kw_only=True)
class Context:
    """What the rules need to know that the record does not say.

    `is_imported_unedited`: imported and never edited here; some demands are then warnings (DT20). `approval` is there
    only while somebody approves.
    """

    today: date
    controller_is_known: bool
    dpo_is_known: bool
    is_imported_unedited: bool = False
    facts: Facts = Facts()
    approval: Approval | None = None
