"""What the tests of the way in share."""

from flask import Flask

from app.audit.actions import Doing
from app.auth.actions import get_person, set_password
from app.core.db import begin_writing, db
from app.mail.model import OutgoingMail
from tests.make import NOW

PASSWORD = "mole-svane-tov-lampe-77"
OTHER = "sten-birk-kaj-måge-12"


def give_password(app: Flask, email: str) -> None:
    """Let the person sign in with PASSWORD."""
    with app.test_request_context():
        begin_writing()
        set_password(get_person(email), PASSWORD, doing=Doing(at=NOW, via="cli"))
        # The mail that tells of it is about a password there was before, which is no part of the story.
        db.session.execute(db.delete(OutgoingMail).where(OutgoingMail.kind == "password_changed"))
        db.session.commit()
