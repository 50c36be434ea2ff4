"""What a file that is the whole list leaves out: access that ends, units that close, and what stops it."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import select, update

from app.audit.actions import Doing
from app.auth.model import Account, UserSession
from app.core import clock
from app.core.db import db
from app.organisation.hanging import Hanging, count_on_people, count_on_units
from app.organisation.importing.outcome import Change, Consequence, Left
from app.organisation.importing.parting import Parting, part_people, part_units, staying_below
from app.organisation.importing.people import load_people
from app.organisation.importing.rules import PersonRow, UnitRow
from app.organisation.importing.trail import tell_closed_people, tell_closed_unit
from app.organisation.importing.units import Tree, load_tree, title_of
from app.organisation.model import FunctionHolder, Person, Unit
from app.token.actions import cancel_links_of_closed

MOST_NAMED = 10


def leave_out_people(rows: Sequence[PersonRow], *, doing: Doing) -> Left:
    """End the access of everybody who is not in the file, but for those who are kept (`part_people`).

    Their sessions and mailed links end at once; roles and functions stay on the record, for whoever takes over.
    """
    people = load_people()
    today = clock.day_of(doing.at)
    active = {
        person.email: [grant.role for grant in person.grants if grant.counts_on(today)]
        for person in sorted(people.values(), key=lambda person: (person.sort_key, person.id))
        if person.is_active
    }
    importer = db.session.get(Person, doing.person_id) if doing.person_id else None
    parting = part_people(active, {row.email for row in rows}, importer=importer.email if importer else "")
    hanging = count_on_people() if parting.gone else {}
    gone = tuple(
        Consequence("gone", email, people[email].name, hangs=hanging.get(people[email].id, Hanging()).words)
        for email in parting.gone
    )
    leaving = [people[email] for email in parting.gone]
    for person in leaving:
        person.is_active = False
    db.session.flush()
    _end_ways_in(doing)
    tell_closed_people(leaving, doing)
    return Left(gone, _kept(parting, {email: person.name for email, person in people.items()}), len(active))


def leave_out_units(rows: Sequence[UnitRow], *, open_before: int, doing: Doing) -> Left:
    """Close every open unit that is not in the file. Refused, and nothing closed, while something hangs on one.

    What hangs on it goes to no other unit by itself: somebody must say where records, people and roles belong now.
    """
    tree = load_tree()
    nodes = tree.nodes()
    parting = part_units(nodes, {row.code for row in rows})
    hanging = count_on_units() if parting.gone else {}
    below = staying_below(nodes, parting.gone)
    gone, refusals = [], []
    for unit in (tree.units[code] for code in parting.gone):
        own = hanging.get(unit.id, Hanging())
        gone.append(Consequence("gone", unit.code, title_of(unit), hangs=own.words))
        blocking = _blocking(unit, own, tree, below.get(unit.code, []))
        if blocking:
            refusals.append(
                _("%(unit)s står ikke i filen, men kan ikke lukkes, før dette er flyttet: %(what)s.",
                  unit=title_of(unit), what=", ".join(blocking))
            )  # fmt: skip
    kept = _kept(parting, {code: title_of(unit) for code, unit in tree.units.items()})
    if not refusals:
        held = {code: [h for (c, _f), h in tree.holders.items() if c == code] for code in parting.gone}
        for code in parting.gone:
            close(tree.units[code], held[code], doing)
        db.session.flush()
    return Left(tuple(gone), kept, open_before, tuple(refusals))


def close(unit: Unit, holders: Sequence[FunctionHolder], doing: Doing) -> None:
    """Close a unit on which nothing hangs any more; the functions held in it end. The caller flushes."""
    ended = [Change(holder.function, holder.person.email, "") for holder in holders]
    for holder in holders:
        db.session.delete(holder)
    unit.is_closed = True
    tell_closed_unit(unit, ended, doing)


def _blocking(unit: Unit, own: Hanging, tree: Tree, staying: Sequence[str]) -> list[str]:
    """What keeps a unit open: all that blocks, and of the units below it those that stay."""
    named = [title_of(tree.units[code]) for code in staying[:MOST_NAMED]]
    more = [_("%(n)s enheder mere", n=len(staying) - MOST_NAMED)] if len(staying) > MOST_NAMED else []
    return [*own.blocking_beside_units, *named, *more]


def _kept(parting: Parting, titles: Mapping[str, str]) -> tuple[Consequence, ...]:
    return tuple(Consequence("kept", key, titles[key], why=_(why)) for key, why in parting.kept.items())


def _end_ways_in(doing: Doing) -> None:
    """End every session and mailed link of somebody whose access is closed: a statement each, however many they are."""
    closed = select(Account.id).join(Account.person).where(~Person.is_active)
    db.session.execute(
        update(UserSession)
        .where(UserSession.account_id.in_(closed), UserSession.ended_at.is_(None))
        .values(ended_at=doing.at, idp_token="")
        .execution_options(synchronize_session=False)
    )
    cancel_links_of_closed(now=doing.at)
