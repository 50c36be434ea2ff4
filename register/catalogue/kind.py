"""What tells one kind of catalogue record from another: measures, recipients and laws are the same but for this."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from register.catalogue.model import CatalogueRecord


@dataclass(frozen=True, kw_only=True)
class Words:
    """What people read about a kind, in Danish."""

    title: str
    one: str
    many: str
    new: str
    edit: str
    created: str
    saved: str
    lead: str
    empty: str


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of record. `name` is its code in trail and versions, `slug` its address, `link` its table with activities.

    `content` is a frozen dataclass of what people write, each field a column but for `people`, which are held by mail
    address; `labels` names every field, `choices` the words of those chosen from a list. `columns` are the fields that
    the list shows beside the name, `filters` those it can be narrowed to.
    """

    name: str
    slug: str
    link: str
    model: type[CatalogueRecord]
    content: type[Any]
    form: Callable[..., Any]
    words: Words
    labels: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    people: frozenset[str] = frozenset()
    columns: Sequence[str] = ()
    filters: Sequence[str] = ()
