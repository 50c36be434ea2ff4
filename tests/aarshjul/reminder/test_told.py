"""What a reminder is called, and how it has gone."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aarshjul.reminder.rules import MOST_DAYS_BEFORE
from aarshjul.reminder.told import MailFacts, going, step_phrase
from app.mail.rules import STATES
from tests.make import NOW

LATER, SENT = NOW + timedelta(minutes=5), NOW + timedelta(minutes=1)


def words(code: str) -> str:
    phrase = step_phrase(code)
    return phrase.words % phrase.values


def mail(state: str, *, said: str = "") -> MailFacts:
    is_sent = state == "sent"
    claimed_at = None if state == "waiting" else SENT
    return MailFacts(state, NOW, LATER, claimed_at, SENT if is_sent else None, said)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("T-30", "30 dage før"), ("T-7", "7 dage før"), ("T-1", "dagen før"), ("T0", "på dagen"),
        ("U7", "7 dage over fristen"), ("U14", "14 dage over fristen"), ("G0", "ny hos modtageren"),
        ("G1", "givet videre"), ("G12", "givet videre"),
        ("E1", "til lederen"), ("E2", "til lederens leder"), ("E3", "til direktøren"),
        ("E4", "udkast til styregruppen"), ("A0", "til den, der godkender"), ("A14", "14 dage efter, om godkendelse"),
        ("X9", "X9"), ("E9", "E9"), ("", ""),
    ],
)  # fmt: skip
def test_a_step_is_called_what_people_call_it(code: str, said: str) -> None:
    assert words(code) == said


@given(
    st.one_of(
        st.integers(0, MOST_DAYS_BEFORE).map(lambda days: f"T-{days}" if days else "T0"),
        st.integers(1, 400).map("U{}".format),
        st.integers(0, 500).map("G{}".format),
        st.integers(0, 400).map("A{}".format),
        st.integers(1, 4).map("E{}".format),
    )
)
def test_no_step_that_the_rules_give_is_called_by_its_code(code: str) -> None:
    assert code not in words(code)


@given(st.text(max_size=10))
def test_whatever_the_code_is_there_are_words(code: str) -> None:
    assert words(code) or not code


def test_what_stands_in_no_mail_says_what_was_decided_and_when() -> None:
    assert going("wanted", NOW, None)[:3] == ("blue", "Venter på at blive samlet", NOW)
    assert going("superseded", NOW, None)[:3] == ("grey", "Afløst af en senere", NOW)
    assert going("dropped", NOW, None)[:3] == ("grey", "Bortfaldet", NOW)


@pytest.mark.parametrize(
    ("state", "said", "expected"),
    [
        ("waiting", "", ("blue", "Venter på at blive sendt", NOW, "")),
        ("waiting", "450 4.2.2 Fuld", ("yellow", "Prøves igen", LATER, "450 4.2.2 Fuld")),
        ("claimed", "", ("blue", "Sendes nu", SENT, "")),
        ("sent", "250 2.0.0 Modtaget", ("green", "Sendt", SENT, "250 2.0.0 Modtaget")),
        ("failed", "550 5.1.1 Findes ikke", ("red", "Kunne ikke sendes", SENT, "550 5.1.1 Findes ikke")),
        ("cancelled", "Opgaven er udført.", ("grey", "Bortfaldet", SENT, "Opgaven er udført.")),
    ],
)
def test_what_stands_in_a_mail_has_gone_as_the_mail_has(
    state: str, said: str, expected: tuple[str, str, object, str]
) -> None:
    assert going("queued", NOW - timedelta(days=1), mail(state, said=said)) == expected


@pytest.mark.parametrize("state", STATES)
def test_every_state_of_a_mail_has_words_of_its_own_kind(state: str) -> None:
    found = going("queued", NOW, mail(state, said="Svar"))
    assert found.words != "Venter på at blive samlet"
    assert found.server_said == "Svar"
