"""What a feed says: from its tasks to the facts that are written."""

from collections.abc import Iterator, Sequence
from datetime import UTC

from flask import url_for
from flask_babel import gettext as _

from aarshjul.feed.events import EventFacts
from aarshjul.feed.model import CalendarFeed
from aarshjul.feed.rules import COVERS
from aarshjul.feed.store import FeedTask
from aarshjul.task.rules import KIND_WORDS, STATE_WORDS
from app.core.cpr import cover_cpr
from app.core.filters import long_day
from app.core.scope import Scope


def name_of(feed: CalendarFeed) -> str:
    """What the calendar is called in the program that reads it."""
    return _("GDPR-årshjul: %(what)s", what=words_of(feed))


def words_of(feed: CalendarFeed) -> str:
    """What the feed covers, in words."""
    return _("Opgaver i %(unit)s", unit=feed.unit.name) if feed.unit else _(COVERS[feed.covers])


def facts_of(tasks: Sequence[FeedTask], *, may_open: Scope) -> Iterator[EventFacts]:
    """The tasks as events. A task gets its address where the reader may open it.

    What somebody wrote about a task is left out, and what looks like a CPR number in its title is covered: calendars
    are synchronised to telephones and shared.
    """
    for task in tasks:
        url = url_for("task.show", task_id=task.id, _external=True) if may_open.holds(task.path) or task.is_mine else ""
        yield EventFacts(
            key=task.key,
            summary=cover_cpr(f"{task.title} · {task.unit}"),
            description="\n".join(_description(task, url)),
            when=task.due_on,
            changed_at=task.changed_at.astimezone(UTC),
            url=url,
            categories=(_("GDPR-årshjul"), _(STATE_WORDS[task.state])),
            is_forecast=task.is_forecast,
        )


def _description(task: FeedTask, url: str) -> Iterator[str]:
    kind = KIND_WORDS.get(task.kind)
    purpose, article = (_(kind.purpose), kind.article) if kind else (task.purpose, task.article)
    if purpose:
        yield cover_cpr(purpose)
    if article:
        yield _("Hjemmel: %(article)s", article=article)
    yield _("Tilstand: %(state)s", state=_(STATE_WORDS[task.state]))
    if task.law_due_on:
        yield _("Lovens frist: %(day)s", day=long_day(task.law_due_on))
    if task.is_forecast:
        yield _("Dagen er et skøn: den følger af, hvornår opgaven sidst bliver gjort.")
    if url:
        yield _("Åbn opgaven: %(url)s", url=url)
