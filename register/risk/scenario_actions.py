"""Scenarios written, changed and retired. Their assessments stay whatever is done here."""

from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _

from app.audit.actions import Doing, record
from app.core.db import db, lock_row
from app.core.errors import EditConflict, Refused
from app.core.text import squeeze
from app.organisation.model import Unit
from register.activity.tidy import clean
from register.pointing import refuse_too_long
from register.risk.model import RiskScenario

KIND = "risk_scenario"


@dataclass(frozen=True, kw_only=True)
class WriteScenario:
    """A scenario as it is written. `unit` answers for it: who writes risk there assesses it. No action takes None."""

    title: str
    description: str
    unit: Unit | None


def create_scenario(command: WriteScenario, *, doing: Doing) -> RiskScenario:
    """Make a scenario, so that it can be assessed. Raises Refused naming the field: no title, no unit."""
    scenario = RiskScenario(version=1)
    _apply(scenario, tidied(command))
    db.session.add(scenario)
    db.session.flush()
    told = {name: [None, value] for name, value in _told(content_of(scenario)).items() if name != "description"}
    record(doing, "risk_scenario.create", KIND, scenario.id, told)
    return scenario


def change_scenario(scenario_id: int, command: WriteScenario, *, read: int, doing: Doing) -> RiskScenario:
    """Write a change; a move to another unit takes the assessments along. `read` is the version that was on the page.

    Raises EditConflict when somebody has changed it since, Refused as `create_scenario`, NotFound.
    """
    scenario = lock_row(RiskScenario, scenario_id)
    command = tidied(command)
    before, after = _told(content_of(scenario)), _told(command)
    told = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    if not told and scenario.unit == command.unit:
        return scenario
    if scenario.version != read:
        raise EditConflict(_("En anden har rettet scenariet, mens du skrev. Se det, der står nu, og gem igen."))
    _apply(scenario, command)
    scenario.version += 1
    db.session.flush()
    record(doing, "risk_scenario.change", KIND, scenario.id, told)
    return scenario


def retire_scenario(scenario_id: int, *, is_retired: bool, doing: Doing) -> RiskScenario:
    """It is to be assessed no more, or again. What it obliges to lapses meanwhile. Raises NotFound."""
    scenario = lock_row(RiskScenario, scenario_id)
    if scenario.is_retired != is_retired:
        scenario.is_retired = is_retired
        db.session.flush()
        verb = "risk_scenario.retire" if is_retired else "risk_scenario.take_back"
        record(doing, verb, KIND, scenario.id, {"is_retired": [not is_retired, is_retired]})
    return scenario


def content_of(scenario: RiskScenario) -> WriteScenario:
    """What is written about a scenario now."""
    return WriteScenario(title=scenario.title, description=scenario.description, unit=scenario.unit)


def tidied(command: WriteScenario) -> WriteScenario:
    """What was written as it is kept: texts that both databases hold."""
    return replace(command, title=squeeze(clean(command.title)), description=clean(command.description))


def _apply(scenario: RiskScenario, command: WriteScenario) -> None:
    if not command.title:
        raise Refused(_("Skriv, hvad der kan ske."), field="title")
    refuse_too_long(RiskScenario, {"title": command.title})
    if command.unit is None:
        raise Refused(_("Vælg den enhed, der har ansvaret for scenariet."), field="unit")
    scenario.title, scenario.description, scenario.unit = command.title, command.description, command.unit


def _told(content: WriteScenario) -> dict[str, Any]:
    return {
        "title": content.title,
        "description": content.description,
        "unit": content.unit.name if content.unit else "",
    }
