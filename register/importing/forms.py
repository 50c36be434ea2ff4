"""Forms of an import: the file, and what its columns are."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import FieldList, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.core.forms import BaseForm, choices_of, text_field
from app.organisation.forms import unit_choices
from app.organisation.model import Unit
from register.importing.columns import HEADINGS, SOURCE_HEADING
from register.importing.looking import COLUMNS, WAY_WORDS, Choice, Look
from register.importing.reading import REQUIRED
from register.importing.saved.model import ImportMapping
from register.importing.unfit import Unfit
from register.importing.values import fold

MAX_PAGE_BYTES = 15 * 1024 * 1024
LEFT, DROPPED, _USE = "=", "-", "+"
"""What is chosen for a word: left as an error, nothing at all, or one of ours, of which the code follows."""

Words = Mapping[str, Mapping[str, str]]
"""Heading → word of the file, as it is compared → what it stands for."""


class UploadForm(BaseForm):
    """A file of records."""

    file = FileField(
        _l("Fil"),
        [FileRequired(_l("Vælg en fil."))],
        description=_l("Et regneark (.xlsx), en csv-fil eller en json-fil på højst 15 MB."),
        render_kw={
            "accept": ".csv,.xlsx,.json",
            "data-max-bytes": str(MAX_PAGE_BYTES),
            "data-too-large": _l("Filen fylder mere end 15 MB."),
        },
    )


class ColumnsForm(BaseForm):
    """How a file is to be read, and where records that name no unit go."""

    unit = SelectField(_l("Enhed"), description=_l("Behandlinger, der ikke selv nævner en enhed, lægges her."))
    way = RadioField(_l("Hvordan skal filen læses?"))
    source = text_field(
        _l("Listens navn"),
        most=40,
        description=_l(
            "Et kort navn på den liste, filen er en udgave af. Navnet og nummeret bruges til at genkende behandlingen, "
            "når du læser en nyere udgave ind."
        ),
    )
    columns = FieldList(SelectField())

    @classmethod
    def of(cls, look: Look, units: Sequence[Unit], *, may_leave_unplaced: bool) -> "ColumnsForm":
        """The form for a file, filled with what is guessed."""
        guess = look.guess
        unit = guess.unit or (units[0].code if units and not may_leave_unplaced else "")
        keys = [*guess.keys, *[""] * len(look.headings)][: len(look.headings)]
        form = cls(data={"way": guess.way, "source": guess.source, "unit": unit, "columns": keys})
        empty = [SelectChoice("", _("Ingen: enheden står i filen"))]
        form.unit.choices = [*empty, *unit_choices(units)]
        form.way.choices = [SelectChoice(way, _(WAY_WORDS.get(way, way))) for way in look.ways]
        for entry, heading in zip(form.columns, look.headings, strict=False):
            entry.choices = choices_of(HEADINGS, empty=_("Bruges ikke"))
            entry.label.text = heading
        for entry in list(form.columns)[len(look.headings) :]:
            entry.choices = choices_of({}, empty="")
        if SOURCE_HEADING in look.headings or COLUMNS not in look.ways:
            del form.source
        if len(look.ways) == 1:
            form.way.data = look.ways[0]
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """Where the columns are chosen by hand: number and title among them, and none of ours twice."""
        is_fine: bool = super().validate(extra_validators)
        if self.way.data != COLUMNS:
            return is_fine
        if "source" in self and not self.source.data:
            self.refuse(_("Skriv et kort navn."), "source")
            is_fine = False
        times = Counter(key for key in self.keys if key)
        for entry in self.columns:
            if times[entry.data] > 1:
                message = _("«%(name)s» er valgt mere end én gang.", name=HEADINGS[entry.data])
                entry.errors = [*entry.errors, message]
                is_fine = False
        self.columns.errors = [entry.errors for entry in self.columns if entry.errors]
        for key in REQUIRED:
            if not times[key]:
                self.refuse(_("Vælg, hvilken kolonne der er «%(name)s».", name=HEADINGS[key]))
                is_fine = False
        return is_fine

    @property
    def keys(self) -> list[str]:
        """For each of the file's columns, which of ours it is."""
        return [entry.data or "" for entry in self.columns]

    def to_choice(self) -> Choice:
        """What was chosen."""
        source = (self.source.data or "") if "source" in self else Choice.source
        return Choice(way=self.way.data or "", keys=self.keys, source=source, unit=self.unit.data or "")


class WordsForm(BaseForm):
    """What each word of a file stands for: a word of ours, nothing, or the error it is."""

    words = FieldList(SelectField())
    unfit: Sequence[Unfit] = ()

    @classmethod
    def of(cls, unfit: Sequence[Unfit], chosen: Words) -> "WordsForm":
        """The form for these words: as was chosen before, else the nearest word of ours where one is like it."""
        form = cls(data={"words": [_value(one, chosen) for one in unfit]})
        form.unfit = unfit
        for entry, one in zip(form.words, unfit, strict=False):
            ours = [SelectChoice(f"{_USE}{code}", _(word)) for code, word in one.choices.items()]
            entry.choices = [SelectChoice(LEFT, _("Lad stå som fejl")), SelectChoice(DROPPED, _("Tag ikke med")), *ours]
            entry.label.text = _("«%(word)s» i kolonnen «%(column)s»", word=one.text[:80], column=one.column)
        for entry in list(form.words)[len(unfit) :]:
            entry.choices = choices_of({}, empty="")
        return form

    def to_words(self, chosen: Words) -> dict[str, dict[str, str]]:
        """What was chosen, over what was chosen before for words that are not on the page."""
        words = {column: dict(said) for column, said in chosen.items()}
        for entry, one in zip(self.words, self.unfit, strict=False):
            said = words.setdefault(one.column, {})
            said.pop(fold(one.text), None)
            if entry.data != LEFT:
                said[fold(one.text)] = entry.data.removeprefix(_USE) if entry.data != DROPPED else ""
        return {column: said for column, said in words.items() if said}


class SaveForm(BaseForm):
    """A name for the choices, so that next year's file is read by them."""

    name = text_field(
        _l("Navn"),
        most=80,
        required=InputRequired(_l("Skriv et navn, så I kan kende den igen.")),
        description=_l("Kolonnerne og ordene er så udfyldt, når I næste år vælger en fil med de samme kolonner."),
    )


class UseForm(BaseForm):
    """One of the saved mappings."""

    mapping = SelectField(_l("Udfyld som sidst"), coerce=int)

    @classmethod
    def of(cls, saved: Sequence[ImportMapping]) -> "UseForm":
        """The form with those there are."""
        form = cls()
        form.mapping.choices = [SelectChoice(one.id, one.name) for one in saved]
        return form


def _value(one: Unfit, chosen: Words) -> str:
    said = chosen.get(one.column, {}).get(fold(one.text))
    if said is None:
        return f"{_USE}{one.nearest}" if one.nearest else LEFT
    return f"{_USE}{said}" if said else DROPPED
