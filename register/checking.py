"""What the law still misses in every record: the list that `flask register check` gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.organisation.model import Unit
from app.organisation.store import get_municipality
from register.activity.contents import Entry, list_entries
from register.activity.facts import Asked, load_facts
from register.activity.model import ProcessingActivity, in_use
from register.activity.rules import Context, Finding, findings, is_art30_fulfilled, is_complete
from register.activity.stored_findings import list_aside
from register.activity.wording import sentence


@dataclass(frozen=True)
class Checked:
    """A record and everything the rules have to say about it; `administration` is a code, None outside them all."""

    entry: Entry
    administration: str | None
    found: Sequence[Finding]
    aside: frozenset[tuple[int, str, str]] = frozenset()

    def is_aside(self, finding: Finding) -> bool:
        """Whether somebody has set this finding aside for now. It stands all the same."""
        return (self.entry.id, finding.rule, finding.about) in self.aside

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
                {
                    "rule": f.rule,
                    "severity": f.severity,
                    "field": f.field,
                    "message": sentence(f),
                    "set_aside": self.is_aside(f),
                }
                for f in self.found
            ],
        }


def check_register() -> Sequence[Checked]:
    """Every record that is in use, by number, with what the rules find now: R01 and R02 of the municipality too.

    The rules are asked anew; what was found at the last save may be older than they are.
    """
    municipality = get_municipality()
    administrations = select(Unit.id, Unit.code).where(Unit.kind == "administration")
    codes = dict(db.session.execute(administrations).all())
    today = clock.today()
    entries = list_entries(select(ProcessingActivity.id).where(in_use()))
    asked = [Asked(entry.id, entry.content, entry.is_imported_unedited) for entry in entries]
    aside = list_aside([entry.id for entry in entries], today=today)
    checked = []
    for entry, facts in zip(entries, load_facts(asked, today=today), strict=True):
        context = Context(
            today=today,
            controller_is_known=municipality.controller_is_known,
            dpo_is_known=municipality.dpo_is_known,
            is_imported_unedited=entry.is_imported_unedited,
            facts=facts,
        )
        administration = codes.get(entry.administration_id) if entry.administration_id else None
        checked.append(Checked(entry, administration, list(findings(entry.content, context)), aside))
    return checked
