"""A small municipality with one of everything, so that every address has something to show."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from aarshjul.attestation.actions import start_campaign
from aarshjul.attestation.starting import StartCampaign, proposed_due
from aarshjul.catalogue.actions import create_own
from aarshjul.handling.actions import AnswerTask, answer_tasks
from aarshjul.handling.rules import Answer, mark_of
from aarshjul.hearing.actions import Answer as HearingAnswer
from aarshjul.hearing.actions import Reply, Said, answer_hearing, reply
from aarshjul.hearing.asking import Asked, Party
from aarshjul.hearing.starting import StartHearing, start_hearing
from aarshjul.hearing.starting import proposed_due as hearing_due
from aarshjul.hearing.store import list_comments as list_hearing_comments
from aarshjul.mailtext.actions import ChangeText, change_text
from aarshjul.meeting.body_actions import PutMember, put_member
from aarshjul.meeting.decision_actions import Decide, decide
from aarshjul.meeting.follow_up_actions import FollowUp, follow_up
from aarshjul.meeting.item_actions import ItemWords, add_item
from aarshjul.meeting.meeting_actions import PlanMeeting, call_meeting, plan_meeting, put_on_agenda
from aarshjul.meeting.model import AgendaItem, BodyMember, Decision, GoverningBody, Meeting
from aarshjul.plan.catalogue import CatalogueItem
from aarshjul.plan.version_actions import begin_draft
from aarshjul.status.actions import BeginReport, begin_report, freeze_report
from aarshjul.status.kept import list_recommendations
from aarshjul.status.writing import PutRecommendation, put_recommendation
from app.attachment.actions import AddFiles, NewFile, add_files
from app.audit.actions import Doing
from app.auth.model import UserSession
from app.auth.rules import ROLES
from app.auth.sessions import begin_session
from app.auth.store import get_account_of
from app.comment.actions import AddComment, add_comment
from app.core import clock
from app.core.db import db
from app.core.scope import Scope
from app.listing.model import SavedView
from app.oidc.model import GroupRole
from app.organisation.model import Person, RoleGrant, Unit
from register.activity.actions import CreateActivity, create_activity
from register.activity.content import ActivityContent, DataLine, Disclosure, Purpose, Retention
from register.activity.setting_aside import set_aside
from register.activity.stored_findings import finding_key
from register.catalogue.actions import create_entry
from register.catalogue.kinds import KINDS
from register.dpia.model import Dpia
from register.dpia.screening_actions import Screen, screen
from register.importing.saved.actions import save_mapping
from register.importing.saved.rules import SavedMapping
from register.information.actions import save_text
from register.information.rules import Section
from register.kle.model import KleNumber
from register.processor.actions import create_processor
from register.processor.content import ProcessorContent
from register.risk.drafting import AddThreat, add_threat, begin_assessment
from register.risk.planning import PlanAction, plan_action
from register.risk.presets import STANDARD
from register.risk.scale_actions import make_scale
from register.risk.scenario_actions import WriteScenario, create_scenario
from register.risk.subject import get_subject
from register.risk.threat_actions import WriteThreat, create_threat
from register.system.model import System
from register.template.actions import begin_following, make_template
from register.working_meeting.actions import OpenMeeting, open_meeting
from tests.make import (
    Personas,
    make_absence,
    make_account,
    make_agenda_item,
    make_assessment,
    make_draft,
    make_feed_row,
    make_grant,
    make_job,
    make_mail,
    make_person,
    make_task,
)


@dataclass(frozen=True)
class World:
    """The numbers and codes that addresses are made of."""

    values: dict[str, Any]


def make_world(people: Personas) -> World:
    """One record with risk, system, task, mail and token in Social; the same people as everywhere."""
    now = clock.now()
    today = clock.day_of(now)
    doing = Doing(at=now, via="cli")
    social = db.session.get_one(Unit, people.social_id)
    system = System(code="JOURNAL", name="Journalen", unit=social)
    db.session.add(system)
    db.session.flush()
    activity = create_activity(
        CreateActivity(
            content=ActivityContent(
                title="Hjemmepleje <b>æøå</b>", unit="SOC", owner=people.bent,
                purposes=(Purpose(text="At planlægge hjælpen hos borgeren", art6=("e",), special_law="Ældreloven"),),
                subjects=("adults",), data_lines=(DataLine(subject="adults", category="health", text="Diagnoser"),),
                disclosures=(Disclosure(category="authorities", name="Regionen"),),
                retention=(Retention(period="P5Y", start_event="sagens afslutning"),),
                systems=("JOURNAL",), kle_numbers=("27.35",), next_review_on=today + timedelta(days=20),
            )
        ),
        doing=doing,
    )  # fmt: skip
    assessment = make_assessment(
        activity=activity, grades=(3, 2, 2), assessed_on=today - timedelta(days=30), doing=doing
    )
    scenario = create_scenario(
        WriteScenario(title="Strømmen går <b>æøå</b>", description="I en uge <b>æøå</b>", unit=social), doing=doing
    )
    own_catalogued = create_threat(
        WriteThreat(
            name="Kop vælter <b>æøå</b>", description="Over papiret <b>æøå</b>", concerns=frozenset({"availability"}),
            asset="document", cause="mistake", source="Køkkenet <b>æøå</b>",
        ),
        doing=doing,
    )  # fmt: skip
    own_scale = make_scale(replace(STANDARD, code="egen", name="Vores <b>æøå</b>"), doing=doing)
    of_system = get_subject("system", system.id, scope=Scope.everything())
    written = begin_assessment(of_system, doing=doing)
    own_threat = add_threat(
        AddThreat(
            assessment_id=written.id, version=written.version, title="Brev i forkert rum <b>æøå</b>",
            description="Nogen læser det <b>æøå</b>", concerns=frozenset({"confidentiality"}),
        ),
        doing=doing,
    )  # fmt: skip
    action = plan_action(
        assessment,
        PlanAction(title="Lås skabet <b>æøå</b>", unit=social, function="leader", person=None, due_on=today),
        today=today, doing=doing,
    )  # fmt: skip
    until = today + timedelta(days=30)
    aside = set_aside(activity.id, rule="R40", about="", reason="Ses på <b>æøå</b>", until_on=until, doing=doing)
    # Not decided yet, so that the record still lacks what was set aside.
    screen(Screen(activity_id=activity.id, read=0, answers={"wp248_4": True}), doing=doing)
    dpia = Dpia(activity_id=activity.id, number=1, texts={"summary": "Hvad det går ud på <b>æøå</b>"}, at=now)
    db.session.add(dpia)
    db.session.flush()
    meeting = open_meeting(
        OpenMeeting(title="Fælles arbejdsmøde <b>æøå</b>", held_on=today, activity_ids=[activity.id]),
        scope=Scope.everything(), doing=doing,
    )  # fmt: skip
    sections = [Section("Det bruger vi oplysningerne til", "At planlægge hjælpen <b>æøå</b>")]
    save_text(activity.id, "13", sections, read="", based_on=1, doing=doing)
    template = make_template(activity.id, name="Pleje <b>æøå</b>", description="", doing=doing)
    begin_following(activity.id, template.id, version=template.version, doing=doing)
    entries = [
        create_entry(kind, kind.content(name="Noget <b>æøå</b>", code="NOGET"), doing=doing) for kind in KINDS.values()
    ]
    (entry, *_others) = entries
    assert {one.id for one in entries} == {entry.id}, "one number serves the addresses of all kinds"
    processor = create_processor(ProcessorContent(name="Klitrose <b>æøå</b>", unit="SOC"), doing=doing)
    task = make_task(unit=social, due_on=today + timedelta(days=7), title="Slettekontrol i fagsystemer")
    plan = begin_draft(doing=doing)
    page = NewFile("Sletteliste <b>æøå</b>.txt", "Alt er slettet på 1. sal".encode())
    [attachment] = add_files(AddFiles(kind="task", subject_id=task.id, files=[page]), doing=doing)
    add_comment(AddComment(kind="task", subject_id=task.id, text="Hvem har listen <b>æøå</b>?"), doing=doing)
    own = create_own(
        CatalogueItem(
            code="", title="Låse <b>æøå</b>", purpose="Ro", article="", months=(3,), function="leader", hours=1.0,
            per="unit", wave=1, evidence="En liste", guide="Gå en runde", checklist=("Se efter <b>æøå</b>",),
        ),
        doing=doing,
    )  # fmt: skip
    answered = Answer("not", "high", "Nogen går ind <b>æøå</b>", today.year)
    answer_tasks(social.id, [AnswerTask(own.id, mark_of(Answer()), answered)], doing=doing)
    change_text(ChangeText(code="own_note", text="Spørg på 1. sal <b>æøå</b>", read=0), doing=doing)
    campaign = start_campaign(
        StartCampaign(
            title="Bekræft fortegnelsen <b>æøå</b>", note="Spørg <b>Anna</b>", opens_on=today,
            due_on=proposed_due(today), place_ids=[social.id],
        ),
        writes=Scope.everything(), doing=doing,
    )  # fmt: skip
    bent = db.session.scalars(select(Person).where(Person.email == people.bent)).one()
    hearing = start_hearing(
        StartHearing(
            title="Retningslinje <b>æøå</b>", question="Passer <b>æøå</b>?", due_on=hearing_due(today),
            unit_id=social.id, asked=Asked(parties=[Party("MED <b>æøå</b>", people.bent)]),
            mode="joint", meets_on=hearing_due(today), place="Lokale <b>æøå</b>",
            files=[NewFile("Udkast <b>æøå</b>.txt", "Lås på 1. sal".encode())],
        ),
        doing=doing,
    )  # fmt: skip
    answer_hearing(
        HearingAnswer(
            hearing_id=hearing.id, answer="comments", comments=[Said("For kort <b>æøå</b>", "side <b>2</b>")]
        ),
        doing=Doing(at=now, person_id=bent.id),
    )
    [hearing_comment] = list_hearing_comments(hearing.id)
    reply(
        Reply(hearing_id=hearing.id, comment_id=hearing_comment.id, verdict="not", words="Lang nok <b>æøå</b>"),
        doing=doing,
    )
    item = make_agenda_item(unit=social, task=task, title="Langt over fristen <b>æøå</b>")
    gathering, decision, member = make_meeting(item, people, today=today, doing=doing)
    assert decision.actions[0].id == action.id, "one number serves the addresses of all kinds"
    begun = begin_report(BeginReport(body_code="DDS", as_of=today, since=today), doing=doing)
    put_recommendation(
        PutRecommendation(report_id=begun.id, recommendation_id=None, title="Godkend <b>æøå</b>", text=""), doing=doing
    )
    recommendation_id = list_recommendations(begun.id)[0].id
    # Frozen, so that everybody who reads reports sees it; who may write is refused with a reason.
    freeze_report(begun.id, begun.version, doing=doing)
    gert = make_person(email="gert@fjordby.example", name="Gert Gran")
    make_grant(person=gert, role="manager", unit=db.session.get_one(Unit, people.culture_id))
    make_account(gert)
    anna = db.session.scalars(select(Person).where(Person.email == people.anna)).one()
    mail = make_mail(person=anna)
    grant = db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == anna.id)).one()
    begin_session(get_account_of(people.anna), via="password", now=now)
    session_id = db.session.scalars(select(UserSession.id)).one()
    later = today + timedelta(days=30)
    absence = make_absence(person=anna, from_on=later, to_on=later, deputy=gert)
    group_role = GroupRole(group="GDPR-ledere", role="manager", unit=social)
    job = make_job(person=anna)
    feed = make_feed_row(person=anna)
    draft = make_draft(person=anna, subject_id=activity.id)
    view = SavedView(list_name="activity", title="Uden slettefrist", args={"mangler": "R30"}, person=anna, position=0)
    kle = KleNumber(number="1", title="Styrelse <b>æøå</b>", search="1 styrelse", changed_at=clock.now())
    db.session.add_all([group_role, view, kle])
    saved = save_mapping("Nabolisten <b>æøå</b>", SavedMapping({"Nr": "number", "Navn": "title"}), doing=doing)
    db.session.flush()
    assert gathering.id == meeting.id, "one number serves the addresses of all kinds"
    return World(
        values={
            "activity_id": activity.id, "system_id": system.id, "task_id": task.id, "mail_id": mail.id,
            "person_id": anna.id, "grant_id": grant.id, "code": "SOC", "body": "DDS", "form": "xlsx", "paper": "pdf",
            "step": "udgaa", "number": 1, "meeting_id": meeting.id, "article": "13",
            "what": "dagsorden", "body_id": gathering.body_id, "member_id": member.id, "decision_id": decision.id,
            "template_id": template.id, "entry_id": entry.id, "processor_id": processor.id,
            "key": finding_key("R33", ""), "set_aside_id": aside.id,
            "sheet": "enheder", "slug": "opgaver", "absence_id": absence.id,
            "host_kind": "task", "host_id": task.id, "attachment_id": attachment.id,
            "filename": "css/app.css", "token": "x" * 20, "event_id": 999_999,
            "job_id": job.id, "feed_id": feed.id, "year": today.year, "version": plan.version, "item_code": "T01",
            "campaign_id": campaign.id, "unit_id": social.id, "item_id": item.id,
            "hearing_id": hearing.id, "comment_id": hearing_comment.id,
            "draft_id": draft.id, "kind": "activity", "subject_id": activity.id,
            "list_name": "activity", "view_id": view.id,
            "task_code": own.code, "text_slug": "jeres-egen-besked",
            "scenario_id": scenario.id, "threat_id": own_catalogued.id, "scale_id": own_scale.id,
            "assessment_id": assessment.id, "written_id": written.id,
            "assessed_id": own_threat.id,
            "action_id": action.id, "dpia_id": dpia.id, "section": "summary",
            "report_id": begun.id, "recommendation_id": recommendation_id,
            "session_id": session_id, "group_role_id": group_role.id, "mapping_id": saved.id,
        }
    )  # fmt: skip


def make_meeting(
    item: AgendaItem, people: Personas, *, today: date, doing: Doing
) -> tuple[Meeting, Decision, BodyMember]:
    """A called meeting of the body, in which Social has a seat: with the item on it, and another one decided."""
    body = db.session.get_one(GoverningBody, item.body_id)
    anna = db.session.scalars(select(Person).where(Person.email == people.anna)).one()
    social = db.session.get_one(Unit, people.social_id)
    member = put_member(
        PutMember(
            body_id=body.id, member_id=None, person=anna, unit=social, role="member", from_on=today, until_on=None
        ),
        doing=doing,
    )
    meeting = plan_meeting(PlanMeeting(body=body, held_on=today, place="Salen <b>æøå</b>"), doing=doing)
    meeting = call_meeting(meeting.id, version=meeting.version, doing=doing)
    words = ItemWords(title="Postkasser <b>æøå</b>", problem="Ingen ejer <b>æøå</b>", presenter="Anna <b>æøå</b>")
    decided = add_item(body, words, doing=doing)
    for one in (decided, item):
        put_on_agenda(one.id, meeting.id, version=one.version, doing=doing)
    decision = decide(
        Decide(item_id=decided.id, version=decided.version, outcome="approved", text="Ja <b>æøå</b>"), doing=doing
    )
    follow_up(
        decision.id,
        FollowUp(
            title="Udpeg ejere <b>æøå</b>", unit=social, function="coordinator", person=None,
            due_on=today + timedelta(days=30), requester="DDS <b>æøå</b>",
        ),
        doing=doing,
    )  # fmt: skip
    return meeting, decision, member


WHERE = ("inside", "outside")
"""Where a player's role is held: in Social, in which everything of this world lies, or in Børn og Kultur."""


def player(role: str, where: str) -> str:
    """The mail address of somebody who holds this one role there."""
    return f"{role.replace('_', '-')}.{where}@fjordby.example"


def make_players(people: Personas) -> dict[str, str]:
    """For each role somebody who holds it inside and somebody who holds it outside; mail address → session token."""
    places = {"inside": people.social_id, "outside": people.culture_id}
    tokens = {}
    for role in ROLES:
        for where in WHERE:
            unit = db.session.get_one(Unit, places[where])
            person = make_person(email=player(role, where), unit=unit)
            make_grant(person=person, role=role, unit=unit)
            tokens[person.email] = begin_session(make_account(person), via="password", now=clock.now())
    return tokens
