"""How a mail leaves: by SMTP, or as a readable file where no mail server is set."""

import os
import re
import smtplib
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from flask_babel import gettext as _

from app.core import clock
from app.mail.message import Parcel, build_message, envelope_address, own_name
from app.mail.rules import SAVED_AS, Reply, Stage, is_yes
from config import Settings

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Transport(Protocol):
    """A way out. `send` answers, it does not raise, but for BadAddress."""

    def send(self, parcel: Parcel) -> Reply: ...

    def close(self) -> None: ...


def make_transport(settings: Settings) -> Transport:
    """The way out that the settings name."""
    if not settings.smtp_url:
        return FileTransport(settings.instance_dir / "mail")
    return SmtpTransport(
        server_of(settings.smtp_url), timeout=settings.smtp_timeout, own_name=own_name(settings.base_url)
    )


@dataclass(frozen=True)
class Server:
    """A mail server and how it is talked to. `starttls`: required, auto (where it is offered) or never."""

    host: str
    port: int
    is_tls: bool
    starttls: str
    user: str
    password: str


def server_of(smtp_url: str) -> Server:
    """The server of a checked SMTP_URL; port 465 for smtps, else 25; user and password may be percent-encoded."""
    parts = urlsplit(smtp_url)
    is_tls = parts.scheme == "smtps"
    return Server(
        host=parts.hostname or "",
        port=parts.port or (465 if is_tls else 25),
        is_tls=is_tls,
        starttls="never" if is_tls else parts.query.removeprefix("starttls=") or "auto",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


class FileTransport:
    """Each mail a file that a person can read and a mail program can open, readable by the owner only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, parcel: Parcel) -> Reply:
        """Write the file whole or not at all; a second try writes the same file."""
        data = build_message(parcel, readable=True)
        written_at = parcel.written_at.astimezone(clock.COPENHAGEN)
        to = re.sub(r"[^\w.@+-]", "_", parcel.to_address)[:100]
        path = self.folder / f"{written_at:%Y-%m-%d_%H%M}_{to}_{parcel.id}.eml"
        draft = path.with_suffix(f".{os.getpid()}.tmp")
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(data)
            draft.replace(path)
        except OSError as problem:
            return Reply(Stage.SERVER, None, str(problem))
        return Reply(Stage.DATA, 250, _(SAVED_AS, name=path.name))

    def close(self) -> None:
        """Nothing is open."""


class SmtpTransport:
    """One server, one connection for as many mails as it takes, opened when the first mail needs it."""

    def __init__(self, server: Server, *, timeout: int, own_name: str) -> None:
        self.server = server
        self.timeout = timeout
        self.own_name = own_name
        self._smtp: smtplib.SMTP | None = None

    def send(self, parcel: Parcel) -> Reply:
        """Hand one mail over, and say how the dialogue ended.

        A connection that has carried a mail may have been closed by the server since, for being idle or having
        carried enough. That shows at the next mail's first command, which is then tried on a new connection.
        """
        sender, to = envelope_address(parcel.sender), envelope_address(parcel.to_address)
        was_open = self._smtp is not None
        if self._smtp is None:
            opened = self._open()
            if isinstance(opened, Reply):
                return opened
            self._smtp = opened
        reply = self._hand_over(self._smtp, sender, to, parcel)
        if reply.lost_the_line:
            self.close()
            if was_open and reply.stage is Stage.SENDER:
                return self.send(parcel)
        return reply

    def close(self) -> None:
        """Say goodbye where somebody listens."""
        if self._smtp is None:
            return
        try:
            self._smtp.quit()
        except (smtplib.SMTPException, OSError):
            self._smtp.close()
        self._smtp = None

    def _open(self) -> smtplib.SMTP | Reply:
        smtp: smtplib.SMTP | None = None
        try:
            smtp = self._connect()
            smtp.ehlo_or_helo_if_needed()
            self._protect(smtp)
            if self.server.user:
                smtp.login(self.server.user, self.server.password)
        except (smtplib.SMTPException, OSError, ValueError) as problem:
            if smtp is not None:
                smtp.close()
            return _reply_of(Stage.SERVER, problem)
        return smtp

    def _connect(self) -> smtplib.SMTP:
        host, port, name, timeout = self.server.host, self.server.port, self.own_name, self.timeout
        if self.server.is_tls:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port, name, timeout=timeout, context=context)
        return smtplib.SMTP(host, port, name, timeout=timeout)

    def _protect(self, smtp: smtplib.SMTP) -> None:
        """Encrypt as the settings say. Without being told to, a password is never sent in the clear."""
        if self.server.starttls == "never":
            return
        is_needed = self.server.starttls == "required" or (bool(self.server.user) and self.server.host not in LOOPBACK)
        if smtp.has_extn("starttls"):
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo_or_helo_if_needed()
        elif is_needed:
            raise smtplib.SMTPNotSupportedError(_("Serveren tilbyder ikke kryptering (STARTTLS)."))

    def _hand_over(self, smtp: smtplib.SMTP, sender: str, to: str, parcel: Parcel) -> Reply:
        """One mail's dialogue. Its text is written while the server thinks about the sender."""
        stage = Stage.SENDER
        data = b""
        mistake: Exception | None = None
        try:
            smtp.putcmd("mail", f"FROM:{smtplib.quoteaddr(sender)}")
            try:
                data = build_message(parcel)
            except Exception as problem:
                mistake = problem
            code, words = smtp.getreply()
            if mistake is None and is_yes(code):
                stage = Stage.RECIPIENT
                code, words = smtp.rcpt(to)
            if is_yes(code):
                stage = Stage.DATA
                code, words = smtp.data(data)
        except smtplib.SMTPDataError as refusal:
            code, words = refusal.smtp_code, _bytes(refusal.smtp_error)
        except Exception as problem:
            # Whatever it was: where the dialogue stands is not known, and the text may be over there.
            return Reply(stage, None, str(problem) or type(problem).__name__)
        if mistake is not None:
            self._forget(smtp)
            raise mistake
        reply = Reply(stage, code, f"{code} {_text(words)}")
        if not (is_yes(code) and stage is Stage.DATA) and not reply.lost_the_line:
            self._forget(smtp)
        return reply

    def _forget(self, smtp: smtplib.SMTP) -> None:
        """Make the server forget the mail it refused; a line that fails here shows at the next mail."""
        try:
            smtp.rset()
        except (smtplib.SMTPException, OSError):
            smtp.close()


def _reply_of(stage: Stage, problem: Exception) -> Reply:
    if isinstance(problem, smtplib.SMTPResponseException):
        return Reply(stage, problem.smtp_code, f"{problem.smtp_code} {_text(_bytes(problem.smtp_error))}")
    return Reply(stage, None, str(problem) or type(problem).__name__)


def _bytes(words: bytes | str) -> bytes:
    return words if isinstance(words, bytes) else words.encode()


def _text(words: bytes) -> str:
    return words.decode("utf-8", "replace")
