"""What the law still misses in every record: the list that `flask register check` gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.core.db import db
from app.organisation.model import Unit
from app.organisation.store import get_municipality
from register.activity.contents import Entry, list_entries
from register.activity.model import ProcessingActivity
from register.activity.rules import Context, Finding, findings, is_art30_fulfilled, is_complete


@dataclass(frozen=True)
class Checked:
    """A record and everything the rules have to say about it; `administration` is a code, None outside them all."""

    entry: Entry
    administration: str | None
    found: Sequence[Finding]

    def as_json(self) -> dict[str, Any]:
        """The record's place in the document that `--json` prints."""
        return {
            "id": self.entry.id,
            "number": self.entry.content.number,
            "title": self.entry.content.title,
            "administration": self.administration,
            "art30_complete": is_art30_fulfilled(self.found),
            "complete": is_complete(self.found),
            "findings": [
                {"rule": f.rule, "severity": f.severity, "field": f.field, "message": sentence(f)} for f in self.found
            ],
        }


def check_register() -> Sequence[Checked]:
    """Every record that is in use, by number, with what the rules find now: R01 and R02 of the municipality too.

    The rules are asked anew; what was found at the last save may be older than they are.
    """
    municipality = get_municipality()
    administrations = select(Unit.id, Unit.code).where(Unit.kind == "administration")
    codes = dict(db.session.execute(administrations).all())
    checked = []
    for entry in list_entries(select(ProcessingActivity.id).where(ProcessingActivity.status != "retired")):
        context = Context(
            controller_is_known=municipality.controller_is_known,
            dpo_is_known=municipality.dpo_is_known,
            is_imported_unedited=entry.is_imported_unedited,
        )
        administration = codes.get(entry.administration_id) if entry.administration_id else None
        checked.append(Checked(entry, administration, list(findings(entry.content, context))))
    return checked


def sentence(finding: Finding) -> str:
    """What is missing, in words, with what it is about."""
    message = _(finding.message)
    return f"{message} («{finding.about}»)" if finding.about else message
