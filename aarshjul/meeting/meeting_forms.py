"""Web input about a meeting → commands."""

from collections.abc import Sequence
from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectMultipleField, widgets
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Regexp

from aarshjul.meeting.body_forms import CLOCK
from aarshjul.meeting.meeting_actions import ChangeMeeting
from aarshjul.meeting.model import BodyMember, Meeting
from app.core.forms import BaseForm, DanishDateField, text_field
from app.core.text import whole_number


class OfMeeting(BaseForm):
    """What the forms of a meeting carry: the version its reader saw. On its own: the agenda is sent out."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        """The version; 0, which no meeting has, when the field holds no number."""
        return whole_number(self.version.data)


class MeetingForm(OfMeeting):
    """When and where a meeting is."""

    held_on = DanishDateField(_l("Dato"), [InputRequired(_l("Vælg mødets dato."))])
    begins = text_field(
        _l("Begynder kl."), most=5, validators=[Regexp(CLOCK, message=_l("Skriv klokkeslættet som 09:00."))]
    )
    place = text_field(_l("Sted"))

    @classmethod
    def of(cls, meeting: Meeting) -> "MeetingForm":
        """The form of a meeting as it stands; what was sent stands over it."""
        names = ("held_on", "begins", "place")
        return cls(data={name: getattr(meeting, name) for name in names} | {"version": str(meeting.version)})

    def to_command(self, meeting_id: int) -> ChangeMeeting:
        """The meeting as it is to be; only after `validate()`, as for the others."""
        held_on = self.held_on.data
        assert isinstance(held_on, date)
        text = (self.begins.data or "").replace(".", ":")
        return ChangeMeeting(
            meeting_id=meeting_id,
            version=self.seen,
            held_on=held_on,
            begins=text.rjust(5, "0") if text else "",
            place=self.place.data or "",
        )


class HoldForm(OfMeeting):
    """The meeting has been held: who did not come."""

    absent = SelectMultipleField(
        _l("Afbud"),
        coerce=int,
        description=_l("Sæt kryds ved dem, der ikke kom."),
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )

    def offer(self, members: Sequence[BodyMember]) -> None:
        """The members of that day."""
        self.absent.choices = [SelectChoice(one.person_id, one.person.name) for one in members]


class ApproveForm(OfMeeting):
    """The minutes are approved, at a later meeting where one is named."""

    at = HiddenField()

    @property
    def at_id(self) -> int | None:
        """The later meeting's number."""
        return whole_number(self.at.data) or None


class CancelForm(OfMeeting):
    """The meeting is not held."""

    reason = text_field(
        _l("Hvorfor er mødet aflyst?"), most=1000, required=InputRequired(_l("Skriv, hvorfor mødet er aflyst."))
    )
