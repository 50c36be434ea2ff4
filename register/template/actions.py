"""Making templates and new versions of them, and letting records follow."""

from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import select

from app.audit.actions import Doing, record
from app.core.db import add_unique, db, lock_row
from app.core.errors import NotFound, Refused
from app.core.text import N_, sort_key
from register.activity.actions import ChangeActivity, change_activity, lock_activity
from register.activity.convert import to_content
from register.activity.merge import tell_lines_apart
from register.activity.model import ProcessingActivity
from register.template.model import ActivityTemplate, ActivityTemplateUse, ActivityTemplateVersion
from register.template.rules import as_template, follow, point_right, proposals
from register.template.store import get_template_content

NAME_IN_USE = N_("Der er allerede en skabelon med det navn. Vælg et andet navn.")


def make_template(activity_id: int, *, name: str, description: str, doing: Doing) -> ActivityTemplate:
    """Make a template of a record as it is now. Raises Refused for a name in use, NotFound."""
    activity = lock_activity(activity_id)
    _refuse_taken(name)
    template = ActivityTemplate(
        name=name, sort_key=sort_key(name), description=description, source_id=activity_id, version=1
    )
    add_unique(template, Refused(_(NAME_IN_USE), field="name"))
    _keep(template, activity, "", doing)
    record(doing, "template.create", "template", template.id, {"name": [None, name]})
    return template


def renew_template(template_id: int, *, note: str, doing: Doing) -> ActivityTemplate:
    """A new version of a template, of the record it is made of as that is now.

    Raises Refused when nothing has changed since the last version, NotFound.
    """
    template = lock_row(ActivityTemplate, template_id)
    activity = lock_activity(template.source_id)
    if as_template(to_content(activity)) == get_template_content(template_id, template.version):
        raise Refused(_("Behandlingen og skabelonen er ens. Ret behandlingen først."))
    template.version += 1
    _keep(template, activity, note, doing)
    record(doing, "template.renew", "template", template.id, {"version": [template.version - 1, template.version]})
    return template


def retire_template(template_id: int, *, is_retired: bool, doing: Doing) -> ActivityTemplate:
    """Offer a template no more, or again. Records that follow it stay as they are."""
    template = lock_row(ActivityTemplate, template_id)
    if template.is_retired != is_retired:
        template.is_retired = is_retired
        record(doing, "template.retire", "template", template.id, {"is_retired": [not is_retired, is_retired]})
    db.session.flush()
    return template


def begin_following(activity_id: int, template_id: int, *, version: int, doing: Doing) -> None:
    """A record follows the template it was made from, as that was in this version. Raises NotFound."""
    template = lock_row(ActivityTemplate, template_id)
    db.session.add(ActivityTemplateUse(activity_id=activity_id, template_id=template_id, version=version))
    record(doing, "template.follow", "activity", activity_id, {"template": [None, template.name]})
    db.session.flush()


def follow_template(
    activity_id: int, *, read: int, template_version: int, taken: Collection[str], doing: Doing
) -> ProcessingActivity:
    """Hold a record against the newest version of its template, and take over the fields that were chosen.

    `read` is the version of the record that was seen, `template_version` that of the template.
    Raises Refused when either has changed since, ActivityConflict when the record has in the same fields, NotFound.
    """
    activity = lock_activity(activity_id)
    use = db.session.get(ActivityTemplateUse, activity_id)
    if use is None:
        raise NotFound
    template = lock_row(ActivityTemplate, use.template_id)
    if template.version != template_version or activity.version != read:
        raise Refused(_("Behandlingen eller skabelonen er ændret, mens du valgte. Se forskellene igen."))
    before = get_template_content(template.id, use.version)
    mine = to_content(activity)
    new = tell_lines_apart(before, mine, get_template_content(template.id, template.version))
    wanted = point_right(follow(mine, proposals(before, new, mine), taken), taken, mine=mine, before=before, new=new)
    if taken:
        reason = _("Fra skabelonen «%(name)s», udgave %(n)s.", name=template.name, n=template.version)
        command = ChangeActivity(activity_id=activity_id, version=activity.version, content=wanted, reason=reason)
        change_activity(command, doing=doing)
    told = {"template": [f"{template.name} {use.version}", f"{template.name} {template.version}"]}
    use.version = template.version
    record(doing, "template.hold_against", "activity", activity_id, told)
    db.session.flush()
    return activity


def _keep(template: ActivityTemplate, activity: ProcessingActivity, note: str, doing: Doing) -> None:
    content = as_template(to_content(activity)).to_json()
    db.session.add(
        ActivityTemplateVersion(
            template_id=template.id,
            version=template.version,
            content=content,
            note=note,
            at=doing.at,
            by_id=doing.person_id,
        )
    )
    db.session.flush()


def _refuse_taken(name: str) -> None:
    if db.session.scalar(select(ActivityTemplate.id).where(ActivityTemplate.name == name)) is not None:
        raise Refused(_(NAME_IN_USE), field="name")
