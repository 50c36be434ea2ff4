"""Web input about files → commands."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from app.attachment.actions import AddFiles, NewFile, RemoveFile
from app.attachment.rules import ACCEPTED, MAX_BYTES
from app.core.forms import BaseForm


def files_field(label: Any, *, validators: Any = ()) -> MultipleFileField:
    """A field for several files. How large all of them may be together, the program says for everything it is sent."""
    return MultipleFileField(
        label,
        [*validators],
        description=_l(
            "Pdf, billeder, mails, tekst og dokumenter uden makroer. Højst 15 MB pr. fil og 20 MB ad gangen."
        ),
        render_kw={
            "accept": ",".join(ACCEPTED),
            "data-max-bytes": str(MAX_BYTES),
            "data-too-large": _l("En af filerne fylder mere end 15 MB."),
        },
    )


def files_of(field: Any) -> tuple[NewFile, ...]:
    """The files that were chosen, read: none where the field was left empty."""
    chosen = [file for file in field.data or () if file and file.filename]
    return tuple(NewFile(file.filename, file.read()) for file in chosen)


def _some(_form: Any, field: Any) -> None:
    """Validator: at least one file was chosen."""
    if not any(file and file.filename for file in field.data or ()):
        raise ValidationError(_("Vælg mindst én fil."))


class FilesForm(BaseForm):
    """Files for a row."""

    files = files_field(_l("Filer"), validators=[_some])

    def to_command(self, kind: str, subject_id: int) -> AddFiles:
        """Hang them there; only after `validate()`."""
        return AddFiles(kind=kind, subject_id=subject_id, files=files_of(self.files))


class RemoveForm(BaseForm):
    """Why a file is taken away."""

    reason = TextAreaField(
        _l("Hvorfor skal filen fjernes?"),
        [DataRequired(_l("Skriv kort, hvorfor.")), Length(max=1_000)],
        description=_l("Begrundelsen bliver stående i historikken."),
    )

    def to_command(self, attachment_id: int) -> RemoveFile:
        """Take it away; only after `validate()`."""
        return RemoveFile(attachment_id=attachment_id, reason=self.reason.data or "")
