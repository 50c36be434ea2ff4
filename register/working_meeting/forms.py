"""Forms of a working meeting."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectMultipleField
from wtforms.validators import DataRequired, InputRequired

from app.core.forms import BaseForm, DanishDateField, long_text_field, text_field
from register.working_meeting.actions import OpenMeeting, mark_of
from register.working_meeting.model import WorkingMeeting


class MeetingForm(BaseForm):
    """A new meeting."""

    title = text_field(_l("Hvad hedder mødet?"), required=DataRequired(_l("Skriv, hvad mødet hedder.")))
    held_on = DanishDateField(_l("Dato"), [InputRequired(_l("Vælg mødets dato."))])
    participants = long_text_field(
        _l("Hvem er med?"), most=4000, description=_l("Kommer med i referatet."), render_kw={"rows": 2}
    )
    records = SelectMultipleField(_l("Behandlinger på mødet"), coerce=int, validators=[])

    def to_command(self) -> OpenMeeting:
        """The meeting as written; only after `validate()`."""
        return OpenMeeting(
            title=self.title.data or "",
            held_on=self.held_on.data,
            participants=self.participants.data or "",
            activity_ids=self.records.data or [],
        )


class NotesForm(BaseForm):
    """What was said."""

    participants = long_text_field(_l("Hvem er med?"), most=4000, render_kw={"rows": 2})
    notes = long_text_field(_l("Noter til referatet"), render_kw={"rows": 5})

    read = HiddenField()

    @classmethod
    def of(cls, meeting: WorkingMeeting) -> "NotesForm":
        """The form of a meeting, filled with what stands."""
        return cls(
            data={"participants": meeting.participants, "notes": meeting.notes, "read": mark_of(meeting)}, formdata=None
        )

    def differing(self, meeting: WorkingMeeting) -> list[str]:
        """The fields in which what was typed is not what stands."""
        return [name for name in ("participants", "notes") if (self[name].data or "") != getattr(meeting, name)]
