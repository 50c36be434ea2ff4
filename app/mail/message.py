"""A mail as the world reads it: headers, text and HTML, and a calendar or another file where one goes with it."""

import base64
import binascii
import hashlib
import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.policy import SMTP, EmailPolicy
from email.quoprimime import header_encode
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from app.core import clock

READABLE = SMTP.clone(utf8=True, linesep="\n")
LONGEST_LINE = 78
CALENDAR_NAME = "frist.ics"
_PLAIN_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\\x00-\x1f\x7f]+@[^\s@<>,;:\"()\[\]\\\x00-\x1f\x7f]+")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_DOT_ATOM = re.compile(rf"{_ATOM}(\.{_ATOM})*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_ATOMS = re.compile(r"[A-Za-z0-9-]+( [A-Za-z0-9-]+)*")
_CALENDAR_TYPE = 'text/calendar; charset="utf-8"; method=PUBLISH'
_SAME_IN_ALL = {
    # RFC 3834: no answering machine should answer; the other header says the same to Exchange.
    "Auto-Submitted": "auto-generated",
    "X-Auto-Response-Suppress": "All",
    "Content-Language": "da",
    "MIME-Version": "1.0",
}


class BadAddress(ValueError):
    """An address that no mail can go to; as text it is that address."""


@dataclass(frozen=True)
class MailFile:
    """A file that goes with a mail. `name` is plain ASCII without quotes, `mimetype` as in "application/pdf"."""

    name: str
    mimetype: str
    data: bytes


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """A mail as plain values, free of the database while it is sent.

    `thread_id` is what all mails of a conversation answer to, `calendar` the text of an .ics file; both may be empty.
    `file` is another file that goes with it.
    `attempts` says how often it was tried before; `is_secret`, that nobody else may read it when it is sent.
    """

    id: int
    sender: str
    sender_name: str
    to_address: str
    to_name: str
    subject: str
    text: str
    html: str
    message_id: str
    written_at: datetime
    thread_id: str = ""
    calendar: str = ""
    file: MailFile | None = None
    attempts: int = 0
    is_secret: bool = False


def build_message(parcel: Parcel, *, readable: bool = False) -> bytes:
    """The message of a parcel, the same bytes at every try. Raises BadAddress, and ValueError for a line break in a
    header.

    `readable` writes Danish letters as they are (RFC 6532), for files; else all is ASCII on the way, so that any
    server takes it. Put together by hand it takes a tenth of the library's time, and the boundaries are the same again.
    """
    policy = READABLE if readable else SMTP
    text = _part('text/plain; charset="utf-8"', parcel.text, readable=readable)
    html = _part('text/html; charset="utf-8"', parcel.html, readable=readable)
    body = _multipart("alternative", _boundary(parcel, "alternative"), [text, html], policy.linesep)
    if parcel.calendar:
        file = _part(_CALENDAR_TYPE, parcel.calendar, readable=readable, name=CALENDAR_NAME)
        body = _multipart("mixed", _boundary(parcel, "mixed"), [body, file], policy.linesep)
    if parcel.file:
        parts = [body, _file_part(parcel.file, policy.linesep)]
        body = _multipart("mixed", _boundary(parcel, "files"), parts, policy.linesep)
    return "".join(_headers(parcel, policy)).encode() + body


def envelope_address(address: str) -> str:
    """The address as the server is told it: a name with letters like æ in its domain in their ASCII form.

    Raises BadAddress, also for such letters before the @, which few servers take.
    """
    bare = parseaddr(address)[1] if "<" in address else address
    if not _PLAIN_ADDRESS.fullmatch(bare):
        raise BadAddress(address)
    local, domain = bare.rsplit("@", 1)
    try:
        return f"{local.encode('ascii').decode()}@{domain.encode('idna').decode()}"
    except UnicodeError:
        raise BadAddress(address) from None


def own_name(base_url: str) -> str:
    """What we call ourselves to the server: our public name, or an address literal where there is none."""
    host = urlsplit(base_url).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host if "." in host else "[127.0.0.1]"
    return "[127.0.0.1]"


def _headers(parcel: Parcel, policy: "EmailPolicy[Any]") -> Iterator[str]:
    name, sender = _parse(parcel.sender)
    yield _mailbox("From", sender, name or parcel.sender_name, policy)
    yield _mailbox("To", parcel.to_address, parcel.to_name, policy)
    yield _header("Subject", parcel.subject, policy)
    yield _header("Date", format_datetime(parcel.written_at.astimezone(clock.COPENHAGEN)), policy)
    yield _header("Message-ID", parcel.message_id, policy)
    if parcel.thread_id:
        yield _header("In-Reply-To", parcel.thread_id, policy)
        yield _header("References", parcel.thread_id, policy)
    for name, value in _SAME_IN_ALL.items():
        yield f"{name}: {value}{policy.linesep}"


_parse = lru_cache(maxsize=8)(parseaddr)


@lru_cache(maxsize=256)
def _header(name: str, value: str, policy: "EmailPolicy[Any]") -> str:
    """One header as it is written. Raises ValueError where the value holds a line break.

    What needs neither folding nor encoding stands as it is; the rest is the library's work, which takes its time.
    """
    is_plain = value.isascii() and value.isprintable() and "=?" not in value and value == value.strip()
    if is_plain and len(name) + len(value) < LONGEST_LINE - 1:
        return f"{name}: {value}{policy.linesep}"
    return _fold(name, value, policy)


def _mailbox(name: str, address: str, whose: str, policy: "EmailPolicy[Any]") -> str:
    """A header with one address and the name of whose it is, as `_header`. Raises BadAddress."""
    spec, words = envelope_address(address), " ".join(whose.split())
    if not policy.utf8 and _DOT_ATOM.fullmatch(spec):
        phrase = words if _ATOMS.fullmatch(words) else header_encode(words.encode(), "utf-8")
        line = f"{name}: {phrase} <{spec}>" if words else f"{name}: {spec}"
        if len(line) <= LONGEST_LINE:
            return line + policy.linesep
    try:
        return _fold(name, Address(display_name=words, addr_spec=spec), policy)
    except (MessageError, ValueError, IndexError):
        raise BadAddress(address) from None


def _fold(name: str, value: str | Address, policy: "EmailPolicy[Any]") -> str:
    header = policy.header_store_parse(name, value)[1]
    return str(header.fold(policy=policy))


def _part(content_type: str, words: str, *, readable: bool, name: str = "") -> bytes:
    linesep, way = ("\n", "8bit") if readable else ("\r\n", "quoted-printable")
    head = [f"Content-Type: {content_type}", f"Content-Transfer-Encoding: {way}"]
    if name:
        head.append(f'Content-Disposition: attachment; filename="{name}"')
    # As bytes, a line ends where mail says it does, and not at each sign that Unicode calls a break.
    body = linesep.encode().join([*(words.encode().splitlines() or [b""]), b""])
    return linesep.join([*head, "", ""]).encode() + (body if readable else binascii.b2a_qp(body, istext=True))


def _file_part(file: MailFile, linesep: str) -> bytes:
    head = [
        f"Content-Type: {file.mimetype}",
        "Content-Transfer-Encoding: base64",
        f'Content-Disposition: attachment; filename="{file.name}"',
    ]
    return linesep.join([*head, "", ""]).encode() + base64.encodebytes(file.data).replace(b"\n", linesep.encode())


def _multipart(kind: str, boundary: str, parts: list[bytes], linesep: str) -> bytes:
    head = f'Content-Type: multipart/{kind};{linesep} boundary="{boundary}"{linesep}'
    between = f"{linesep}--{boundary}"
    body = b"".join(f"{between}{linesep}".encode() + part for part in parts)
    return head.encode() + body + f"{between}--{linesep}".encode()


def _boundary(parcel: Parcel, kind: str) -> str:
    """Nobody who writes a text can foresee it, and "=_" stands in no quoted-printable text."""
    return f"=_{kind}_{hashlib.sha256(parcel.message_id.encode()).hexdigest()[:24]}"
