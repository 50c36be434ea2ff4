"""What a reminder mail says: its subject, its first words and the rest, in the municipality's words or in ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from aarshjul.answer.rules import WORDS as ANSWER_WORDS
from aarshjul.mailtext.texts import html_of, text_of
from aarshjul.reminder.items import AskedItem, OthersItem, OwnItem
from aarshjul.reminder.mail_store import KIND
from app.mail.compose import Words, mail_link, render_mail
from app.organisation.model import Person
from app.organisation.store import get_municipality

MOST_SHOWN = 30
"""So many tasks a mail shows; the others are counted, and stand on the receiver's own page."""
INTROS = {
    "E1": "intro_escalation_leader",
    "E2": "intro_escalation_above",
    "E3": "intro_escalation_director",
    "E4": "intro_escalation_draft",
}


@dataclass(frozen=True)
class Content:
    """What one mail is to say: the receiver's own tasks, those of others that are late, and those that wait for the
    receiver's approval, each in the order of their dates.
    """

    first_name: str
    own: Sequence[OwnItem]
    others: Sequence[OthersItem] = ()
    asked: Sequence[AskedItem] = ()

    @property
    def count(self) -> int:
        """How many tasks it is about."""
        return len(self.own) + len(self.others) + len(self.asked)


@dataclass(frozen=True)
class Wording:
    """A text of the municipality's or ours by its code, and what it is filled with."""

    code: str
    values: Mapping[str, str]

    @property
    def text(self) -> str:
        """As plain words."""
        return text_of(self.code, **self.values)

    @property
    def html(self) -> Markup:
        """As paragraphs."""
        return html_of(self.code, **self.values)


def render(content: Content, *, contact: Person | None, person: Person | None = None) -> Words:
    """The words of a mail with this content; `contact` is whom to ask."""
    municipality = get_municipality()
    single = content.own[0] if content.count == 1 and content.own else None
    return render_mail(
        KIND,
        subject_words=subject_of(content),
        content=content,
        single=single,
        lone=next(iter((*content.others, *content.asked)), None) if content.count == 1 else None,
        intro=intro_of(content),
        own=content.own[:MOST_SHOWN],
        asked=content.asked[: max(0, MOST_SHOWN - len(content.own))],
        others=content.others[: max(0, MOST_SHOWN - len(content.own) - len(content.asked))],
        hidden=max(0, content.count - MOST_SHOWN),
        answer_words=ANSWER_WORDS,
        rung_words=[rung_wording(item).text for item in content.others],
        hint=Wording("answer_hint_sign_in" if municipality.answers_need_sign_in else "answer_hint", {}),
        own_note=Wording("own_note", {}),
        closing=Wording("closing", {}),
        answers_are_off=municipality.answers_are_off,
        contact=contact,
        dpo=municipality
        if municipality.dpo_is_known and (person is None or municipality.dpo_email != person.email)
        else None,
        municipality_name=municipality.name,
        work_url=mail_link("home.show"),
    )


def subject_of(content: Content) -> str:
    """The subject: the task and its date where there is one, else how many and how late."""
    parts = []
    if content.own:
        parts.append(_subject_of_own(content.own))
    if content.asked:
        parts.append(
            _subject_of_asked(content.asked) if not parts else _("%(n)s til godkendelse", n=len(content.asked))
        )
    if content.others:
        late = _("%(n)s over fristen hos andre", n=len(content.others))
        parts.append(late if parts else _subject_of_others(content.others))
    return " · ".join(parts)


def _subject_of_asked(asked: Sequence[AskedItem]) -> str:
    first = asked[0]
    if len(asked) == 1:
        return text_of("subject_approve", opgave=first.title, hvem=first.who, sted=first.place)
    return text_of("subject_approve_many", antal=str(len(asked)))


def _subject_of_own(own: Sequence[OwnItem]) -> str:
    first = own[0]
    if len(own) == 1:
        code = "subject_one_overdue" if first.overdue else "subject_one_new" if first.is_new else "subject_one"
        return text_of(
            code, opgave=first.title, dag=first.due_day, sted=first.place, overskredet=first.overdue.capitalize()
        )
    over = sum(1 for item in own if item.overdue)
    if over:
        return text_of("subject_many_overdue", antal=str(len(own)), antal_over=str(over))
    return text_of("subject_many", antal=str(len(own)), dag=first.due_day)


def _subject_of_others(others: Sequence[OthersItem]) -> str:
    first = others[0]
    if len(others) == 1:
        return text_of(
            "subject_escalation", opgave=first.title, hvem=first.who, sted=first.place, overskredet=first.overdue
        )
    places = {item.place for item in others}
    place = first.place if len(places) == 1 else _("flere enheder")
    return text_of("subject_escalation_many", antal=str(len(others)), sted=place)


def intro_of(content: Content) -> Wording | None:
    """The first words: what is asked of whom. None where the list says it."""
    own, others, asked = content.own, content.others, content.asked
    if content.count == 1 and asked:
        return Wording("intro_approve", {"opgave": asked[0].title, "hvem": asked[0].who, "sted": asked[0].place})
    if content.count == 1 and own:
        [item] = own
        code = "intro_one_overdue" if item.overdue else "intro_one_today" if item.is_due_today else "intro_one"
        values = {"opgave": item.title, "sted": item.place, "dato": item.due_on, "overskredet": item.overdue}
        return Wording(code, values)
    if content.count == 1:
        return rung_wording(others[0])
    return Wording("intro_many", {"antal": str(len(own))}) if len(own) > 1 else None


def rung_wording(item: OthersItem) -> Wording:
    """What is said to those above about a task that somebody else has not done."""
    return Wording(
        INTROS[item.rung],
        {
            "opgave": item.title,
            "hvem": item.who,
            "sted": item.place,
            "dato": item.due_on,
            "overskredet": item.overdue,
        },
    )
