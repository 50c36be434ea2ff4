"""Keeping the catalogue of threats: own ones added, all changed and retired, suggestions made into measures.

What is changed here comes into new assessments only: those that are made have copied the words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.audit.actions import Doing, record
from app.core.db import add_unique, db, lock_row
from app.core.errors import EditConflict, Refused
from app.core.text import squeeze
from register.activity.tidy import clean
from register.catalogue.actions import create_entry, free_code
from register.measure.content import MeasureContent
from register.measure.kind import MEASURE
from register.pointing import refuse_too_long, refuse_unlisted
from register.risk.rules import ASPECTS
from register.risk.threat_model import Threat
from register.risk.threat_store import list_suggestions
from register.risk.threats import ASSETS, CAUSES

LONGEST_NAME = 400
KIND = "risk_threat"


@dataclass(frozen=True, kw_only=True)
class WriteThreat:
    """A threat as it is written. `concerns` are aspects; `suggested` are measures against it, by name."""

    name: str = ""
    description: str = ""
    concerns: frozenset[str] = frozenset()
    asset: str = ""
    cause: str = ""
    source: str = ""
    suggested: tuple[str, ...] = ()


def content_of(threat: Threat) -> WriteThreat:
    """What is written about a threat now."""
    return WriteThreat(
        name=threat.name,
        description=threat.description,
        concerns=frozenset(str(aspect) for aspect in ASPECTS if getattr(threat, f"hits_{aspect}")),
        asset=threat.asset,
        cause=threat.cause,
        source=threat.source,
        suggested=tuple(str(one["name"]) for one in threat.suggested),
    )


def create_threat(content: WriteThreat, *, doing: Doing) -> Threat:
    """Add an own threat to the catalogue, last. It is offered in every assessment begun from now on.

    Raises Refused naming the field: no name, nothing that it hits, nothing that it strikes, a text that is too long.
    """
    content = tidied(content)
    position = (db.session.scalar(select(func.max(Threat.position))) or 0) + 1
    threat = Threat(is_own=True, version=1, position=position, suggested=[])
    _apply(threat, content)
    threat.code = free_code(Threat, content.name, "trussel")
    add_unique(threat, Refused(_("En anden har tilføjet en trussel med samme navn. Giv den et andet."), field="name"))
    record(doing, "risk_threat.create", KIND, threat.id, {"name": [None, threat.name]})
    return threat


def change_threat(threat_id: int, content: WriteThreat, *, read: int, doing: Doing) -> Threat:
    """Write a change, to an own threat or a shipped one. `read` is the version that was on the page.

    Raises EditConflict when somebody has changed it since, Refused as `create_threat`, NotFound.
    """
    threat = lock_row(Threat, threat_id)
    before, content = content_of(threat), tidied(content)
    if content == before:
        return threat
    if threat.version != read:
        raise EditConflict(_("En anden har rettet truslen, mens du skrev. Se det, der står nu, og gem igen."))
    _apply(threat, content)
    threat.version += 1
    db.session.flush()
    record(doing, "risk_threat.change", KIND, threat.id, _told(before, content))
    return threat


def retire_threat(threat_id: int, *, is_retired: bool, doing: Doing) -> Threat:
    """Offer a threat in new assessments no more, or again. Assessments that hold it keep it. Raises NotFound."""
    threat = lock_row(Threat, threat_id)
    if threat.is_retired != is_retired:
        threat.is_retired = is_retired
        db.session.flush()
        verb = "risk_threat.retire" if is_retired else "risk_threat.take_back"
        record(doing, verb, KIND, threat.id, {"is_retired": [not is_retired, is_retired]})
    return threat


def make_measure(threat_id: int, name: str, *, doing: Doing) -> tuple[int, bool]:
    """The measure that a suggestion against a threat is about: its number, and whether it was made now, as planned.

    One with that very name is taken instead of a second one. The threat is held meanwhile, so that two presses make
    one. Raises NotFound, and Refused for what is not suggested.
    """
    threat = lock_row(Threat, threat_id)
    found = next((one for one in list_suggestions(threat) if one.name == name), None)
    if found is None:
        raise Refused(_("Forslaget står ikke ved truslen længere. Gå tilbage, og se de forslag, der er nu."))
    if found.measure_id is not None:
        return found.measure_id, False
    suggested = _by_name(threat.suggested)[name]
    kind, nature, group = (str(suggested.get(field, "")) for field in ("kind", "nature", "group"))
    content = MeasureContent(name=name, status="planned", kind=kind, nature=nature, group=group)
    return create_entry(MEASURE, content, doing=doing).id, True


def tidied(content: WriteThreat) -> WriteThreat:
    """The content as it is kept: texts that both databases hold, each suggestion once."""
    suggested = (squeeze(clean(name)) for name in content.suggested)
    return WriteThreat(
        name=squeeze(clean(content.name)),
        description=clean(content.description),
        concerns=content.concerns,
        asset=content.asset,
        cause=content.cause,
        source=squeeze(clean(content.source)),
        suggested=tuple(dict.fromkeys(name for name in suggested if name)),
    )


def _apply(threat: Threat, content: WriteThreat) -> None:
    if not content.name:
        raise Refused(_("Skriv, hvad der kan ske."), field="name")
    if not content.concerns or not content.concerns <= set(ASPECTS):
        raise Refused(_("Vælg mindst én."), field="concerns")
    if not content.asset:
        raise Refused(_("Vælg, hvad truslen rammer."), field="asset")
    values = {name: getattr(content, name) for name in ("name", "description", "asset", "cause", "source")}
    refuse_too_long(Threat, values)
    refuse_unlisted({"asset": ASSETS, "cause": CAUSES}, values)
    if any(len(name) > LONGEST_NAME for name in content.suggested):
        raise Refused(
            _("Et af forslagene er for langt. Skriv højst %(most)s tegn på hver linje.", most=LONGEST_NAME),
            field="suggested",
        )
    for name, value in values.items():
        setattr(threat, name, value)
    for aspect in ASPECTS:
        setattr(threat, f"hits_{aspect}", aspect in content.concerns)
    # A suggestion that was there keeps what the catalogue knows of it: when and how it works.
    held = _by_name(threat.suggested)
    threat.suggested = [held.get(name, {"name": name}) for name in content.suggested]


def _by_name(suggested: Sequence[Any]) -> Mapping[str, Mapping[str, Any]]:
    return {str(one["name"]): one for one in suggested}


def _told(before: WriteThreat, after: WriteThreat) -> dict[str, Any]:
    """What the trail tells of a change: [from, to] of each field that is another."""
    old, new = _plain(before), _plain(after)
    return {name: [old[name], new[name]] for name in old if old[name] != new[name]}


def _plain(content: WriteThreat) -> dict[str, Any]:
    values = {name: getattr(content, name) for name in ("name", "description", "asset", "cause", "source")}
    concerns = [str(aspect) for aspect in ASPECTS if aspect in content.concerns]
    return values | {"concerns": concerns, "suggested": list(content.suggested)}
