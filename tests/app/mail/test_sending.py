"""Handing mails over, to a real SMTP server and to files."""

import ssl
import stat
import subprocess
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask

from app.mail.message import BadAddress
from app.mail.rules import Stage, Verdict
from app.mail.sending import FileTransport, SmtpTransport, server_of
from tests.app.mail.parcels import SUBJECT, TEXT, parcel
from tests.mailserver import DROP, HANG, LIE, MailServer


def transport_to(url: str, *, timeout: int = 5) -> SmtpTransport:
    return SmtpTransport(server_of(url), timeout=timeout, own_name="[127.0.0.1]")


def test_a_mail_arrives_as_it_was_written() -> None:
    with MailServer() as server:
        transport = transport_to(server.url)
        reply = transport.send(parcel())
        transport.close()
        (mail,) = server.mails
    assert (reply.verdict, reply.words) == (Verdict.SENT, "250 2.0.0 Modtaget")
    assert (mail.sender, mail.to) == ("aarshjul@fjordby.example", "bent@fjordby.example")
    assert mail.text() == TEXT
    assert mail.text("html") == parcel().html
    headers = mail.message
    assert headers["From"] == "Fjordby Kommune <aarshjul@fjordby.example>"
    assert headers["To"] == "Bent Birk <bent@fjordby.example>"
    assert headers["Subject"] == SUBJECT
    assert headers["Message-ID"] == "<abc@fjordby.example>"
    assert headers["Date"] == "Mon, 01 Mar 2027 08:00:00 +0100"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers.get_content_type() == "multipart/alternative"
    assert mail.raw.isascii()


def test_one_connection_carries_many_mails_also_after_a_refusal() -> None:
    with MailServer() as server:
        server.misbehave("RCPT", "550 5.1.1 Findes ikke", to="vaek@fjordby.example")
        transport = transport_to(server.url)
        replies = [
            transport.send(parcel(to_address=to))
            for to in ("a@fjordby.example", "vaek@fjordby.example", "b@fjordby.example")
        ]
        transport.close()
        assert server.connections == 1
        assert server.sent_to() == ["a@fjordby.example", "b@fjordby.example"]
    assert [reply.verdict for reply in replies] == [Verdict.SENT, Verdict.NEVER, Verdict.SENT]
    assert replies[1].words == "550 5.1.1 Findes ikke"


def test_a_connection_the_server_tired_of_is_opened_anew_for_the_next_mail() -> None:
    with MailServer() as server:
        transport = transport_to(server.url)
        assert transport.send(parcel()).verdict is Verdict.SENT
        server.misbehave("MAIL", DROP, times=1)
        assert transport.send(parcel()).verdict is Verdict.SENT
        server.misbehave("MAIL", "421 4.7.0 Nok for denne gang", times=1)
        assert transport.send(parcel()).verdict is Verdict.SENT
        transport.close()
        assert (len(server.mails), server.connections) == (3, 3)


@pytest.mark.parametrize("answer", [DROP, "450 4.2.1 Prøv senere", "550 5.7.1 Nej"])
@pytest.mark.parametrize("stage", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "BODY"])
def test_every_stage_may_go_wrong_and_the_next_mail_goes(stage: str, answer: str) -> None:
    with MailServer() as server:
        # A refused EHLO is answered with HELO by the client, so it is only dropped lines that stop it there.
        server.misbehave(stage, answer, times=1)
        transport = transport_to(server.url)
        first = transport.send(parcel())
        second = transport.send(parcel())
        transport.close()
    before = {"CONNECT": Stage.SERVER, "EHLO": Stage.SERVER, "MAIL": Stage.SENDER, "RCPT": Stage.RECIPIENT}
    if stage == "EHLO" and answer != DROP:
        assert first.verdict is Verdict.SENT
    else:
        assert first.stage is before.get(stage, Stage.DATA)
        assert first.code == (None if answer == DROP else int(answer[:3]))
        assert first.verdict is not Verdict.SENT
        assert answer == DROP or first.words == answer
    assert second.verdict is Verdict.SENT


@pytest.mark.parametrize("stage", ["CONNECT", "RCPT", "BODY"])
def test_a_server_that_says_nothing_is_given_up_in_time(stage: str) -> None:
    with MailServer() as server:
        server.misbehave(stage, HANG)
        transport = transport_to(server.url, timeout=1)
        reply = transport.send(parcel())
        transport.close()
    assert reply.code is None
    assert "timed out" in reply.words


def test_a_server_that_takes_the_mail_and_hangs_up_leaves_us_in_doubt() -> None:
    with MailServer() as server:
        server.misbehave("BODY", LIE, times=1)
        transport = transport_to(server.url)
        assert transport.send(parcel()).verdict is Verdict.LATER
        assert transport.send(parcel()).verdict is Verdict.SENT
        transport.close()
        assert [mail.message["Message-ID"] for mail in server.mails] == ["<abc@fjordby.example>"] * 2


