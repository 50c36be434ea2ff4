"""A mail's bytes: what the world reads in them, and that they are the same at every try."""

from dataclasses import replace
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.core import clock
from app.mail.message import BadAddress, MailFile, Parcel, build_message, envelope_address, own_name
from tests.app.mail.parcels import TEXT, parcel

CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nSUMMARY:Slettekontrol på Æblevej\r\nEND:VCALENDAR\r\n"

words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=200)
lines = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp", "Cs"]), max_size=120)
people = st.sampled_from(
    ["bent@fjordby.example", "a.b+c@fjordby.example", "bent@sønderby.example", "o'hara_1@mail.fjordby.example"]
)
parcels = st.builds(
    parcel,
    to_address=people, to_name=lines, sender_name=lines, subject=lines, text=words, html=words,
    thread_id=st.sampled_from(["", "<thread@fjordby.example>"]), calendar=st.just("") | words,
)  # fmt: skip


def read(parcel: Parcel, **options: bool) -> EmailMessage:
    """The message as a mail program reads it."""
    return message_from_bytes(build_message(parcel, **options), policy=policy.default)


def by_the_library(parcel: Parcel) -> EmailMessage:
    """The same mail put together by the library alone."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = Address(" ".join(parcel.sender_name.split()), addr_spec=parcel.sender)
    message["To"] = Address(" ".join(parcel.to_name.split()), addr_spec=envelope_address(parcel.to_address))
    message["Subject"] = parcel.subject
    message["Date"] = format_datetime(parcel.written_at.astimezone(clock.COPENHAGEN))
    message["Message-ID"] = parcel.message_id
    if parcel.thread_id:
        message["In-Reply-To"] = message["References"] = parcel.thread_id
    message.set_content(parcel.text, cte="quoted-printable")
    message.add_alternative(parcel.html, subtype="html", cte="quoted-printable")
    return message


def normal(text: str) -> str:
    """Lines as they arrive: broken and ended in one way."""
    return "".join(line.decode() + "\n" for line in text.encode().splitlines() or [b""])


@given(parcels)
@example(parcel(subject="=?utf-8?q?ikke_kodet?=", to_name='Bent "B" Birk, leder', text=".\n..\nFrom x\n \n=\n"))
@example(parcel(subject="x" * 120, text="æ" * 500, html="\r\n\r\r\n \t\x0b\x85\u2028"))
def test_a_mail_says_what_one_put_together_by_the_library_says(parcel: Parcel) -> None:
    raw = build_message(parcel)
    ours, theirs = message_from_bytes(raw, policy=policy.default), by_the_library(parcel)
    theirs = message_from_bytes(theirs.as_bytes(), policy=policy.default)
    for name in ("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "MIME-Version"):
        assert ours[name] == theirs[name], name
    for kind in ("plain", "html"):
        mine, other = ours.get_body((kind,)), theirs.get_body((kind,))
        assert mine is not None
        assert other is not None
        meant = normal(parcel.text if kind == "plain" else parcel.html)
        assert normal(mine.get_content()) == normal(other.get_content()) == meant
    files = [normal(part.get_content()) for part in ours.iter_attachments()]
    assert files == ([normal(parcel.calendar)] if parcel.calendar else [])
    assert all(not part.defects for part in ours.walk())
    assert raw.isascii()
    assert all(len(line) <= 998 and b"\r" not in line and b"\n" not in line for line in raw.split(b"\r\n"))


@given(parcels)
def test_a_mail_is_the_same_bytes_at_every_try(parcel: Parcel) -> None:
    assert build_message(parcel) == build_message(replace(parcel, attempts=7))


@given(parcels)
def test_a_mail_in_a_file_says_the_same_in_its_own_letters(parcel: Parcel) -> None:
    ours = read(parcel, readable=True)
    for kind, text in (("plain", parcel.text), ("html", parcel.html)):
        body = ours.get_body((kind,))
        assert body is not None
        assert normal(body.get_content()) == normal(text)
    assert all(not part.defects for part in ours.walk())


def test_no_machine_answers_a_mail_and_its_language_is_told() -> None:
    message = read(parcel())
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Content-Language"] == "da"
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_a_mail_outside_a_thread_answers_to_nothing() -> None:
    message = read(parcel())
    assert message["References"] is message["In-Reply-To"] is None


def test_a_calendar_goes_along_as_a_file_that_no_program_takes_for_an_invitation() -> None:
    message = read(parcel(calendar=CALENDAR))
    assert message.get_content_type() == "multipart/mixed"
    alternative, file = message.iter_parts()
    assert [part.get_content_type() for part in alternative.iter_parts()] == ["text/plain", "text/html"]
    assert file["Content-Type"] == 'text/calendar; charset="utf-8"; method="PUBLISH"'
    assert (file.get_filename(), file.get_content_disposition()) == ("frist.ics", "attachment")
    assert file.get_payload(decode=True) == CALENDAR.encode()
    body = message.get_body(("plain",))
    assert body is not None
    assert normal(body.get_content()) == TEXT


@pytest.mark.parametrize("field", ["subject", "message_id", "to_name", "sender_name", "thread_id"])
def test_no_field_can_smuggle_a_header_in(field: str) -> None:
    try:
        raw = build_message(parcel(**{field: "x\r\nBcc: alle@fjordby.example\r\n\r\nGift"}))
    except ValueError:
        return
    assert message_from_bytes(raw, policy=policy.default)["Bcc"] is None
    assert b"\nBcc:" not in raw


@pytest.mark.parametrize("readable", [False, True])
@pytest.mark.parametrize("calendar", ["", CALENDAR])
def test_a_file_goes_with_the_mail_byte_for_byte(readable: bool, calendar: str) -> None:
    data = bytes(range(256)) * 40
    sent = parcel(file=MailFile("2027-03-01_rapport.pdf", "application/pdf", data), calendar=calendar)
    assert build_message(sent, readable=readable) == build_message(sent, readable=readable)
    written = build_message(sent)
    assert max(map(len, written.split(b"\r\n"))) <= 998, "no line is longer than a server takes"
    message = read(sent, readable=readable)
    attached = list(message.iter_attachments())[-1]
    assert (attached.get_filename(), attached.get_content_type()) == ("2027-03-01_rapport.pdf", "application/pdf")
    assert attached.get_content() == data
    body = message.get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines() == TEXT.splitlines()
    names = [part.get_filename() for part in message.walk() if part.get_filename()]
    assert len(names) == 1 + bool(calendar)


def test_a_sender_with_a_name_of_its_own_keeps_it() -> None:
    message = read(parcel(sender="GDPR i Fjordby <gdpr@fjordby.example>"))
    assert message["From"] == "GDPR i Fjordby <gdpr@fjordby.example>"


def test_two_mails_have_no_boundary_in_common() -> None:
    one, two = (read(parcel(message_id=f"<{n}@fjordby.example>")).get_boundary() for n in range(2))
    assert one != two


@pytest.mark.parametrize(
    "address",
    ["", "bent", "@fjordby.example", "bent@", "bent@fjordby..example", "bent@fjordby.example\r\nBcc: alle@x.example",
     "bent@fjordby.example, alle@fjordby.example", "bent birk@fjordby.example", "søren@fjordby.example"],
)  # fmt: skip
def test_an_address_no_mail_can_go_to_is_told_apart(address: str) -> None:
    with pytest.raises(BadAddress):
        build_message(parcel(to_address=address))


def test_a_domain_with_danish_letters_has_its_ascii_form() -> None:
    assert envelope_address("bent@sønderby.example") == "bent@xn--snderby-q1a.example"


def test_we_call_ourselves_by_a_name_the_world_knows_or_by_none() -> None:
    assert own_name("https://gdpr.fjordby.example") == "gdpr.fjordby.example"
    assert (
        own_name("http://127.0.0.1:8000") == own_name("http://localhost") == own_name("http://[::1]") == "[127.0.0.1]"
    )
