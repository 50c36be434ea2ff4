"""What each record obliges someone to do by when, as plain rows; a room above adds its own by the slot `owing`.

The annual cycle makes one task per key. It asks three things here and nothing else:
`list_obligations` what is owed now, `list_fulfilments` which of the keys it holds have been met here, and
`fulfil` to tell that a task was done. What is owed and when it is met, each noun says itself (`register.owing`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from itertools import chain

from flask_babel import gettext as _

from app.audit.actions import Doing
from app.core.db import db
from app.core.errors import Refused
from app.core.slots import current_slots
from register.activity.owing import REVIEWS
from register.dpia.owing import OPINIONS as DPIA_OPINIONS
from register.dpia.owing import REVIEWS as DPIA_REVIEWS
from register.owing import Fulfilment, Key, Obligation, Owing, Told
from register.processor.owing import SUPERVISIONS
from register.risk.owing import ACCEPTANCES, ACTIONS, ASSESSMENTS

FOLLOWS = ("activity", "system", "risk_scenario", "processor", "dpia")
"""Kinds of subject in the trail: something told of one of them may change what is owed."""
_OWN: Mapping[str, Owing] = {
    owing.kind: owing
    for owing in (REVIEWS, ASSESSMENTS, SUPERVISIONS, ACTIONS, ACCEPTANCES, DPIA_REVIEWS, DPIA_OPINIONS)
}


def list_obligations() -> Iterator[Obligation]:
    """Everything owed now, kind by kind. Only records with a unit: without one nobody can be asked."""
    return chain.from_iterable(owing.owed() for owing in _owing().values())


def list_fulfilments(keys: Collection[str]) -> dict[str, Fulfilment]:
    """Of these keys, those whose round is over because it was met here; the others lapsed or still stand."""
    by_kind: dict[str, list[Key]] = defaultdict(list)
    for key in map(Key.of, keys):
        by_kind[key.kind].append(key)
    owing = _owing()
    return {str(key): met for kind, its in by_kind.items() for key, met in owing[kind].met(its).items()}


def why_not_confirm(key: str) -> str | None:
    """Why what a key obliges to is not met by saying that it was done: there is nothing yet that could still hold."""
    # Of a task that no record obliges to, the register knows nothing.
    kind = key.split("/")[2] if key.count("/") == 3 else ""
    owing = _owing()
    return owing[kind].why_not_confirm(Key.of(key)) if kind in owing else None


def fulfil(key: str, *, on: date, note: str = "", result: str = "", doing: Doing) -> None:
    """A task for this key was done: the review is confirmed, the assessment still holds, or the supervision was held.

    `result` is what a control found (no_errors, no_critical, critical). A round that is already over is left alone, so
    that a task answered twice changes nothing. Raises Refused where there is nothing yet that could be confirmed.
    """
    if key in list_fulfilments([key]):
        return
    problem = why_not_confirm(key)
    if problem:
        raise Refused(_(problem))
    parts = Key.of(key)
    _owing()[parts.kind].fulfil(parts, Told(on=on, note=note, result=result), doing=doing)
    db.session.flush()


def _owing() -> Mapping[str, Owing]:
    return {**_OWN, **current_slots().owing}
