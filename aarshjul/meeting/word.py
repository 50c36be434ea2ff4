"""An agenda or the minutes for Word, in the field's own form."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from aarshjul.meeting.paper import Paper, Point, follow_up_words, opened
from app.core import clock
from app.core.filters import long_day
from app.core.word import add_values, begin, saved


def as_docx(paper: Paper, *, owner: str) -> bytes:
    """A document on A4: who met, and an item after the other with its fields and what was decided."""
    document = begin(paper.title, owner, _("Udskrevet %(day)s", day=long_day(clock.today())))
    document.add_heading(paper.title, level=0)
    add_values(document, head_of(paper))
    for point in paper.points:
        document.add_heading(f"{point.number}. {point.title}", level=1)
        rows = list(values_of(point))
        if rows:
            add_values(document, rows)
        elif point.is_closed:
            document.add_paragraph(_("Punktet er lukket og står ikke her."))
        elif point.kind == "item" and not paper.is_minutes:
            document.add_paragraph(_("Uden nærmere beskrivelse."))
    return saved(document)


def head_of(paper: Paper) -> list[tuple[str, str]]:
    """Where and when, and who was there."""
    if paper.head:
        return [*paper.head]
    meeting = paper.meeting
    state = ""
    if meeting.minutes:
        state = (
            _("Godkendt %(day)s", day=long_day(meeting.approved_on))
            if meeting.minutes == "approved"
            else _("Udkast, ikke godkendt endnu")
        )
    begins = _("kl. %(at)s", at=meeting.begins) if meeting.begins else ""
    rows = [
        (_("Organ"), f"{meeting.body.name} ({meeting.body.code})"),
        (_("Tid"), f"{long_day(meeting.held_on)} {begins}".strip()),
        (_("Sted"), meeting.place),
        (_("Til stede") if paper.is_minutes else _("Medlemmer"), ", ".join(paper.members)),
        (_("Afbud"), ", ".join(paper.absent)),
        (_("Materialefrist"), long_day(paper.papers_due) if meeting.state in ("planned", "called") else ""),
        (_("Referat"), state),
        (_("Tilstand"), _("Aflyst") if meeting.state == "cancelled" else ""),
        (_("Type"), _("Beslutningsreferat") if paper.is_minutes else ""),
    ]
    return [(label, text) for label, text in rows if text]


def values_of(point: Point, *, on_screen: bool = False) -> Iterator[tuple[str, str]]:
    """An item's fields with what was decided, in the form's order. A page on the screen shows postponements itself."""
    if point.kept is not None:
        yield from point.kept
        return
    yield from ((row.label, row.text) for row in point.rows)
    if point.postponed and not on_screen:
        yield _("Udsat før"), ngettext("%(num)s gang", "%(num)s gange", point.postponed)
    if point.discussion:
        yield _("Diskussion"), point.discussion
    if point.outcome:
        body = point.decision.put.get("sent_to", "") if point.decision else ""
        sent = _("Sendt til %(body)s", body=body) if body else ""
        yield _("Beslutning"), "\n".join(filter(None, (point.outcome, point.text, sent)))
    if point.conditions:
        yield _("Betingelser"), point.conditions
    if point.follow_ups:
        told_on = clock.today() if on_screen and point.item else point.told_on
        lines = [follow_up_words(action, told_on) for action in point.follow_ups]
        if point.more_follow_ups:
            lines.append(ngettext("og %(num)s til", "og %(num)s til", point.more_follow_ups))
        yield _("Opfølgning"), "\n".join(lines)


def kept_of(paper: Paper) -> dict[str, Any]:
    """What minutes say, as plain values: the head, and each item with and without what is closed."""
    return {
        "title": paper.title,
        "head": head_of(paper),
        "members": [*paper.members],
        "absent": [*paper.absent],
        "points": [
            {
                "number": point.number,
                "kind": point.kind,
                "title": point.title,
                "is_closed": point.is_closed,
                "item_id": point.item_id,
                "values": [*values_of(point)],
                "open_values": [] if point.is_closed else [*values_of(opened(point))],
            }
            for point in paper.points
        ],
    }
