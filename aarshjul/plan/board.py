"""The five-year board: a column for each year, a card for each item where it begins, and what that costs in hours."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aarshjul.capacity.rules import Load as Hours
from aarshjul.plan.board_store import (
    HoursAtHand,
    find_board_plan,
    list_hours_at_hand,
    list_record_hours,
)
from aarshjul.plan.expansion import ItemFacts
from aarshjul.plan.load import NOTHING, Load, load_by_person, load_by_place
from aarshjul.plan.model import Plan, PlanItem
from aarshjul.plan.store import Ring, facts_of, list_places
from aarshjul.plan.versioning import Begins, find_too_early, years_of
from aarshjul.plan.wording import note_of
from aarshjul.task.responsible import holders_now
from app.auth.viewer import Viewer
from app.core.errors import NotFound
from app.core.scope import Scope


@dataclass(frozen=True, kw_only=True)
class Card:
    """An item where it begins. `year` is that of the chosen administration, where it has one of its own (`is_own`)."""

    code: str
    title: str
    note: str
    year: int
    is_own: bool
    is_project: bool
    tasks: int
    hours: float
    waits_for: Sequence[str]
    too_early_for: Sequence[str]
    asks_hours: float
    asks_kroner: int
    carried: int
    earlier: int | None
    later: int | None


@dataclass(frozen=True)
class Cover:
    """Somebody's hours in a year against what the plan asks of them."""

    name: str
    available: float
    planned: float

    @property
    def level(self) -> str:
        """Green, yellow, red or grey, as on the page of capacity."""
        return Hours(year=0, quarter=0, available=self.available, planned=self.planned).level

    @property
    def over(self) -> float:
        """Hours planned beyond those at hand; 0 when there are enough."""
        return max(0.0, self.planned - self.available)


@dataclass(frozen=True, kw_only=True)
class Column:
    """A year of the board; the first one may hold what began before the plan."""

    year: int
    cards: Sequence[Card]
    tasks: int
    hours: float
    people: Sequence[Cover]

    @property
    def total(self) -> Cover:
        """All who have hours, together."""
        return Cover("", sum(one.available for one in self.people), sum(one.planned for one in self.people))


@dataclass(frozen=True, kw_only=True)
class Board:
    """Everything the board shows."""

    plan: Plan
    years: range
    before: Sequence[Card]
    columns: Sequence[Column]
    chosen: str
    administrations: Sequence[tuple[str, str]]
    may_move: bool
    asks_hours: float
    asks_kroner: int


def read_board(viewer: Viewer, code: str) -> Board:
    """The board as this person may see it, for the whole municipality or one administration."""
    plan = find_board_plan()
    if plan is None:
        raise NotFound
    places = list_places()
    rings = places.rings_in(viewer.scope("plan", "read"))
    chosen = next((ring for ring in rings if ring.code == code), None)
    items = plan.items
    years = years_of(plan.first_year)
    loads = [(item, facts, load_by_place(facts, years)) for item, facts in ((i, facts_of(i, places)) for i in items)]
    shown = places.units_of([chosen] if chosen else rings)
    cards = _cards(loads, years, chosen, shown, may_move := may_move_in(viewer, plan, chosen))
    covers = _covers(loads, years, chosen, viewer.scope("capacity", "read"))
    totals = _totals(loads, shown)
    return Board(
        plan=plan,
        years=years,
        before=[card for card in cards if card.year < years[0]],
        columns=[
            Column(
                year=year,
                cards=[card for card in cards if card.year == year],
                tasks=totals.get(year, NOTHING).tasks,
                hours=totals.get(year, NOTHING).hours,
                people=covers[year],
            )
            for year in years
        ],
        chosen=chosen.code if chosen else "",
        administrations=[ring.choice for ring in rings],
        may_move=may_move,
        asks_hours=sum(item.asks_hours for item in items),
        asks_kroner=sum(item.asks_kroner for item in items),
    )


def may_move_in(viewer: Viewer, plan: Plan, chosen: Ring | None) -> bool:
    """Whether this person may say when things begin: everywhere, or in the chosen administration."""
    if plan.state != "draft":
        return False
    if chosen is None or chosen.kind == "municipality":
        return viewer.scope("plan", "write").is_everything
    return viewer.may("write", "plan", chosen.path)


Loads = Sequence[tuple[PlanItem, ItemFacts, Mapping[tuple[int, int], Load]]]


def _cards(loads: Loads, years: range, chosen: Ring | None, shown: frozenset[int], may_move: bool) -> Sequence[Card]:
    own = {item.code: _own_start(item, chosen) for item, _facts, _load in loads}
    begins = {item.code: own[item.code] or item.first_year for item, _facts, _load in loads}
    too_early = find_too_early(Begins(item.code, begins[item.code], item.depends_on) for item, _facts, _load in loads)
    cards = []
    for item, facts, load in loads:
        of_records = bool(item.template.about)
        if not of_records and not shown & set(facts.unit_ids):
            continue
        year = begins[item.code]
        whole = sum((one for (unit, _y), one in load.items() if unit in shown), NOTHING)
        cards.append(
            Card(
                code=item.code,
                title=item.template.title,
                note=note_of(item),
                year=year,
                is_own=own[item.code] is not None,
                is_project=item.kind == "project",
                tasks=0 if of_records else whole.tasks,
                hours=0.0 if of_records else whole.hours,
                waits_for=list(item.depends_on),
                too_early_for=too_early.get(item.code, ()),
                asks_hours=item.asks_hours,
                asks_kroner=item.asks_kroner,
                carried=item.carried,
                earlier=min(year, years[-1] + 1) - 1 if may_move and year > years[0] else None,
                later=max(year, years[0] - 1) + 1 if may_move and year < years[-1] else None,
            )
        )
    return cards


def _own_start(item: PlanItem, chosen: Ring | None) -> int | None:
    if chosen is None:
        return None
    return next((start.first_year for start in item.starts if start.unit_id == chosen.id), None)


def _totals(loads: Loads, shown: frozenset[int]) -> Mapping[int, Load]:
    totals: dict[int, Load] = {}
    for item, _facts, load in loads:
        if item.template.about:
            continue
        for (unit_id, year), one in load.items():
            if unit_id in shown:
                totals[year] = totals.get(year, NOTHING) + one
    return totals


def _covers(loads: Loads, years: range, chosen: Ring | None, scope: Scope) -> Mapping[int, Sequence[Cover]]:
    """By year: who of the scope has hours, and what falls to them in the whole municipality when all are here."""
    at_hand = [one for one in list_hours_at_hand(years) if _belongs(one, chosen) and scope.holds(one.path)]
    if not at_hand:
        return defaultdict(list)
    holders = holders_now().with_all_here

    def find(function: str, unit_id: int) -> int | None:
        return holders.find(function, unit_id).person_id

    own = [(facts, load) for item, facts, load in loads if not item.template.about]
    planned: dict[tuple[int, int], float] = defaultdict(float, load_by_person(own, find))
    for row in list_record_hours(years):
        who = holders.find(row.function, row.unit_id, named_id=row.named_id).person_id
        if who is not None:
            planned[who, row.year] += row.hours
    covers: dict[int, list[Cover]] = defaultdict(list)
    for one in at_hand:
        covers[one.year].append(Cover(one.name, one.hours, planned[one.person_id, one.year]))
    return covers


def _belongs(one: HoursAtHand, chosen: Ring | None) -> bool:
    if chosen is None:
        return True
    return one.administration_id == chosen.administration_id
