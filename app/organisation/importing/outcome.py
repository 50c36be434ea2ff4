"""What became of each row of an import: what the preview shows and the counts are made of. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.core.importing import ImportResult, Rejection


@dataclass(frozen=True)
class Change:
    """A field of a row: what it was, and what it is after the import."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Outcome:
    """A row that was taken: `verb` is created, updated or unchanged; `title` names the unit or person."""

    row: int
    verb: str
    title: str
    changes: Sequence[Change] = ()


@dataclass(frozen=True)
class Report:
    """The whole answer: `form` is units or people, `notes` are sentences about what was done on the way."""

    form: str
    result: ImportResult
    outcomes: Sequence[Outcome] = ()
    notes: Sequence[str] = ()

    @property
    def changed(self) -> list[Outcome]:
        """The rows that made or changed something."""
        return [outcome for outcome in self.outcomes if outcome.verb != "unchanged"]


def make_report(
    form: str, read: int, outcomes: Sequence[Outcome], rejected: Sequence[Rejection], notes: Sequence[str]
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
    return Report(form, result, tuple(outcomes), tuple(notes))
