"""A made-up mail of each kind, for whoever writes the texts to see how they read."""

from datetime import date

from flask_babel import gettext as _

from aarshjul.answer.rules import SLUGS
from aarshjul.reminder.items import OthersItem, OwnItem, day_words, short_words
from aarshjul.reminder.wording import Content, render
from aarshjul.task.words import TaskWords
from app.core.filters import overdue_words
from app.mail.compose import Words, mail_link

TODAY = date(2027, 3, 15)
"""The day on which the made-up mails are written: a Monday."""


def sample_words(kind: str) -> Words:
    """The whole mail of a kind ("one", "overdue", "new", "many", "escalation") about made-up tasks."""
    soon, late = date(2027, 3, 31), date(2027, 3, 8)
    own = {
        "one": [_own(_("Slettekontrol i fagsystemer"), soon)],
        "overdue": [_own(_("Slettekontrol i fagsystemer"), late)],
        "new": [_own(_("Slettekontrol i fagsystemer"), soon, is_new=True)],
        "many": [
            _own(_("Logkontrol"), late),
            _own(_("Slettekontrol i fagsystemer"), soon),
            _own(_("Gennemgang af adgange"), date(2027, 4, 12), is_new=True),
        ],
    }
    others = [_others(_("Slettekontrol i fagsystemer"), late)] if kind == "escalation" else []
    return render(Content(first_name="Anna", own=own.get(kind, []), others=others), contact=None)


def _own(title: str, due_on: date, *, is_new: bool = False) -> OwnItem:
    page = mail_link("answer.show", token="eksempel")  # noqa: S106 - it opens nothing
    return OwnItem(
        title=title,
        place=_("Social"),
        law_due_on=None,
        due_day=short_words(due_on),
        due_on=day_words(due_on),
        overdue=overdue_words(due_on, TODAY),
        is_due_today=False,
        is_new=is_new,
        words=TaskWords(purpose=_("Oplysninger skal væk, når vi ikke længere har brug for dem.")),
        notes=(),
        why=_(
            "Du får mailen, fordi du har funktionen «%(function)s» i %(place)s.", function=_("Leder"), place=_("Social")
        ),
        first="done",
        links={None: page} | {answer: f"{page}?svar={SLUGS[answer]}" for answer in ("done", "postpone", "not_mine")},
    )


def _others(title: str, due_on: date) -> OthersItem:
    return OthersItem(
        title=title,
        place=_("Social"),
        who="Bent Birk",
        due_on=day_words(due_on),
        overdue=overdue_words(due_on, TODAY),
        rung="E1",
        note="",
        url=mail_link("home.show"),
    )
