"""Absences in words: what is worth knowing of each before somebody goes away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.absence.model import Absence
from app.absence.rules import overlap
from app.absence.store import list_periods
from app.core.filters import long_day
from app.organisation.rules import Period


@dataclass(frozen=True)
class AbsenceLine:
    """An absence as a page shows it. `has_begun`: it holds today."""

    absence: Absence
    has_begun: bool
    warnings: Sequence[str]


def lines_of(absences: Sequence[Absence], *, today: date) -> list[AbsenceLine]:
    """The absences with what is doubtful about each; one statement however many there are."""
    if not absences:
        return []
    periods = list_periods(min(a.from_on for a in absences), max(a.to_on for a in absences))
    return [AbsenceLine(a, a.from_on <= today, list(_warnings(a, periods))) for a in absences]


def _warnings(absence: Absence, periods: Sequence[Period]) -> list[str]:
    deputy = absence.deputy
    if deputy is None:
        return [_("Ingen stedfortræder: opgaverne går til den næste længere oppe.")]
    if not deputy.is_active:
        return [_("%(name)s er stoppet: opgaverne går til den næste længere oppe.", name=deputy.name)]
    own = Period(absence.person_id, absence.from_on, absence.to_on)
    theirs = {period.from_on: period for period in periods if period.person_id == deputy.id}
    return [
        _(
            "%(name)s er selv væk fra %(from_on)s til %(to_on)s. Imens går opgaverne videre.",
            name=deputy.name,
            from_on=long_day(from_on),
            to_on=long_day(to_on),
        )
        for from_on, to_on in overlap(own, theirs.values())
    ]
