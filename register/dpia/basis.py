"""What an impact assessment rests on, and what has changed since (Art. 35(11)). Pure.

Only what raises or shifts the risk calls for a review: what has merely gone away does not.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, Self

from app.core.text import N_, squeeze
from register.activity.choices import SUBJECT_COUNTS
from register.activity.content import ActivityContent
from register.risk.scale import SEVERITY

ChangeKind = Literal[
    "purposes", "lines", "systems", "processors", "sub_processors", "transfers", "ai", "automated_decision",
    "subject_count_band", "risk",
]  # fmt: skip
CHANGES: Mapping[ChangeKind, str] = {
    "purposes": N_("Behandlingen har fået et nyt formål."),
    "lines": N_("Behandlingen omfatter nye oplysninger eller nye registrerede."),
    "systems": N_("Behandlingen bruger et nyt it-system."),
    "processors": N_("Behandlingen har fået en ny databehandler."),
    "sub_processors": N_("En databehandler har fået en ny underdatabehandler."),
    "transfers": N_("Oplysninger overføres til et nyt tredjeland, til en ny modtager eller på et nyt grundlag."),
    "ai": N_("Brugen af kunstig intelligens er ændret."),
    "automated_decision": N_("Profileringen eller de automatiske afgørelser er ændret."),
    "subject_count_band": N_("Der er flere registrerede, end konsekvensanalysen regnede med."),
    "risk": N_("Risikoen er vurderet højere, end da konsekvensanalysen blev godkendt."),
}
"""What each kind of change is called, in the order they are told."""

Item = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Basis:
    """What the assessment saw, by the codes of the record.

    `lines` are (category of data subjects, category of data); `sub_processors` (processor, name); `transfers` (country,
    processor or recipient, basis of the transfer), so that a transfer on another basis is another transfer. `residual`
    is the colour of the risk that is left.
    """

    purposes: frozenset[str] = frozenset()
    lines: frozenset[tuple[str, str]] = frozenset()
    systems: frozenset[str] = frozenset()
    processors: frozenset[str] = frozenset()
    sub_processors: frozenset[tuple[str, str]] = frozenset()
    transfers: frozenset[tuple[str, str, str]] = frozenset()
    ai_used: str = ""
    ai_class: str = ""
    automated_decision: str = ""
    subject_count_band: str = ""
    residual: str = ""

    def as_json(self) -> dict[str, Any]:
        """The basis as JSON values: every field present, the members of a set sorted."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}

    @classmethod
    def of_json(cls, values: Mapping[str, Any]) -> Self:
        """The basis that `as_json` gave, or an older program: missing fields are empty.

        Raises ValueError with the field's name for an unknown field or a value of another shape.
        """
        return cls(**{name: _typed(name, value) for name, value in values.items()})


@dataclass(frozen=True)
class Change:
    """Something the assessment has not seen: `added` is new, `removed` is what of the same kind is gone.

    The members of both are tuples of codes, as in `Basis`; for AI they are (is it used, class).
    """

    kind: ChangeKind
    added: tuple[Item, ...]
    removed: tuple[Item, ...]

    @property
    def message(self) -> str:
        """The change in Danish."""
        return CHANGES[self.kind]


def basis_of(content: ActivityContent, *, sub_processors: Iterable[tuple[str, str]] = (), residual: str = "") -> Basis:
    """What an assessment of this record would rest on.

    `sub_processors` are (processor, name) of its processors, `residual` the colour of the risk that is left.
    """
    return Basis(
        purposes=frozenset(text for purpose in content.purposes if (text := squeeze(purpose.text))),
        lines=frozenset(
            (line.subject, line.category) for line in content.data_lines if line.category not in {"", "none"}
        ),
        systems=frozenset(content.systems),
        processors=frozenset(content.processors),
        sub_processors=frozenset(sub_processors),
        transfers=frozenset(
            (row.country, row.processor or squeeze(row.recipient), row.basis)
            for row in content.transfers
            if row.country or row.processor or row.recipient.strip()
        ),
        ai_used=content.ai_used,
        ai_class=content.ai_class,
        automated_decision=content.automated_decision,
        subject_count_band=content.subject_count,
        residual=residual,
    )


