"""Forms of the board and of a version: web input → commands."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from aarshjul.plan.item_actions import AddItem, ChangeItem, MoveItem
from aarshjul.plan.model import Plan, PlanItem
from aarshjul.plan.version_actions import Carry
from aarshjul.plan.versioning import KINDS, years_of
from app.core.forms import BaseForm, long_text_field
from app.core.text import whole_number
from app.organisation.model import Unit

MOST_HOURS, MOST_KRONER = 10_000, 100_000_000
MOST = 2_000


def _told(label: Any, missing: Any, **more: Any) -> TextAreaField:
    """Words that cannot be left out."""
    return TextAreaField(label, [DataRequired(missing), Length(max=MOST)], **more)


class MoveForm(BaseForm):
    """An item is let go over a year, or pushed by a key or a button."""

    code = HiddenField(validators=[InputRequired()])
    year = HiddenField(validators=[InputRequired()])
    seen_year = HiddenField(validators=[InputRequired()])

    def to_command(self, plan: Plan, unit_id: int | None) -> MoveItem:
        """Everywhere, or in one administration; only after `validate()`, as for the others."""
        return MoveItem(
            plan_id=plan.id,
            code=self.code.data or "",
            year=whole_number(self.year.data),
            seen_year=whole_number(self.seen_year.data),
            unit_id=unit_id,
        )


class AddForm(BaseForm):
    """An entry of the catalogue comes into the draft."""

    code = SelectField(_l("Opgave i kataloget"), validators=[InputRequired(_l("Vælg en opgave."))])
    year = SelectField(_l("Begynder"), coerce=int)

    def offer(self, templates: Sequence[tuple[str, str]], years: range) -> None:
        """What may be chosen."""
        self.code.choices = [SelectChoice("", _("Vælg")), *(SelectChoice(c, f"{c} {title}") for c, title in templates)]
        self.year.choices = [SelectChoice(year, f"{year}") for year in years]

    def to_command(self, plan: Plan) -> AddItem:
        """The entry and its year."""
        return AddItem(plan_id=plan.id, template_code=self.code.data, year=self.year.data)


class ItemForm(BaseForm):
    """Everything a person may say of an item."""

    edition = HiddenField()
    kind = SelectField(_l("Slags"), choices=[SelectChoice(code, word) for code, word in KINDS.items()])
    first_year = SelectField(_l("Første år"), coerce=int)
    last_year = IntegerField(
        _l("Sidste år"), [Optional(), NumberRange(2000, 2999, _l("Skriv et årstal med fire cifre."))],
        description=_l("Lad feltet være tomt, hvis opgaven fortsætter."),
    )  # fmt: skip
    units = SelectMultipleField(
        _l("Hvor"),
        coerce=int,
        description=_l("Vælg kun steder, hvis opgaven ikke skal løses alle de steder, kataloget nævner."),
    )
    depends_on = SelectMultipleField(_l("Venter på"), description=_l("Opgaver, der skal være begyndt først."))
    asks_hours = IntegerField(
        _l("Timer, I beder DDS om"), [Optional(), NumberRange(0, MOST_HOURS, _l("Skriv et antal timer."))]
    )
    asks_kroner = IntegerField(
        _l("Kroner, I beder DDS om"), [Optional(), NumberRange(0, MOST_KRONER, _l("Skriv et beløb i hele kroner."))]
    )
    reason = long_text_field(_l("Hvorfor?"), most=MOST, description=_l("DDS får begrundelsen at se."))

    @classmethod
    def of(cls, plan: Plan, item: PlanItem) -> "ItemForm":
        """The form with what stands."""
        return cls(
            formdata=None,
            data={
                "edition": f"{plan.edition}",
                "kind": item.kind,
                "first_year": item.first_year,
                "last_year": item.last_year,
                "units": [unit.id for unit in item.units],
                "depends_on": item.depends_on,
                "asks_hours": round(item.asks_hours) or None,
                "asks_kroner": item.asks_kroner or None,
                "reason": item.asks_reason,
            },
        )

    def offer(self, plan: Plan, item: PlanItem, *, units: Sequence[Unit], others: Sequence[tuple[str, str]]) -> None:
        """What may be chosen. An item that began before the plan may stay there."""
        years = sorted({*years_of(plan.first_year), item.first_year})
        self.first_year.choices = [SelectChoice(year, f"{year}") for year in years]
        self.units.choices = [SelectChoice(unit.id, unit.name) for unit in units]
        self.depends_on.choices = [SelectChoice(code, f"{code} {title}") for code, title in others]

    def to_command(self, plan: Plan, item: PlanItem) -> ChangeItem:
        """The item as it is to be."""
        return ChangeItem(
            plan_id=plan.id,
            code=item.code,
            edition=whole_number(self.edition.data),
            kind=self.kind.data,
            first_year=self.first_year.data,
            last_year=self.last_year.data,
            unit_ids=self.units.data or [],
            depends_on=self.depends_on.data or [],
            asks_hours=float(self.asks_hours.data or 0),
            asks_kroner=self.asks_kroner.data or 0,
            asks_reason=self.reason.data or "",
        )


class VersionForm(BaseForm):
    """What every form about a version carries: the edition its reader saw."""

    edition = HiddenField()

    @property
    def seen(self) -> int:
        """The edition; 0, which no version has, when the field holds no number."""
        return whole_number(self.edition.data)


class SubmitForm(VersionForm):
    note = long_text_field(
        _l("Bemærkning til DDS"), most=MOST, description=_l("Hvad er nyt, og hvad skal DDS tage stilling til?")
    )


class SendBackForm(VersionForm):
    reason = _told(_l("Hvad skal ændres?"), _l("Skriv, hvad der skal ændres."))


class ApproveForm(VersionForm):
    note = _told(
        _l("Beslutning"),
        _l("Skriv beslutningen, som den står i referatet."),
        description=_l("Som den står i referatet, med mødets dato."),
    )


CARRY_NOT = 0
"""The choice by which an item is left out of the next plan."""


class CarryForm(BaseForm):
    """What becomes of one unfinished item; a part of RollForm."""

    class Meta(BaseForm.Meta):
        csrf = False

    year = SelectField(_l("Hvad skal der ske?"), coerce=int)
    reason = _told(_l("Hvorfor blev den ikke færdig?"), _l("Skriv kort hvorfor."), render_kw={"rows": 2})

    def offer(self, years: range) -> None:
        """The years of the next plan, and to leave it out."""
        choices = [SelectChoice(year, _("Båres over til %(year)s", year=year)) for year in years]
        self.year.choices = [*choices, SelectChoice(CARRY_NOT, _("Udgår af planen"))]

    def to_carry(self) -> Carry:
        """Where it goes, and why."""
        return Carry(first_year=self.year.data or None, reason=self.reason.data or "")
