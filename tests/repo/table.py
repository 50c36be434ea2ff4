"""What each address needs, as (object, verb) of the access table: one line an endpoint, for things that lie in Social.

`test_routes.py` plays every endpoint as every role, held in Social (inside) and in Børn og Kultur (outside), and
works out from `tests/repo/expected.py` who must be answered. A new route gets a line here:

    row("activity", "write")         something that lies in a unit (in this world: Social)
    anywhere("activity", "read")     a list, a form for something new: who may do it anywhere at all
    whole("plan", "write")           something that is the whole municipality's: who may do it everywhere
    decided("plan", "approve")       what a body has decided: who sits in it
    either(need, need)               who fulfils one of them
    OPEN                             nobody need be signed in
    SIGNED_IN                        everybody who is signed in, whatever the role
    WORKING                          everybody but those who only read: something may fall to them
    OWN_THING                        everybody, for what is their own; here it is somebody else's, which nobody may see
    TOKEN                            an address nobody can guess, or a step one person has begun: here it opens nothing
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Need:
    """What the access table must say yes to."""

    kind: str
    verb: str
    lies_in_social: bool = False
    is_whole: bool = False
    is_decision: bool = False


@dataclass(frozen=True)
class Either:
    """One of several is enough."""

    needs: tuple[Need, ...]


def row(kind: str, verb: str) -> Need:
    """To do this to a row that lies in Social."""
    return Need(kind, verb, lies_in_social=True)


def anywhere(kind: str, verb: str) -> Need:
    """To do this somewhere."""
    return Need(kind, verb)


def whole(kind: str, verb: str) -> Need:
    """To do this to something that is the whole municipality's: who may do it everywhere."""
    return Need(kind, verb, is_whole=True)


def decided(kind: str, verb: str) -> Need:
    """To take down that the body one sits in has decided it."""
    return Need(kind, verb, is_decision=True)


def either(*needs: Need) -> Either:
    """One of these."""
    return Either(needs)


OPEN = "open"
SIGNED_IN = "signed in"
WORKING = "working"
ONLY_READ = {"auditor", "reader", "dds"}
OWN_THING = "own thing"
TOKEN = "token"
SPECIAL = {OPEN, SIGNED_IN, WORKING, OWN_THING, TOKEN}

