"""The demo municipality's campaign, from demo.yml beside this file: begun today, and some leaders have answered."""

from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from aarshjul.attestation.actions import start_campaign
from aarshjul.attestation.answering import Answer, AnswerLines, answer_lines
from aarshjul.attestation.line_store import list_lines
from aarshjul.attestation.rules import AT_ONCE, FUNCTION
from aarshjul.attestation.starting import StartCampaign, proposed_due
from aarshjul.task.responsible import load_holders
from app.audit.actions import Doing
from app.core import clock
from app.core.db import db
from app.core.scope import Scope
from app.organisation.model import Unit

STORY = Path(__file__).parent / "demo.yml"


def add_demo_campaign(now: datetime) -> None:
    """Start it as the municipality's own coordinator, and let the leaders of the story answer."""
    story: dict[str, Any] = yaml.safe_load(STORY.read_text(encoding="utf-8"))
    today = clock.day_of(now)
    units = {unit.code: unit for unit in db.session.scalars(select(Unit))}
    root = next(unit for unit in units.values() if unit.kind == "municipality")
    holders = load_holders(today)
    command = StartCampaign(
        title=story["title"].format(year=today.year),
        note=story["note"],
        opens_on=today,
        due_on=proposed_due(today),
        place_ids=[units[code].id for code in story["places"]],
    )
    starter = Doing(at=now, person_id=holders.find("coordinator", root.id).person_id)
    campaign = start_campaign(command, writes=Scope.everything(), doing=starter)
    for code, words in {**dict.fromkeys(story["confirmed"], ""), **story["wrong"]}.items():
        unit = units[code]
        waiting = list_lines(campaign.id, unit.id, reads=Scope.everything(), is_waiting=True, limit=AT_ONCE)
        answers = [
            Answer(line.id, "needs_change", line.version, words)
            if words and place == 0
            else Answer(line.id, "confirm", line.version)
            for place, line in enumerate(waiting)
        ]
        leader = Doing(at=now, person_id=holders.find(FUNCTION, unit.id).person_id)
        answer_lines(AnswerLines(campaign_id=campaign.id, unit_id=unit.id, answers=answers), doing=leader)
