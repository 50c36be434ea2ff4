"""Taking over the records that activities point at, with what hangs on them and what they were before."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db
from app.core.text import N_, search_text
from app.leaving.rules import DPO_MAY_NOT
from app.organisation.duties import list_dpo_ids
from app.organisation.model import Person, Unit
from register.exporting.shapes import KINDS, Name, Shape, Unfit, typed
from register.importing.unfit_row import Place, UnfitRow, rows_of

_NOT_HELD = N_("her står noget andet, end feltet kan rumme.")


@dataclass(frozen=True)
class Known:
    """People and units that are here, by what documents call them."""

    people: Mapping[str, int]
    units: Mapping[str, int]
    dpo_ids: frozenset[int]

    def find(self, points_at: str, name: str) -> int | None:
        """The row's number; None when there is none of that name."""
        return (self.people if points_at == "person" else self.units).get(name)


@dataclass(frozen=True)
class Made:
    """A record as the file has it: its own values by column, and the rows of the lists that hang on it."""

    values: Mapping[str, Any]
    below: Mapping[str, Sequence[Mapping[str, Any]]]


def load_known() -> Known:
    """Everybody and every unit there is."""
    return Known(
        people=dict(db.session.execute(select(Person.email, Person.id)).all()),
        units=dict(db.session.execute(select(Unit.code, Unit.id)).all()),
        dpo_ids=list_dpo_ids(clock.today()),
    )


def restore_kinds(others: Mapping[str, Any], *, is_empty: bool, doing: Doing) -> None:
    """Make the records that are missing, some statements a kind. Raises UnfitRow for what cannot be kept.

    `is_empty`: in a register without activities a record that nobody has written in yet is the file's.
    """
    known = load_known()
    for kind, shape in KINDS.items():
        try:
            with db.session.begin_nested():
                _restore(kind, shape, others, known, is_empty=is_empty, doing=doing)
        except IntegrityError:
            raise UnfitRow(1, kind, N_("listen har værdier, som registeret ikke kan rumme.")) from None


def read_row(shape: Shape, values: Any, known: Known, place: Place) -> Made:
    """A row of a document as its columns hold it. Raises UnfitRow naming what does not fit."""
    if not isinstance(values, dict):
        raise place.unfit(N_("posten skal stå mellem { og }, med navn og værdi for hvert felt."))
    names = {name.name: name for name in shape.names()}
    made: dict[str, Any] = {}
    for key, value in values.items():
        if key in shape.below:
            continue
        if key not in names:
            raise place.below(key).unfit(N_("feltet kendes ikke."))
        try:
            made[names[key].column.name] = _held(names[key], value, known)
        except Unfit as unfit:
            raise place.below(key).unfit(unfit.reason or _NOT_HELD) from None
    lists = {
        name: _read_below(lower, values.get(name, []), known, place.below(name)) for name, lower in shape.below.items()
    }
    return Made(made, lists)


def _read_below(shape: Shape, items: Any, known: Known, place: Place) -> list[Mapping[str, Any]]:
    if not isinstance(items, list):
        raise place.unfit(N_("her skal stå en liste."))
    return [_whole(shape, read_row(shape, item, known, place).values, place) for item in items]


def _whole(shape: Shape, values: Mapping[str, Any], place: Place) -> Mapping[str, Any]:
    """Every column of a row that hangs on another: those that are not said have what the table gives them."""
    found = dict(values)
    for name in shape.names():
        column = name.column
        if column.name in found:
            continue
        if column.default is not None:
            given = column.default.arg
            found[column.name] = given(None) if callable(given) else given
        elif column.nullable:
            found[column.name] = None
        else:
            raise place.below(name.name).unfit(N_("feltet mangler."))
    return found


def _held(name: Name, value: Any, known: Known) -> Any:
    held = typed(name, value)
    if not name.points_at:
        return held
    if not held:
        return None
    found = known.find(name.points_at, held)
    if found is None:
        words = N_("der er ingen person med den mailadresse.") if name.points_at == "person" else None
        raise Unfit(name.name, words or N_("der er ingen enhed med den kode."))
    if name.name == "owner" and found in known.dpo_ids:
        raise Unfit(name.name, _(DPO_MAY_NOT))
    return found


def _restore(kind: str, shape: Shape, others: Mapping[str, Any], known: Known, *, is_empty: bool, doing: Doing) -> None:
    model = shape.model
    here = {getattr(found, shape.key): found for found in db.session.scalars(select(model))}
    taken: dict[str, tuple[Any, Made]] = {}
    for number, values in rows_of(others, kind):
        made = read_row(shape, values, known, Place(number, kind))
        _refuse_blank(shape, made, Place(number, kind))
        key = made.values[shape.key]
        found = here.get(key)
        if key in taken or (found is not None and not (is_empty and _is_untouched(found))):
            continue
        taken[key] = (found if found is not None else model(), made)
    for found, made in taken.values():
        for column, value in _with_moment(shape, made.values, doing).items():
            setattr(found, column, value)
        if "search" in shape.table.c and found.search is None:
            found.search = search_text(made.values[shape.key], made.values.get("title", ""))
        db.session.add(found)
    db.session.flush()
    _write_below(shape, list(taken.values()))
    for found, _made in taken.values():
        named = {shape.key: [None, getattr(found, shape.key)]}
        record(doing, f"{shape.kind}.import", shape.kind, found.id, named)


def _write_below(shape: Shape, taken: Sequence[tuple[Any, Made]]) -> None:
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for found, made in taken:
        for name, items in made.below.items():
            rows[name] += _hung(shape, shape.below[name], found.id, items)
    for name, lower in shape.below.items():
        # What `flask init` laid in under a record that the file has goes with it.
        where = [lower.table.c[lower.hangs_on].in_([found.id for found, _made in taken])]
        where += [lower.table.c.kind == shape.kind] if "kind" in lower.table.c else []
        db.session.execute(delete(lower.table).where(*where))
        if rows[name]:
            db.session.execute(insert(lower.table), rows[name])


def _hung(upper: Shape, shape: Shape, above_id: int, items: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    columns = shape.table.c
    for position, item in enumerate(items):
        row = {**item, shape.hangs_on: above_id}
        if "position" in columns:
            row["position"] = position
        if "kind" in columns:
            row["kind"] = upper.kind
        yield row


def _is_untouched(found: Any) -> bool:
    """Whether a record is as the program laid it in: nobody has saved it."""
    says_who = hasattr(found, "version") and hasattr(found, "changed_by_id")
    return says_who and found.version == 1 and found.changed_by_id is None


def _with_moment(shape: Shape, values: Mapping[str, Any], doing: Doing) -> Mapping[str, Any]:
    return {"changed_at": doing.at, **values} if "changed_at" in shape.table.c else values


def _refuse_blank(shape: Shape, made: Made, place: Place) -> None:
    for name in (shape.key, "name" if "name" in shape.table.c else shape.key):
        if not made.values.get(name):
            raise place.below(name).unfit(N_("her skal stå noget."))
