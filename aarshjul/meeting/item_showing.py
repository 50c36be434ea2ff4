"""What the list of items shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from aarshjul.meeting.access import bodies_of, may_write, must_see_any
from aarshjul.meeting.deciding import ITEM_STATES, OFTEN, ItemState
from aarshjul.meeting.item_forms import DropForm, TakeUpForm
from aarshjul.meeting.item_rules import news_of
from aarshjul.meeting.item_store import TaskOfItem, count_states, list_items, list_tasks, waits_for
from aarshjul.meeting.meeting_store import count_postponed
from aarshjul.meeting.model import AgendaItem
from aarshjul.task.responsible import reach_of
from app.auth.viewer import Viewer
from app.core.filters import long_day
from app.core.tables import Page, number_within

SHOWN: Mapping[str, ItemState] = {
    "udkast": "draft", "aabne": "open", "venter": "waiting", "afsluttede": "closed", "tages-ikke-op": "dropped",
}  # fmt: skip
"""What the address says, and which state it shows."""


@dataclass(frozen=True)
class ItemLine:
    """An item, the task it is about with what has happened to it since, and the forms of what the viewer may do."""

    item: AgendaItem
    task: TaskOfItem | None
    news: str
    drop: DropForm | None
    take_up: TakeUpForm | None

    @property
    def anchor(self) -> str:
        """Where it stands on the page."""
        return f"punkt-{self.item.id}"


def items_page(
    viewer: Viewer, args: Mapping[str, str], *, failed: tuple[int, DropForm] | None = None
) -> dict[str, Any]:
    """Everything `items.html` shows, in a constant number of statements; `failed` is an item's form that came back."""
    bodies = must_see_any(viewer)
    shown = args.get("vis", "") if args.get("vis", "") in SHOWN else "udkast"
    counts = count_states(bodies=bodies)
    total = counts.get(SHOWN[shown], 0)
    number = number_within(args, total)
    rows = list_items(SHOWN[shown], bodies=bodies, number=number)
    ids = [item.id for item in rows]
    is_looked_at = SHOWN[shown] in ("draft", "dropped")
    tasks = list_tasks(rows, reach=reach_of(viewer)) if is_looked_at else {}
    here = url_for("agenda_item.list")
    return {
        "page": Page(
            rows=rows, number=number, total=total, path=here, args={} if shown == "udkast" else {"vis": shown}
        ),
        "lines": [_line(item, tasks.get(item.subject_id or 0), viewer, failed) for item in rows]
        if is_looked_at
        else [],
        "shown": shown,
        "tabs": [(_(ITEM_STATES[state]), slug, counts.get(state, 0)) for slug, state in SHOWN.items()],
        "postponed": count_postponed(ids) if not is_looked_at else {},
        "waits": waits_for(ids) if shown == "venter" else {},
        "failed_id": failed[0] if failed else 0,
        "often": OFTEN,
        "seen": bodies,
        "may_add": bool(bodies_of(viewer, "write")),
    }


def _line(item: AgendaItem, task: TaskOfItem | None, viewer: Viewer, failed: tuple[int, DropForm] | None) -> ItemLine:
    drop = take_up = None
    if may_write(viewer, item.body_id):
        if item.state == "draft":
            drop = DropForm(formdata=None, prefix=f"drop-{item.id}")
            drop.version.data = str(item.version)
        else:
            take_up = TakeUpForm(formdata=None, prefix=f"take-up-{item.id}")
            take_up.version.data = str(item.version)
    if failed and failed[0] == item.id:
        drop = failed[1]
    news = news_of(item.key, task.now) if task else None
    words = _(news.words, **({"day": long_day(news.on)} if news.on else {})) if news else ""
    return ItemLine(item, task, words, drop, take_up)
