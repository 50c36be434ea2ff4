"""Web input about a calendar feed → command."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired

from aarshjul.feed.actions import MakeFeed
from aarshjul.feed.rules import COVERS
from app.core.forms import BaseForm
from app.organisation.model import Unit

_UNIT = "forvaltning/"


class FeedForm(BaseForm):
    """Whose tasks the feed shall tell of."""

    what = RadioField(
        _l("Hvilke opgaver skal stå i kalenderen?"),
        [InputRequired(_l("Vælg, hvilke opgaver der skal stå i kalenderen."))],
    )

    def offer(self, administrations: Sequence[Unit], *, whole: bool) -> None:
        """The choices: one's own always, the administrations one may read, the whole municipality to who reads it."""
        self._units = {f"{_UNIT}{unit.code}": unit.id for unit in administrations}
        self.what.choices = [
            ("mine", _(COVERS["mine"])),
            *((f"{_UNIT}{unit.code}", _("Opgaver i %(unit)s", unit=unit.name)) for unit in administrations),
            *([("all", _(COVERS["all"]))] if whole else []),
        ]

    def to_command(self) -> MakeFeed:
        """The feed to be; only after `validate()`."""
        chosen = self.what.data or "mine"
        if chosen in self._units:
            return MakeFeed(covers="administration", unit_id=self._units[chosen])
        return MakeFeed(covers="all" if chosen == "all" else "mine")
