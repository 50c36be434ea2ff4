"""What the document says of one record, in words: the same for PDF and Word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.core import clock
from app.core.filters import long_day
from app.organisation.model import Municipality
from register.activity.choices import RECORD_TYPES, STATUSES
from register.activity.completeness import check_many
from register.activity.contents import Entry
from register.activity.facts import Asked
from register.activity.labels import Known
from register.activity.matrix import Matrix, matrix_of
from register.activity.store import Names, load_names
from register.exporting.store import each_entry
from register.printing.store import Line, Standing, load_standings
from register.versions.showing import Part, parts_of

AT_A_TIME = 50


@dataclass(frozen=True)
class Leaf(Line):
    """A record as the document shows it. `missing` are the sentences of what Art. 30 and the rules still miss."""

    kind: str
    standing: str
    parts: Sequence[Part]
    matrix: Matrix
    missing: Sequence[str] = ()
    is_art30_fulfilled: bool = True


def each_leaf(ids: Sequence[int], municipality: Municipality, *, as_of: date | None) -> Iterator[Leaf]:
    """The records in this order, read some at a time, so that the memory it takes does not follow how many they are.

    As of a day, a record that was not there yet, or had been retired, is left out, and nothing is said of what it
    misses: the rules know other records as they are now.
    """
    for start in range(0, len(ids), AT_A_TIME):
        some = ids[start : start + AT_A_TIME]
        entries = list(each_entry(some, as_of=as_of))
        names = load_names([entry.content for entry in entries])
        standings = load_standings([entry.id for entry in entries], as_of=as_of)
        found = _found(entries, municipality) if as_of is None else [((), True)] * len(entries)
        for entry, (missing, is_fulfilled) in zip(entries, found, strict=True):
            yield _leaf(entry, names, standings[entry.id], missing, is_fulfilled=is_fulfilled)


def _found(entries: Sequence[Entry], municipality: Municipality) -> list[tuple[Sequence[str], bool]]:
    asked = [Asked(entry.id, entry.content, entry.is_imported_unedited) for entry in entries]
    return [
        ([item.message for item in found.items if item.severity == "error"], found.is_art30_fulfilled)
        for found in check_many(asked, municipality)
    ]


def _leaf(entry: Entry, names: Names, standing: Standing, missing: Sequence[str], *, is_fulfilled: bool) -> Leaf:
    content = entry.content
    return Leaf(
        id=entry.id,
        number=content.number,
        title=content.title,
        kind=_(RECORD_TYPES[content.record_type]),
        standing=_standing(entry.status, standing),
        parts=parts_of(content, names),
        matrix=matrix_of(content, _, Known(names.linked, content.data_lines)),
        missing=missing,
        is_art30_fulfilled=is_fulfilled,
    )


def _standing(status: str, standing: Standing) -> str:
    words = _("%(status)s, udgave %(n)s.", status=_(STATUSES[status]), n=standing.version)
    if standing.approved_at is None:
        return f"{words} {_('Ikke godkendt.')}"
    day = long_day(clock.day_of(standing.approved_at))
    who = standing.approved_by or _("programmet")
    return f"{words} {_('Godkendt %(day)s af %(who)s.', day=day, who=who)}"
