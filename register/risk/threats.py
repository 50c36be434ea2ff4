"""The starter catalogue of threats, in our own words; a municipality adds its own and retires what it cannot use."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from app.core.db import db
from app.core.text import N_
from register.risk.rules import ASPECTS
from register.risk.threat_model import Threat

ASSETS: Mapping[str, str] = {
    "message": N_("Mails og breve"),
    "conversation": N_("Samtaler"),
    "document": N_("Papir og dokumenter"),
    "place": N_("Steder"),
    "device": N_("Computere og telefoner"),
    "access": N_("Adgange"),
    "system": N_("Systemer"),
    "data": N_("Oplysninger"),
    "supplier": N_("Leverandører"),
    "ai": N_("AI"),
}
CAUSES: Mapping[str, str] = {
    "mistake": N_("Fejl"),
    "insider": N_("En, der har adgang"),
    "outsider": N_("En udefra"),
    "technical": N_("Teknik"),
    "supplier": N_("En leverandør"),
    "event": N_("En hændelse"),
}


@cache
def read_threats() -> Mapping[str, Mapping[str, Any]]:
    """The catalogue as it is shipped, by code."""
    held: Mapping[str, Mapping[str, Any]] = yaml.safe_load(
        (Path(__file__).parent / "threats.yml").read_text(encoding="utf-8")
    )
    return held


def add_threats() -> None:
    """Put the shipped threats there that are not there yet; one that is keeps what the municipality made of it."""
    there = set(db.session.scalars(select(Threat.code)))
    for position, (code, held) in enumerate(read_threats().items(), start=1):
        if code in there:
            continue
        db.session.add(
            Threat(
                code=code,
                name=held["name"],
                description=held["description"].strip(),
                asset=held["asset"],
                cause=held["cause"],
                source=held["source"],
                suggested=list(held["measures"]),
                position=position,
                **{f"hits_{aspect}": aspect in held["concerns"] for aspect in ASPECTS},
            )
        )
    db.session.flush()
