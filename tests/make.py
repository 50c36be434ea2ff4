"""Builders of test data: keyword-only, each with a sensible default for what the test does not care about.

They add and flush; the caller commits when another connection must see the rows.
"""

import itertools
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pyotp

from aarshjul.feed.model import CalendarFeed
from aarshjul.meeting.item_rules import overdue_key
from aarshjul.meeting.model import AgendaItem, GoverningBody
from aarshjul.plan.model import Plan, PlanItem
from aarshjul.task.model import Task
from app.absence.model import Absence
from app.audit.actions import Doing
from app.auth.model import Account
from app.auth.secrets_at_rest import encrypt
from app.auth.sessions import hash_token
from app.core.db import db
from app.core.text import sort_key
from app.draft.model import Draft
from app.job.model import Job
from app.mail.model import OutgoingMail
from app.organisation.model import FunctionHolder, Municipality, Person, RoleGrant, Unit
from app.second_factor.store import secret_name
from register.activity.actions import CreateActivity, create_activity
from register.activity.content import ActivityContent
from register.activity.links import LINKS
from register.activity.model import ProcessingActivity
from register.risk.finishing import FinishAssessment, finish_assessment
from register.risk.model import AssessedThreat, RiskAssessment
from register.risk.scale_store import get_current_scale
from register.system.model import System

NOW = datetime(2027, 3, 1, 7, 0, tzinfo=UTC)
TODAY = date(2027, 3, 1)
_numbers = itertools.count(1)


def make_municipality(*, name: str = "Fjordby Kommune", **changes: Any) -> Municipality:
    """The settings of a municipality whose controller and DPO are known."""
    row = db.session.get(Municipality, 1) or Municipality(id=1)
    values = {
        "name": name, "cvr": "00000000", "address": "Torvet 1, 0000 Fjordby", "email": "post@fjordby.example",
        "phone": "", "dpo_name": "Dorte Dun", "dpo_email": "dorte@fjordby.example", "dpo_phone": "",
    }  # fmt: skip
    for key, value in (values | changes).items():
        setattr(row, key, value)
    db.session.add(row)
    db.session.flush()
    return row


def make_unit(*, code: str = "", name: str = "", kind: str = "unit", parent: Unit | None = None) -> Unit:
    """A unit below `parent`; an administration lies below the municipality."""
    code = code or f"U{next(_numbers)}"
    unit = Unit(code=code, name=name or code, kind=kind, parent=parent, path="")
    db.session.add(unit)
    db.session.flush()
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    unit.administration_id = unit.id if kind == "administration" else parent.administration_id if parent else None
    db.session.flush()
    return unit


def make_person(*, email: str = "", name: str = "", unit: Unit | None = None, is_active: bool = True) -> Person:
    """Somebody who works for the municipality."""
    email = email or f"person{next(_numbers)}@fjordby.example"
    person = Person(email=email, name=name or email.split("@")[0].title(), unit=unit, is_active=is_active)
    db.session.add(person)
    db.session.flush()
    return person


def make_account(person: Person) -> Account:
    """A way in for `sign_in`; its password is known to nobody."""
    account = Account(person_id=person.id, password_hash="none")
    db.session.add(account)
    db.session.flush()
    return account


def make_second_factor(account: Account, *, at: datetime = NOW) -> str:
    """Two-step sign-in for the account since `at`; gives the secret that the phone holds. No recovery codes."""
    secret = pyotp.random_base32()
    account.totp_secret = encrypt(secret, about=secret_name(account.id))
    account.totp_since_at = at
    db.session.flush()
    return secret


def make_grant(*, person: Person, role: str, unit: Unit, ends_on: date | None = None) -> RoleGrant:
    """A role in a unit."""
    grant = RoleGrant(person=person, role=role, unit=unit, ends_on=ends_on)
    db.session.add(grant)
    db.session.flush()
    return grant


def make_holder(*, unit: Unit, function: str, person: Person) -> FunctionHolder:
    """A function in a unit."""
    holder = FunctionHolder(unit=unit, function=function, person=person)
    db.session.add(holder)
    db.session.flush()
    return holder


def make_absence(*, person: Person, from_on: date, to_on: date, deputy: Person | None = None) -> Absence:
    """Somebody is away on these days, both included."""
    absence = Absence(person=person, from_on=from_on, to_on=to_on, deputy=deputy)
    db.session.add(absence)
    db.session.flush()
    return absence


def make_draft(
    *, person: Person, subject_id: int = 0, title: str = "En kladde", at: datetime = NOW, version: int = 1
) -> Draft:
    """What somebody has written in the form of a record and not saved, in a window of its own."""
    draft = Draft(
        person_id=person.id, kind="activity", subject_id=subject_id, key=f"{next(_numbers):032x}", title=title,
        form=[["title", title], ["version", str(version)]], read_version=version, saved_at=at,
    )  # fmt: skip
    db.session.add(draft)
    db.session.flush()
    return draft


