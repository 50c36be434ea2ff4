"""What comes of an import: each row, and the consequences that a person is shown before and told after. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from json import dumps
from typing import Any

from app.core.importing import ImportResult, Rejection
from app.core.text import N_
from app.organisation.rules import FUNCTIONS

LABELS: Mapping[str, str] = {
    "code": N_("Kode"),
    "name": N_("Navn"),
    "kind": N_("Type"),
    "parent": N_("Hører under"),
    "is_closed": N_("Lukket"),
    "email": N_("Mailadresse"),
    "unit": N_("Enhed"),
    "role": N_("Rolle"),
    **FUNCTIONS,
}

GROUPS: Mapping[str, str] = {
    "created": N_("Nye"),
    "renamed": N_("Nyt navn"),
    "moved": N_("Flyttet"),
    "changed": N_("Ændret"),
    "gone": N_("Lukket"),
    "kept": N_("Beholdt"),
}
"""The consequences in the order they are told in."""

_GROUP_OF = {"name": "renamed", "parent": "moved", "unit": "moved"}


@dataclass(frozen=True)
class Change:
    """A field of a row: what it was, and what it is after the import. `field` is one of LABELS.

    `before` and `after` are kept in the trail, as codes where there are codes; `words` are the two for people.
    """

    field: str
    before: str
    after: str
    words: tuple[str, str] | None = None

    @property
    def label(self) -> str:
        """The field's name for people."""
        return LABELS[self.field]

    @property
    def shown(self) -> tuple[str, str]:
        """Before and after, in words."""
        return self.words or (self.before, self.after)


@dataclass(frozen=True)
class Outcome:
    """A row that was taken: `verb` is created, updated or unchanged; `title` names the unit or person.

    `key` is the unit's code or the person's mail address, `id` the number of its row in the database. `follows` says
    what moves with a unit that is moved.
    """

    row: int
    verb: str
    title: str
    changes: Sequence[Change] = ()
    key: str = ""
    id: int = 0
    follows: Sequence[str] = ()


@dataclass(frozen=True)
class Consequence:
    """One thing that the import does to one unit or person. `group` is one of GROUPS.

    `hangs` says what hangs on it ("3 behandlinger"): what follows a unit that moves, what is left by who goes.
    `why` says why it is kept. `row` is 0 for what stands in no row.
    """

    group: str
    key: str
    title: str
    changes: tuple[Change, ...] = ()
    hangs: tuple[str, ...] = ()
    why: str = ""
    row: int = 0


@dataclass(frozen=True)
class Left:
    """Who or what a complete file leaves out: `gone` goes, `kept` stays though it is not in the file.

    `active` is how many there were before: people who may come in, or units that are open. `refusals` say why nothing
    may be done at all, in sentences.
    """

    gone: tuple[Consequence, ...] = ()
    kept: tuple[Consequence, ...] = ()
    active: int = 0
    refusals: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """The whole answer: `form` is units or people, `notes` are sentences about what was done on the way.

    `refusals` are sentences that say why nothing is done although every row is right. `brake` is the one among them
    that whoever imports may let go: too many would go.
    """

    form: str
    result: ImportResult
    outcomes: Sequence[Outcome] = ()
    notes: Sequence[str] = ()
    left: Left = field(default_factory=Left)
    brake: str = ""
    is_complete: bool = False

    @property
    def changed(self) -> list[Outcome]:
        """The rows that made or changed something."""
        return [outcome for outcome in self.outcomes if outcome.verb != "unchanged"]

    @property
    def refusals(self) -> tuple[str, ...]:
        """Why nothing is done although every row is right."""
        return (*self.left.refusals, *([self.brake] if self.brake else []))

    @property
    def is_refused(self) -> bool:
        """Nothing of the file is taken: the caller rolls back."""
        return bool(self.result.rejected or self.refusals)

    @property
    def changes_something(self) -> bool:
        """Whether there is anything to say yes to."""
        return bool(self.changed or self.left.gone)

    def consequences(self) -> dict[str, list[Consequence]]:
        """Everything the import does, by group, in the order of GROUPS; a unit may stand in several."""
        found: dict[str, list[Consequence]] = {group: [] for group in GROUPS}
        for outcome in self.outcomes:
            for consequence in _of_row(outcome):
                found[consequence.group].append(consequence)
        found["gone"] += self.left.gone
        found["kept"] += self.left.kept
        return found

    def digest(self) -> str:
        """A name for exactly these consequences: another one means that something else would be done."""
        told = [asdict(c) for consequences in self.consequences().values() for c in consequences]
        return sha256(dumps([self.form, self.is_complete, told, self.left.refusals]).encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """The document that `--json` prints: the counts of every import, and who is touched how.

        When it is refused the counts are nought, for nothing was done; the lists say who it would have been.
        """
        key = "code" if self.form == "units" else "email"
        found = self.consequences()

        def told(group: str, **more: Any) -> list[dict[str, Any]]:
            return [
                {key: c.key, "name": c.title} | {name: tell(c) for name, tell in more.items()} for c in found[group]
            ]

        result = ImportResult(read=self.result.read) if self.refusals else self.result
        return result.as_json() | {
            "renamed": told("renamed", **_ENDS),
            "moved": told("moved", **_ENDS, follows=_hangs),
            "gone": told("gone", hangs=_hangs),
            "kept": told("kept", why=lambda c: c.why),
            "refused": list(self.refusals),
        }


_ENDS = {"from": lambda c: c.changes[0].before, "to": lambda c: c.changes[0].after}


def _hangs(consequence: Consequence) -> list[str]:
    return list(consequence.hangs)


def _of_row(outcome: Outcome) -> Iterator[Consequence]:
    """A row's consequences: a new one is one, a unit that was both renamed and moved is two."""
    if outcome.verb == "unchanged":
        return
    if outcome.verb == "created":
        told = tuple(change for change in outcome.changes if change.after)
        yield Consequence("created", outcome.key, outcome.title, told, row=outcome.row)
        return
    by_group: dict[str, list[Change]] = {}
    for change in outcome.changes:
        by_group.setdefault(_GROUP_OF.get(change.field, "changed"), []).append(change)
    for group, changes in by_group.items():
        follows = tuple(outcome.follows) if group == "moved" else ()
        yield Consequence(group, outcome.key, outcome.title, tuple(changes), follows, row=outcome.row)


def make_report(
    form: str,
    read: int,
    outcomes: Sequence[Outcome] = (),
    rejected: Sequence[Rejection] = (),
    notes: Sequence[str] = (),
    *,
    left: Left | None = None,
    brake: str = "",
    is_complete: bool = False,
) -> Report:
    """A report with its counts. Where a row is rejected nothing was taken, and nothing else is counted."""
    counts = Counter(outcome.verb for outcome in outcomes)
    result = ImportResult(
        read=read,
        created=counts["created"],
        updated=counts["updated"],
        unchanged=counts["unchanged"],
        rejected=tuple(rejected),
    )
    return Report(form, result, tuple(outcomes), tuple(notes), left or Left(), brake, is_complete)
