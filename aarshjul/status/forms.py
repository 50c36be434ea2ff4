"""Web input about a draft of a status report → commands."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, ValidationError

from aarshjul.meeting.model import GoverningBody, Meeting
from aarshjul.status.actions import BeginReport, ChangeHead
from aarshjul.status.settings import ReportRhythm
from aarshjul.status.texts import CONFIDENTIALITY
from aarshjul.status.writing import PutRecommendation, WriteComment, WriteDpoPart
from app.core.filters import long_day
from app.core.forms import BaseForm, DanishDateField, long_text_field, text_field
from app.core.text import whole_number

MOST_COMMENT = 2_000
"""Characters of an administration's comment: the report is four pages."""


class BeginForm(BaseForm):
    """A new draft."""

    body = SelectField(_l("Til"))
    as_of = DanishDateField(_l("Opgjort den"), [InputRequired(_l("Skriv den dag, tallene skal være fra."))])
    since = DanishDateField(_l("Perioden begynder"), [InputRequired(_l("Skriv, hvornår perioden begynder."))])
    title = text_field(_l("Titel"), most=200, description=_l("Er feltet tomt, hedder den Statusrapport til organet."))

    def __init__(self, bodies: Sequence[GoverningBody], today: date) -> None:
        self._today = today
        super().__init__(data={"as_of": today, "since": date(today.year, 1, 1)})
        self.body.choices = [SelectChoice(body.code, body.name) for body in bodies]

    def validate_as_of(self, field: DanishDateField) -> None:
        if field.data and field.data > self._today:
            raise ValidationError(_l("Dagen er ikke kommet endnu. Vælg i dag eller en tidligere dag."))

    def validate_since(self, field: DanishDateField) -> None:
        if field.data and self.as_of.data and field.data > self.as_of.data:
            raise ValidationError(_l("Perioden begynder efter den dag, tallene er fra. Vælg en tidligere dag."))

    def to_command(self) -> BeginReport:
        """The draft to begin; only after `validate()`, as for the others."""
        assert self.as_of.data is not None and self.since.data is not None
        return BeginReport(
            body_code=self.body.data, as_of=self.as_of.data, since=self.since.data, title=self.title.data or ""
        )


class OfReport(BaseForm):
    """What the forms of a draft carry: the version its reader saw."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        """The version; 0, which no saved row has, when the field holds no number."""
        return whole_number(self.version.data)


class CommentForm(OfReport):
    """What an administration says of its figures."""

    text = long_text_field(
        _l("Bemærkning"),
        most=MOST_COMMENT,
        description=_l("Forklar tallene, og skriv, hvad I gør ved det røde. Skriv ingen navne."),
        render_kw={"rows": 8},
    )

    def to_command(self, report_id: int, unit_id: int) -> WriteComment:
        """The comment as it is to be."""
        return WriteComment(report_id=report_id, unit_id=unit_id, text=self.text.data or "", version=self.seen)


class RecommendationForm(OfReport):
    """A recommendation."""

    title = text_field(
        _l("Indstilling"), most=400, required=InputRequired(_l("Skriv, hvad der indstilles.")),
        description=_l("Begynd med Godkend, Tag til efterretning eller Beslut."),
    )  # fmt: skip
    text = long_text_field(_l("Begrundelse"), most=MOST_COMMENT, render_kw={"rows": 5})

    def to_command(self, report_id: int, recommendation_id: int | None) -> PutRecommendation:
        """The recommendation as it is to be."""
        return PutRecommendation(
            report_id=report_id, recommendation_id=recommendation_id, version=self.seen,
            title=self.title.data or "", text=self.text.data or "",
        )  # fmt: skip


class DpoPartForm(OfReport):
    """The data protection officer's own part."""

    text = long_text_field(_l("Dine bemærkninger"), render_kw={"rows": 14})
    is_signed = BooleanField(_l("Skriv under, så afsnittet står i rapporten"))

    def to_command(self, report_id: int) -> WriteDpoPart:
        """The part as it is to be."""
        return WriteDpoPart(
            report_id=report_id, text=(self.text.data or "").strip(), is_signed=self.is_signed.data, version=self.seen
        )


class HeadForm(OfReport):
    """What stands on the front of a draft."""

    title = text_field(_l("Titel"), most=200, required=InputRequired(_l("Skriv, hvad rapporten hedder.")))
    meeting = SelectField(_l("Til mødet"))
    confidentiality = SelectField(
        _l("Fortrolighed"),
        description=_l("Står på forsiden. Der kan søges aktindsigt i rapporten under alle forhold."),
    )
    has_signatures = BooleanField(_l("Slut med plads til underskrift af rådgiveren og direktøren"))

    def __init__(self, meetings: Sequence[Meeting], **values: Any) -> None:
        super().__init__(**values)
        self.meeting.choices = [
            SelectChoice("", _l("Intet møde")),
            *(SelectChoice(str(one.id), long_day(one.held_on)) for one in meetings),
        ]
        self.confidentiality.choices = [SelectChoice(code, _(word)) for code, word in CONFIDENTIALITY.items()]

    def to_command(self, report_id: int) -> ChangeHead:
        """The front as it is to be."""
        return ChangeHead(
            report_id=report_id, title=self.title.data or "", meeting_id=whole_number(self.meeting.data) or None,
            confidentiality=self.confidentiality.data, has_signatures=self.has_signatures.data, version=self.seen,
        )  # fmt: skip


class SendForm(BaseForm):
    """How a frozen report is sent to the body's members."""

    way = RadioField(
        _l("Sådan sendes den"),
        [InputRequired(_l("Vælg, hvordan rapporten sendes."))],
        choices=[
            SelectChoice("pdf", _l("Med PDF'en i mailen")),
            SelectChoice("link", _l("Med et link til PDF'en, som udløber")),
        ],
        default="pdf",
    )


class SettingForm(OfReport):
    """How a body gets its reports."""

    is_scheduled = BooleanField(_l("Lav en kladde til hvert af organets møder"))
    days_before = IntegerField(
        _l("Dage før materialefristen"),
        [InputRequired(_l("Skriv et tal fra 1 til 60.")), NumberRange(1, 60, _l("Skriv et tal fra 1 til 60."))],
        description=_l("Så mange dage før materialefristen laver programmet kladden og minder om den."),
        render_kw={"inputmode": "numeric"},
    )
    has_signatures = BooleanField(_l("Nye rapporter slutter med plads til underskrift af rådgiveren og direktøren"))

    def to_command(self) -> ReportRhythm:
        """The choice."""
        assert self.days_before.data is not None
        return ReportRhythm(
            is_scheduled=self.is_scheduled.data, days_before=self.days_before.data,
            has_signatures=self.has_signatures.data, version=self.seen,
        )  # fmt: skip


class ActForm(OfReport):
    """A button: freeze, discard, remove."""
