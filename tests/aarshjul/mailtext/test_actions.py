"""Changing a text: what is kept, what it becomes in a mail, who came first, and samples to oneself."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from aarshjul.mailtext.actions import ChangeText, change_text, send_sample
from aarshjul.mailtext.model import MailText
from aarshjul.mailtext.rules import MAILS, MOST_SAMPLES, TEXTS
from aarshjul.mailtext.store import forget_texts, subjects_of
from aarshjul.mailtext.texts import html_of, sample_values, text_of, trying
from aarshjul.reminder.sample import sample_words
from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.core.db import db
from app.core.errors import EditConflict, Refused
from app.mail.compose import Words
from app.mail.model import OutgoingMail
from app.organisation.model import Person
from tests.make import NOW, make_person, make_personas

DOING = Doing(at=NOW, via="cli")
VALUES = {"opgave": "Slettekontrol {dag} & <b>", "dag": "8. marts", "sted": "Social"}
WORDS = Words("Husk det", "Tekst\n", "<p>Tekst</p>\n")


def change(text: str, *, code: str = "subject_one", read: int = 0) -> bool:
    return change_text(ChangeText(code=code, text=text, read=read), doing=DOING)


def events() -> list[AuditEvent]:
    query = sa.select(AuditEvent).where(AuditEvent.subject_kind == "mail_text").order_by(AuditEvent.id)
    return list(db.session.scalars(query))


def test_until_somebody_writes_the_words_are_ours(ctx: Flask) -> None:
    assert text_of("subject_one", **VALUES) == "Husk senest 8. marts: Slettekontrol {dag} & <b>"
    assert text_of("own_note") == ""
    assert html_of("own_note") == ""


def test_what_is_written_is_what_the_mail_says(ctx: Flask) -> None:
    assert change("  Gør det nu: {opgave} ({sted})\r\n") is True
    assert text_of("subject_one", **VALUES) == "Gør det nu: Slettekontrol {dag} & <b> (Social)"
    assert html_of("subject_one", **VALUES) == "<p>Gør det nu: Slettekontrol {dag} &amp; &lt;b&gt; (Social)</p>"
    forget_texts()
    db.session.expire_all()
    assert text_of("subject_one", **VALUES).startswith("Gør det nu")
    assert text_of("subject_one_new", **VALUES).startswith("Ny opgave til dig"), "the others stay ours"


def test_a_change_and_its_taking_back_are_told_with_what_was_said_before(ctx: Flask) -> None:
    ours = TEXTS["subject_one"].default
    change("Gør {opgave}")
    assert change("Gør {opgave}", read=1) is False
    change("", read=1)
    assert change("", read=2) is False
    assert [(event.verb, event.changes) for event in events()] == [
        ("mail_text.change", {"text": [ours, "Gør {opgave}"]}),
        ("mail_text.put_back", {"text": ["Gør {opgave}", ours]}),
    ]
    row = db.session.scalars(sa.select(MailText)).one()
    assert (row.text, row.version, row.changed_at) == ("", 2, NOW)
    assert text_of("subject_one", **VALUES).startswith("Husk senest")
    assert [subject.title for subject in subjects_of([row.id]).values()] == ["Emne: Én opgave"]


def test_our_words_written_again_are_still_ours(ctx: Flask) -> None:
    assert change(TEXTS["subject_one"].default) is False
    change("Gør {opgave}")
    assert change(TEXTS["subject_one"].default, read=1) is True
    assert [event.verb for event in events()] == ["mail_text.change", "mail_text.put_back"]
    assert db.session.scalars(sa.select(MailText.text)).all() == [""]


@pytest.mark.parametrize("text", ["{opgave} {navn}", "Husk det", "{opgave", "{opgave.__class__}", "{opgave}\nto"])
def test_a_text_with_a_mistake_is_not_kept(ctx: Flask, text: str) -> None:
    with pytest.raises(Refused) as refused:
        change(text)
    assert refused.value.field == "text"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(MailText)) == 0
    assert events() == []


def test_who_has_not_seen_what_another_wrote_does_not_write_over_it(ctx: Flask) -> None:
    change("Gør {opgave}")
    for read in (0, 2):
        with pytest.raises(EditConflict):
            change("Husk {opgave}", read=read)
        with pytest.raises(EditConflict):
            change("", read=read)
    assert change("Gør {opgave}", read=0) is False, "the same words are no conflict"
    change("", read=1)
    with pytest.raises(EditConflict):
        change("Husk {opgave}", read=1)
    assert change("Husk {opgave}", read=2) is True


@pytest.mark.parametrize("text", ["Spørg {sagsbehandler} om {opgave}", "Uden det", "{opgave", "{0.__class__}{opgave}"])
def test_a_kept_text_that_a_later_version_cannot_use_stops_no_mail(ctx: Flask, text: str) -> None:
    db.session.add(MailText(code="subject_one", text=text, changed_at=NOW))
    db.session.add(MailText(code="a_text_that_is_gone", text="{x}", changed_at=NOW))
    db.session.flush()
    assert text_of("subject_one", **VALUES).startswith("Husk senest 8. marts")
    row_ids = list(db.session.scalars(sa.select(MailText.id)))
    assert {subject.title for subject in subjects_of(row_ids).values()} == {"Emne: Én opgave", "a_text_that_is_gone"}


def test_all_placeholders_are_given_whatever_the_text_uses(ctx: Flask) -> None:
    with pytest.raises(KeyError, match="sted"):
        text_of("subject_one", opgave="Slettekontrol", dag="8. marts")


def test_the_texts_are_read_once_however_many_mails_are_written(ctx: Flask) -> None:
    statements: list[str] = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *words: statements.append(words[2]))
    for _ in range(50):
        for code in TEXTS:
            text_of(code, **sample_values(code))
    assert len([statement for statement in statements if "mail_text" in statement]) == 1


def test_what_is_tried_is_said_meanwhile_and_kept_nowhere(ctx: Flask) -> None:
    change("Gør {opgave}")
    for text, said in (
        ("Prøv {opgave}", "Prøv Slettekontrol {dag} & <b>"),
        ("", "Husk senest 8. marts: Slettekontrol"),
    ):
        with trying("subject_one", text):
            assert text_of("subject_one", **VALUES).startswith(said)
    with pytest.raises(ZeroDivisionError), trying("subject_one", "Prøv {opgave}"):
        raise ZeroDivisionError
    assert text_of("subject_one", **VALUES).startswith("Gør ")


@pytest.mark.parametrize("kind", MAILS)
def test_every_sample_says_the_texts_in_force_in_subject_text_and_html(ctx: Flask, kind: str) -> None:
    make_personas()
    shown = [code for code, wording in TEXTS.items() if wording.mail == kind]
    assert shown
    for code in shown:
        wording = TEXTS[code]
        change("Kendeord 17 " + " ".join(f"{{{name}}}" for name in wording.required), code=code)
        words = sample_words(kind)
        assert "Kendeord 17" in (words.subject if wording.is_one_line else words.text), code
        assert wording.is_one_line or "Kendeord 17" in words.html, code
        change("", code=code, read=1)
        assert "Kendeord 17" not in "".join(sample_words(kind))


def test_a_sample_goes_to_oneself_alone_and_is_known_as_one(ctx: Flask) -> None:
    make_personas()
    frida = db.session.scalars(sa.select(Person).where(Person.email == "frida@fjordby.example")).one()
    mail = send_sample(WORDS, frida.id, doing=DOING)
    assert mail is not None
    assert (mail.to_address, mail.kind, mail.state) == ("frida@fjordby.example", "reminder_test", "waiting")
    assert (mail.subject, mail.body_text) == ("Prøve: Husk det", "Tekst\n")
    assert send_sample(WORDS, frida.id, doing=DOING) is None, "the same moment"
    assert db.session.scalars(sa.select(OutgoingMail.id)).all() == [mail.id]


def test_a_person_gets_so_many_samples_an_hour(ctx: Flask) -> None:
    frida, bent = make_person(), make_person()

    def send(person: Person, minutes: float) -> OutgoingMail | None:
        return send_sample(WORDS, person.id, doing=replace(DOING, at=NOW + timedelta(minutes=minutes)))

    for number in range(MOST_SAMPLES):
        assert send(frida, 10 + number) is not None
    with pytest.raises(Refused, match=r"Du har fået 5 prøver inden for en time\. Vent 50 minutter, og prøv igen\."):
        send(frida, 20)
    with pytest.raises(Refused, match=r"Vent 1 minut, og prøv igen\."):
        send(frida, 69.5)
    assert send(bent, 20) is not None
    assert send(frida, 70) is not None
    with pytest.raises(Refused, match=r"Vent 1 minut,"):
        send(frida, 70.5)


def test_a_code_has_one_row(ctx: Flask, with_two: Callable[[], None]) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        with_two()


@pytest.fixture
def with_two(ctx: Flask) -> Callable[[], None]:
    def add() -> None:
        db.session.add_all([MailText(code="closing", text=text, changed_at=NOW) for text in ("Hej", "Farvel")])
        db.session.flush()

    return add
