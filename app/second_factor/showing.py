"""What the pages show of a secret that is being set up: as a picture to scan, as text to type, as a link."""

from dataclasses import dataclass

import segno
from flask import session
from flask_babel import gettext as _
from markupsafe import Markup

from app.auth.model import Account
from app.auth.secrets_at_rest import Unreadable
from app.organisation.store import get_municipality
from app.second_factor.actions import make_up_secret, open_secret
from app.second_factor.rules import address_for_app, in_groups

PENDING = "pending_factor"


@dataclass(frozen=True)
class Offer:
    """A secret to be put into an app."""

    picture: Markup
    secret: str
    address: str


def find_pending(account: Account) -> str:
    """The encrypted secret that this browser was shown; "" where there is none, or it was for somebody else."""
    kept: str = session.get(PENDING, "")
    try:
        open_secret(kept, account)
    except Unreadable:
        return ""
    return kept


def forget_pending() -> None:
    """The secret counts now, or will never: the cookie needs it no more."""
    session.pop(PENDING, None)


def make_offer(account: Account) -> Offer:
    """The secret this browser is setting up, made when there is none. It lives in the cookie: a GET writes no row."""
    kept = find_pending(account) or make_up_secret(account)
    session[PENDING] = kept
    secret = open_secret(kept, account)
    issuer = get_municipality().name or _("Databeskyttelse")
    address = address_for_app(secret, email=account.person.email, issuer=issuer)
    picture = segno.make(address, error="m", micro=False).svg_inline(
        omitsize=True, svgclass="qr", lineclass=None, light="#fff", title=_("QR-kode til at scanne med appen")
    )
    drawn = Markup(picture)  # noqa: S704 - segno's own drawing: numbers, and the title, which it escapes
    return Offer(picture=drawn, secret=in_groups(secret, by=" "), address=address)
