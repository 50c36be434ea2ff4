"""The form of an information text."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, HiddenField

from app.core.forms import BaseForm, long_text_field, text_field
from app.core.text import whole_number
from register.activity.tidy import clean
from register.information.rules import Section


class SectionForm(BaseForm):
    """A heading, and what stands under it."""

    class Meta(BaseForm.Meta):
        csrf = False

    heading = text_field(_l("Overskrift"))
    text = long_text_field(_l("Tekst"), render_kw={"rows": 4})


class TextForm(BaseForm):
    """The sections of a text. A section without text falls away."""

    sections = FieldList(FormField(SectionForm), _l("Afsnit"))
    read = HiddenField()
    based_on = HiddenField()

    def __init__(self, sections: list[Section] | None = None, **data: Any) -> None:
        shown = [{"heading": s.heading, "text": s.text} for s in sections or []]
        super().__init__(data=data | {"sections": shown})

    def to_sections(self) -> list[Section]:
        """The sections as written; only after `validate()`."""
        rows = (entry.form for entry in self.sections)
        return [Section(clean(row.heading.data or ""), clean(row.text.data or "")) for row in rows]

    def read_version(self) -> int:
        """The version of the activity that was on the page; 0 when it does not say."""
        return whole_number(self.based_on.data)