def make_feed_row(*, person: Person, token: str = "", covers: str = "mine", unit: Unit | None = None) -> CalendarFeed:
    """A calendar feed that is read under the token."""
    token = token or f"a feed's token, known to all {next(_numbers)}"
    feed = CalendarFeed(token_hash=hash_token(token), person=person, covers=covers, unit=unit, created_at=NOW)
    db.session.add(feed)
    db.session.flush()
    return feed


@dataclass(frozen=True)
class Personas:
    """The addresses and numbers of what `make_personas` made; rows are read again where they are needed."""

    anna: str = "anna@fjordby.example"
    bent: str = "bent@fjordby.example"
    carla: str = "carla@fjordby.example"
    dorte: str = "dorte@fjordby.example"
    erik: str = "erik@fjordby.example"
    frida: str = "frida@fjordby.example"
    municipality_id: int = 0
    social_id: int = 0
    home_care_id: int = 0
    culture_id: int = 0
    school_id: int = 0


def make_personas() -> Personas:
    """Fjordby: Social (SOC, with Hjemmeplejen SOC-HJ) and Børn og Kultur (BOK, with Skovskolen BOK-SK), and six people.

    anna coordinator and bent leader of Social, carla coordinator of Børn og Kultur, dorte DPO, erik DDS,
    frida administrator. Everybody has an account.
    """
    make_municipality()
    root = db.session.scalar(db.select(Unit).where(Unit.kind == "municipality"))
    if root is None:
        root = make_unit(code="FJORDBY", name="Fjordby Kommune", kind="municipality")
    social = make_unit(code="SOC", name="Social", kind="administration", parent=root)
    home_care = make_unit(code="SOC-HJ", name="Hjemmeplejen", parent=social)
    culture = make_unit(code="BOK", name="Børn og Kultur", kind="administration", parent=root)
    school = make_unit(code="BOK-SK", name="Skovskolen", parent=culture)
    anna = make_person(email=Personas.anna, name="Anna Ahorn", unit=social)
    bent = make_person(email=Personas.bent, name="Bent Birk", unit=social)
    carla = make_person(email=Personas.carla, name="Carla Ceder", unit=culture)
    dorte = make_person(email=Personas.dorte, name="Dorte Dun", unit=root)
    erik = make_person(email=Personas.erik, name="Erik Eg", unit=root)
    frida = make_person(email=Personas.frida, name="Frida Fyr", unit=root)
    for person, role, unit in (
        (anna, "coordinator", social), (bent, "manager", social), (carla, "coordinator", culture),
        (dorte, "dpo", root), (erik, "dds", root), (frida, "admin", root),
    ):  # fmt: skip
        make_grant(person=person, role=role, unit=unit)
        make_account(person)
    make_holder(unit=social, function="coordinator", person=anna)
    make_holder(unit=social, function="leader", person=bent)
    make_holder(unit=culture, function="coordinator", person=carla)
    return Personas(
        municipality_id=root.id, social_id=social.id, home_care_id=home_care.id,
        culture_id=culture.id, school_id=school.id,
    )  # fmt: skip


def make_job(*, person: Person | None = None, kind: str = "test", at: datetime = NOW, **changes: Any) -> Job:
    """An ordered job that waits."""
    values: dict[str, Any] = {
        "args": {},
        "title": "Fortegnelsen som PDF",
        "person_id": person.id if person else None,
        "made_at": at,
    }
    job = Job(kind=kind, **(values | changes))
    db.session.add(job)
    db.session.flush()
    return job


def make_mail(
    *, person: Person | None = None, to_address: str = "", state: str = "waiting", at: datetime = NOW, **changes: Any
) -> OutgoingMail:
    """A mail in the outbox, due since `at`."""
    key = f"mail-{next(_numbers)}"
    values = {
        "key": key, "kind": "test", "subject_kind": "test", "subject_id": None,
        "subject": "Husk senest 1. marts: Slettekontrol",
        "body_text": "Kære du\n\nDet er tid til slettekontrol på 1. sal.\n",
        "body_html": "<!doctype html><p>Det er tid til slettekontrol på 1. sal.</p>\n",
        "message_id": f"<{key}@fjordby.example>", "created_at": at, "try_at": at,
    }  # fmt: skip
    to_address = to_address or (person.email if person else f"{key}@fjordby.example")
    mail = OutgoingMail(person=person, to_address=to_address, state=state, **(values | changes))
    db.session.add(mail)
    db.session.flush()
    return mail


def make_agenda_item(*, unit: Unit | None = None, task: Task | None = None, **changes: Any) -> AgendaItem:
    """A drafted item for the steering group, about a task that is late."""
    body = db.session.scalars(db.select(GoverningBody)).first()
    values: dict[str, Any] = {
        "key": overdue_key(task.id, task.due_on) if task else f"test/{next(_numbers)}",
        "title": "Langt over fristen i Social: Slettekontrol", "problem": "Opgaven er ikke udført.",
        "recommendation": "Tag stilling til den.", "made_at": NOW,
    }  # fmt: skip
    about = {"subject_kind": "task", "subject_id": task.id} if task else {}
    item = AgendaItem(unit=unit, **({"body": body} | values | about | changes))
    db.session.add(item)
    db.session.flush()
    return item


