"""The forms of screening, writing, advising, approving and looking through."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SubmitField
from wtforms.validators import InputRequired

from app.core.forms import BaseForm, DanishDateField, choices_of, long_text_field
from app.core.text import N_, whole_number
from register.dpia.actions import WriteSection
from register.dpia.approving import ApproveDpia
from register.dpia.criteria import Criterion
from register.dpia.danger_list import questions
from register.dpia.opinion_actions import WriteOpinion
from register.dpia.screening_actions import Screen
from register.dpia.words import ADVICE_VIEWS, CONCLUSIONS

SAID: Mapping[str, bool | None] = {"yes": True, "no": False, "unknown": None}
ANSWER_WORDS: Mapping[str, str] = {"yes": N_("Ja"), "no": N_("Nej"), "unknown": N_("Ved ikke")}


class VersionForm(BaseForm):
    """The version that was read."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        """The version; 0, which nothing has, when the field holds no number."""
        return whole_number(self.version.data)


class ScreeningForm(BaseForm):
    """The questions of the list in force. `read` is the screening that was read."""

    read = HiddenField()

    def asked(self) -> Iterator[tuple[Criterion, Any]]:
        """Each question with its field."""
        return ((question, self[question.code]) for question in questions())

    def validate(self, extra_validators: Any = None) -> bool:
        """A question that nobody has answered is no mistake."""
        for _question, field in self.asked():
            field.validate_choice = bool(field.data)
        return super().validate(extra_validators)

    def to_command(self, activity_id: int) -> Screen:
        """The answers; only after `validate()`."""
        return Screen(
            activity_id=activity_id,
            read=whole_number(self.read.data),
            answers={question.code: SAID.get(field.data or "") for question, field in self.asked()},
        )


for _asked in questions():
    # One field a question: the list in force says which there are.
    setattr(
        ScreeningForm, _asked.code, RadioField(_l(_asked.text), choices=lambda: choices_of(ANSWER_WORDS), default=None)
    )


class AskAdviceForm(VersionForm):
    """Why the risk is not high although the criteria say so."""

    aside_reason = long_text_field(
        _l("Hvorfor er risikoen ikke høj?"),
        most=4_000,
        description=_l("Rådgiveren læser begrundelsen og giver sit råd om den. Skriv, hvad der gør risikoen mindre."),
    )


class AdviceForm(VersionForm):
    """The DPO's advice."""

    advice_view = RadioField(_l("Dit råd"), choices=lambda: choices_of(ADVICE_VIEWS), validate_choice=False, default="")
    advice = long_text_field(_l("Begrundelse"), most=4_000, description=_l("Kun du kan skrive her."))


class ExemptForm(VersionForm):
    """Which law was assessed when it was made."""

    exempt_reference = long_text_field(
        _l("Hvilken lov, og hvor findes analysen?"),
        most=2_000,
        description=_l("Fx lovforslagets nummer og det sted i bemærkningerne, hvor konsekvensanalysen står."),
    )


class SectionForm(BaseForm):
    """One section. `read` is the text that was read."""

    text = long_text_field(_l("Tekst"), render_kw={"rows": 14})
    read = HiddenField()

    def to_command(self, dpia_id: int, section: str) -> WriteSection:
        """The section; only after `validate()`, as for the others."""
        return WriteSection(dpia_id=dpia_id, section=section, text=self.text.data or "", read=self.read.data or "")


class OpinionForm(VersionForm):
    """The DPO's opinion, on the text with this mark."""

    text = long_text_field(
        _l("Udtalelse"),
        description=_l("Er risici og foranstaltninger beskrevet godt nok? Hvad anbefaler du? Kun du kan skrive her."),
        render_kw={"rows": 10},
    )
    conclusion = RadioField(
        _l("Konklusion"), choices=lambda: choices_of(CONCLUSIONS), validate_choice=False, default=""
    )
    text_hash = HiddenField()
    read = HiddenField()
    """The version of what the DPO has written so far."""
    gem = SubmitField()
    """The button that keeps it without a signature."""

    def to_command(self, dpia_id: int) -> WriteOpinion:
        """The opinion."""
        return WriteOpinion(
            dpia_id=dpia_id,
            version=self.seen,
            text_hash=self.text_hash.data or "",
            text=self.text.data or "",
            conclusion=self.conclusion.data or "",
            read=whole_number(self.read.data),
        )


class ApproveForm(VersionForm):
    """An approval, or a reason to send it back."""

    next_review_on = DanishDateField(
        _l("Næste gennemgang"),
        description=_l("Lad feltet stå tomt, så er det om et år. Ændrer noget sig før, bliver I spurgt med det samme."),
    )
    note = long_text_field(
        _l("Hvad skal rettes?"), most=4_000, description=_l("Kun hvis du sender den tilbage."), render_kw={"rows": 3}
    )
    text_hash = HiddenField()
    send_back = SubmitField()
    """The button that sends it back."""

    def to_command(self, dpia_id: int) -> ApproveDpia:
        """The approval."""
        return ApproveDpia(
            dpia_id=dpia_id,
            version=self.seen,
            text_hash=self.text_hash.data or "",
            next_review_on=self.next_review_on.data,
        )


class ReviewForm(VersionForm):
    """The assessment still holds, and why."""

    note = long_text_field(
        _l("Hvorfor holder den?"),
        most=4_000,
        description=_l("Skal skrives, hvis noget er ændret."),
        render_kw={"rows": 5},
    )
    next_review_on = DanishDateField(_l("Næste gennemgang"), description=_l("Lad feltet stå tomt, så er det om et år."))


def required(message: Any) -> list[InputRequired]:
    """The validator of a field that must be filled in."""
    return [InputRequired(message)]
