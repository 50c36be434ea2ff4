"""Web input about an item for a meeting → commands."""

from collections.abc import Sequence
from typing import Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from aarshjul.meeting.item_actions import FIELDS, ChangeItem, DropItem, ItemWords, TakeUpItem
from aarshjul.meeting.item_rules import MOST_REASON, MOST_TITLE, MOST_WORDS
from aarshjul.meeting.model import AgendaItem, GoverningBody, Meeting
from app.core.filters import long_day
from app.core.forms import BaseForm, long_text_field, text_field
from app.core.text import whole_number


class OfItem(BaseForm):
    """What the forms of an item carry: the version its reader saw."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        """The version; 0, which no item has, when the field holds no number."""
        return whole_number(self.version.data)


class ItemForm(OfItem):
    """An item in the field's own form (domain.md A09), and what it asks for (A37)."""

    title = text_field(_l("Punkt"), most=MOST_TITLE, required=InputRequired(_l("Skriv, hvad punktet handler om.")))
    minutes_long = IntegerField(
        _l("Varighed i minutter"),
        [Optional(), NumberRange(min=1, max=600, message=_l("Skriv et antal minutter mellem 1 og 600."))],
    )
    presenter = text_field(_l("v/"), description=_l("Hvem lægger punktet frem?"))
    problem = long_text_field(
        _l("Problemstilling"),
        most=MOST_WORDS,
        description=_l("Hvad er der sket, og hvad betyder det? Skriv ingen navne på borgere."),
        render_kw={"rows": 5},
    )
    resources = long_text_field(
        _l("Ressourcer"), most=MOST_WORDS, description=_l("Hvad kræver det, og af hvem?"), render_kw={"rows": 2}
    )
    hours_asked = IntegerField(
        _l("Timer, der søges om"),
        [Optional(), NumberRange(min=0, max=100_000, message=_l("Skriv et helt tal mellem 0 og 100.000."))],
    )
    kroner_asked = IntegerField(
        _l("Kroner, der søges om"),
        [Optional(), NumberRange(min=0, max=10**9, message=_l("Skriv et helt tal mellem 0 og 1.000.000.000."))],
    )
    funding = text_field(_l("Kilde"), description=_l("Hvor skal timer eller kroner komme fra? Fx DDS' pulje."))
    recommendation = long_text_field(
        _l("Indstilling"),
        most=MOST_WORDS,
        description=_l("Hvad skal mødet beslutte?"),
        render_kw={"rows": 5},
    )
    case_ref = text_field(_l("Sag"), description=_l("Sagens nummer i ESDH-systemet."))
    is_closed = BooleanField(
        _l("Lukket punkt"),
        description=_l(
            "Ses kun af organets medlemmer og dem, der må læse alle møder. "
            "I PDF og Word står der kun, at der er et lukket punkt."
        ),
    )

    @classmethod
    def of(cls, item: AgendaItem) -> Self:
        """The form of an item as it stands; what was sent stands over it."""
        return cls(data={name: getattr(item, name) for name in FIELDS} | {"version": str(item.version)})

    @property
    def words(self) -> ItemWords:
        """The item as it is to be; only after `validate()`, as for the others."""
        texts = ("title", "presenter", "problem", "resources", "funding", "recommendation", "case_ref")
        return ItemWords(
            minutes_long=self.minutes_long.data,
            hours_asked=self.hours_asked.data,
            kroner_asked=self.kroner_asked.data,
            is_closed=bool(self.is_closed.data),
            **{name: self[name].data or "" for name in texts},
        )

    def to_command(self, item_id: int) -> ChangeItem:
        """The words as they are to be."""
        return ChangeItem(item_id=item_id, version=self.seen, words=self.words)


class NewItemForm(ItemForm):
    """A new item, for a body, and on a meeting's agenda where one is chosen."""

    body = SelectField(_l("Organ"), validators=[InputRequired(_l("Vælg det organ, punktet er til."))])
    meeting = SelectField(_l("Møde"), coerce=lambda value: whole_number(str(value or "")) or None)

    def offer(self, bodies: Sequence[GoverningBody], meetings: Sequence[Meeting]) -> None:
        """Put what may be chosen into the fields."""
        first = [SelectChoice("", _("Vælg"))] if len(bodies) > 1 else []
        self.body.choices = [*first, *(SelectChoice(body.code, f"{body.code}: {body.name}") for body in bodies)]
        self.meeting.choices = [
            SelectChoice("", _("Ikke bestemt endnu")),
            *(SelectChoice(one.id, f"{one.body.code}, {long_day(one.held_on)}") for one in meetings),
        ]


class PutForm(OfItem):
    """Which meeting takes an item up; none takes it off every agenda."""

    meeting = SelectField(_l("Møde"), validate_choice=False)

    def offer(self, meetings: Sequence[Meeting], item: AgendaItem) -> None:
        """The meetings to come, the one the item is on already not among them."""
        self.version.data = str(item.version)
        self.meeting.choices = [
            SelectChoice(one.id, long_day(one.held_on)) for one in meetings if one.id != item.meeting_id
        ]

    @property
    def chosen(self) -> int | None:
        """The meeting's number; None for no meeting."""
        return whole_number(str(self.meeting.data or "")) or None


class DropForm(OfItem):
    """Why an item is not to be taken up."""

    reason = text_field(
        _l("Hvorfor ikke?"),
        most=MOST_REASON,
        required=InputRequired(_l("Skriv, hvorfor punktet ikke tages op.")),
        description=_l("Begrundelsen står i revisionssporet."),
    )

    def to_command(self, item_id: int) -> DropItem:
        """Off the list."""
        return DropItem(item_id=item_id, version=self.seen, reason=self.reason.data or "")


class TakeUpForm(OfItem):
    """An item is to be taken up after all."""

    def to_command(self, item_id: int) -> TakeUpItem:
        """On the list again."""
        return TakeUpItem(item_id=item_id, version=self.seen)
