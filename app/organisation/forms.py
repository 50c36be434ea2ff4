"""Forms of the organisation: a unit, and a file of units or people."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from app.core.forms import BaseForm, choices_of, text_field
from app.organisation.actions import PutUnit
from app.organisation.importing.run import MAX_BYTES
from app.organisation.model import Unit
from app.organisation.rules import FUNCTIONS, KINDS, is_mail_address

MAIN_FUNCTIONS = ("leader", "coordinator")


def mail_address(_form: Any, field: Any) -> None:
    """Validator: the text can be mailed to, or is empty."""
    if field.data and not is_mail_address(field.data.lower()):
        raise ValidationError(_("Skriv en mailadresse som navn@kommune.dk, uden æ, ø og å."))


def unit_choices(units: Sequence[Unit]) -> list[SelectChoice]:
    """Choices of a select from units in the tree's order, each set in as far as it lies down."""
    return [SelectChoice(unit.code, "\u2003" * (unit.path.count("/") - 2) + unit.name) for unit in units]


class UnitForm(BaseForm):
    """A unit that is there: its name, its place and who holds its functions (fields are added below)."""

    name = text_field(_l("Navn"), required=InputRequired(_l("Skriv enhedens navn.")))
    parent = SelectField(_l("Hører under"))

    def offer_parents(self, units: Sequence[Unit], *, of: Unit | None = None) -> None:
        """The units that may lie above: all but the unit itself and those below it."""
        self.parent.choices = unit_choices([u for u in units if of is None or not u.path.startswith(of.path)])

    def holders(self) -> dict[str, str]:
        """Mail address by function; "" where the field is empty."""
        return {function: (self[f"{function}_email"].data or "").lower() for function in FUNCTIONS}

    def to_command(self, unit: Unit) -> PutUnit:
        """The unit as it shall be; its code and kind stay."""
        parent = "" if unit.kind == "municipality" else self.parent.data
        return PutUnit(code=unit.code, name=self.name.data or "", kind=unit.kind, parent=parent, holders=self.holders())


for _function, _word in FUNCTIONS.items():
    setattr(
        UnitForm,
        f"{_function}_email",
        StringField(_l(_word), [mail_address], render_kw={"list": "people", "inputmode": "email", "maxlength": 254}),
    )


class NewUnitForm(UnitForm):
    """A unit to be made."""

    code = text_field(
        _l("Kode"),
        most=80,
        required=InputRequired(_l("Skriv en kode.")),
        description=_l("Kort og fast, for eksempel SOC-FAM. Koden bruges i filer og kan ikke ændres bagefter."),
    )
    kind = SelectField(_l("Type"), default="unit")
    parent = SelectField(_l("Hører under"), [InputRequired(_l("Vælg den enhed, som den nye hører under."))])

    def offer_parents(self, units: Sequence[Unit], *, of: Unit | None = None) -> None:
        """Every unit; none is chosen beforehand, so that a new one does not end on top by mistake."""
        super().offer_parents(units, of=of)
        self.parent.choices = [SelectChoice("", _("Vælg en enhed")), *self.parent.choices]

    def offer_kinds(self) -> None:
        """Everything but the municipality, of which there is one."""
        self.kind.choices = choices_of({code: word for code, word in KINDS.items() if code != "municipality"})

    def to_new_command(self) -> PutUnit:
        """The unit to be made."""
        return PutUnit(
            code=self.code.data or "",
            name=self.name.data or "",
            kind=self.kind.data,
            parent=self.parent.data,
            holders=self.holders(),
        )


class FileForm(BaseForm):
    """A file of units or people, and whether it is the whole list."""

    file = FileField(
        _l("Fil"),
        [FileRequired(_l("Vælg en fil."))],
        description=_l("Et regneark (.xlsx) eller en csv-fil på højst 10 MB."),
        render_kw={
            "accept": ".csv,.xlsx",
            "data-max-bytes": str(MAX_BYTES),
            "data-too-large": _l("Filen fylder mere end 10 MB."),
        },
    )
    complete = BooleanField(
        _l("Filen er hele listen: luk dem, der ikke står i den"),
        description=_l(
            "Personer, der ikke står i filen, kan ikke logge ind mere. Enheder, der ikke står i den, bliver lukket. "
            "Du ser hvem, før noget sker. Uden kryds bliver alle andre, som de er."
        ),
    )


class ConfirmForm(BaseForm):
    """The yes to what was shown: `digest` names the consequences, `go_on` allows that many go at once."""

    complete = HiddenField()
    digest = HiddenField()
    go_on = BooleanField()

    @property
    def is_complete(self) -> bool:
        """Whether the file was shown as the whole list."""
        return self.complete.data == "1"
