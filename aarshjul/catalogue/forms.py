"""The form of a task of the catalogue: its recurrence as people say it."""

from dataclasses import asdict
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
    widgets,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from aarshjul.catalogue.rules import MOST_YEARS, WHERE, problems
from aarshjul.catalogue.words import ORDINALS, WEEKDAYS, interval_words
from aarshjul.plan.catalogue import ABOUT, WAVES, CatalogueItem
from aarshjul.recurrence import LAST_DAY, LastWorkingDay, NthWeekday, parse_day, write_day
from app.core.filters import MONTHS
from app.core.forms import BaseForm, HoursField, choices_of, long_text_field, text_field
from app.core.text import N_, squeeze, whole_number
from app.organisation.rules import FUNCTIONS

COUNTINGS = {"calendar": N_("I bestemte måneder"), "done": N_("Et antal måneder efter, at den sidst blev udført")}
DAYS = {
    "last": N_("Månedens sidste dag"),
    "working": N_("Månedens sidste arbejdsdag"),
    "number": N_("En bestemt dato"),
    "nth": N_("En bestemt ugedag"),
}


def _needed(label: Any, missing: Any, **kwargs: Any) -> TextAreaField:
    return TextAreaField(label, [DataRequired(missing), Length(max=2000)], **kwargs)


