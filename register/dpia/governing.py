"""Which fields of a record say what was decided here: its own form and the import leave them alone."""

from collections.abc import Mapping

from register.dpia.store import is_approved_here, is_screened_here, list_approved_here, list_screened_here

SCREENED = frozenset({"dpia_screening", "dpia_reason"})
APPROVED = frozenset({"dpia_ref", "dpia_approved_on", "dpia_high_residual", "dpia_consulted_on"})


def governed_fields(activity_id: int) -> frozenset[str]:
    """The fields of this record that its screening and its impact assessment have written; none where there is none.

    A record that was imported, or screened on paper, says what people write in it.
    """
    fields = SCREENED if is_screened_here(activity_id) else frozenset()
    return fields | APPROVED if is_approved_here(activity_id) else fields


def list_governed() -> Mapping[int, frozenset[str]]:
    """As `governed_fields`, by record; records without any are left out. Two statements, however many there are."""
    screened, approved = list_screened_here(), list_approved_here()
    return {
        number: (SCREENED if number in screened else frozenset()) | (APPROVED if number in approved else frozenset())
        for number in screened | approved
    }
