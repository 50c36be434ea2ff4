"""What the forms of the records around an activity share."""

from dataclasses import asdict, fields
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import DataRequired

from app.core.forms import BaseForm, long_text_field, text_field
from app.core.text import whole_number


class EntryForm(BaseForm):
    """A record being written. `version` is the one that was read; the code is chosen once.

    A subclass names its `content` and adds the kind's own fields; `shown` is their order on the page.
    """

    content: type[Any]
    shown: tuple[str, ...] = ()

    name = text_field(_l("Navn"), required=DataRequired(_l("Skriv et navn.")))
    description = long_text_field(_l("Beskrivelse"), render_kw={"rows": 4})
    code = text_field(
        _l("Kort navn"),
        most=80,
        description=_l("Det, den hedder i filer, I importerer. Lad feltet stå tomt, så laves det af navnet."),
    )
    reason = text_field(_l("Hvorfor retter du?"), description=_l("Kommer med i historikken."))
    version = HiddenField()

    def __init__(self, *, stored: Any = None, read: int = 0, **kwargs: Any) -> None:
        values = asdict(stored) if stored else {}
        super().__init__(data=values | {"version": str(read)}, **kwargs)
        if stored is not None:
            del self.code

    def to_content(self) -> Any:
        """What was written; only after `validate()`."""
        written = {f.name: self[f.name].data for f in fields(self.content) if f.name in self}
        empty = {f.name: f.default for f in fields(self.content)}
        return self.content(**{name: empty[name] if value is None else value for name, value in written.items()})

    def read_version(self) -> int:
        """The version that was on the page; 0 when it does not say."""
        return whole_number(self.version.data)
