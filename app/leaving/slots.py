"""What the ground floor says about its own columns that point at a person, and its words in the audit trail."""

from collections.abc import Sequence

from flask import render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from app.absence.handing_over import DEPUTY_LINK
from app.audit.store import list_events_of
from app.auth.viewer import Viewer
from app.core.db import db
from app.core.slots import Held, Slots
from app.core.text import N_
from app.leaving.store import list_hanging
from app.leaving.words import count_words, handed_over
from app.organisation.handing_over import FUNCTION_LINK
from app.organisation.model import Person
from app.organisation.store import get_municipality
from app.user.handing_over import ROLE_LINK

OWN = N_("personens egen adgang")
HISTORY = N_("hvem der gjorde hvad")


def mentions(person: Person) -> Sequence[Held]:
    """The municipality's contacts (Art. 30(1)(a)) when they name the person."""
    row = get_municipality()
    url = url_for("admin.edit_municipality")
    found = []
    if person.email and person.email in (row.dpo_email.lower(), row.email.lower()):
        found.append(Held(row.id, _("Kommunens oplysninger: mailadressen"), url, person.email))
    if row.dpo_name and row.dpo_name.casefold() == person.name.casefold():
        found.append(Held(row.id, _("Kommunens oplysninger: databeskyttelsesrådgiverens navn"), url, person.name))
    return found


def user_panel(person_id: int, viewer: Viewer) -> Markup:
    """What hangs on somebody and what was handed over, on their page."""
    if not viewer.may("write", "handover"):
        return Markup("")
    kinds = [kind for kind in list_hanging(person_id, shown=0) if not kind.link.is_extra]
    html = render_template(
        "app/leaving/_on_user.html",
        words=count_words({kind.link.slug: kind.count for kind in kinds}),
        done=handed_over(list_events_of("person", person_id)),
        is_active=db.session.get_one(Person, person_id).is_active,
        url=url_for("leaving.show", person_id=person_id),
    )
    return Markup(html)  # noqa: S704 - the template escapes what people wrote


def fill_slots(slots: Slots) -> None:
    """Every column of the ground floor, the words, and where people stand by address."""
    slots.links |= {
        "function_holder.person_id": FUNCTION_LINK,
        "absence.deputy_id": DEPUTY_LINK,
        "role_grant.person_id": ROLE_LINK,
    }
    slots.stays |= {
        "account.person_id": OWN,
        "single_use_token.person_id": OWN,
        "absence.person_id": N_("personens eget fravær"),
        "audit_event.actor_id": HISTORY,
        "attachment.by_id": HISTORY,
        "comment.by_id": HISTORY,
        "outgoing_mail.person_id": N_("mails, der er sendt; de, der venter, sendes ikke"),
    }
    slots.mentions.append(mentions)
    slots.panels.setdefault("user", []).append(user_panel)
    slots.trail.fields.setdefault("person", {}).update({"to": N_("Til"), "from": N_("Fra")})


def name_links(slots: Slots) -> None:
    """The kinds' names in the trail, once all parts have brought theirs."""
    names = {link.slug: link.title for link in slots.links.values()}
    slots.trail.fields.setdefault("person", {}).update(names)
