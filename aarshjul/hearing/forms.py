"""The forms of a hearing that runs: an answer, what is written down for others, replies, more time, the end."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, HiddenField, RadioField, SelectField, SubmitField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from aarshjul.hearing.actions import Answer, MoveHearing, Reply, Said, TakeDown
from aarshjul.hearing.ending import EndHearing, WithdrawHearing
from aarshjul.hearing.model import Hearing, HearingComment, HearingParticipant
from aarshjul.hearing.rules import MOST_ROWS, MOST_WORDS, OUTCOMES, VERDICTS
from app.core.forms import BaseForm, DanishDateField, choices_of, long_text_field, text_field
from app.core.text import whole_number


class CommentRow(BaseForm):
    """One comment. In a record its place is a part of it, else it is written."""

    class Meta(BaseForm.Meta):
        csrf = False

    place = text_field(
        _l("Hvor?"),
        most=200,
        description=_l("Fx «afsnit 3» eller «side 2». Lad feltet stå tomt, hvis det gælder det hele."),
    )
    text = long_text_field(_l("Bemærkning"), most=MOST_WORDS, render_kw={"rows": 3})

    @property
    def is_blank(self) -> bool:
        """Whether nothing is written in it."""
        return not self.text.data


class AnswerForm(BaseForm):
    """What somebody who is asked says; the button `nothing` says that they have no comments."""

    comments = FieldList(FormField(CommentRow), _l("Bemærkninger"), min_entries=1, max_entries=MOST_ROWS)
    nothing = SubmitField(_l("Ingen bemærkninger"))

    @classmethod
    def of(cls, places: Iterable[str]) -> "AnswerForm":
        """An empty form: one row for each place, and one for the whole."""
        return cls(formdata=None, data={"comments": [{"place": place, "text": ""} for place in (*places, "")]})

    def to_command(self, hearing_id: int) -> Answer:
        """The answer; only after `validate()`."""
        rows = [Said(entry.form.text.data or "", entry.form.place.data or "") for entry in self.comments]
        said = [row for row in rows if row.text]
        return Answer(hearing_id=hearing_id, answer="nothing" if self.nothing.data else "comments", comments=said)


class TakeDownForm(BaseForm):
    """What was said at the meeting, or by telephone."""

    who = SelectField(_l("Hvem sagde det?"), validate_choice=False)
    part = SelectField(_l("Om hvad?"), validate_choice=False)
    place = text_field(_l("Hvor?"), most=200, description=_l("Fx «afsnit 3» eller «side 2»."))
    text = long_text_field(
        _l("Bemærkning"),
        most=MOST_WORDS,
        render_kw={"rows": 3},
        description=_l("Lad feltet stå tomt, hvis personen ingen bemærkninger har."),
    )

    def offer(self, people: Iterable[HearingParticipant], places: Mapping[str, str]) -> None:
        """Put whom it may be, and the parts of the record, into the form."""
        self.who.choices = [
            SelectChoice("", _("Alle i fællesskab")), *(SelectChoice(str(one.id), name_of(one)) for one in people)
        ]  # fmt: skip
        self.part.choices = [SelectChoice("", _("Det hele")), *(SelectChoice(*pair) for pair in places.items())]

    def to_command(self, hearing_id: int) -> TakeDown:
        """What was said; only after `validate()`."""
        words = self.text.data or ""
        said = Said(words, self.part.data or self.place.data or "") if words else None
        return TakeDown(hearing_id=hearing_id, participant_id=whole_number(self.who.data) or None, said=said)


class ReplyForm(BaseForm):
    """The answer to a comment."""

    verdict = RadioField(
        _l("Hvad bliver der gjort?"),
        [InputRequired(_l("Vælg, om bemærkningen er taget til følge."))],
        choices=lambda: choices_of(VERDICTS),
    )
    words = long_text_field(
        _l("Svar"),
        most=MOST_WORDS,
        render_kw={"rows": 3},
        description=_l("Én sætning er nok: hvad I ændrer, eller hvorfor I ikke gør det."),
    )

    @classmethod
    def of(cls, comment: HearingComment) -> "ReplyForm":
        """The form with the answer as it stands."""
        return cls(data={"verdict": comment.verdict or None, "words": comment.reply})

    def to_command(self, hearing_id: int, comment_id: int) -> Reply:
        """The answer; only after `validate()`."""
        return Reply(
            hearing_id=hearing_id, comment_id=comment_id, verdict=self.verdict.data, words=self.words.data or ""
        )


class OfHearing(BaseForm):
    """What the forms that change a hearing carry: the version its reader saw."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        """The version; 0, which no hearing has, when the field holds no number."""
        return whole_number(self.version.data)


class MoveForm(OfHearing):
    """More time."""

    due_on = DanishDateField(
        _l("Ny frist"),
        [InputRequired(_l("Skriv den nye frist."))],
        description=_l("Er det ikke en arbejdsdag, bliver fristen den næste arbejdsdag."),
    )

    def to_command(self, hearing_id: int) -> MoveHearing:
        """The new deadline; only after `validate()`."""
        due_on: date | None = self.due_on.data
        assert due_on is not None
        return MoveHearing(hearing_id=hearing_id, version=self.seen, due_on=due_on)


class EndForm(OfHearing):
    """What came of it."""

    outcome = RadioField(
        _l("Resultat"), [InputRequired(_l("Vælg, hvad der kom ud af høringen."))], choices=lambda: choices_of(OUTCOMES)
    )
    summary = TextAreaField(
        _l("Sammenfatning"),
        [DataRequired(_l("Skriv kort, hvad der kom ud af høringen.")), Length(max=MOST_WORDS)],
        render_kw={"rows": 4},
        description=_l("Et par sætninger. De står øverst i høringsnotatet, og alle, der er spurgt, kan læse dem."),
    )

    def to_command(self, hearing_id: int) -> EndHearing:
        """The end; only after `validate()`."""
        return EndHearing(
            hearing_id=hearing_id, version=self.seen, outcome=self.outcome.data, summary=self.summary.data or ""
        )


class WithdrawForm(OfHearing):
    """Why nobody is to answer any more."""

    reason = text_field(
        _l("Hvorfor?"),
        most=1000,
        required=DataRequired(_l("Skriv, hvorfor høringen trækkes tilbage.")),
        description=_l("Det står i mailen til dem, der er spurgt."),
    )

    def to_command(self, hearing_id: int) -> WithdrawHearing:
        """Why; only after `validate()`."""
        return WithdrawHearing(hearing_id=hearing_id, version=self.seen, reason=self.reason.data or "")


def name_of(participant: HearingParticipant) -> str:
    """ "Bent Birk (MED-udvalget)"."""
    name = participant.person.name
    return f"{name} ({participant.party})" if participant.party else name


def seen_by(form: Any, hearing: Hearing) -> Any:
    """The form with the version its reader sees."""
    form.version.data = str(hearing.version)
    return form


def rows_by_place(form: AnswerForm, places: Sequence[str]) -> Mapping[str, CommentRow]:
    """The rows of an answer by the part they are about; "" is the whole."""
    found = {entry.form.place.data or "": entry.form for entry in form.comments}
    return {place: found[place] for place in (*places, "") if place in found}
