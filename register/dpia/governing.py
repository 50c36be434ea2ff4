"""Which fields of a record say what was decided here: the record's own form shows them, and leaves them alone."""

from register.dpia.store import is_approved_here, is_screened_here

SCREENED = frozenset({"dpia_screening", "dpia_reason"})
APPROVED = frozenset({"dpia_ref", "dpia_approved_on", "dpia_high_residual", "dpia_consulted_on"})


def governed_fields(activity_id: int) -> frozenset[str]:
    """The fields of this record that its screening and its impact assessment have written; none where there is none.

    A record that was imported, or screened on paper, says what people write in it.
    """
    fields = SCREENED if is_screened_here(activity_id) else frozenset()
    return fields | APPROVED if is_approved_here(activity_id) else fields