class TemplateForm(BaseForm):
    """A task of the catalogue being written. `version` is the one that was read."""

    title = text_field(_l("Hvad hedder opgaven?"), required=DataRequired(_l("Skriv, hvad opgaven hedder.")))
    purpose = _needed(_l("Hvorfor skal den løses?"), _l("Skriv, hvorfor opgaven skal løses."), render_kw={"rows": 2})
    article = text_field(_l("Hjemmel"), most=200, description=_l("Fx «GDPR art. 32»."))
    where = SelectField(_l("Hvor løses den?"), choices=lambda: choices_of(WHERE))
    function = SelectField(_l("Hvem gør det?"), choices=lambda: choices_of(FUNCTIONS))
    hours = HoursField(
        _l("Timer hver gang og hvert sted"),
        [InputRequired(_l("Skriv et antal timer, fx 0,5."))],
        description=_l("Jeres bedste gæt. Ret det, når I kender tallet."),
        render_kw={"inputmode": "decimal"},
    )
    wave = SelectField(
        _l("I hvilket af planens år begynder I?"),
        coerce=int,
        choices=lambda: [SelectChoice(wave, _("%(n)s. år", n=wave)) for wave in WAVES],
        description=_l("Bruges som forslag i nye planer. Planer, der findes, ændres ikke."),
    )
    counting = RadioField(_l("Hvornår kommer den igen?"), choices=lambda: choices_of(COUNTINGS))
    months = SelectMultipleField(
        _l("Måneder"),
        coerce=int,
        choices=lambda: [SelectChoice(place, name) for place, name in enumerate(MONTHS, start=1)],
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )
    every_years = SelectField(
        _l("Hvor tit?"),
        coerce=int,
        choices=lambda: [SelectChoice(years, interval_words(years).capitalize()) for years in range(1, MOST_YEARS + 1)],
    )
    day_kind = RadioField(_l("Hvilken dag?"), choices=lambda: choices_of(DAYS))
    day_number = IntegerField(
        _l("Dato i måneden"),
        [Optional()],
        description=_l("Fra 1 til 31. En kortere måned bruger sin sidste dag."),
        render_kw={"inputmode": "numeric"},
    )
    nth = SelectField(
        _l("Hvilken?"), coerce=int, choices=lambda: [SelectChoice(nth, _(word)) for nth, word in ORDINALS.items()]
    )
    weekday = SelectField(
        _l("Ugedag"),
        coerce=int,
        choices=lambda: [SelectChoice(place, _(name)) for place, name in enumerate(WEEKDAYS, start=1)],
    )
    every_months = IntegerField(
        _l("Antal måneder efter sidste gang"),
        [Optional()],
        description=_l("Den første skal være gjort i den måned, du har valgt."),
        render_kw={"inputmode": "numeric"},
    )
    is_statutory = BooleanField(
        _l("Selve datoen står i en lov"),
        description=_l("Lovens dato står ved siden af jeres egen frist og flyttes aldrig."),
    )
    guide = _needed(_l("Vejledning"), _l("Skriv, hvordan man gør."), render_kw={"rows": 5})
    checklist = long_text_field(
        _l("Tjekliste"),
        most=4000,
        description=_l("Én sætning på hver linje. Den, der løser opgaven, krydser dem af."),
        render_kw={"rows": 5},
    )
    evidence = _needed(
        _l("Hvad viser bagefter, at den er løst?"),
        _l("Skriv, hvad der bagefter viser, at opgaven er løst."),
        render_kw={"rows": 2},
    )
    needs_evidence = BooleanField(
        _l("Der skal lægges en fil på"), description=_l("Uden den kan opgaven ikke markeres som udført.")
    )
    needs_approval = BooleanField(
        _l("Lederen skal godkende"),
        description=_l("Lederen skal godkende, at den er udført, udskudt eller ikke relevant."),
    )
    version = HiddenField()

    @classmethod
    def of(cls, item: CatalogueItem | None = None, *, version: int = 0) -> "TemplateForm":
        """The form of a task as it stands, or an empty one; what was sent stands over it."""
        form = cls(data=_data(item) | {"version": str(version)})
        form.code = item.code if item else ""
        return form

    code = ""

    @property
    def read(self) -> int:
        """The version that was on the page; 0 when it does not say."""
        return whole_number(self.version.data)

    def validate(self, extra_validators: Any = None) -> bool:
        """As every form, and as a whole: what the parts of the recurrence say together."""
        is_fine = super().validate(extra_validators)
        has_number = 1 <= (self.day_number.data or 0) <= LAST_DAY or bool(self.day_number.errors)
        if self.counting.data == "calendar" and self.day_kind.data == "number" and not has_number:
            self.refuse(_("Skriv en dato fra 1 til 31."), "day_number")
            is_fine = False
        if self.counting.data == "done" and not self.every_months.data and not self.every_months.errors:
            self.refuse(_("Skriv et antal måneder fra 1 til 120."), "every_months")
            is_fine = False
        if is_fine:
            for problem in problems(self.to_item()):
                self.refuse(_(problem.message), problem.field)
                is_fine = False
        return is_fine

    def to_item(self) -> CatalogueItem:
        """The task as written; only after `validate()`."""
        where = self.where.data
        is_about = where in ABOUT
        is_counted = self.counting.data == "done" and not is_about
        lines = (squeeze(line) for line in (self.checklist.data or "").splitlines())
        return CatalogueItem(
            code=self.code,
            title=squeeze(self.title.data or ""),
            purpose=squeeze(self.purpose.data or ""),
            article=squeeze(self.article.data or ""),
            months=tuple(sorted(self.months.data or ())),
            function=self.function.data,
            hours=float(self.hours.data or 0),
            per="administration" if is_about else where,
            about=where if is_about else "",
            wave=self.wave.data,
            evidence=squeeze(self.evidence.data or ""),
            guide=squeeze(self.guide.data or ""),
            every_years=self.every_years.data,
            is_statutory=self.is_statutory.data,
            day=self._day(),
            every_months=self.every_months.data if is_counted else None,
            checklist=tuple(line for line in lines if line),
            needs_evidence=self.needs_evidence.data,
            needs_approval=self.needs_approval.data,
        )

    def _day(self) -> str:
        if self.day_kind.data == "working":
            return write_day(LastWorkingDay())
        if self.day_kind.data == "nth":
            return write_day(NthWeekday(self.nth.data, self.weekday.data))
        is_number = self.day_kind.data == "number" and 1 <= (self.day_number.data or 0) <= LAST_DAY
        return write_day(self.day_number.data if is_number else LAST_DAY)


def _data(item: CatalogueItem | None) -> dict[str, Any]:
    """The fields of the form: those of the task, and its recurrence taken apart."""
    data: dict[str, Any] = {
        "where": "administration", "function": "coordinator", "counting": "calendar", "day_kind": "last", "wave": 1,
        "every_years": 1, "nth": 1, "weekday": 1,
    }  # fmt: skip
    if item is None:
        return data
    rule = parse_day(item.day)
    data |= asdict(item) | {
        "where": item.about or item.per,
        "counting": "done" if item.every_months else "calendar",
        "checklist": "\n".join(item.checklist),
    }
    if isinstance(rule, LastWorkingDay):
        return data | {"day_kind": "working"}
    if isinstance(rule, NthWeekday):
        return data | {"day_kind": "nth", "nth": rule.nth, "weekday": rule.weekday}
    return data | ({"day_kind": "last"} if rule == LAST_DAY else {"day_kind": "number", "day_number": rule})
