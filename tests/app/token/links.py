"""Reading links out of mails, as a person does."""

import re
from urllib.parse import urlsplit

from flask import Flask

from app.core.db import db
from app.mail.model import OutgoingMail


def queued_links(app: Flask) -> list[str]:
    """The paths of the links in the mails that are to be sent, the oldest first."""
    with app.app_context():
        bodies = list(db.session.scalars(db.select(OutgoingMail.body_text).order_by(OutgoingMail.id)))
        db.session.rollback()
    found = [re.search(r"^http\S+/ny-adgangskode/\S+$", body, re.MULTILINE) for body in bodies]
    return [urlsplit(link.group()).path for link in found if link]
