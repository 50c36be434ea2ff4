"""Where the impact assessment of every record stands, as a worksheet."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from app.core.scope import Scope
from app.core.sheets import Cell, OutSheet
from app.core.text import N_
from register.dpia.life import STATES
from register.dpia.list_store import stream_standing
from register.dpia.screening_actions import verdict_of
from register.dpia.words import SHORT_OUTCOMES, WAYS
from register.risk.scale import colour_word

IN_RECORD: Mapping[str, str] = {
    "": N_("Mangler screening"),
    "no": N_("Nej, ikke nødvendig"),
    "yes": N_("Ja, skal gennemføres"),
    "done": N_("Ja, er gennemført"),
}
"""What a record that was not screened here says of it."""


def dpia_sheet(scope: Scope) -> OutSheet:
    """The records with their screening and the newest version of their assessment; rows are read as they are written.

    `scope` is where the reader may read impact assessments.
    """
    return OutSheet(
        _("Konsekvensanalyser"),
        [
            _("Nummer"), _("Behandling"), _("Forvaltning"), _("Enhed"), _("Screening"), _("Grunde"), _("Fravalg"),
            _("Nyeste udgave"), _("Tilstand"), _("Restrisiko ved godkendelsen"), _("Godkendt"),
            _("Næste gennemgang"),
        ],
        _rows(scope),
    )  # fmt: skip


def _rows(scope: Scope) -> Iterator[list[Cell]]:
    states: Mapping[str, str] = {str(code): word for code, word in STATES.items()}
    for row in stream_standing(scope=scope):
        state = row.open_state or row.held_state
        yield [
            row.number, row.title, row.administration or "", row.unit or "", *_screened(row),
            row.open_number or row.held_number, _(states[state]) if state else "",
            _(colour_word(row.residual)) if row.residual else "", row.approved_on, row.next_review_on,
        ]  # fmt: skip


def _screened(row: Any) -> tuple[str, str, str]:
    """The outcome, the reasons one to a line, and how the assessment is left out."""
    screening = row.DpiaScreening
    if screening is None:
        return _(IN_RECORD[row.dpia_screening]), "", ""
    reasons = "\n".join(_(reason.message) for reason in verdict_of(screening).reasons)
    outcomes: Mapping[str, str] = {str(code): word for code, word in SHORT_OUTCOMES.items()}
    return _(outcomes[screening.outcome]), reasons, _(WAYS[screening.way]) if screening.way else ""
