"""Web input about reminders → commands."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from aarshjul.reminder.settings_actions import ChangeReminders, ChooseRhythm, PauseReminders
from aarshjul.reminder.settings_rules import (
    BEFORE,
    BETWEEN,
    MOST_BEFORE,
    RHYTHMS,
    RUNGS,
    SOON,
    USUAL,
    Chosen,
    problems,
    read_days,
    write_days,
)
from app.core.forms import BaseForm, choices_of


def _rung(name: str, description: Any = "") -> IntegerField:
    label = _l(RUNGS[name])
    return IntegerField(label, [Optional()], description=description, render_kw={"inputmode": "numeric"})


class RemindersForm(BaseForm):
    """When a task is mailed about, and who hears of it when it is late. `read` tells which saving was on the page."""

    days_before = StringField(
        _l("Dage før fristen"),
        [Length(max=200)],
        description=_l(
            "Højst %(count)s tal fra %(least)s til %(most)s med komma imellem, og mindst ét på %(soon)s eller mindre. "
            "0 er selve fristen.",
            count=MOST_BEFORE,
            least=BEFORE[0],
            most=BEFORE[-1],
            soon=SOON,
        ),
        render_kw={"autocomplete": "off"},
    )
    overdue_every = IntegerField(
        _l("Dage mellem påmindelserne"),
        [Optional()],
        description=_l(
            "Fra %(least)s til %(most)s. Påmindelserne bliver ved, til opgaven er løst.",
            least=BETWEEN[0],
            most=BETWEEN[-1],
        ),
        render_kw={"inputmode": "numeric"},
    )
    chases_in_quiet_weeks = BooleanField(_l("Mind også om forsinkede opgaver i de stille uger"))
    escalates = BooleanField(
        _l("Giv lederne besked, når en opgave er forsinket"),
        description=_l("Hver af dem får én mail om opgaven, og kun hvis den ikke er løst."),
    )
    leader = _rung("leader", _l("Den nærmeste leder over den, der har opgaven."))
    above = _rung("above", _l("Lederen på næste trin."))
    director = _rung("director", _l("Direktøren for forvaltningen."))
    draft = _rung(
        "draft",
        _l(
            "Programmet skriver et udkast til et punkt på dagsordenen, og informationssikkerhedskoordinatoren får "
            "en mail om det."
        ),
    )
    read = HiddenField()

    @classmethod
    def of(cls, chosen: Chosen, *, mark: str, is_sent: bool = True) -> "RemindersForm":
        """The form of what is chosen; what was sent to it stands over that."""
        after = chosen.escalate_after or USUAL.escalate_after
        data = {
            "days_before": write_days(chosen.days_before),
            "overdue_every": chosen.overdue_every,
            "chases_in_quiet_weeks": chosen.chases_in_quiet_weeks,
            "escalates": bool(chosen.escalate_after),
            "read": mark,
        } | dict(zip(RUNGS, after, strict=False))
        return cls(data=data) if is_sent else cls(formdata=None, data=data)

    @property
    def rungs(self) -> Sequence[IntegerField]:
        """The fields of those above, lowest first."""
        return [self[name] for name in RUNGS]

    def validate(self, extra_validators: Any = None) -> bool:
        """As every form, and by the rules: every field that cannot stand says why at once."""
        is_fine = super().validate(extra_validators)
        try:
            chosen = self._chosen()
        except ValueError as problem:
            self.refuse(str(problem), "days_before")
            chosen = self._chosen(days_before=USUAL.days_before)
        for found in problems(chosen):
            if not self[found.field].errors:
                self.refuse(_(found.message, **found.values), found.field)
        return is_fine and not self.errors

    def to_command(self) -> ChangeReminders:
        """The choices as they shall be; only after `validate()`."""
        return ChangeReminders(chosen=self._chosen(), read=self.read.data or "")

    def _chosen(self, days_before: tuple[int, ...] | None = None) -> Chosen:
        """What is written; a field without a number counts as 0, which no rule lets through."""
        return Chosen(
            days_before=read_days(self.days_before.data or "") if days_before is None else days_before,
            overdue_every=self.overdue_every.data or 0,
            escalate_after=tuple(field.data or 0 for field in self.rungs) if self.escalates.data else (),
            chases_in_quiet_weeks=self.chases_in_quiet_weeks.data,
        )


class PauseForm(BaseForm):
    """Why reminders are paused."""

    reason = StringField(
        _l("Hvorfor?"),
        [DataRequired(_l("Skriv, hvorfor påmindelserne sættes på pause.")), Length(max=400)],
        description=_l("Fx «Organisationen er ved at blive lagt om». Andre kan se grunden."),
        render_kw={"autocomplete": "off"},
    )

    def to_command(self) -> PauseReminders:
        """The pause; only after `validate()`."""
        return PauseReminders(reason=self.reason.data)


class RhythmForm(BaseForm):
    """How often one wants mail about one's tasks."""

    rhythm = RadioField(
        _l("Hvor tit vil du have mail?"),
        [InputRequired(_l("Vælg, hvor tit du vil have mail."))],
        description=_l("Vælger du mandag, kommer det, der ikke kan vente til mandag, alligevel med det samme."),
        choices=lambda: choices_of(RHYTHMS),
    )

    def to_command(self, person_id: int) -> ChooseRhythm:
        """The choice; only after `validate()`."""
        return ChooseRhythm(person_id=person_id, rhythm=self.rhythm.data)