ROUTES: dict[str, Need | Either | str] = {
    "static": OPEN,
    "health.alive": OPEN,
    "health.ready": OPEN,
    # Signing in, and one's own account
    "auth.sign_in": OPEN,
    "auth.sign_in_now": OPEN,
    "auth.sign_out": SIGNED_IN,
    "auth.password": SIGNED_IN,
    "auth.change_password": SIGNED_IN,
    "home.show": SIGNED_IN,
    "search.show": either(anywhere("activity", "read"), anywhere("system", "read")),
    "account.show": SIGNED_IN,
    "account.change_keys": SIGNED_IN,
    "account.sign_out_others": SIGNED_IN,
    "account.sign_out_one": OWN_THING,
    "absence.show": WORKING,
    "absence.enter": WORKING,
    "absence.edit": OWN_THING,
    "absence.change": OWN_THING,
    "absence.remove": OWN_THING,
    "draft.index": SIGNED_IN,
    "draft.renew": SIGNED_IN,
    "draft.save": row("activity", "write"),
    "draft.discard": OWN_THING,
    "token.forgotten": OPEN,
    "token.ask_for_link": OPEN,
    "token.on_its_way": OPEN,
    "token.show": TOKEN,
    "token.choose": TOKEN,
    "oidc.begin": TOKEN,
    "oidc.answer": TOKEN,
    "second_factor.ask": TOKEN,
    "second_factor.check": TOKEN,
    "second_factor.set_up": TOKEN,
    "second_factor.confirm_set_up": TOKEN,
    "own_factor.show": SIGNED_IN,
    "own_factor.connect": SIGNED_IN,
    "own_factor.turn_on": SIGNED_IN,
    "own_factor.leave": SIGNED_IN,
    "own_factor.turn_off_now": SIGNED_IN,
    "own_factor.new_codes": SIGNED_IN,
    "own_factor.make_codes": SIGNED_IN,
    "job.index": SIGNED_IN,
    "job.show": OWN_THING,
    "job.fetch": OWN_THING,
    # The register
    "activity.list": anywhere("activity", "read"),
    "activity.show": row("activity", "read"),
    "activity.history": row("activity", "read"),
    "activity.new": anywhere("activity", "write"),
    "activity.create": anywhere("activity", "write"),
    "activity.check": anywhere("activity", "write"),
    "activity.edit": row("activity", "write"),
    "activity.change": row("activity", "write"),
    "bulk.edit": anywhere("activity", "write"),
    "bulk.preview": anywhere("activity", "write"),
    "bulk.change": anywhere("activity", "write"),
    "bulk.copy": row("activity", "write"),
    "listing.index": anywhere("activity", "read"),
    "listing.create": anywhere("activity", "read"),
    "listing.choose": anywhere("activity", "read"),
    "listing.rename": OWN_THING,
    "listing.move": OWN_THING,
    "listing.remove": OWN_THING,
    "activity.confirm_review": row("activity", "write"),
    "finding.ask": row("activity", "write"),
    "finding.put_aside": row("activity", "write"),
    "finding.take_out": row("activity", "write"),
    "life.ask": row("activity", "write"),
    "life.take": row("activity", "write"),
    "life.ask_approval": row("activity", "approve"),
    "life.approve": row("activity", "approve"),
    "versions.show": row("activity", "read"),
    "versions.compare": row("activity", "read"),
    "versions.register": anywhere("activity", "read"),
    "working_meeting.list": anywhere("activity", "read"),
    "working_meeting.new": anywhere("activity", "write"),
    "working_meeting.create": anywhere("activity", "write"),
    "working_meeting.show": row("activity", "read"),
    "working_meeting.write": row("activity", "write"),
    "working_meeting.minutes": row("activity", "read"),
    "information.show": row("activity", "read"),
    "information.edit": row("activity", "write"),
    "information.change": row("activity", "write"),
    "information.download": row("activity", "read"),
    "template.list": anywhere("activity", "write"),
    "template.show": anywhere("activity", "write"),
    "template.use": anywhere("activity", "write"),
    "template.create": anywhere("activity", "write"),
    "template.renew": row("activity", "write"),
    "template.retire": row("activity", "write"),
    "template.ask": row("activity", "write"),
    "template.make": row("activity", "write"),
    "template.compare": row("activity", "write"),
    "template.follow": row("activity", "write"),
    "measure.list": anywhere("activity", "read"),
    "measure.show": anywhere("activity", "read"),
    "measure.new": anywhere("activity", "write"),
    "measure.create": anywhere("activity", "write"),
    "measure.edit": anywhere("activity", "write"),
    "measure.change": anywhere("activity", "write"),
    "measure.retire": anywhere("activity", "write"),
    "recipient.list": anywhere("activity", "read"),
    "recipient.show": anywhere("activity", "read"),
    "recipient.new": anywhere("activity", "write"),
    "recipient.create": anywhere("activity", "write"),
    "recipient.edit": anywhere("activity", "write"),
    "recipient.change": anywhere("activity", "write"),
    "recipient.retire": anywhere("activity", "write"),
    "law.list": anywhere("activity", "read"),
    "law.show": anywhere("activity", "read"),
    "law.new": anywhere("activity", "write"),
    "law.create": anywhere("activity", "write"),
    "law.edit": anywhere("activity", "write"),
    "law.change": anywhere("activity", "write"),
    "law.retire": anywhere("activity", "write"),
    "processor.list": anywhere("processor", "read"),
    "processor.show": row("processor", "read"),
    "processor.new": anywhere("processor", "write"),
    "processor.create": anywhere("processor", "write"),
    "processor.edit": row("processor", "write"),
    "processor.change": row("processor", "write"),
    "processor.retire": row("processor", "write"),
    "processor.ask": row("processor", "write"),
    "processor.supervise": row("processor", "write"),
    "kle.list": anywhere("activity", "read"),
    "kle.show": anywhere("activity", "read"),
    "kle.choose": anywhere("kle", "import"),
    "kle.preview": anywhere("kle", "import"),
    "kle.take_over": TOKEN,
    "printing.ask": anywhere("activity", "read"),
    "printing.order": anywhere("activity", "read"),
    "exporting.download": anywhere("activity", "read"),
    "exporting.template": anywhere("activity", "import"),
    "importing.upload": anywhere("activity", "import"),
    "importing.receive": anywhere("activity", "import"),
    "importing.preview": TOKEN,
    "importing.take_over": TOKEN,
    "importing.columns": TOKEN,
    "importing.choose": TOKEN,
    "importing.show": TOKEN,
    "importing.past": anywhere("activity", "import"),
    "importing.ask_undo": TOKEN,
    "importing.undo": TOKEN,
    "importing.words": TOKEN,
    "importing.choose_words": TOKEN,
    "importing.errors": TOKEN,
    "importing.save": TOKEN,
    "importing.use": TOKEN,
    "importing.remove": anywhere("activity", "import"),
    "risk.index": anywhere("risk", "read"),
    "risk.show": row("risk", "read"),
    "risk.assess": row("risk", "write"),
    "system.list": anywhere("system", "read"),
    "system.show": row("system", "read"),
    "system.new": anywhere("system", "write"),
    "system.create": anywhere("system", "write"),
    "system.edit": row("system", "write"),
    "system.change": row("system", "write"),
    # The annual cycle
    "task.index": SIGNED_IN,
    "task.show": row("task", "read"),
    "task_verb.start": row("task", "write"),
    "task_verb.reopen": row("task", "write"),
    "task_verb.assign": row("task", "write"),
    "task_verb.dismiss": row("task", "write"),
    "task_verb.complete": row("task", "write"),
    "task_verb.postpone": row("task", "write"),
    "task_verb.tick": row("task", "write"),
    "task_verb.add_time": row("task", "write"),
    "task_verb.take_back": row("task", "write"),
    "task_verb.approve": row("task", "approve"),
    "task_verb.send_back": row("task", "approve"),
    "attachment.choose": row("task", "write"),
    "attachment.add": row("task", "write"),
    "attachment.fetch": row("task", "read"),
    "attachment.ask_to_remove": row("task", "write"),
    "attachment.remove": row("task", "write"),
    "comment.write": row("task", "comment"),
    "comment.add": row("task", "comment"),
    "answer.show": TOKEN,
    "answer.give": TOKEN,
    "wheel.show": anywhere("plan", "read"),
    "reminder.choose": SIGNED_IN,
    "feed.index": SIGNED_IN,
    "feed.create": SIGNED_IN,
    "feed.revoke": OWN_THING,
    "feed.revoke_of": row("organisation", "write"),
    "feed.read": TOKEN,
    "plan.show": anywhere("plan", "read"),
    "coverage.show": either(anywhere("activity", "read"), anywhere("system", "read"), anywhere("processor", "read")),
    "plan.roll": anywhere("plan", "read"),
    "plan.actual": anywhere("plan", "read"),
    "plan_board.show": anywhere("plan", "read"),
    "plan_board.move": anywhere("plan", "write"),
    "plan_board.add_form": whole("plan", "write"),
    "plan_board.add": whole("plan", "write"),
    "plan_board.edit": whole("plan", "write"),
    "plan_board.save": whole("plan", "write"),
    "plan_board.remove": whole("plan", "write"),
    "plan_version.list": anywhere("plan", "read"),
    "plan_version.begin": whole("plan", "write"),
    "plan_version.roll_form": whole("plan", "write"),
    "plan_version.roll": whole("plan", "write"),
    "plan_version.show": anywhere("plan", "read"),
    "plan_version.submit": whole("plan", "write"),
    "plan_version.take_back": whole("plan", "write"),
    "plan_version.discard": whole("plan", "write"),
    "plan_version.approve": decided("plan", "approve"),
    "plan_version.send_back": decided("plan", "approve"),
    "plan_export.plan": anywhere("plan", "read"),
    "plan_export.wheel": anywhere("plan", "read"),
    "capacity.show": anywhere("capacity", "read"),
    "capacity.new": anywhere("capacity", "write"),
    "capacity.add": anywhere("capacity", "write"),
    "capacity.change": row("capacity", "write"),
    "capacity.use": whole("plan", "write"),
    "catalogue.index": anywhere("plan", "read"),
    "catalogue.show": anywhere("plan", "read"),
    "catalogue.new": anywhere("plan", "write"),
    "catalogue.create": anywhere("plan", "write"),
    # The world's is the municipality's own and in no plan: who may write plans anywhere may change it.
    "catalogue.edit": anywhere("plan", "write"),
    "catalogue.change": anywhere("plan", "write"),
    "catalogue.retire": anywhere("plan", "write"),
    "attestation.index": anywhere("attestation", "read"),
    "attestation.new": anywhere("attestation", "write"),
    "attestation.preview": anywhere("attestation", "write"),
    "attestation.create": anywhere("attestation", "write"),
    "attestation.show": row("attestation", "read"),
    "attestation.download": row("attestation", "read"),
    "attestation.move": row("attestation", "write"),
    "attestation.close": row("attestation", "write"),
    "attestation_answer.show": row("attestation", "read"),
    # In this world the task falls to Social's leader, who is none of the players.
    "attestation_answer.answer": row("attestation", "confirm"),
    "handling.edit": anywhere("unhandled_task", "read"),
    "handling.answer": row("unhandled_task", "write"),
    "handling.index": anywhere("unhandled_task", "read"),
    "handling.download": anywhere("unhandled_task", "read"),
    "meeting.index": anywhere("meeting", "read"),
    "meeting.edit": row("meeting", "write"),
    "meeting.change": row("meeting", "write"),
    "meeting.drop": row("meeting", "write"),
    "meeting.take_up": row("meeting", "write"),
    "status.index": anywhere("report", "read"),
    "status.show": anywhere("report", "read"),
    "status.download": anywhere("report", "read"),
    # The set-up
    "admin.show": either(
        anywhere("organisation", "read"),
        anywhere("mail", "read"),
        anywhere("municipality", "write"),
        anywhere("audit", "read"),
        anywhere("access", "read"),
    ),
    "access.show": anywhere("access", "read"),
    "audit.index": anywhere("audit", "read"),
    "audit.download": anywhere("audit", "read"),
    "group.index": anywhere("group", "read"),
    "group.add": anywhere("group", "write"),
    "group.remove": anywhere("group", "write"),
    "group.unlink": anywhere("group", "write"),
    "group.trust": anywhere("group", "write"),
    "admin.edit_municipality": anywhere("municipality", "write"),
    "admin.change_municipality_now": anywhere("municipality", "write"),
    "work_calendar.edit": anywhere("municipality", "write"),
    "work_calendar.change": anywhere("municipality", "write"),
    "reminder.edit": anywhere("municipality", "write"),
    "reminder.change": anywhere("municipality", "write"),
    "reminder.pause": anywhere("municipality", "write"),
    "reminder.resume": anywhere("municipality", "write"),
    "mailtext.index": anywhere("municipality", "write"),
    "mailtext.show_mail": anywhere("municipality", "write"),
    "mailtext.try_mail": anywhere("municipality", "write"),
    "mailtext.edit": anywhere("municipality", "write"),
    "mailtext.preview": anywhere("municipality", "write"),
    "mailtext.change": anywhere("municipality", "write"),
    "mailtext.put_back": anywhere("municipality", "write"),
    "organisation.index": anywhere("organisation", "read"),
    "organisation.edit": row("organisation", "read"),
    "organisation.change": row("organisation", "write"),
    "organisation.new": anywhere("organisation", "write"),
    "organisation.create": anywhere("organisation", "write"),
    "organisation.close": row("organisation", "write"),
    "organisation.reopen": row("organisation", "write"),
    "organisation_file.choose": anywhere("organisation", "write"),
    "organisation_file.template": anywhere("organisation", "write"),
    "organisation_file.preview": anywhere("organisation", "write"),
    "organisation_file.take_over": TOKEN,
    "user.index": anywhere("organisation", "read"),
    "user.show": row("organisation", "read"),
    "user.new": anywhere("organisation", "write"),
    "user.invite": anywhere("organisation", "write"),
    "user.edit": row("organisation", "write"),
    "user.change": row("organisation", "write"),
    "user.give_role": row("organisation", "write"),
    "user.take_role": row("organisation", "write"),
    "user.close": row("organisation", "write"),
    "user.reopen": row("organisation", "write"),
    "user.send_link_now": row("organisation", "write"),
    "user.sign_out": row("organisation", "write"),
    "user.reset_second_factor": row("organisation", "write"),
    "absence.show_of": row("absence", "write"),
    "absence.enter_of": row("absence", "write"),
    "absence.edit_of": row("absence", "write"),
    "absence.change_of": row("absence", "write"),
    "absence.remove_of": row("absence", "write"),
    "leaving.show": row("handover", "write"),
    "leaving.choose": row("handover", "write"),
    "leaving.preview": row("handover", "write"),
    "leaving.do": row("handover", "write"),
    "security.show": anywhere("security", "read"),
    "security.change": anywhere("security", "write"),
    "forecast.show": anywhere("mail", "read"),
    "mail.index": anywhere("mail", "read"),
    "mail.show": row("mail", "read"),
    "mail.try_again": row("mail", "write"),
}

TURNS_AWAY: dict[str, set[int]] = {
    "health.ready": {200, 503},
    "bulk.edit": {303},
}
"""Pages that answer who may come with something else in this world: no scheduler runs here, no row is ticked."""
