"""The form that starts a hearing, and the one that asks more people."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from aarshjul.hearing.asking import Asked, Party
from aarshjul.hearing.rules import MODES, tidy_time
from aarshjul.hearing.starting import StartHearing
from aarshjul.meeting.model import GoverningBody
from app.attachment.forms import files_field, files_of
from app.core.forms import BaseForm, DanishDateField, choices_of, long_text_field, text_field
from app.core.text import whole_number
from app.organisation.model import Person, Unit

MOST_PARTIES = 20


def _many(label: Any, **kwargs: Any) -> SelectMultipleField:
    return SelectMultipleField(
        label,
        coerce=lambda value: whole_number(str(value)),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
        **kwargs,
    )


def _time(_form: Any, field: Any) -> None:
    """Validator: empty, or a time as people write it."""
    try:
        tidy_time(field.data or "")
    except ValueError:
        raise ValidationError(_("Skriv klokkeslættet som 9.30.")) from None


class PartyRow(BaseForm):
    """Somebody who speaks for others."""

    class Meta(BaseForm.Meta):
        csrf = False

    name = text_field(_l("Part"))
    email = text_field(_l("Mail på den, der svarer"), most=254)

    @property
    def is_blank(self) -> bool:
        """Whether nothing is written in it."""
        return not self.name.data and not self.email.data

    def validate_name(self, field: Any) -> None:
        """A person has a party."""
        if self.email.data and not field.data:
            raise ValidationError(_("Skriv, hvem personen svarer for."))

    def validate_email(self, field: Any) -> None:
        """A party has a person."""
        if self.name.data and not field.data:
            raise ValidationError(_("Skriv mailadressen på den, der svarer for parten."))


class AskForm(BaseForm):
    """Who is asked."""

    people = _many(_l("Personer"))
    bodies = _many(_l("Alle medlemmer af"))
    parties = FieldList(FormField(PartyRow), _l("Parter"), min_entries=1, max_entries=MOST_PARTIES)

    def offer(self, people: Sequence[Person], bodies: Iterable[GoverningBody]) -> None:
        """Put those who can be asked into the form; the mail address stands where two share a name."""
        names = [person.name for person in people]
        self.people.choices = [
            (one.id, one.name if names.count(one.name) == 1 else f"{one.name} ({one.email})") for one in people
        ]
        self.bodies.choices = [(body.id, body.name) for body in bodies]

    def to_asked(self) -> Asked:
        """Who is asked; only after `validate()`."""
        parties = [
            Party(entry.form.name.data, entry.form.email.data) for entry in self.parties if not entry.form.is_blank
        ]
        return Asked(person_ids=_numbers(self.people), body_ids=_numbers(self.bodies), parties=parties)


class StartForm(AskForm):
    """Starting a hearing."""

    title = text_field(
        _l("Titel"),
        required=DataRequired(_l("Skriv, hvad høringen handler om.")),
        description=_l("Den titel ser de, der bliver spurgt."),
    )
    unit = SelectField(_l("Hvor hører den til?"), validate_choice=False)
    files = files_field(_l("Dokumentet"))
    question = long_text_field(
        _l("Til dem, der bliver spurgt"),
        most=4000,
        render_kw={"rows": 4},
        description=_l("Hvad vil I gerne have svar på? Skriv ingen navne på borgere."),
    )
    mode = RadioField(_l("Hvordan?"), choices=lambda: choices_of(MODES), default="written")
    meets_on = DanishDateField(_l("Dag"))
    begins = text_field(_l("Klokken"), most=5, validators=[_time], description=_l("Fx 9.30."))
    place = text_field(_l("Sted"), description=_l("Fx mødelokale 2 eller online."))
    due_on = DanishDateField(
        _l("Frist for svar"),
        [InputRequired(_l("Skriv, hvornår de senest skal svare."))],
        description=_l("Er det ikke en arbejdsdag, bliver fristen den næste arbejdsdag."),
    )
    read = HiddenField()
    """The version of the record or the template that was read."""

    def offer_units(self, units: Iterable[Unit]) -> None:
        """Put the places a document's hearing can belong to into the form; those below others set in by a dash."""
        known = list(units)
        top = min((unit.path.count("/") for unit in known), default=0)
        self.unit.choices = [
            SelectChoice(str(unit.id), "– " * (unit.path.count("/") - top) + unit.name) for unit in known
        ]

    def to_command(
        self, *, unit_id: int, activity_id: int | None = None, template_id: int | None = None
    ) -> StartHearing:
        """The hearing as it is wanted; only after `validate()`."""
        assert self.due_on.data is not None
        is_document = activity_id is None and template_id is None
        return StartHearing(
            title=self.title.data or "",
            question=self.question.data or "",
            mode=self.mode.data,
            meets_on=self.meets_on.data if self.mode.data == "joint" else None,
            begins=tidy_time(self.begins.data or ""),
            place=self.place.data or "",
            due_on=self.due_on.data,
            asked=self.to_asked(),
            unit_id=unit_id,
            activity_id=activity_id,
            template_id=template_id,
            read=None if is_document else whole_number(self.read.data),
            files=files_of(self.files) if is_document else (),
        )


def _numbers(field: Any) -> list[int]:
    return [number for number in field.data or () if number]
