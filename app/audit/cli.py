"""`flask audit`."""

from typing import Any

import click
from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from app.audit.rules import FAULTS, Finding
from app.audit.verify import Verdict
from app.audit.verify import verify as verify_chain
from app.core.commands import answer, json_option, one_transaction
from app.core.db import begin_reading
from config import Settings


@click.group("audit")
def audit() -> None:
    """Revisionssporet."""


@audit.command("verify")
@json_option
@one_transaction
def verify(as_json: bool) -> None:
    """Gå hele kæden igennem. Slutter med 1 ved det første led, der ikke passer, og siger hvilket."""
    begin_reading()  # it may take a minute, and nobody is to wait for it
    settings: Settings = current_app.config["SETTINGS"]
    found = verify_chain(key=settings.audit_key, head_file=settings.audit_head_file)
    if found.broken is None:
        answer(_as_json(found), as_json=as_json, text="\n".join(_good_news(found, settings)))
        return
    words = sentence(found.broken)
    click.echo(words, err=True)
    if as_json:
        answer(_as_json(found), as_json=True, text="")
    raise SystemExit(1)


def sentence(finding: Finding) -> str:
    """What is wrong and where, for the person who has to do something about it."""
    return _(FAULTS[finding.what], number=finding.number, id=finding.id)


def _good_news(found: Verdict, settings: Settings) -> list[str]:
    lines = [
        ngettext("%(num)s hændelse, og hvert led passer.", "%(num)s hændelser, og hvert led passer.", found.events)
    ]
    if found.events and found.kept is None:
        lines.append(
            _(
                "Der er intet led gemt i %(file)s, så det kan ikke ses, om de seneste hændelser er fjernet. "
                "Det gemmes ved den næste hændelse.",
                file=str(settings.audit_head_file),
            )
        )
    return lines


def _as_json(found: Verdict) -> dict[str, Any]:
    broken = found.broken
    return {
        "events": found.events,
        "intact": broken is None,
        "head": {"number": found.head.number, "link": found.head.link},
        "kept_head": {"number": found.kept.number, "link": found.kept.link} if found.kept else None,
        "broken": broken
        and {"number": broken.number, "id": broken.id, "what": broken.what, "message": sentence(broken)},
    }