def make_activity(*, title: str = "", unit: Unit | None = None, **changes: Any) -> ProcessingActivity:
    """A record without content or findings, as the tables have it; for actions use `create_activity`."""
    number = f"T-{next(_numbers)}"
    title = title or f"Behandling {number}"
    row = ProcessingActivity(
        source="own", number=number, number_key=sort_key(number), title=title, sort_key=sort_key(title),
        search=title.casefold(), unit=unit, changed_at=NOW, **changes,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def make_assessment(
    *,
    activity: ProcessingActivity | None = None,
    grades: tuple[int, int, int] = (2, 1, 1),
    likelihood: int = 2,
    residual: tuple[int, int] | None = None,
    assessed_on: date = TODAY,
    next_on: date | None = None,
    reason: str = "Journaler kan blive set af uvedkommende.",
    doing: Doing | None = None,
    **subject: Any,
) -> RiskAssessment:
    """A finished assessment with one relevant threat, which hits all three aspects: of an activity, or what is named.

    `residual` is what is left (consequence, likelihood) where it is less than today.
    """
    doing = doing or Doing(at=datetime.combine(assessed_on, NOW.timetz()), via="cli")
    if activity is not None:
        subject["activity_id"] = activity.id
    after: dict[str, Any] = {}
    if residual:
        after = {"residual_consequence": residual[0], "residual_likelihood": residual[1], "treatment": "share"}
        after["treatment_note"] = "Leverandøren tager sig af det efter aftalen."
    confidentiality, integrity, availability = grades
    draft = RiskAssessment(
        scale=get_current_scale(), is_draft=True, confidentiality=confidentiality, integrity=integrity,
        availability=availability, assessed_on=assessed_on, at=doing.at, by_id=doing.person_id, **subject,
    )  # fmt: skip
    threat = AssessedThreat(
        title="En journal bliver læst af en forkert", is_relevant=True, likelihood=likelihood,
        hits_confidentiality=True, hits_integrity=True, hits_availability=True, **({"treatment": "accept"} | after),
    )  # fmt: skip
    draft.threats.append(threat)
    db.session.add(draft)
    db.session.flush()
    command = FinishAssessment(
        assessment_id=draft.id, version=draft.version, reason=reason, assessed_on=assessed_on, next_on=next_on
    )
    return finish_assessment(command, doing=doing)


def make_task(*, unit: Unit, due_on: date, title: str = "Slettekontrol", **changes: Any) -> Task:
    """A task that planning could have made; done when `done_on` is given."""
    values: dict[str, Any] = {
        "key": f"test/{next(_numbers)}", "kind": "plan", "function": "coordinator", "period": str(due_on.year),
        "planned_on": due_on, "created_on": date(due_on.year, 1, 1), "changed_at": NOW,
        "state": "done" if changes.get("done_on") else "not_started",
    }  # fmt: skip
    row = Task(unit=unit, due_on=due_on, title=title, **(values | changes))
    db.session.add(row)
    db.session.flush()
    return row


def make_demanding_task(
    *,
    unit: Unit,
    due_on: date,
    needs_evidence: bool = False,
    needs_approval: bool = False,
    checklist: Collection[str] = (),
    **changes: Any,
) -> Task:
    """A task of the plan whose entry in the catalogue asks for a file, for approval, or has a checklist."""
    item = db.session.scalars(db.select(PlanItem).order_by(PlanItem.code)).first()
    assert item is not None
    item.template.needs_evidence, item.template.needs_approval = needs_evidence, needs_approval
    item.template.checklist = [*checklist]
    return make_task(unit=unit, due_on=due_on, plan_item=item, plan_code=item.code, **changes)


def make_record(*, title: str = "", **fields: Any) -> ProcessingActivity:
    """A record made as a person makes one, with versions and findings; `fields` are those of its content."""
    number = fields.pop("number", f"R-{next(_numbers)}")
    content = ActivityContent(title=title or f"Behandling {number}", number=number, **fields)
    return create_activity(CreateActivity(content=content), doing=Doing(at=NOW, via="cli"))


def make_system(*, code: str = "", name: str = "", unit: Unit | None = None, **changes: Any) -> System:
    """An it system."""
    code = code or f"SYS{next(_numbers)}"
    system = System(code=code, name=name or code.title(), unit=unit, **changes)
    db.session.add(system)
    db.session.flush()
    return system


def make_pointed(link: str, *, code: str, name: str = "", **changes: Any) -> Any:
    """A record of the kind that activities point at by this link (links.py): processors, laws, recipients, measures."""
    row = LINKS[link].model(code=code, name=name or code.title(), changed_at=NOW, **changes)
    db.session.add(row)
    db.session.flush()
    return row


def make_plan(*, first_year: int = 2027, codes: Collection[str] | None = None) -> Plan:
    """The plan that `flask init` made, begun in another year; with `codes`, these items alone."""
    plan = db.session.scalars(db.select(Plan).where(Plan.state == "approved")).one()
    plan.first_year = first_year
    if codes is not None:
        plan.items = [item for item in plan.items if item.code in codes]
    for item in plan.items:
        item.first_year = first_year + item.template.wave - 1
    db.session.flush()
    return plan
