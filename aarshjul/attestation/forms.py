"""The forms of a campaign: starting it, moving its date, closing it, and a leader's answers."""

from collections.abc import Iterable, Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, HiddenField, RadioField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from aarshjul.attestation.actions import CloseCampaign, MoveCampaign
from aarshjul.attestation.answering import Answer, AnswerLines
from aarshjul.attestation.line_store import LineRow
from aarshjul.attestation.rules import AT_ONCE, CHOICES, MOST_WORDS, Choice, why_not_words
from aarshjul.attestation.starting import StartCampaign
from app.core.forms import BaseForm, DanishDateField, choices_of, long_text_field, text_field
from app.core.text import whole_number
from app.organisation.model import Unit


class CampaignForm(BaseForm):
    """Starting a campaign."""

    title = text_field(
        _l("Titel"),
        required=InputRequired(_l("Skriv, hvad attesteringen hedder.")),
        description=_l("Sådan kender lederne den, fx «Bekræft fortegnelsen 2027»."),
    )
    places = SelectMultipleField(
        _l("Forvaltninger"),
        coerce=lambda value: whole_number(str(value)),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
        description=_l("Alle behandlinger, der er i brug dér, er med."),
    )
    opens_on = DanishDateField(
        _l("Åbner"),
        [InputRequired(_l("Skriv, hvilken dag den åbner."))],
        description=_l("Fra den dag kan lederne svare."),
    )
    due_on = DanishDateField(
        _l("Frist"),
        [InputRequired(_l("Skriv, hvornår lederne skal have svaret."))],
        description=_l(
            "Er det ikke en arbejdsdag, bliver fristen arbejdsdagen før. Lederne får den første mail, når den åbner, "
            "eller på dagen for den første påmindelse, hvis det er senere."
        ),
    )
    note = long_text_field(
        _l("Til lederne"), most=2000, description=_l("Står øverst på deres side, fx hvem de kan spørge.")
    )

    ret = HiddenField()
    """Says that one goes back from the preview, to mend what was filled in."""

    def offer(self, places: Iterable[Unit]) -> None:
        """Put the places that can be chosen into the form."""
        self.places.choices = [
            (place.id, _("Fælles for kommunen") if place.kind == "municipality" else place.name) for place in places
        ]

    def to_command(self) -> StartCampaign:
        """The campaign as it is wanted; only after `validate()`."""
        opens_on, due_on = self.opens_on.data, self.due_on.data
        assert opens_on is not None
        assert due_on is not None
        return StartCampaign(
            title=self.title.data or "",
            opens_on=opens_on,
            due_on=due_on,
            place_ids=[place_id for place_id in self.places.data or () if place_id],
            note=self.note.data or "",
        )

    def to_fields(self) -> list[tuple[str, str]]:
        """What was filled in, for the page that shows it before it is started."""
        said = [(name, (self[name].data or "")) for name in ("title", "note")]
        days = [(name, self[name].data.isoformat()) for name in ("opens_on", "due_on")]
        return said + days + [("places", str(place_id)) for place_id in self.places.data or ()]


class OfCampaign(BaseForm):
    """What the forms of a campaign that has begun carry: the version its reader saw."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        """The version; 0, which no campaign has, when the field holds no number."""
        return whole_number(self.version.data)


class MoveForm(OfCampaign):
    """Another date."""

    due_on = DanishDateField(_l("Ny frist"), [InputRequired(_l("Skriv den nye frist."))])

    def to_command(self, campaign_id: int) -> MoveCampaign:
        """The new date; only after `validate()`."""
        due_on: date | None = self.due_on.data
        assert due_on is not None
        return MoveCampaign(campaign_id=campaign_id, version=self.seen, due_on=due_on)


class CloseForm(OfCampaign):
    """Ending it early."""

    reason = text_field(
        _l("Hvorfor?"),
        most=1000,
        required=InputRequired(_l("Skriv, hvorfor den afsluttes.")),
        description=_l("Lederne ser det på deres opgave."),
    )

    def to_command(self, campaign_id: int) -> CloseCampaign:
        """Why; only after `validate()`."""
        return CloseCampaign(campaign_id=campaign_id, version=self.seen, reason=self.reason.data or "")


class AnswerRow(BaseForm):
    """The answer for one record; `seen` is the version of the record that the page showed."""

    class Meta(BaseForm.Meta):
        csrf = False

    line_id = HiddenField()
    seen = HiddenField()
    choice = RadioField(_l("Passer den?"), choices=lambda: choices_of(CHOICES), default="confirm")
    words = long_text_field(_l("Det, der skal ændres"), most=MOST_WORDS, render_kw={"rows": 2})

    def to_answer(self) -> Answer:
        """The answer; only after `validate()`."""
        choice: Choice = self.choice.data
        return Answer(
            whole_number(self.line_id.data), choice, whole_number(self.seen.data), (self.words.data or "").strip()
        )


class AnswersForm(BaseForm):
    """A leader's answers for all records that the page shows."""

    rows = FieldList(FormField(AnswerRow), _l("Behandlinger"), max_entries=AT_ONCE)

    @classmethod
    def of(cls, lines: Iterable[LineRow]) -> "AnswersForm":
        """The form with every record ready to be confirmed."""
        rows = [{"line_id": str(line.id), "seen": str(line.version), "choice": "confirm"} for line in lines]
        return cls(formdata=None, data={"rows": rows})

    def check(self) -> bool:
        """`validate()`, and that what is wrong is said."""
        is_fine = self.validate()
        for entry in self.rows:
            problem = why_not_words(entry.form.choice.data or "", entry.form.words.data or "")
            if problem:
                entry.form.refuse(_(problem), "words")
                self.rows.errors = [*self.rows.errors, entry.errors]
                is_fine = False
        return is_fine

    def to_command(self, campaign_id: int, unit_id: int) -> AnswerLines:
        """The answers; only after `check()`."""
        answers: Sequence[Answer] = [entry.form.to_answer() for entry in self.rows]
        return AnswerLines(campaign_id=campaign_id, unit_id=unit_id, answers=answers)
