"""Looking again before a mail is sent, and setting free what it told when it is not."""

from datetime import date

from flask_babel import gettext as _

from aarshjul.reminder.asking import is_asked
from aarshjul.reminder.rows import Row, drop, list_in_mail, list_in_mails, take_out_of_mails
from aarshjul.reminder.world import world_now
from aarshjul.task.rules import STATE_WORDS
from app.core import clock
from app.mail.model import OutgoingMail


def why_not_send(mail: OutgoingMail) -> str | None:
    """The guard of a gathered mail, asked when its turn has come: why it should not go as it is written, or None.

    Its words are of the day it was written, unless a server may have had it. Each task in it must still be to do, have
    the date it had, and be told to the same person at the same address.
    """
    today = _day_of(mail)
    if not mail.is_doubtful and clock.day_of(mail.created_at) < today:
        return _("Mailen er fra en tidligere dag og skrives på ny.")
    world = world_now(today)
    address = world.addresses.get(mail.person_id or 0)
    if address is None:
        return _("Modtageren arbejder her ikke længere eller har ingen brugbar mailadresse.")
    if address != mail.to_address:
        return _("Modtageren har fået en anden mailadresse.")
    return next((_why(row) for row in list_in_mail(mail.id) if not row.is_still_so(world)), None)


def set_free(mail: OutgoingMail) -> None:
    """The mail was cancelled: what is still so is gathered again, the rest is dropped."""
    today = _day_of(mail)
    world = world_now(today)
    drop([row for row in list_in_mails([mail.id]) if not row.is_still_so(world)], today=today)
    take_out_of_mails([mail.id])


def _why(row: Row) -> str:
    if row.state == "for_approval" and not is_asked(row.said.code):
        why = _("Opgaven venter på godkendelse.")
    elif is_asked(row.said.code) and row.task.asked_on is None:
        why = _("Opgaven venter ikke længere på godkendelse.")
    elif not row.is_open:
        why = _("Opgaven er ikke åben længere: %(state)s.", state=_(STATE_WORDS[row.state]).lower())
    elif row.said.due_on != row.task.due_on:
        why = _("Opgaven har fået en anden frist.")
    else:
        why = _("Opgaven er nu en andens.")
    return f"«{row.title}»: {why}"


def _day_of(mail: OutgoingMail) -> date:
    """The day the mail was claimed, not the clock's: a tick may be played at another time."""
    return clock.day_of(mail.claimed_at) if mail.claimed_at else clock.today()
