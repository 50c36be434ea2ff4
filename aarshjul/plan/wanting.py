"""Every task that should be there: what the plan's items come to, and what the records owe."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from aarshjul.plan.expansion import ItemFacts, Occurrence, occurrences
from aarshjul.plan.model import Plan, PlanItem
from aarshjul.plan.rules import PLAN_KIND, History, Known, Shape, Wanted, obligation_date, read_series, standing_of
from aarshjul.plan.store import Places, facts_of, list_items, list_places
from aarshjul.plan.turns import Series, series_key, turns
from app.core.workdays import ClosedDays
from register.obligations import Obligation, list_obligations
from register.rotation import OWED, Rotating, list_rotating

NOTHING_YET = History()


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What planning goes by: from when, on which day, to when, and when people are at work.

    `owed_from` is when the very first plan began: nothing that is owed is due before it.
    """

    start_on: date
    owed_from: date
    today: date
    until_on: date
    closed: ClosedDays
    quiet_weeks: frozenset[int]


def list_wanted(plan: Plan | None, known: Mapping[str, Known], frame: Frame) -> Iterator[Wanted]:
    """Yield all of it, each key once. A constant number of statements, whatever the plan's size.

    1. A calendar item is expanded for each of its places.
    2. An item counted from the last completion has a series for each place; `known` tells how far each has come.
    3. An item about records has a series for each record; where the record owes its next turn by itself, the item adds
       the forecast after it, and where it has never been done, the first turn.
    4. What the records owe; it counts under the item that is about such records, where the plan has one.
    """
    items = list_items(plan.id) if plan else ()
    scene = _Scene(known, frame, list_places())
    for item in items:
        yield from scene.of_item(item)
    owners = {OWED[item.template.about]: item for item in items if follows_register(item)}
    for owed in list_obligations():
        owner = owners.get(owed.kind)
        yield _owed(owed, owner if owner and scene.takes_part(owner, owed.unit_id) else None, frame)


def follows_register(item: PlanItem) -> bool:
    """Whether an item about records is the very thing that the register keeps: the catalogue's own assessments and
    supervisions. What a municipality has thought of itself for each record is a task like any other.
    """
    return item.template.about in OWED and not item.template.is_own


class _Scene:
    """What the items are expanded in. What only some of them need is read when the first one asks for it."""

    def __init__(self, known: Mapping[str, Known], frame: Frame, places: Places) -> None:
        self.known = known
        self.frame = frame
        self.places = places
        self.records: dict[str, Sequence[Rotating]] = {}

    @cached_property
    def histories(self) -> Mapping[str, History]:
        """How far each series has come, by its key."""
        return read_series(self.known.values())

    def of_item(self, item: PlanItem) -> Iterator[Wanted]:
        """Everything one item comes to."""
        facts = facts_of(item, self.places)
        if item.template.about:
            yield from self._of_records(item, facts)
        elif facts.every_months:
            for unit_id in facts.unit_ids:
                history = self._history(item.code, "", unit_id)
                series = Series(
                    unit_id=unit_id,
                    every_months=facts.every_months,
                    turns_over=history.turns_over,
                    ended_on=history.ended_on,
                    standing=history.standing,
                    place=unit_id,
                )
                for occurrence in self._turns(facts, series):
                    yield _planned(item, occurrence)
        else:
            frame = self.frame
            found = occurrences(
                facts,
                start_on=frame.start_on,
                until_on=frame.until_on,
                closed=frame.closed,
                quiet_weeks=frame.quiet_weeks,
            )
            for occurrence in found:
                yield _planned(item, occurrence)

    def _of_records(self, item: PlanItem, facts: ItemFacts) -> Iterator[Wanted]:
        """The item's turns for each record whose unit takes part."""
        about, of = item.template.about, self.places.administration_of
        if about not in self.records:
            self.records[about] = list(list_rotating(about))
        starts: dict[int | None, int] = {start.unit_id: start.first_year for start in item.starts}
        for record in self.records[about]:
            unit_id = record.unit_id
            if not self.takes_part(item, unit_id):
                continue
            series = self._series_of(item, record)
            own = replace(facts, own_starts={unit_id: starts[of[unit_id]]}) if of[unit_id] in starts else facts
            for occurrence in self._turns(own, series):
                want = _planned(item, occurrence, record)
                if follows_register(item) and record.first_key and not occurrence.is_forecast:
                    # The register knows by this key when it was done, and closes the task.
                    want = want._replace(key=record.first_key, kind=OWED[record.kind])
                yield want

    def takes_part(self, item: PlanItem, unit_id: int) -> bool:
        """Whether an item about records is done for those of this unit."""
        of = self.places.administration_of
        return unit_id in of and (item.is_for_all or bool({unit.id for unit in item.units} & {unit_id, of[unit_id]}))

    def _series_of(self, item: PlanItem, record: Rotating) -> Series:
        subject = f"{record.kind}:{record.subject_id}"
        history = self._history(item.code, subject, record.unit_id)
        series = Series(
            unit_id=record.unit_id,
            every_months=record.every_months,
            subject=subject,
            turns_over=history.turns_over,
            ended_on=history.ended_on,
            standing=history.standing,
            place=record.subject_id,
        )
        if not follows_register(item):
            return series
        return replace(
            series,
            ended_on=max((day for day in (history.ended_on, record.last_on) if day), default=None),
            standing=history.standing or standing_of(self.known.get(record.first_key)),
            owed_on=record.next_on,
        )

    def _history(self, code: str, subject: str, unit_id: int) -> History:
        return self.histories.get(series_key(code, subject, unit_id), NOTHING_YET)

    def _turns(self, facts: ItemFacts, series: Series) -> Iterator[Occurrence]:
        frame = self.frame
        return turns(
            facts,
            series,
            start_on=frame.start_on,
            today=frame.today,
            until_on=frame.until_on,
            closed=frame.closed,
            quiet_weeks=frame.quiet_weeks,
        )


def _planned(item: PlanItem, o: Occurrence, record: Rotating | None = None) -> Wanted:
    template = item.template
    shape = Shape(
        _title(item, record),
        o.unit_id,
        template.function,
        record.person_id if record else None,
        o.period,
        o.planned_on,
        o.due_on,
        o.law_due_on,
        o.hours,
        o.is_forecast,
        item.code,
    )
    if record is None:
        return Wanted(o.key, PLAN_KIND, shape, item.id)
    return Wanted(o.key, PLAN_KIND, shape, item.id, record.kind, record.subject_id)


def _title(item: PlanItem, record: Rotating | None) -> str:
    if record is None:
        return item.template.title
    return f"{item.template.title}: «{record.name[:200]}»" if item.template.is_own else record.title


def _owed(owed: Obligation, item: PlanItem | None, frame: Frame) -> Wanted:
    shape = Shape(
        title=owed.title,
        unit_id=owed.unit_id,
        function=owed.function,
        person_id=owed.person_id,
        period=f"{owed.due_on.year}",
        planned_on=owed.due_on,
        due_on=obligation_date(
            owed.due_on,
            start_on=frame.owed_from,
            closed=frame.closed,
            quiet_weeks=frozenset() if owed.is_fixed else frame.quiet_weeks,
        ),
        law_due_on=owed.due_on if owed.is_statutory else None,
        hours=item.template.hours if item else owed.hours,
        plan_code=item.code if item else "",
    )
    return Wanted(owed.key, owed.kind, shape, item.id if item else None, owed.subject_kind, owed.subject_id)