def test_a_mistake_in_the_middle_of_the_dialogue_leaves_us_in_doubt_and_the_line_is_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with MailServer() as server:
        transport = transport_to(server.url)
        with monkeypatch.context() as patch:
            patch.setattr("smtplib.SMTP.data", lambda _smtp, _data: int("no number"))
            reply = transport.send(parcel())
        assert (reply.stage, reply.code, reply.is_doubtful) == (Stage.DATA, None, True)
        assert transport.send(parcel()).verdict is Verdict.SENT
        transport.close()
        assert server.connections == 2


def test_a_mail_that_cannot_be_written_is_told_and_the_next_goes_on_the_same_line() -> None:
    with MailServer() as server:
        transport = transport_to(server.url)
        with pytest.raises(ValueError):
            transport.send(parcel(subject="x\r\nBcc: alle@fjordby.example"))
        with pytest.raises(BadAddress):
            transport.send(parcel(to_address="bent..birk@fjordby.example"))
        assert transport.send(parcel()).verdict is Verdict.SENT
        transport.close()
        assert (len(server.mails), server.connections) == (1, 1)


def test_nobody_there_means_that_no_mail_can_go() -> None:
    with MailServer() as server:
        gone = server.url
    reply = transport_to(gone).send(parcel())
    assert (reply.stage, reply.verdict) == (Stage.SERVER, Verdict.SERVER_ILL)
    assert "refused" in reply.words


def test_it_signs_in_and_a_wrong_password_costs_no_mail() -> None:
    with MailServer(user="aarshjul", password="p@ss:ord") as server:
        right = f"smtp://aarshjul:{quote(server.password)}@localhost:{server.port}"
        transport = transport_to(right)
        assert transport.send(parcel()).verdict is Verdict.SENT
        transport.close()
        reply = transport_to(right.replace("ss", "zz")).send(parcel())
        assert (reply.code, reply.verdict) == (535, Verdict.SERVER_ILL)
        transport = transport_to(f"smtp://127.0.0.1:{server.port}")
        reply = transport.send(parcel())
        transport.close()
        assert (reply.code, reply.verdict) == (530, Verdict.SERVER_ILL)


def test_encryption_that_is_required_and_not_offered_stops_the_mail() -> None:
    with MailServer() as server:
        reply = transport_to(f"{server.url}?starttls=required").send(parcel())
        assert server.mails == []
    assert reply.verdict is Verdict.SERVER_ILL
    assert "STARTTLS" in reply.words


def test_a_certificate_nobody_knows_stops_the_mail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = make_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, tmp_path / "key.pem")
    with MailServer(tls=context) as server:
        url = f"smtp://localhost:{server.port}?starttls=required"
        reply = transport_to(url).send(parcel())
        assert reply.verdict is Verdict.SERVER_ILL
        assert "CERTIFICATE_VERIFY_FAILED" in reply.words
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        transport = transport_to(url)
        assert transport.send(parcel()).verdict is Verdict.SENT
        transport.close()
        assert len(server.mails) == 1


def make_certificate(folder: Path) -> Path:
    path = folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", str(folder / "key.pem"), "-out", str(path)],
        check=True, capture_output=True,
    )  # fmt: skip
    return path


def test_an_smtp_url_is_read_with_its_usual_ports() -> None:
    assert server_of("smtps://mail.fjordby.example").port == 465
    assert server_of("smtp://mail.fjordby.example").port == 25
    assert server_of("smtp://mail.fjordby.example").starttls == "auto"
    assert server_of("smtp://u:p@mail.fjordby.example:587?starttls=required").starttls == "required"


def test_without_a_server_a_mail_is_a_file_a_person_can_read(ctx: Flask, tmp_path: Path) -> None:
    transport = FileTransport(tmp_path / "mail")
    reply = transport.send(parcel())
    assert reply.verdict is Verdict.SENT
    (path,) = (tmp_path / "mail").iterdir()
    assert path.name == f"2027-03-01_0800_{parcel().to_address}_1.eml"
    assert reply.words == f"Gemt som fil {path.name}"
    text = path.read_text(encoding="utf-8")
    for line in (
        f"Subject: {SUBJECT}",
        "To: Bent Birk <bent@fjordby.example>",
        "Det er tid til slettekontrol på Æblevej.",
    ):
        assert line in text
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert message["Subject"] == SUBJECT
    body = message.get_body(("plain",))
    assert body is not None
    assert body.get_content() == TEXT
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_second_try_writes_the_same_file(ctx: Flask, tmp_path: Path) -> None:
    transport = FileTransport(tmp_path / "mail")
    transport.send(parcel())
    (file,) = (tmp_path / "mail").iterdir()
    first = file.read_bytes()
    transport.send(parcel())
    assert list((tmp_path / "mail").iterdir()) == [file]
    assert file.read_bytes() == first


def test_an_address_cannot_lead_the_file_elsewhere(ctx: Flask, tmp_path: Path) -> None:
    FileTransport(tmp_path / "mail").send(parcel(to_address="a/b@fjordby.example"))
    assert [path.parent for path in tmp_path.rglob("*.eml")] == [tmp_path / "mail"]


def test_a_folder_that_cannot_be_written_keeps_the_mail_waiting(ctx: Flask, tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("in the way")
    reply = FileTransport(tmp_path / "mail").send(parcel())
    assert reply.verdict is Verdict.SERVER_ILL
