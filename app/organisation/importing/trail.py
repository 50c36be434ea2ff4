"""What an import does, told in the audit trail: one event for each thing done to each unit and person.

Verbs and fields are those of the same deed done on a page. Events are added and not flushed one by one: thousands of
them are written together.
"""

from collections.abc import Iterable, Mapping, Sequence

from app.audit.actions import Doing, record
from app.organisation.importing.outcome import Change, Outcome
from app.organisation.model import Person, Unit

UNIT_VERBS = {"created": "organisation.create_unit", "updated": "organisation.change_unit"}


def tell_units(outcomes: Iterable[Outcome], doing: Doing) -> None:
    """Units that were made or changed; one that was closed and comes again is opened, by an event of its own."""
    for outcome in outcomes:
        opened = [change for change in outcome.changes if change.field == "is_closed"]
        if opened:
            tell_opened_unit(outcome.id, doing)
        changes = [change for change in outcome.changes if change.field != "is_closed"]
        if changes and outcome.verb in UNIT_VERBS:
            told = from_to(changes)
            if outcome.verb == "created":
                told = {name: [None, after] for name, (_before, after) in told.items() if after}
            record(doing, UNIT_VERBS[outcome.verb], "unit", outcome.id, told)


def tell_people(outcomes: Iterable[Outcome], doing: Doing) -> None:
    """People who were made or changed, and each role that was given or taken."""
    for outcome in outcomes:
        own = from_to([change for change in outcome.changes if change.field != "role"])
        if outcome.verb == "created":
            tell_new_person(outcome.id, {"email": [None, outcome.key]} | own, doing)
        elif own:
            record(doing, "person.change", "person", outcome.id, own)
        for change in outcome.changes:
            if change.field == "role":
                verb = "person.grant_role" if change.after else "person.remove_role"
                pair = [change.before or None, change.after or None]
                record(doing, verb, "person", outcome.id, {"role": pair})


def tell_new_person(person_id: int, changes: Mapping[str, Sequence[str | None]], doing: Doing) -> None:
    """Somebody who was made."""
    told = {name: [None, pair[1]] for name, pair in changes.items() if pair[1]}
    record(doing, "person.create", "person", person_id, told)


def tell_closed_people(people: Iterable[Person], doing: Doing) -> None:
    """People whose access ended because the whole list does not name them."""
    for person in people:
        record(doing, "person.close", "person", person.id, {"is_active": [True, False]})


def tell_opened_unit(unit_id: int, doing: Doing) -> None:
    """A unit that was closed and is open again."""
    record(doing, "organisation.open_unit", "unit", unit_id, {"is_closed": [True, False]})


def tell_closed_unit(unit: Unit, ended: Sequence[Change], doing: Doing) -> None:
    """A unit that was closed, and the functions that ended with it."""
    record(doing, "organisation.close_unit", "unit", unit.id, {"is_closed": [False, True]} | from_to(ended))


def from_to(changes: Iterable[Change]) -> dict[str, list[str | None]]:
    """The changes as the trail keeps them."""
    return {change.field: [change.before, change.after] for change in changes}
