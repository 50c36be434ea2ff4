"""Handing over what hangs on somebody: said beforehand, done in one transaction, told on every row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask_babel import gettext as _

from app.audit.actions import Doing, record
from app.auth.rules import DPO_ROLE
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound, Refused
from app.core.slots import Held, PersonLink
from app.leaving.rules import NOT_TOGETHER, Recipient
from app.leaving.store import find_link, list_hanging, list_ids
from app.organisation.duties import list_roles_held
from app.organisation.model import Person
from app.organisation.store import lock_organisation
from app.user.actions import close_user


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """What goes from whom to whom. `kinds` go whole; of the others the rows `chosen`, by the kind's slug.

    `closes`: close the sender's access when nothing hangs any more.
    """

    sender_id: int
    recipient_id: int
    kinds: frozenset[str] = frozenset()
    chosen: Mapping[str, frozenset[int]] = field(default_factory=dict)
    closes: bool = False


@dataclass(frozen=True)
class Step:
    """What becomes of one kind: the rows that go, and those the recipient may not take, by the reason."""

    link: PersonLink
    ids: Sequence[int]
    barred: Mapping[str, Sequence[Held]]


@dataclass(frozen=True)
class Done:
    """How many rows of each kind went, and whether the sender's access was closed."""

    counts: Mapping[str, int]
    is_closed: bool


def plan_handover(command: HandOver, *, doing: Doing) -> list[Step]:
    """What a hand-over would do now; reads only. Raises Refused, with its field, for one who cannot take over."""
    sender, recipient = _people(command, doing)
    roles = list_roles_held(recipient.id, today=clock.day_of(doing.at))
    person = Recipient(person_id=recipient.id, name=recipient.name, email=recipient.email, roles=roles)
    rows = _rows_of(command, sender)
    whys = {link.slug: dict(link.barred(ids, person)) for link, ids in rows}
    _keep_dpo_apart(rows, whys, person)
    steps = []
    for link, ids in rows:
        why = whys[link.slug]
        reasons: dict[str, list[Held]] = {}
        for held in link.held(list(why)) if why else ():
            reasons.setdefault(why[held.id], []).append(held)
        steps.append(Step(link, [row_id for row_id in ids if row_id not in why], reasons))
    return sorted(steps, key=lambda step: step.link.order)


def _rows_of(command: HandOver, sender: Person) -> list[tuple[PersonLink, list[int]]]:
    """The rows that were asked for, kind by kind."""
    rows = []
    for slug in dict.fromkeys((*command.kinds, *command.chosen)):
        link = find_link(slug)
        if link is None:
            raise NotFound
        ids = list_ids(link, sender.id)
        if slug not in command.kinds:
            ids = [row_id for row_id in ids if row_id in command.chosen[slug]]
        if ids:
            rows.append((link, ids))
    return rows


def _keep_dpo_apart(
    rows: Sequence[tuple[PersonLink, list[int]]], whys: Mapping[str, dict[int, str]], person: Recipient
) -> None:
    """Bar what would make the recipient the DPO when something goes along that a DPO may not have (art. 38(6))."""
    going = [(link, [row_id for row_id in ids if row_id not in whys[link.slug]]) for link, ids in rows]
    making = [(link, row_id) for link, ids in going for row_id in link.makes_dpo(ids)]
    as_dpo = replace(person, roles=person.roles | {DPO_ROLE})
    if making and any(link.barred(ids, as_dpo) for link, ids in going if ids):
        for link, row_id in making:
            whys[link.slug][row_id] = NOT_TOGETHER


def hand_over(command: HandOver, *, doing: Doing) -> Done:
    """Hand over what the plan says, as it stands now.

    1. Whoever changes people waits for others who do.
    2. Each kind goes by its own means, and each row tells so in its own trail. What the recipient may not take stays.
    3. One event about the sender and one about the recipient say how many rows of each kind went.
    4. The access is closed only when nothing hangs any more.

    Raises Refused where nothing would be done, or the recipient cannot be one: nobody takes over by their own hand.
    """
    lock_organisation()
    steps = [step for step in plan_handover(command, doing=doing) if step.ids]
    if not steps:
        raise Refused(_("Der er ikke valgt noget, som modtageren må overtage."))
    sender, recipient = _people(command, doing)
    for step in steps:
        step.link.hand_over(step.ids, sender, recipient, doing)
    db.session.flush()
    counts = {step.link.slug: len(step.ids) for step in steps}
    record(doing, "person.hand_over", "person", sender.id, {"to": recipient.name, **counts})
    record(doing, "person.take_over", "person", recipient.id, {"from": sender.name, **counts})
    is_closed = command.closes and sender.is_active and not _hangs(sender.id)
    if is_closed:
        close_user(sender, doing=doing)
    db.session.flush()
    return Done(counts, is_closed)


def _hangs(person_id: int) -> bool:
    return any(not kind.link.is_extra for kind in list_hanging(person_id, shown=0))


def _people(command: HandOver, doing: Doing) -> tuple[Person, Person]:
    sender, recipient = db.session.get(Person, command.sender_id), db.session.get(Person, command.recipient_id)
    if sender is None or recipient is None:
        raise NotFound
    if recipient.id == sender.id:
        raise Refused(_("Vælg en anden end %(name)s.", name=sender.name), field="to")
    if not recipient.is_active:
        raise Refused(_("%(name)s er stoppet. Vælg en, der arbejder her.", name=recipient.name), field="to")
    if doing.is_for_self(recipient.id):
        raise Refused(
            _("Du kan ikke give dig selv det, en anden har. Bed en anden med adgang til overdragelse om det."),
            field="to",
        )
    return sender, recipient