def what_changed(old: Basis, new: Basis) -> tuple[Change, ...]:
    """What raises or shifts the risk since the assessment was made, in the order of `CHANGES`.

    1. Of the sets: whatever has come in. What has gone out is told with it, and is no change alone.
    2. AI: it is used where it was not, or where that was unclear; it has become unclear; it has got another class.
    3. Profiling and automated decisions: either where it was not so before. That they have ceased is no change.
    4. The number of data subjects: a larger band. An unknown one is the smallest.
    5. The risk that is left: a worse colour. None is milder than the mildest.
    """
    return (
        *_come_in("purposes", _one(old.purposes), _one(new.purposes)),
        *_come_in("lines", old.lines, new.lines),
        *_come_in("systems", _one(old.systems), _one(new.systems)),
        *_come_in("processors", _one(old.processors), _one(new.processors)),
        *_come_in("sub_processors", old.sub_processors, new.sub_processors),
        *_come_in("transfers", old.transfers, new.transfers),
        *_ai(old, new),
        *_automated(old, new),
        *_band(old, new),
        *_risk(old, new),
    )


def _come_in(kind: ChangeKind, old: Collection[Item], new: Collection[Item]) -> Iterator[Change]:
    added = tuple(sorted(set(new) - set(old)))
    if added:
        yield Change(kind, added, tuple(sorted(set(old) - set(new))))


def _ai(old: Basis, new: Basis) -> Iterator[Change]:
    is_raised = _AI_RANKS.get(new.ai_used, 0) > _AI_RANKS.get(old.ai_used, 0)
    if is_raised or new.ai_class not in {"", old.ai_class}:
        yield Change("ai", ((new.ai_used, new.ai_class),), ((old.ai_used, old.ai_class),))


def _automated(old: Basis, new: Basis) -> Iterator[Change]:
    if new.automated_decision not in {"", "none", old.automated_decision}:
        yield Change("automated_decision", ((new.automated_decision,),), _said(old.automated_decision))


def _band(old: Basis, new: Basis) -> Iterator[Change]:
    if _BAND_RANKS.get(new.subject_count_band, 0) > _BAND_RANKS.get(old.subject_count_band, 0):
        yield Change("subject_count_band", ((new.subject_count_band,),), _said(old.subject_count_band))


def _risk(old: Basis, new: Basis) -> Iterator[Change]:
    if _RISK_RANKS.get(new.residual, -1) > _RISK_RANKS.get(old.residual, -1):
        yield Change("risk", ((new.residual,),), _said(old.residual))


_AI_RANKS: Mapping[str, int] = {"unclear": 1, "yes": 2}
_BAND_RANKS: Mapping[str, int] = {code: rank for rank, code in enumerate(SUBJECT_COUNTS, 1)}
_RISK_RANKS: Mapping[str, int] = {colour: rank for rank, colour in enumerate(SEVERITY)}
"""What is not said, or not known to this program, ranks below all that is."""


def _one(values: Iterable[str]) -> frozenset[Item]:
    return frozenset((value,) for value in values)


def _said(code: str) -> tuple[Item, ...]:
    return ((code,),) if code else ()


_SETS: Mapping[str, int] = {
    "purposes": 1, "lines": 2, "systems": 1, "processors": 1, "sub_processors": 2, "transfers": 3,
}  # fmt: skip
"""How many codes a member of each set has."""
_TEXTS = frozenset({"ai_used", "ai_class", "automated_decision", "subject_count_band", "residual"})


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return [list(item) if isinstance(item, tuple) else item for item in sorted(value)]
    return value


def _typed(name: str, value: Any) -> Any:
    if name in _SETS:
        if not isinstance(value, list):
            raise ValueError(name)
        return frozenset(_member(name, item) for item in value)
    if name not in _TEXTS:
        raise ValueError(name)
    return _text(name, value)


def _member(name: str, value: Any) -> str | Item:
    if _SETS[name] == 1:
        return _text(name, value)
    if not isinstance(value, list) or len(value) != _SETS[name]:
        raise ValueError(name)
    return tuple(_text(name, code) for code in value)


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(name)
    return value
