"""What a mail says about each task in it: plain values, ready for the templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from aarshjul.answer.links import answer_url
from aarshjul.answer.offering import answers_of
from aarshjul.answer.rules import Answer, most_likely
from aarshjul.reminder.looking import responsible, rung_recipient
from aarshjul.reminder.rows import Row
from aarshjul.reminder.world_facts import World
from aarshjul.task.model import Task
from aarshjul.task.rules import ASK_WORDS
from aarshjul.task.words import TaskWords, words_of
from app.core.filters import MONTHS, long_day, overdue_words
from app.core.text import N_
from app.mail.compose import mail_link
from app.organisation.model import Person
from app.organisation.rules import FUNCTIONS, Found

WEEKDAYS = (
    N_("mandag"), N_("tirsdag"), N_("onsdag"), N_("torsdag"), N_("fredag"), N_("lørdag"), N_("søndag"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class OwnItem:
    """A task the receiver is to do. `notes` say why it comes to them though it is another's; `why` why they get it."""

    title: str
    place: str
    law_due_on: date | None
    due_day: str
    due_on: str
    overdue: str
    is_due_today: bool
    is_new: bool
    words: TaskWords
    notes: Sequence[str]
    why: str
    first: Answer | None
    """The likeliest answer; None where the task is answered on a page of its own."""
    links: Mapping[Answer | None, str]
    """By the answer (None for the page with all of them): the address that gives it."""


@dataclass(frozen=True, kw_only=True)
class OthersItem:
    """A task that somebody else has not done, told to those above; `rung` says how far up it has come."""

    title: str
    place: str
    who: str
    due_on: str
    overdue: str
    rung: str
    note: str
    url: str


@dataclass(frozen=True, kw_only=True)
class AskedItem:
    """A task that waits for the receiver's approval: who asked, and what it shall be ("udført", "udskudt" …)."""

    title: str
    place: str
    who: str
    what: str
    url: str


class Items:
    """Makes the items of one day's mails. `people` holds everybody the world may name."""

    def __init__(
        self, world: World, tasks: Mapping[int, Task], people: Mapping[int, Person], municipality: str
    ) -> None:
        self.world = world
        self.today = world.today
        self.tasks = tasks
        self.people = people
        self.municipality = municipality

    def own(self, row: Row) -> OwnItem:
        """What is said to whoever the task falls to."""
        task, found = self.tasks[row.task.id], responsible(row.task, self.world.holders)
        place, answers = self._place(task), answers_of(task)
        return OwnItem(
            title=task.title,
            place=place,
            law_due_on=task.law_due_on,
            due_day=short_words(task.due_on),
            due_on=day_words(task.due_on),
            overdue=overdue_words(task.due_on, self.today),
            is_due_today=task.due_on == self.today,
            is_new=row.is_new,
            words=words_of(task),
            notes=[
                note for note in (self._stand_in(task, found, place), self._away(found, row.said.person_id)) if note
            ],
            why=self._why(task, found, place),
            first=most_likely(task.kind, answers),
            links={
                answer: answer_url(task, row.said.person_id, today=self.today, answer=answer or "")
                for answer in (None, *answers)
            },
        )

    def others(self, row: Row) -> OthersItem:
        """What is said to those above."""
        task = self.tasks[row.task.id]
        found = responsible(row.task, self.world.holders)
        told = rung_recipient(row.said.code, row.task, self.world)
        return OthersItem(
            title=task.title,
            place=self._place(task),
            who=self.people[found.person_id].name if found.person_id is not None else self._place(task),
            due_on=day_words(task.due_on),
            overdue=overdue_words(task.due_on, self.today),
            rung=row.said.code,
            note=self._instead(told),
            url=mail_link("task.show", task_id=task.id),
        )

    def asked(self, row: Row) -> AskedItem:
        """What is said to whoever may approve."""
        task = self.tasks[row.task.id]
        return AskedItem(
            title=task.title,
            place=self._place(task),
            who=task.asked_by.name if task.asked_by is not None else _("En kollega"),
            what=_(ASK_WORDS[task.asks]),
            url=mail_link("task.show", task_id=task.id),
        )

    def _place(self, task: Task) -> str:
        return task.unit.name if task.unit.kind != "municipality" else self.municipality or task.unit.name

    def _stand_in(self, task: Task, found: Found, place: str) -> str:
        if not found.is_fallback:
            return ""
        return _(
            "Ingen har funktionen «%(function)s» i %(place)s, og derfor går opgaven til dig. Giv den til den rette, "
            "eller bed administratoren om at udfylde funktionen.",
            function=_(FUNCTIONS.get(task.function, task.function)),
            place=place,
        )

    def _away(self, found: Found, person_id: int) -> str:
        """Why it comes to this person though it is another's: that one is away."""
        if found.instead_of is None:
            return ""
        name, away = self.people[found.instead_of].name, self.world.holders.away[found.instead_of]
        why = _(
            "Opgaven hører til hos %(name)s. Du får den, fordi %(name)s er væk til og med %(day)s",
            name=name,
            day=long_day(away.to_on),
        )
        return f"{why}." if away.deputy_id == person_id else _("%(why)s, og du er den næste i rækken.", why=why)

    def _instead(self, told: Found) -> str:
        if told.is_fallback:
            return _("Der er ingen leder over den, der har opgaven. Derfor får du beskeden som koordinator.")
        if told.instead_of is None:
            return ""
        away = self.world.holders.away[told.instead_of]
        return _(
            "Beskeden er til %(name)s, som er væk til og med %(day)s.",
            name=self.people[told.instead_of].name,
            day=long_day(away.to_on),
        )

    def _why(self, task: Task, found: Found, place: str) -> str:
        if found.instead_of is not None:
            away = self.world.holders.away[found.instead_of]
            words = {"name": self.people[found.instead_of].name, "day": long_day(away.to_on)}
            if away.deputy_id == found.person_id:
                return _(
                    "Du får mailen, fordi du er stedfortræder for %(name)s, som er væk til og med %(day)s.", **words
                )
            return _("Du får mailen, fordi %(name)s er væk til og med %(day)s.", **words)
        if found.is_fallback:
            return _("Du får mailen, fordi du er koordinator for %(place)s.", place=place)
        if task.person is not None and found.person_id == task.person_id:
            if task.kind == "review" and not task.is_touched:
                return _("Du får mailen, fordi du står som ejer af behandlingen.")
            return _("Du får mailen, fordi opgaven er givet til dig.")
        function = _(FUNCTIONS.get(task.function, task.function))
        return _("Du får mailen, fordi du har funktionen «%(function)s» i %(place)s.", function=function, place=place)


def day_words(day: date) -> str:
    """ "mandag den 8. marts 2027"."""
    return _("%(weekday)s den %(day)s", weekday=_(WEEKDAYS[day.weekday()]), day=long_day(day))


def short_words(day: date) -> str:
    """ "8. marts"."""
    return f"{day.day}. {MONTHS[day.month - 1]}"
