"""What may be said in a hearing and when, when it is overdue, and what ends it. Pure."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Literal, NamedTuple

from app.core.text import N_
from app.core.workdays import ClosedDays, is_working_day, working_day_on_or_after, working_day_on_or_before

KIND = "hearing"
MOST_PEOPLE = 100
"""So many are asked at most; a larger group speaks through somebody."""
MOST_ROWS = 30
"""So many comments are sent at a time."""
MOST_WORDS = 4000
"""Characters of a comment."""
DAYS_TO_ANSWER = timedelta(days=21)
"""How long people have where nobody says otherwise."""
LONGEST = timedelta(days=366)
REMINDED_BEFORE = timedelta(days=3)

MODES: Mapping[str, str] = {"written": N_("Skriftlig"), "joint": N_("Gennemgang i fællesskab")}
ABOUT: Mapping[str, str] = {"activity": N_("Behandling"), "template": N_("Skabelon"), "document": N_("Dokument")}

Outcome = Literal["accepted", "changed", "dropped", "withdrawn"]
OUTCOMES: Mapping[str, str] = {
    "accepted": N_("Accepteret, som det er"),
    "changed": N_("Ændres efter høringen"),
    "dropped": N_("Opgives"),
}
"""What the one who holds a hearing can end it with."""
OUTCOME_WORDS: Mapping[str, str] = {**OUTCOMES, "withdrawn": N_("Trukket tilbage")}
OUTCOME_LOOKS: Mapping[str, str] = {"accepted": "green", "changed": "blue", "dropped": "grey", "withdrawn": "grey"}

Verdict = Literal["taken", "partly", "not"]
VERDICTS: Mapping[str, str] = {
    "taken": N_("Taget til følge"),
    "partly": N_("Delvist taget til følge"),
    "not": N_("Ikke taget til følge"),
}
VERDICT_LOOKS: Mapping[str, str] = {"taken": "green", "partly": "yellow", "not": "grey"}

ANSWER_WORDS: Mapping[str, str] = {
    "": N_("Har ikke svaret"),
    "comments": N_("Har bemærkninger"),
    "nothing": N_("Ingen bemærkninger"),
}


def why_not_ask(roles: Collection[str]) -> str | None:
    """Why somebody who holds these roles is not asked; None when they can be. Who holds none may be, as may the DPO."""
    return N_("Revisor læser kun og bliver ikke spurgt.") if roles and set(roles) <= {"auditor"} else None


class Standing(NamedTuple):
    """A hearing as the rules see it. `ended_by` is its outcome, "" while it runs."""

    mode: str
    due_on: date
    meets_on: date | None
    ended_by: str


class Tally(NamedTuple):
    """How many were asked, how many have answered, and how many comments have no answer yet."""

    asked: int
    answered: int
    comments: int = 0
    open_comments: int = 0

    @property
    def percent(self) -> int | None:
        """How much is answered; 100 only when all is. None where nobody is asked."""
        return 100 * self.answered // self.asked if self.asked else None


def tally(answers: Iterable[str], verdicts: Iterable[str]) -> Tally:
    """From what each participant has answered, and what each comment was answered."""
    said, told = list(answers), list(verdicts)
    return Tally(len(said), sum(map(bool, said)), len(told), sum(not one for one in told))


def due_date(day: date, closed: ClosedDays) -> date:
    """The day people have until: the day itself, or the first working day after it, so that nobody gets less time."""
    return working_day_on_or_after(day, closed)


def usable_due(day: date, *, today: date, closed: ClosedDays, quiet_weeks: Collection[int]) -> date:
    """The day as a deadline; where its week is quiet, the same weekday of the first week after that is not."""
    while why_not_due(day, today=today, closed=closed, quiet_weeks=quiet_weeks) and day < today + LONGEST:
        day += timedelta(weeks=1)
    return due_date(day, closed)


def default_due(today: date, closed: ClosedDays, quiet_weeks: Collection[int]) -> date:
    """The deadline that is proposed: three weeks on, or as soon after that as can be used."""
    return usable_due(today + DAYS_TO_ANSWER, today=today, closed=closed, quiet_weeks=quiet_weeks)


def why_not_due(
    due_on: date, *, today: date, closed: ClosedDays, quiet_weeks: Collection[int], meets_on: date | None = None
) -> str | None:
    """Why answers cannot be due on a day; None when they can. A meeting comes no later than the deadline."""
    if due_on <= today:
        return N_("Fristen er gået. Vælg en dag efter i dag.")
    if due_on > today + LONGEST:
        return N_("Fristen er mere end et år fremme. Vælg en tidligere dag.")
    if due_date(due_on, closed).isocalendar().week in quiet_weeks:
        return N_("Fristen ligger i en stille uge, hvor få er på arbejde. Vælg en anden dag.")
    if meets_on and due_date(due_on, closed) < meets_on:
        return N_("Fristen ligger før gennemgangen. Vælg samme dag eller en senere.")
    return None


def why_not_meet(mode: str, meets_on: date | None, *, today: date, closed: ClosedDays) -> str | None:
    """Why people cannot go through it together on a day; None when they can, or are not to."""
    if mode != "joint":
        return None
    if meets_on is None:
        return N_("Skriv, hvilken dag I mødes.")
    if meets_on < today:
        return N_("Dagen er gået. Vælg i dag eller en senere dag.")
    if not is_working_day(meets_on, closed):
        return N_("Det er ikke en arbejdsdag. Vælg en anden dag.")
    return None


def why_not_move(due_on: date, *, before: date) -> str | None:
    """Why a deadline cannot become another day: people have planned by it, so it only comes later."""
    return N_("Fristen kan kun blive senere. Vælg en dag efter den, der gælder nu.") if due_on <= before else None


def remind_on(due_on: date, *, asked_on: date, closed: ClosedDays) -> date | None:
    """The day somebody who has not answered is reminded: a working day some days before the deadline, after they were
    asked. None where there is no such day.
    """
    for back in (REMINDED_BEFORE, timedelta(days=1)):
        day = working_day_on_or_before(due_on - back, closed)
        if day > asked_on:
            return day
    return None


def is_overdue(standing: Standing, today: date) -> bool:
    """Whether it still runs after its deadline."""
    return not standing.ended_by and standing.due_on < today


def why_not_answer(standing: Standing) -> str | None:
    """Why nobody can say anything more; None when they can. Late is better than not: only the end closes it."""
    return N_("Høringen er slut. Der kan ikke skrives mere.") if standing.ended_by else None


def why_not_send(answer: str, comments: int, *, before: str) -> str | None:
    """Why an answer with so many comments cannot be sent by somebody who has answered `before`; None when it can."""
    if answer == "nothing" and comments:
        return N_("Du har skrevet bemærkninger. Send dem, eller slet teksten først.")
    if answer == "nothing" and before == "comments":
        return N_("Du har allerede sendt bemærkninger. De bliver stående.")
    if answer == "comments" and not comments:
        return N_("Skriv mindst én bemærkning, eller vælg «Ingen bemærkninger».")
    return None


def why_not_reply(verdict: str, words: str) -> str | None:
    """Why a comment cannot be answered so; None when it can. Who is not followed, or not quite, is told why."""
    if verdict in ("partly", "not") and not words.strip():
        return N_("Skriv med en sætning, hvorfor.")
    return None


def why_not_end(standing: Standing, counted: Tally, *, today: date) -> str | None:
    """Why a hearing cannot end yet; None when it can.

    1. Every comment has its answer.
    2. Everybody has answered, or the deadline has passed.
    """
    if standing.ended_by:
        return N_("Høringen er slut.")
    if counted.open_comments:
        return N_("Der er bemærkninger, du ikke har svaret på. Svar på dem først.")
    if counted.answered < counted.asked and standing.due_on >= today:
        return N_("Nogen mangler at svare, og fristen er ikke gået. Vent på dem, eller træk høringen tilbage.")
    return None


def sees_all(standing: Standing, *, is_holder: bool) -> bool:
    """Whether somebody sees what the others say: who holds or oversees it; everybody once it is over, or where it is
    gone through together.
    """
    return is_holder or bool(standing.ended_by) or standing.mode == "joint"


def tidy_time(text: str) -> str:
    """A time of day as "HH:MM", from "9", "9.30" or "09:30"; "" stays. Raises ValueError for anything else."""
    if not text.strip():
        return ""
    hour, _mark, minute = text.strip().replace(":", ".").partition(".")
    if not (hour.isdecimal() and len(hour) < 3 and (not minute or (minute.isdecimal() and len(minute) == 2))):
        raise ValueError(text)
    if int(hour) > 23 or int(minute or 0) > 59:
        raise ValueError(text)
    return f"{int(hour):02}:{int(minute or 0):02}"
