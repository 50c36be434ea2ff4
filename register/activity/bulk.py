"""The rows of many records at once, in a number of statements that does not hang on how many they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.orm import joinedload

from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db
from register.activity.content import ActivityContent
from register.activity.contents import list_entries
from register.activity.convert import ROW_MODELS, Refs, apply_columns
from register.activity.facts import Asked
from register.activity.links import LINKS, codes_of
from register.activity.merge import FIELDS
from register.activity.model import ActivityFinding, ActivityVersion, ProcessingActivity
from register.activity.row_model import ActivityKle, ActivitySubject
from register.activity.stored_findings import ask_rules

Rows = dict[Any, list[dict[str, Any]]]
TABLES: Mapping[str, tuple[str, Any]] = {
    **{name: (name, model) for name, (model, _row_type) in ROW_MODELS.items()},
    "subjects": ("subjects", ActivitySubject),
    "kle_numbers": ("kle_numbers", ActivityKle),
    **{name: (link.field, link.table) for name, link in LINKS.items()},
}
"""The lists of a record: the content's field that each comes from, and the table that holds it."""


@dataclass(frozen=True)
class Past:
    """What a record was in another database: its own columns beside the content, and rows by their table.

    Its versions are among the rows, so none is made.
    """

    columns: Mapping[str, Any]
    rows: Mapping[Any, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Written:
    """A record as it shall be, and the fields of it that differ from what is stored (all, for a new one).

    `verb` is that of the version: a save, or a step of its life.
    """

    activity: ProcessingActivity
    content: ActivityContent
    fields: frozenset[str] = frozenset(FIELDS)
    past: Past | None = None
    verb: str = "save"

    @property
    def lists(self) -> Sequence[str]:
        """The lists that are to be written."""
        return [name for name, (field, _table) in TABLES.items() if field in self.fields]


AT_A_TIME = 200
"""As many records are held and written in one round; the number of statements hangs on the rounds alone."""


def hold(ids: Sequence[int], *conditions: ColumnElement[bool]) -> dict[int, ProcessingActivity]:
    """Lock these records, so that nobody else saves them meanwhile, and read them anew; by number."""
    query = (
        select(ProcessingActivity)
        .where(ProcessingActivity.id.in_(ids), *conditions)
        .options(joinedload(ProcessingActivity.unit), joinedload(ProcessingActivity.owner))
        .order_by(ProcessingActivity.id)
        .with_for_update(of=ProcessingActivity)
        # Held first, read anew then: what another has saved meanwhile must not be written over.
        .execution_options(populate_existing=True)
    )
    return {activity.id: activity for activity in db.session.scalars(query)}


def contents_of(ids: Collection[int]) -> dict[int, ActivityContent]:
    """What these records say, by number."""
    entries = list_entries(select(ProcessingActivity.id).where(ProcessingActivity.id.in_(ids)))
    return {entry.id: entry.content for entry in entries}


def write_changed(
    held: Mapping[int, ProcessingActivity],
    contents: Mapping[int, ActivityContent],
    told: Mapping[int, Mapping[str, Any]],
    *,
    refs: Refs,
    reason: str,
    doing: Doing,
    verb: str = "save",
) -> None:
    """Write plain fields of records that are held: a version, its findings and a trace each. Their lists stay.

    `contents` says what each shall be, `told` what of it is new: field → [before, after]. `verb` is the versions'.
    """
    for row_id in contents:
        activity = held[row_id]
        activity.version += 1
        activity.changed_at, activity.changed_by_id = doing.at, doing.person_id
    with db.session.no_autoflush:
        written = [Written(held[row_id], content, frozenset(), verb=verb) for row_id, content in contents.items()]
        write_records(written, refs=refs, reason=reason)
    for row_id in contents:
        record(doing, "activity.change", "activity", row_id, told[row_id])
        # Its findings are not those that the session may have read before.
        db.session.expire(held[row_id])


def write_records(records: Sequence[Written], *, refs: Refs, reason: str) -> None:
    """Write these records whole: their own rows, lists, findings and a version each. `content` is tidy and checked.

    A new record is added to the session, its lists not loaded; who changed it and when stands on the record.
    """
    for written in records:
        apply_columns(written.activity, written.content, refs=refs)
        for name, value in (written.past.columns if written.past else {}).items():
            setattr(written.activity, name, value)
        db.session.add(written.activity)
    _write_pasts(records)
    asked = [Asked(r.activity.id, r.content, r.activity.is_imported_unedited) for r in records]
    found = ask_rules(asked, today=clock.today())
    for written, outcome in zip(records, found, strict=True):
        for name, value in outcome.columns.items():
            setattr(written.activity, name, value)
    db.session.flush()
    _clear(records)
    rows: Rows = defaultdict(list)
    for written, outcome in zip(records, found, strict=True):
        number = {"activity_id": written.activity.id}
        for name in written.lists:
            rows[TABLES[name][1]] += [number | row for row in _list_rows(name, written.content, refs)]
        rows[ActivityFinding] += [number | row for row in outcome.rows]
        if written.past is None:
            rows[ActivityVersion].append(number | _version(written, reason))
    _insert(rows)


def _write_pasts(records: Iterable[Written]) -> None:
    """Versions and what was set aside: the rules ask what is set aside, so it must stand there before them."""
    restored = [(written.activity, written.past) for written in records if written.past]
    if not restored:
        return
    db.session.flush()
    rows: Rows = defaultdict(list)
    for activity, past in restored:
        for model, values in past.rows.items():
            rows[model] += [{**row, "activity_id": activity.id} for row in values]
    _insert(rows)


def _insert(rows: Rows) -> None:
    for model, values in rows.items():
        if values:
            db.session.execute(insert(model.__table__), values)


def _clear(records: Iterable[Written]) -> None:
    """Take away the rows that will be written anew."""
    ids: dict[Any, list[int]] = defaultdict(list)
    for written in records:
        if written.activity.version > 1:
            for model in (*(TABLES[name][1] for name in written.lists), ActivityFinding):
                ids[model].append(written.activity.id)
    for model, numbers in ids.items():
        table = model.__table__
        db.session.execute(delete(table).where(table.c.activity_id.in_(numbers)))


def _list_rows(name: str, content: ActivityContent, refs: Refs) -> Iterable[dict[str, Any]]:
    if name in LINKS:
        return [{LINKS[name].column: refs.linked[name][code].id} for code in codes_of(name, content)]
    values = getattr(content, name)
    if name in ROW_MODELS:
        return [{"position": place} | _plain(asdict(row)) for place, row in enumerate(values)]
    column = {"subjects": "category", "kle_numbers": "number"}[name]
    return [{"position": place, column: value} for place, value in enumerate(values)]


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _version(written: Written, reason: str) -> dict[str, Any]:
    return {
        "version": written.activity.version,
        "verb": written.verb,
        "status": written.activity.status,
        "at": written.activity.changed_at,
        "by_id": written.activity.changed_by_id,
        "reason": reason,
        "content": written.content.to_json(),
    }
