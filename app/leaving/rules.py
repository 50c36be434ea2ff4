"""Who may take what over from somebody who leaves. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.text import N_

DPO_FUNCTION = "dpo"
HAS_DUTIES = N_(
    "Modtageren har noget, som en databeskyttelsesrådgiver ikke må have (GDPR art. 38, stk. 6). Giv det videre først."
)
NOT_TOGETHER = N_(
    "Den, der bliver databeskyttelsesrådgiver, må ikke få resten med (GDPR art. 38, stk. 6). Overdrag det hver for sig "
    "og til hver sin."
)
DPO_MAY_NOT = N_("Databeskyttelsesrådgiveren må ikke have opgaver, der udfører eller bestemmer (GDPR art. 38, stk. 6).")


@dataclass(frozen=True)
class Recipient:
    """Somebody who is to take over, with the roles they hold anywhere."""

    person_id: int
    name: str
    email: str
    roles: frozenset[str] = frozenset()


def why_not_take(recipient: Recipient, function: str = "") -> str | None:
    """Why somebody may not take over what belongs to this function ("" for none); None when they may.

    The DPO takes over what is the DPO's and nothing else: no record, no system, no task that carries processing out.
    """
    return DPO_MAY_NOT if "dpo" in recipient.roles and function != DPO_FUNCTION else None


def barred_for_all(ids: Sequence[int], recipient: Recipient) -> Mapping[int, str]:
    """The same for rows of a kind that is never the DPO's."""
    reason = why_not_take(recipient)
    return dict.fromkeys(ids, reason) if reason else {}
