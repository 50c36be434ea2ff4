"""What has changed since an assessment was approved, in words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask_babel import gettext as _

from register.activity.content import DataLine
from register.activity.countries import COUNTRIES
from register.activity.labels import line_words
from register.activity.store import Names
from register.activity.tidy import CODES
from register.dpia.basis import CHANGES, ChangeKind
from register.risk.scale import COLOUR_WORDS

Item = Sequence[str]


@dataclass(frozen=True)
class ToldChange:
    """A change: the sentence, what has come in, and what of the same kind is gone."""

    message: str
    added: Sequence[str]
    removed: Sequence[str]


def told_changes(changes: Sequence[Mapping[str, Any]], names: Names) -> Iterator[ToldChange]:
    """The changes of a proposal; systems and processors by their names, where the record still has them."""
    for change in changes:
        words = _WORDS[cast(ChangeKind, change["kind"])]
        yield ToldChange(
            _(CHANGES[cast(ChangeKind, change["kind"])]),
            [words(item, names) for item in change.get("added", ())],
            [words(item, names) for item in change.get("removed", ())],
        )


def _linked(link: str, code: str, names: Names) -> str:
    return names.linked.get(link, {}).get(code, code)


def _word(words: Mapping[str, str], code: str) -> str:
    return _(words[code]) if code in words else code


def _transfer(item: Item, names: Names) -> str:
    country, receiver, basis = item
    parts = (
        _word(COUNTRIES, country), _linked("processors", receiver, names), _word(CODES["transfers", "basis"], basis),
    )  # fmt: skip
    return ", ".join(part for part in parts if part)


def _ai(item: Item, _names: Names) -> str:
    used, ai_class = item
    parts = (_word(CODES["", "ai_used"], used), _word(CODES["", "ai_class"], ai_class))
    return ", ".join(part for part in parts if part) or _("ikke angivet")


_WORDS: Mapping[ChangeKind, Callable[[Item, Names], str]] = {
    "purposes": lambda item, _names: item[0],
    "lines": lambda item, _names: line_words(DataLine(subject=item[0], category=item[1]), _),
    "systems": lambda item, names: _linked("systems", item[0], names),
    "processors": lambda item, names: _linked("processors", item[0], names),
    "sub_processors": lambda item, names: _(
        "%(name)s hos %(processor)s", name=item[1], processor=_linked("processors", item[0], names)
    ),
    "transfers": _transfer,
    "ai": _ai,
    "automated_decision": lambda item, _names: _word(CODES["", "automated_decision"], item[0]),
    "subject_count_band": lambda item, _names: _word(CODES["", "subject_count"], item[0]),
    "risk": lambda item, _names: _word({str(code): word for code, word in COLOUR_WORDS.items()}, item[0]),
}
