"""Web input about a hand-over → command.

What is chosen are kinds ("alle") and single rows ("valgt": "opgaver:17"); how many there are is known to the page
alone, so they are read from the posted form instead of fields.
"""

from collections import defaultdict
from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from app.core.forms import BaseForm
from app.core.text import squeeze
from app.leaving.actions import HandOver
from app.organisation.model import Person
from app.organisation.store import find_colleague

ALL, CHOSEN = "alle", "valgt"


class HandOverForm(BaseForm):
    """To whom, and whether the access is closed at the same time."""

    to = StringField(
        _l("Hvem skal have det?"),
        [InputRequired(_l("Skriv, hvem der skal have det.")), Length(max=254)],
        render_kw={"list": "people", "autocomplete": "off"},
        description=_l("Skriv navnet eller mailadressen, og vælg. Skal det deles mellem flere, så tag en ad gangen."),
    )
    closes = BooleanField(_l("Luk adgangen, når alt er overdraget"))

    found: Person | None = None

    def validate_to(self, field: StringField) -> None:
        """The recipient is somebody who works here."""
        self.found = find_colleague(squeeze(field.data or ""))
        if field.data and self.found is None:
            raise ValidationError(_("Ingen her hedder det. Vælg en fra listen, eller skriv mailadressen."))

    def to_command(self, sender_id: int, *, kinds: Iterable[str], chosen: Iterable[str], may_close: bool) -> HandOver:
        """The hand-over that was asked for; only after `validate()`."""
        assert self.found is not None
        rows: dict[str, set[int]] = defaultdict(set)
        for text in chosen:
            slug, _colon, number = text.partition(":")
            if number.isdecimal() and len(number) < 15:
                rows[slug].add(int(number))
        return HandOver(
            sender_id=sender_id,
            recipient_id=self.found.id,
            kinds=frozenset(kinds),
            chosen={slug: frozenset(ids) for slug, ids in rows.items()},
            closes=may_close and bool(self.closes.data),
        )
