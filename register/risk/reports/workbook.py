"""All assessments that hold as a workbook: a sheet of assessments, a sheet of their threats."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from flask_babel import gettext as _

from app.core.scope import Scope
from app.core.sheets import Cell, OutSheet, write_xlsx
from app.core.text import N_
from register.risk.reports.workbook_store import (
    NAMED,
    count_rows,
    load_open_actions,
    stream_assessments,
    stream_threats,
)
from register.risk.rules import ASPECTS, TREATMENTS
from register.risk.scale import colour_word
from register.risk.store import RiskFilter
from register.risk.subject import KINDS

EVERY = 100
"""Rows between two words on how far it has come."""
ACCEPTANCE = (
    N_("Accepteret af"), N_("Accepteret"), N_("Accepteret risiko"), N_("Accept til og med"), N_("Besluttet"),
    N_("Begrundelse for accepten"),
)  # fmt: skip
RELEVANT: Mapping[bool | None, str] = {True: N_("Ja"), False: N_("Nej"), None: N_("Ikke afgjort")}


def write_assessments(
    target: BinaryIO,
    filters: RiskFilter,
    *,
    scope: Scope,
    accepted: Scope | None = None,
    on_done: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Write the workbook, and give its number of assessments. Rows go to the disk as they are read.

    `accepted`: where who accepted, until when and why may be seen; without it the columns are not there. `on_done`
    hears how many rows of how many are written.
    """
    assessments, threats = count_rows(filters, scope=scope)
    total, done = assessments + threats, 0

    def told(rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
        nonlocal done
        for row in rows:
            done += 1
            if done % EVERY == 0:
                on_done(done, total)
            yield row

    sheets = list(risk_sheets(filters, scope=scope, accepted=accepted))
    write_xlsx(target, [OutSheet(sheet.name, sheet.headings, told(sheet.rows)) for sheet in sheets], is_large=True)
    return assessments


def risk_sheets(filters: RiskFilter, *, scope: Scope, accepted: Scope | None = None) -> Iterator[OutSheet]:
    """The worksheets, in their order."""
    yield OutSheet(
        _("Risikovurderinger"),
        [
            _("Hvad"), _("Slags"), _("Forvaltning"), _("Enhed"), _("Vurderet"), _("Vurderet af"), _("Skala"),
            _("Skalaens udgave"), _("Sammenhæng"), *(_(word) for word in ASPECTS.values()),
            _("Begrundelse for konsekvensen"), _("I dag: konsekvens"), _("I dag: sandsynlighed"), _("I dag: risiko"),
            _("Rest: konsekvens"), _("Rest: sandsynlighed"), _("Rest: risiko"), _("Relevante trusler"),
            _("Ikke relevante trusler"), _("Konklusion"), _("Næste vurdering"),
            *((_(word) for word in ACCEPTANCE) if accepted else ()), _("Åbne handlinger"), _("Næste frist"),
        ],
        _assessment_rows(filters, scope, accepted),
    )  # fmt: skip
    yield OutSheet(
        _("Trusler"),
        [
            _("Hvad"), _("Slags"), _("Trussel"), _("Fra kataloget"), *(_("Rammer %(aspect)s", aspect=_(word).lower())
            for word in ASPECTS.values()), _("Relevant"), _("Hvorfor ikke relevant"), _("I dag: konsekvens"),
            _("I dag: sandsynlighed"), _("I dag: risiko"), _("Belæg for sandsynligheden"), _("Håndtering"),
            _("Om håndteringen"), _("Foranstaltninger i dag"), _("Nye foranstaltninger"), _("Rest: konsekvens"),
            _("Rest: sandsynlighed"), _("Rest: risiko"), _("Begrundelse for restrisikoen"),
        ],
        _threat_rows(filters, scope),
    )  # fmt: skip


def _assessment_rows(filters: RiskFilter, scope: Scope, accepted: Scope | None) -> Iterator[list[Cell]]:
    actions = load_open_actions()
    for row in stream_assessments(filters, scope=scope):
        held = row.RiskAssessment
        open_actions, next_due_on = actions.get(tuple(row[: len(NAMED)]), (0, None))
        is_seen = accepted is not None and accepted.holds(row.path or "")
        acceptance: tuple[Cell, ...] = (
            row.accepted_by or "", row.accepted_on, _colour(row.accepted_colour or ""), row.expires_on,
            row.decision or "", row.accepted_reason or "",
        )  # fmt: skip
        if not is_seen:
            acceptance = (None,) * len(ACCEPTANCE)
        yield [
            row.name, _kind(row), row.administration or "", row.unit or "", held.assessed_on, row.assessed_by or "",
            _(row.scale), row.scale_version, held.context, *(getattr(held, aspect) for aspect in ASPECTS),
            held.consequence_reason, held.inherent_consequence, held.inherent_likelihood, _colour(held.inherent_colour),
            held.consequence, held.likelihood, _colour(held.colour), row.relevant, row.not_relevant, held.reason,
            held.next_on, *(acceptance if accepted else ()), open_actions, next_due_on,
        ]  # fmt: skip


def _threat_rows(filters: RiskFilter, scope: Scope) -> Iterator[list[Cell]]:
    for row, measures in stream_threats(filters, scope=scope):
        held = row.AssessedThreat
        is_weighed = bool(held.is_relevant)
        consequence = (held.residual_consequence or held.inherent_consequence) if is_weighed else None
        likelihood = (held.residual_likelihood or held.likelihood) if is_weighed else None
        yield [
            row.name, _kind(row), held.title, _yes(held.threat_id is not None),
            *(_yes(getattr(held, f"hits_{aspect}")) for aspect in ASPECTS), _(RELEVANT[held.is_relevant]),
            held.irrelevant_reason, held.inherent_consequence if is_weighed else None,
            held.likelihood if is_weighed else None, _colour(held.colour), held.evidence,
            _(TREATMENTS[held.treatment]) if held.treatment else "", held.treatment_note,
            _joined(measures.get(False, ())), _joined(measures.get(True, ())), consequence, likelihood,
            _colour(held.residual_colour), held.residual_reason,
        ]  # fmt: skip


def _kind(row: Any) -> str:
    return next(_(KINDS[kind]) for kind, number in zip(KINDS, row, strict=False) if number is not None)


def _colour(colour: str) -> str:
    return _(colour_word(colour)) if colour else ""


def _yes(is_so: bool) -> str:
    return _("Ja") if is_so else _("Nej")


def _joined(names: Sequence[str]) -> str:
    return "; ".join(names)
