"""A real SMTP server on loopback for tests, that can be told to misbehave at each stage of the dialogue.

with MailServer() as server:
    server.misbehave("RCPT", "450 4.2.1 Postkassen er optaget", to="bent@fjordby.example", times=1)
    …
    assert [mail.to for mail in server.mails] == [...]
"""

import asyncio
import ssl
import threading
import warnings
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

DROP = "drop"
"""Close the line without a word."""
HANG = "hang"
"""Keep the line and say nothing."""
LIE = "lie"
"""At DATA: take the mail, then close the line instead of saying so."""
STAGES = ("CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "BODY")
MOMENTS = ("CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "INSIDE", "TAKEN", "DONE")
"""Where a dialogue passes its gate: the first five before they are answered, then inside the text, when the mail was
taken and before that is said, and when it was said."""
Gate = Callable[[str, "str | None", int], Awaitable[None]]


@dataclass(frozen=True)
class Received:
    """A mail that the server took."""

    sender: str
    to: str
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)

    def text(self, kind: str = "plain") -> str:
        """The words in plain text or html."""
        body = self.message.get_body((kind,))
        assert body is not None
        return str(body.get_content()).replace("\r\n", "\n")


@dataclass
class _Rule:
    stage: str
    answer: str
    to: str | None
    times: int | None

    def takes(self, stage: str, to: str | None) -> bool:
        return self.stage == stage and self.times != 0 and (self.to is None or self.to == to)


@dataclass
class MailServer:
    """Accepts everything until it is told otherwise; keeps what it took in `mails`."""

    user: str = ""
    password: str = ""
    tls: ssl.SSLContext | None = None
    mails: list[Received] = field(default_factory=list)
    connections: int = 0
    on_connect: Callable[[], None] | None = None
    """Called in a thread of its own before the greeting; it may wait for something."""
    on_hang: Callable[[], None] = field(default=lambda: None)
    """Called when a dialogue has begun to say nothing."""
    gate: Gate | None = None
    """Awaited at each moment with its name, the recipient (from RCPT on) and the client's port; it may take long."""

    def __post_init__(self) -> None:
        self._rules: list[_Rule] = []
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._dialogues: list[_Dialogue] = []
        self.port = 0

    def misbehave(self, stage: str, answer: str, *, to: str | None = None, times: int | None = None) -> None:
        """From now on answer so at a stage, for one recipient or all (from RCPT on), so many times or always.

        `answer` is DROP, HANG, LIE or an SMTP reply. The first rule that fits counts.
        """
        assert stage in STAGES, stage
        self._rules.append(_Rule(stage, answer, to, times))

    def behave(self) -> None:
        """Accept everything again."""
        self._rules.clear()

    @property
    def url(self) -> str:
        """The server as SMTP_URL names it."""
        login = f"{self.user}:{self.password}@" if self.user else ""
        return f"smtp://{login}127.0.0.1:{self.port}"

    def sent_to(self) -> list[str]:
        """The recipients of all mails taken, in order of address."""
        return sorted(mail.to for mail in self.mails)

    def answer_for(self, stage: str, to: str | None = None) -> str | None:
        """What to answer at this stage, counted; None for the usual."""
        for rule in self._rules:
            if rule.takes(stage, to):
                if rule.times is not None:
                    rule.times -= 1
                return rule.answer
        return None

    async def pass_gate(self, moment: str, dialogue: SMTP, to: str | None = None) -> None:
        """Come to a moment of a dialogue."""
        if self.gate:
            assert dialogue.session is not None
            assert dialogue.session.peer is not None
            await self.gate(moment, to, int(dialogue.session.peer[1]))

    async def act(self, stage: str, dialogue: SMTP, to: str | None = None) -> str | None:
        """Come to a stage and do what the rule says; returns the words to say, None for the usual."""
        await self.pass_gate(stage, dialogue, to)
        return await _act(self.answer_for(stage, to), dialogue)

    def keep(self, mail: Received) -> None:
        """A mail was taken."""
        self.mails.append(mail)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10), "the mail server did not start"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        listener = self._loop.run_until_complete(self._loop.create_server(self._dialogue, "127.0.0.1", 0, backlog=200))
        self.port = listener.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        listener.close()
        for dialogue in self._dialogues:
            if dialogue.transport is not None:
                _transport(dialogue).abort()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    def _dialogue(self) -> "_Dialogue":
        needs = bool(self.user)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Requiring AUTH while not requiring TLS")
            dialogue = _Dialogue(
                self,
                auth_require_tls=False,
                auth_required=needs,
                authenticator=self._authenticate if needs else None,
                tls_context=self.tls,
                hostname="mail.fjordby.example",
                loop=self._loop,
            )
        self._dialogues.append(dialogue)
        return dialogue

    def _authenticate(self, _server: SMTP, _session: Session, _envelope: Envelope, _way: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        is_right = data.login == self.user.encode() and data.password == self.password.encode()
        return AuthResult(success=is_right, handled=False)


class _Handler:
    """The hooks of aiosmtpd; what a stage does unless told otherwise."""

    def __init__(self, server: MailServer) -> None:
        self.server = server

    async def handle_EHLO(  # noqa: N802 - the library's name
        self, dialogue: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        refusal = await self.server.act("EHLO", dialogue)
        session.host_name = hostname
        return [refusal] if refusal else responses

    async def handle_MAIL(  # noqa: N802 - the library's name
        self, dialogue: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        refusal = await self.server.act("MAIL", dialogue)
        if refusal:
            return refusal
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, dialogue: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        refusal = await self.server.act("RCPT", dialogue, address)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, dialogue: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.server.answer_for("BODY", envelope.rcpt_tos[0])
        if answer in (None, LIE):
            content = envelope.content
            assert isinstance(content, bytes)
            for to in envelope.rcpt_tos:
                self.server.keep(Received(envelope.mail_from or "", to, content))
            await self.server.pass_gate("TAKEN", dialogue, envelope.rcpt_tos[0])
        refusal = await _act(DROP if answer == LIE else answer, dialogue)
        return refusal or "250 2.0.0 Modtaget"


class _Dialogue(SMTP):
    """One connection."""

    def __init__(self, server: MailServer, **options: Any) -> None:
        self.mail_server = server
        self._until_inside = 0
        super().__init__(_Handler(server), **options)

    async def push(self, status: str | bytes) -> None:
        await super().push(status.encode() if isinstance(status, str) else status)

    async def _handle_client(self) -> None:
        self.mail_server.connections += 1
        if self.mail_server.gate:
            self._read = self._reader.readuntil
            self._reader.readuntil = self._read_line  # type: ignore
        if self.mail_server.on_connect:
            await asyncio.get_running_loop().run_in_executor(None, self.mail_server.on_connect)
        refusal = await self.mail_server.act("CONNECT", self)
        if refusal:
            await self.push(refusal)
            _transport(self).close()
            return
        await super()._handle_client()

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        envelope = self.envelope
        to = envelope.rcpt_tos[0] if envelope and envelope.rcpt_tos else None
        refusal = await self.mail_server.act("DATA", self, to)
        if refusal:
            await self.push(refusal)
            return
        self._until_inside = 10
        await super().smtp_DATA(arg)
        await self.mail_server.pass_gate("DONE", self, to)

    async def _read_line(self, separator: bytes = b"\n") -> bytes:
        """The reader's own, with the gate inside a text: after its first lines, before the rest is read."""
        self._until_inside -= 1
        if self._until_inside == 0:
            await self.mail_server.pass_gate("INSIDE", self, self.envelope.rcpt_tos[0] if self.envelope else None)
        return await self._read(separator)


async def _act(answer: str | None, dialogue: SMTP) -> str | None:
    """Do what the rule says; returns the words to say, None for the usual."""
    if answer == DROP:
        _transport(dialogue).abort()
        await asyncio.sleep(3600)
    if answer == HANG:
        assert isinstance(dialogue, _Dialogue)
        dialogue.mail_server.on_hang()
        await asyncio.sleep(3600)
    return answer


def _transport(dialogue: SMTP) -> asyncio.Transport:
    assert isinstance(dialogue.transport, asyncio.Transport)
    return dialogue.transport
