"""Several assessments side by side: the same threats in the rows, an assessment in each column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.core.text import whole_number
from register.risk.drafting import SaidOfThreat
from register.risk.model import AssessedThreat, RiskAssessment

NOT_RELEVANT = "no"
"""What a cell says of a threat that is not relevant there; else it says the likelihood, or nothing yet."""


@dataclass(frozen=True)
class JointRow:
    """One threat of the catalogue in several assessments; by assessment, None where it is not among its threats."""

    threat_id: int
    title: str
    description: str
    cells: Mapping[int, AssessedThreat | None]


def join(drafts: Sequence[RiskAssessment], assets: Mapping[int, str]) -> Mapping[str, Sequence[JointRow]]:
    """The threats of the catalogue that at least one of the assessments has, by what they strike."""
    by_threat: dict[int, dict[int, AssessedThreat]] = {}
    for draft in drafts:
        for row in draft.threats:
            if row.threat_id is not None:
                by_threat.setdefault(row.threat_id, {})[draft.id] = row
    groups: dict[str, list[JointRow]] = {}
    for threat_id, asset in assets.items():
        held = by_threat.get(threat_id)
        if held:
            first = next(iter(held.values()))
            cells = {draft.id: held.get(draft.id) for draft in drafts}
            groups.setdefault(asset, []).append(JointRow(threat_id, first.title, first.description, cells))
    return groups


def said_now(row: AssessedThreat) -> str:
    """What a cell says of a threat as it stands."""
    if row.is_relevant is None:
        return ""
    if not row.is_relevant:
        return NOT_RELEVANT
    return str(row.likelihood) if row.likelihood is not None else ""


def said_of(row: AssessedThreat, text: str, note: str) -> SaidOfThreat | None:
    """What a cell's choice says of a threat; None where it is as before and there is nothing new to add.

    `note` is shared by the row: why it is not relevant, or what has happened here. What stood there stays where the
    note is empty.
    """
    if text == said_now(row) and not note:
        return None
    # What was written of the other verdict stays beside it: who thinks again loses nothing.
    same = SaidOfThreat(
        id=row.id, is_relevant=None, irrelevant_reason=row.irrelevant_reason, likelihood=None, evidence=row.evidence
    )
    if text == NOT_RELEVANT:
        return replace(same, is_relevant=False, irrelevant_reason=note or row.irrelevant_reason)
    if likelihood := whole_number(text):
        return replace(same, is_relevant=True, likelihood=likelihood, evidence=note or row.evidence)
    return same
