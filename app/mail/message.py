"""A mail as the world reads it: headers, text and HTML."""

import ipaddress
import re
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit

from app.core import clock

READABLE = SMTP.clone(utf8=True, linesep="\n")
_PLAIN_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\\x00-\x1f\x7f]+@[^\s@<>,;:\"()\[\]\\\x00-\x1f\x7f]+")


class BadAddress(ValueError):
    """An address that no mail can go to; as text it is that address."""


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """A mail as plain values, free of the database while it is sent."""

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


def build_message(parcel: Parcel, *, readable: bool = False) -> EmailMessage:
    """The message of a parcel, the same bytes at every try. Raises BadAddress.

    `readable` writes Danish letters as they are (RFC 6532), for files; else all is ASCII on the way, so that any
    server takes it. A header that holds a line break is refused by the library, never written.
    """
    name, sender = parseaddr(parcel.sender)
    message = EmailMessage(policy=READABLE if readable else SMTP)
    message["From"] = _address(sender, name or parcel.sender_name)
    message["To"] = _address(parcel.to_address, parcel.to_name)
    message["Subject"] = parcel.subject
    message["Date"] = format_datetime(parcel.written_at.astimezone(clock.COPENHAGEN))
    message["Message-ID"] = parcel.message_id
    # RFC 3834: no answering machine should answer; the other header says the same to Exchange.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["Content-Language"] = "da"
    encoding = "8bit" if readable else "quoted-printable"
    message.set_content(parcel.text, cte=encoding)
    message.add_alternative(parcel.html, subtype="html", cte=encoding)
    return message


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


def _address(address: str, name: str) -> Address:
    try:
        return Address(display_name=" ".join(name.split()), addr_spec=envelope_address(address))
    except (MessageError, ValueError, IndexError):
        raise BadAddress(address) from None
