"""A version from draft over DDS to approved, its items meanwhile, and the plan rolled a year on."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from aarshjul.plan import item_actions, version_actions
from aarshjul.plan.actions import changes_of, frame_of, make_plan_tasks
from aarshjul.plan.comparing import list_asks, what_changes
from aarshjul.plan.item_actions import AddItem, ChangeItem, MoveItem
from aarshjul.plan.model import Plan, PlanItem, PlanItemStart, TaskTemplate
from aarshjul.plan.store import find_approved_plan, list_items
from aarshjul.plan.version_actions import Carry, RollPlan
from aarshjul.task.actions import CompleteTask, StartTask, complete_task, start_task
from aarshjul.task.model import Task
from app.audit.actions import Doing
from app.audit.store import list_events_of
from app.core.clock import COPENHAGEN
from app.core.db import db
from app.core.errors import EditConflict, Refused
from tests.make import NOW, TODAY, Personas

DOING = Doing(at=NOW, person_id=None)
YEAR = TODAY.year


def item_of(plan: Plan, code: str) -> PlanItem:
    return next(item for item in list_items(plan.id) if item.code == code)


def move(plan: Plan, code: str, year: int, **more: Any) -> PlanItem:
    command = MoveItem(plan_id=plan.id, code=code, year=year, **({"seen_year": item_of(plan, code).first_year} | more))
    return item_actions.move_item(command, doing=DOING)


def approve(plan: Plan, doing: Doing = DOING) -> Any:
    version_actions.submit_plan(plan.id, edition=plan.edition, note="", doing=doing)
    return version_actions.approve_plan(plan.id, edition=plan.edition, decision="Godkendt.", doing=doing)


def years_of(code: str, **where: Any) -> list[int]:
    query = db.select(Task.planned_on).where(Task.plan_code == code, Task.state != "withdrawn").filter_by(**where)
    return sorted({day.year for day in db.session.scalars(query)})


def change(plan: Plan, code: str, **values: Any) -> ChangeItem:
    item = item_of(plan, code)
    facts = {
        "kind": item.kind, "first_year": item.first_year, "last_year": item.last_year, "unit_ids": [],
        "depends_on": item.depends_on, "asks_hours": 0.0, "asks_kroner": 0, "asks_reason": "",
    }  # fmt: skip
    return ChangeItem(plan_id=plan.id, code=code, edition=plan.edition, **(facts | values))


def test_a_draft_is_a_copy_and_makes_no_task_until_dds_has_approved_it(fjordby: Personas) -> None:
    make_plan_tasks(NOW)
    before = years_of("T01")
    plan = version_actions.begin_draft(doing=DOING)
    assert [item.code for item in list_items(plan.id)] == ["T01", "T05"]
    move(plan, "T01", before[0] + 2)
    assert make_plan_tasks(NOW).changed == 0

    result = approve(plan)

    assert years_of("T01") == before[2:]
    assert result.withdrawn > 0
    assert find_approved_plan() is plan
    assert [(one.version, one.state) for one in db.session.scalars(db.select(Plan).order_by(Plan.version))] == [
        (1, "superseded"),
        (2, "approved"),
    ]
    assert make_plan_tasks(NOW).changed == 0


def test_a_draft_shows_what_it_would_change_and_changes_nothing(fjordby: Personas) -> None:
    make_plan_tasks(NOW)
    plan = version_actions.begin_draft(doing=DOING)
    assert changes_of(plan, frame_of(plan, TODAY)).keys == []
    move(plan, "T01", item_of(plan, "T01").first_year + 1)
    count = db.session.scalar(db.select(sa.func.count()).select_from(Task))
    changes = changes_of(plan, frame_of(plan, TODAY))
    assert len(changes.withdrawn) == 2, "one for each administration"
    assert db.session.scalar(db.select(sa.func.count()).select_from(Task)) == count
    preview = what_changes(plan, TODAY)
    assert preview is not None
    begins = item_of(plan, "T01").first_year
    assert [(one.code, one.before, one.after, one.withdrawn) for one in preview.items] == [
        ("T01", begins - 1, begins, 2)
    ]


def test_one_administration_begins_in_a_year_of_its_own(fjordby: Personas) -> None:
    plan = version_actions.begin_draft(doing=DOING)
    begins = item_of(plan, "T01").first_year
    move(plan, "T01", begins + 3, unit_id=fjordby.social_id)
    approve(plan)
    assert min(years_of("T01", unit_id=fjordby.social_id)) == begins + 3
    assert min(years_of("T01", unit_id=fjordby.culture_id)) == begins
    back = version_actions.begin_draft(doing=DOING)
    move(back, "T01", begins, unit_id=fjordby.social_id, seen_year=begins + 3)
    assert item_of(back, "T01").starts == []


def test_only_one_version_is_worked_on_and_only_a_draft_is_changed(fjordby: Personas) -> None:
    plan = version_actions.begin_draft(doing=DOING)
    with pytest.raises(Refused, match="allerede i gang"):
        version_actions.begin_draft(doing=DOING)
    version_actions.submit_plan(plan.id, edition=plan.edition, note="Til mødet", doing=DOING)
    with pytest.raises(Refused, match="sendt til DDS"):
        move(plan, "T01", YEAR + 1)
    version_actions.send_back_plan(plan.id, edition=plan.edition, reason="Vent med T05.", doing=DOING)
    assert plan.state == "draft"
    assert [event.verb for event in list_events_of("plan", plan.id)][:2] == ["plan.send_back", "plan.submit"]
    version_actions.discard_plan(plan.id, edition=plan.edition, doing=DOING)
    assert version_actions.begin_draft(doing=DOING).version == 2


def test_who_sent_the_plan_does_not_approve_it(fjordby: Personas) -> None:
    plan = version_actions.begin_draft(doing=DOING)
    who = Doing(at=NOW, person_id=1)
    version_actions.submit_plan(plan.id, edition=plan.edition, note="", doing=who)
    with pytest.raises(Refused, match="selv sendt"):
        version_actions.approve_plan(plan.id, edition=plan.edition, decision="", doing=who)


def test_two_who_move_the_same_item_hear_of_each_other_and_two_items_do_not_meet(fjordby: Personas) -> None:
    plan = version_actions.begin_draft(doing=DOING)
    begins = item_of(plan, "T01").first_year
    move(plan, "T01", begins + 1)
    move(plan, "T05", item_of(plan, "T05").first_year + 1)
    with pytest.raises(EditConflict, match=str(begins + 1)):
        move(plan, "T01", begins + 2, seen_year=begins)


def test_an_item_cannot_begin_outside_the_plan_nor_wait_for_itself(fjordby: Personas) -> None:
    plan = version_actions.begin_draft(doing=DOING)
    with pytest.raises(Refused, match=f"{plan.first_year} til"):
        move(plan, "T01", plan.first_year + 5)
    item_actions.change_item(change(plan, "T01", depends_on=["T05"]), doing=DOING)
    with pytest.raises(Refused, match="ville vente på hinanden"):
        item_actions.change_item(change(plan, "T05", depends_on=["T01"]), doing=DOING)
    with pytest.raises(Refused, match="T99 er ikke i planen"):
        item_actions.change_item(change(plan, "T05", depends_on=["T99"]), doing=DOING)
    item_actions.remove_item(plan.id, "T05", doing=DOING)
    db.session.expire_all()
    assert item_of(plan, "T01").depends_on == []
    item_actions.add_item(AddItem(plan_id=plan.id, template_code="T05", year=plan.first_year), doing=DOING)
    with pytest.raises(Refused, match="allerede i planen"):
        item_actions.add_item(AddItem(plan_id=plan.id, template_code="T05", year=plan.first_year), doing=DOING)
    db.session.execute(sa.update(TaskTemplate).where(TaskTemplate.code == "T11").values(is_retired=True))
    with pytest.raises(Refused, match="taget ud"):
        item_actions.add_item(AddItem(plan_id=plan.id, template_code="T11", year=plan.first_year), doing=DOING)


def test_what_dds_was_asked_for_stays_with_the_version_it_was_answered_in(fjordby: Personas) -> None:
    plan = version_actions.begin_draft(doing=DOING)
    asked = change(plan, "T01", kind="project", asks_hours=40.0, asks_kroner=25_000, asks_reason="En vikar i foråret.")
    item_actions.change_item(asked, doing=DOING)
    approve(plan)
    again = item_of(version_actions.begin_draft(doing=DOING), "T01")
    assert (again.kind, again.asks_hours, again.asks_kroner, again.asks_reason) == ("project", 0.0, 0, "")
    assert [item.code for item in list_asks(plan.id)] == ["T01"]


@pytest.fixture
def november(fjordby: Personas) -> tuple[Plan, Doing]:
    """The plan in November of its first year: T01 a project, of which one administration has begun its task."""
    plan = find_approved_plan()
    assert plan is not None
    begun = datetime(plan.first_year, 1, 4, 9, tzinfo=COPENHAGEN)
    item_of(plan, "T01").kind = "project"
    item_of(plan, "T01").first_year = plan.first_year
    db.session.flush()
    make_plan_tasks(begun)
    return plan, Doing(at=datetime(plan.first_year, 11, 12, 9, tzinfo=COPENHAGEN))


def open_tasks(code: str) -> list[Task]:
    query = db.select(Task).where(Task.plan_code == code, Task.state.in_(("not_started", "started")))
    return list(db.session.scalars(query.order_by(Task.unit_id, Task.due_on)))


def test_the_plan_is_rolled_from_november_and_says_what_becomes_of_what_is_unfinished(
    november: tuple[Plan, Doing], fjordby: Personas
) -> None:
    plan, doing = november
    with pytest.raises(Refused, match="november"):
        version_actions.roll_plan(RollPlan(carried={}), doing=Doing(at=doing.at - timedelta(days=30)))
    started, _other = open_tasks("T01")
    start_task(StartTask(task_id=started.id), doing=doing)
    unfinished = [item.code for item in version_actions.list_unfinished(plan, doing.at.date())]
    assert "T01" in unfinished
    with pytest.raises(Refused, match="T01"):
        version_actions.roll_plan(RollPlan(carried={}), doing=doing)

    next_year = plan.first_year + 1
    carried = {code: Carry(first_year=next_year, reason="Vi manglede en vikar.") for code in unfinished}
    rolled = version_actions.roll_plan(RollPlan(carried=carried), doing=doing)
    assert (rolled.first_year, rolled.based_on_id) == (next_year, plan.id)
    assert (item_of(rolled, "T01").carried, item_of(rolled, "T01").carry_reason) == (1, "Vi manglede en vikar.")
    due_before = started.due_on
    approve(rolled, doing)

    tasks = open_tasks("T01")
    assert len(tasks) == 2, "none is lost, and none stands twice"
    assert {task.period for task in tasks} == {str(next_year)}
    touched, untouched = sorted(tasks, key=lambda task: not task.is_touched)
    assert (touched.id, touched.due_on) == (started.id, due_before), "what somebody works on stays where it is"
    assert untouched.due_on.year == next_year
    assert make_plan_tasks(doing.at).changed == 0
    assert max(day.year for day in db.session.scalars(db.select(Task.due_on))) == plan.first_year + 4


def test_the_rest_of_the_year_behind_stays_when_the_new_plan_is_approved_early(
    november: tuple[Plan, Doing],
) -> None:
    plan, doing = november
    for task in open_tasks("T01"):
        complete_task(CompleteTask(task_id=task.id, on=doing.at.date()), doing=doing)
    next_year = date(plan.first_year + 1, 1, 1)
    left = [(task.id, task.state, task.due_on) for task in open_tasks("T05") if task.due_on < next_year]
    assert left
    assert version_actions.list_unfinished(plan, doing.at.date()) == []
    rolled = version_actions.roll_plan(RollPlan(carried={}), doing=doing)
    assert "T01" not in {item.code for item in list_items(rolled.id)}, "a project that is done is not in the next plan"
    approve(rolled, doing)
    for task_id, state, due_on in left:
        kept = db.session.get_one(Task, task_id)
        assert (kept.state, kept.due_on) == (state, due_on)


def roll(doing: Doing, **years: int) -> Plan:
    carried = {code: Carry(first_year=year, reason="Vi nåede det ikke.") for code, year in years.items()}
    rolled = version_actions.roll_plan(RollPlan(carried=carried), doing=doing)
    approve(rolled, doing)
    return rolled


def test_a_plan_that_is_rolled_twice_carries_only_what_was_carried_the_last_time(
    november: tuple[Plan, Doing], fjordby: Personas
) -> None:
    plan, doing = november
    started, _other = open_tasks("T01")
    start_task(StartTask(task_id=started.id), doing=doing)
    following = plan.first_year + 1
    for task in open_tasks("T05"):
        if task.due_on <= doing.at.date():
            complete_task(CompleteTask(task_id=task.id, on=doing.at.date()), doing=doing)
    roll(doing, T01=following)
    later = Doing(at=doing.at.replace(year=following))
    for task in open_tasks("T01"):
        complete_task(CompleteTask(task_id=task.id, on=later.at.date()), doing=later)
    unfinished = [item.code for item in version_actions.list_unfinished(find_approved_plan(), later.at.date())]  # type: ignore[arg-type]
    rolled = roll(later, **dict.fromkeys(unfinished, following + 1))
    assert rolled.first_year == following + 1
    assert "T01" not in {item.code for item in list_items(rolled.id)}
    assert make_plan_tasks(later.at).changed == 0


def test_a_project_that_an_administration_begins_later_stays_in_the_plan_that_is_rolled(
    november: tuple[Plan, Doing], fjordby: Personas
) -> None:
    plan, doing = november
    item = item_of(plan, "T01")
    item.starts.append(PlanItemStart(unit_id=fjordby.social_id, first_year=plan.first_year + 2))
    db.session.flush()
    make_plan_tasks(doing.at.replace(month=1))
    for task in open_tasks("T01"):
        if task.unit_id != fjordby.social_id:
            complete_task(CompleteTask(task_id=task.id, on=doing.at.date()), doing=doing)
    roll(doing)
    assert [(task.unit_id, task.period) for task in open_tasks("T01")] == [
        (fjordby.social_id, f"{plan.first_year + 2}")
    ]


def test_a_counted_turn_still_to_come_stays_where_it_is_when_the_plan_is_rolled(
    november: tuple[Plan, Doing], fjordby: Personas
) -> None:
    plan, doing = november
    item_of(plan, "T01").kind = "recurring"
    # The first turns share these months by the number of their unit.
    entry = sa.update(TaskTemplate).where(TaskTemplate.code == "T01")
    db.session.execute(entry.values(every_months=12, months=[2, 3, 12]))
    db.session.expire_all()
    make_plan_tasks(doing.at.replace(month=1))
    late, december = sorted((task for task in open_tasks("T01") if not task.is_forecast), key=lambda task: task.due_on)
    assert (late.due_on.month, december.due_on.month) == (3, 12)
    complete_task(CompleteTask(task_id=late.id, on=doing.at.date()), doing=doing)
    before = december.due_on
    roll(doing)
    assert (december.state, december.due_on) == ("not_started", before)


def test_who_has_changed_the_plan_does_not_approve_it(fjordby: Personas) -> None:
    author = Doing(at=NOW, person_id=1)
    plan = version_actions.begin_draft(doing=author)
    version_actions.submit_plan(plan.id, edition=plan.edition, note="", doing=DOING)
    with pytest.raises(Refused, match="selv rettet"):
        version_actions.approve_plan(plan.id, edition=plan.edition, decision="", doing=author)
