"""What a record can point at: units, people, and the other kinds of records, to choose among."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import false, literal, or_, select, union_all
from wtforms.fields.choices import SelectChoice

from app.core.db import db
from app.core.scope import Scope
from register.activity.content import ActivityContent
from register.activity.links import LINKS, codes_of
from register.options import owner_choices, unit_choices


@dataclass(frozen=True)
class Picks:
    """By link (links.py): (code, name) of the records on offer, in Danish order."""

    by_link: Mapping[str, Sequence[tuple[str, str]]]

    @cached_property
    def _labels(self) -> Mapping[str, Mapping[str, str]]:
        """What each is called, by link and code: its name, with the code where two share a name."""
        return {link: _told_apart(rows) for link, rows in self.by_link.items()}

    @cached_property
    def _codes(self) -> Mapping[str, Mapping[str, str]]:
        return {link: {_key(label): code for code, label in rows.items()} for link, rows in self._labels.items()}

    def choices(self, link: str) -> list[SelectChoice]:
        """The records on offer, as a field of several shows them."""
        return [SelectChoice(code, label) for code, label in self._labels[link].items()]

    def name_of(self, link: str, text: str) -> str:
        """What the record with this code is called; any other text stands as it is."""
        return self._labels[link].get(text, text)

    def code_of(self, link: str, text: str) -> str:
        """The code of the record that a text names or is the code of; "" when there is none."""
        if text in self._labels[link]:
            return text
        return self._codes[link].get(_key(text), "")


def load_picks(held: ActivityContent | None) -> Picks:
    """Every record that is not retired, and those that `held` points at already, in one statement."""
    parts = []
    for name, link in LINKS.items():
        model = link.model
        query = select(literal(name).label("link"), model.code, model.name, model.sort_key, model.id)
        if hasattr(model, "is_retired"):
            query = query.where(or_(model.is_retired == false(), model.code.in_(codes_of(name, held) if held else ())))
        parts.append(query)
    found: dict[str, list[tuple[str, str]]] = {name: [] for name in LINKS}
    for name, code, title, _sort_key, _id in sorted(db.session.execute(union_all(*parts)), key=lambda row: row[3:]):
        found[name].append((code, title))
    return Picks(found)


@dataclass(frozen=True)
class FormOptions:
    """What a record can point at: units one may write in, people, other records. `unit_is_free`: it may have none."""

    units: Sequence[SelectChoice]
    people: Sequence[SelectChoice]
    picks: Picks
    unit_is_free: bool


def load_form_options(stored: ActivityContent | None, *, scope: Scope) -> FormOptions:
    """The options inside a scope, in three statements. What the record holds already stays on offer."""
    return FormOptions(
        units=unit_choices(scope, stored.unit if stored else ""),
        people=owner_choices(stored.owner if stored else ""),
        picks=load_picks(stored),
        unit_is_free=scope.is_everything,
    )


def _told_apart(rows: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    seen: dict[str, int] = {}
    for _code, name in rows:
        seen[_key(name)] = seen.get(_key(name), 0) + 1
    return {code: name if seen[_key(name)] == 1 else f"{name} ({code})" for code, name in rows}


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()
