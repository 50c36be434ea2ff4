"""The risk picture for a meeting: what PDF and Word show of all assessments, or of one administration's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from app.auth.viewer import Viewer
from app.core.filters import long_day
from app.core.text import N_
from app.organisation.store import get_municipality
from register.risk.picture import Cell, HeatMap, Move, Standing, days_of_year, heat_map, history
from register.risk.picture_arrows import ArrowPicture, draw_arrows
from register.risk.picture_store import (
    Place,
    TopRow,
    columns_of,
    count_cells,
    list_heat,
    list_moves,
    list_places,
    list_spells,
    list_threat_names,
    list_top,
    name_uses,
)
from register.risk.picture_trend import TrendPicture, draw_trend
from register.risk.reports.book import name_of
from register.risk.scale import Scale
from register.risk.scale_store import get_current_scale, scale_of
from register.risk.store import RiskFilter, count_not_assessed

OWN_THREATS_WORD = N_("Egne trusler")


@dataclass(frozen=True, kw_only=True)
class MeetingBook:
    """Every picture of one choice of assessments. `other_scales`: sentences about those that are not in the matrix.

    `shows_acceptance`: whether its reader may see what is accepted.
    """

    owner: str
    made_on: str
    title: str
    lead: str
    scale: Scale
    scale_name: str
    before: Mapping[Cell, int]
    after: Mapping[Cell, int]
    other_scales: Sequence[str]
    moves: Sequence[Move]
    arrows: ArrowPicture
    top: Sequence[TopRow]
    shows_acceptance: bool
    standings: Sequence[Standing]
    trend: TrendPicture
    heat: HeatMap
    columns: Sequence[Place]
    threats: Mapping[int, str]
    today: date
    file_name: str

    @property
    def own_word(self) -> str:
        """What the threats are called that were written for one assessment alone."""
        return _(OWN_THREATS_WORD)


def open_meeting_book(code: str, *, viewer: Viewer, today: date) -> MeetingBook:
    """The pictures of the administration with this code, where the viewer may read it; else of all they may read."""
    viewer.must("read", "risk")
    scope = viewer.scope("risk", "read")
    places = list_places(scope=scope)
    place = next((one for one in places if one.code == code), None)
    filters = RiskFilter(administration=place.code if place else "")
    before = RiskFilter(administration=filters.administration, is_before=True)
    row = get_current_scale()
    scale = scale_of(row)
    days = days_of_year(today)
    standings = history(list_spells(days, filters, scope=scope), days)
    moved = list_moves(filters, scope=scope)
    moves = moved.on(row.id)
    heat = heat_map(list_heat(filters, scope=scope))
    return MeetingBook(
        owner=get_municipality().name,
        made_on=_("Udskrevet %(day)s", day=long_day(today)),
        title=_("Risikobillede"),
        lead=_lead(
            place.name if place else "" if scope.is_everything else _("Det, du har adgang til"),
            sum(moved.counts.values()),
            count_not_assessed(scope=scope, administration=filters.administration),
        ),
        scale=scale,
        scale_name=name_of(scale),
        before=count_cells(row.id, before, scope=scope),
        after=count_cells(row.id, filters, scope=scope),
        other_scales=[
            ngettext(
                "%(num)s vurdering er lavet på skalaen %(scale)s, udgave %(n)s, og står ikke i matricen.",
                "%(num)s vurderinger er lavet på skalaen %(scale)s, udgave %(n)s, og står ikke i matricen.",
                use.count, scale=_(use.name), n=use.version,
            )
            for use in name_uses(moved.others(row.id))
        ],
        moves=moves,
        arrows=draw_arrows(moves, scale),
        top=list_top(filters, scope=scope, accepted=viewer.scope("risk_acceptance", "read"), today=today),
        shows_acceptance=viewer.may("read", "risk_acceptance"),
        standings=standings,
        trend=draw_trend(standings),
        heat=heat,
        columns=columns_of(places, heat.administrations, filters.administration),
        threats=list_threat_names(),
        today=today,
        file_name=_("risikobillede-%(day)s", day=today.isoformat()) + (f"-{place.code}" if place else ""),
    )  # fmt: skip


def _lead(where: str, assessed: int, not_assessed: int) -> str:
    """ "Social. 12 vurderinger gælder. 3 behandlinger er ikke vurderet."."""
    sentences = [
        f"{where}." if where else "",
        ngettext("%(num)s vurdering gælder.", "%(num)s vurderinger gælder.", assessed),
        ngettext("%(num)s behandling er ikke vurderet.", "%(num)s behandlinger er ikke vurderet.", not_assessed)
        if not_assessed
        else _("Alle behandlinger er vurderet."),
    ]
    return " ".join(sentence for sentence in sentences if sentence)
