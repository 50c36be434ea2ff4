from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mail.rules import (
    DELAYS,
    MARK_AGAIN,
    MOST_TRIES,
    Reply,
    Stage,
    Verdict,
    claim_lasts,
    delay_after,
    fate_of,
    one_line,
    short_words,
    tidy_text,
)


@pytest.mark.parametrize(
    ("stage", "code", "verdict"),
    [
        (Stage.DATA, 250, Verdict.SENT),
        (Stage.RECIPIENT, 250, Verdict.LATER),
        (Stage.RECIPIENT, 450, Verdict.LATER),
        (Stage.DATA, 451, Verdict.LATER),
        (Stage.DATA, 421, Verdict.LATER),
        (Stage.RECIPIENT, 550, Verdict.NEVER),
        (Stage.DATA, 554, Verdict.NEVER),
        (Stage.SENDER, 553, Verdict.LATER),
        (Stage.SENDER, 530, Verdict.SERVER_ILL),
        (Stage.SENDER, None, Verdict.LATER),
        (Stage.DATA, None, Verdict.LATER),
        (Stage.DATA, -1, Verdict.LATER),
        (Stage.SERVER, None, Verdict.SERVER_ILL),
        (Stage.SERVER, 535, Verdict.SERVER_ILL),
        (Stage.SERVER, 554, Verdict.SERVER_ILL),
        (Stage.SERVER, 250, Verdict.SERVER_ILL),
    ],
)
def test_an_answer_means_what_it_means_where_it_came(stage: Stage, code: int | None, verdict: Verdict) -> None:
    assert Reply(stage, code, "").verdict is verdict


@given(st.sampled_from(Stage), st.none() | st.integers(-1, 999))
def test_only_a_yes_to_the_text_counts_as_sent_and_only_a_permanent_no_as_failed(
    stage: Stage, code: int | None
) -> None:
    verdict = Reply(stage, code, "").verdict
    assert (verdict is Verdict.SENT) == (stage is Stage.DATA and code is not None and 200 <= code < 300)
    if verdict is Verdict.NEVER:
        assert code is not None
        assert 500 <= code < 600


@given(st.sampled_from(Stage), st.none() | st.integers(-1, 999))
def test_a_mail_is_in_doubt_where_the_text_was_handed_over_and_the_server_said_neither_yes_nor_no(
    stage: Stage, code: int | None
) -> None:
    is_answer = code is not None and 200 <= code < 600
    assert Reply(stage, code, "").is_doubtful == (stage is Stage.DATA and not is_answer)


@given(st.sampled_from(Stage), st.none() | st.integers(-1, 999), st.integers(1, 30))
def test_a_mail_is_sent_or_failed_or_has_a_time_to_wait_for(stage: Stage, code: int | None, tries: int) -> None:
    reply = Reply(stage, code, "")
    state, wait = fate_of(reply, tries=tries)
    assert (state == "waiting") == (wait is not None)
    assert (state == "sent") == (reply.verdict is Verdict.SENT)
    if state == "failed":
        assert reply.verdict is Verdict.NEVER or tries >= MOST_TRIES


def test_a_mark_is_tried_for_longer_than_a_minute_and_not_longer_than_a_claim_lasts() -> None:
    assert timedelta(minutes=1) < timedelta(seconds=sum(MARK_AGAIN)) < claim_lasts(20)


def test_the_delay_grows_and_ends_after_about_three_days() -> None:
    delays = [delay_after(tries) for tries in range(1, MOST_TRIES)]
    assert delays == sorted(delays, key=lambda d: d or timedelta())
    assert delays[0] == DELAYS[0]
    assert delay_after(MOST_TRIES) is None
    waited = sum((d for d in delays if d), timedelta())
    assert timedelta(days=2.5) < waited < timedelta(days=3.5)


def test_a_claim_outlasts_the_longest_dialogue() -> None:
    turns = 10  # connect, greeting, EHLO, STARTTLS, EHLO, AUTH, MAIL, RCPT, DATA, text
    assert claim_lasts(20) > timedelta(seconds=20 * turns)


@given(st.text())
def test_a_line_is_one_line_without_control_characters(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert all(c == " " or not c.isspace() for c in line)
    assert one_line(line) == line


def test_a_line_cannot_smuggle_a_header_in() -> None:
    assert one_line("Husk\r\nBcc: alle@fjordby.example\x00") == "Husk Bcc: alle@fjordby.example"


def test_text_is_tidied_but_not_changed() -> None:
    assert tidy_text("\n\nKære Bent  \n\n\n\nHusk det.\n\n") == "Kære Bent\n\nHusk det.\n"


def test_the_servers_words_fit_a_page() -> None:
    assert short_words("450 4.2.1 Postkassen\r\ner optaget") == "450 4.2.1 Postkassen er optaget"
    assert len(short_words("x" * 10_000)) == 500
