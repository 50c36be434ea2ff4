"""Web input about the working calendar → command."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField, TextAreaField, widgets
from wtforms.validators import Length, ValidationError

from aarshjul.calendar.actions import ChangeWorkCalendar
from aarshjul.calendar.rules import (
    CLOSED_WORDS,
    closed_days,
    names_on,
    read_days,
    read_weeks,
    write_days,
    write_weeks,
)
from app.core.forms import BaseForm, choices_of
from app.core.workdays import ClosedDays


class WorkCalendarForm(BaseForm):
    """Which days are closed every year, which single days besides, and in which weeks few are at work."""

    closed = SelectMultipleField(
        _l("Lukket hvert år"),
        description=_l("Helligdagene er altid lukkede og står ikke her."),
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )
    dates = TextAreaField(
        _l("Andre lukkedage"),
        [Length(max=20_000)],
        description=_l(
            "Én dato på hver linje, fx 14-05-2027. Til flyttedage, indeklemte dage og andet, der sker én gang."
        ),
        render_kw={"rows": 5},
    )
    quiet_weeks = StringField(
        _l("Stille uger"),
        [Length(max=200)],
        description=_l("Ugenumre, hvor få er på arbejde, fx 27-31, 42, 52. Ingen frist lægges i dem."),
    )

    def __init__(self) -> None:
        super().__init__()
        self.closed.choices = choices_of(CLOSED_WORDS)

    def fill(self, closed: ClosedDays, quiet_weeks: frozenset[int]) -> None:
        """Show the calendar there is."""
        self.closed.data = names_on(closed)
        self.dates.data, self.quiet_weeks.data = write_days(closed.dates), write_weeks(quiet_weeks)

    def validate_dates(self, field: TextAreaField) -> None:
        """Every line is a day."""
        try:
            read_days(field.data or "")
        except ValueError as problem:
            raise ValidationError(_(str(problem))) from None

    def validate_quiet_weeks(self, field: StringField) -> None:
        """Every number is a week, and enough weeks are left."""
        try:
            read_weeks(field.data or "")
        except ValueError as problem:
            raise ValidationError(_(str(problem))) from None

    def to_command(self) -> ChangeWorkCalendar:
        """The calendar as it shall be; only after `validate()`."""
        return ChangeWorkCalendar(
            closed=closed_days(self.closed.data or (), read_days(self.dates.data or "")),
            quiet_weeks=read_weeks(self.quiet_weeks.data or ""),
        )
