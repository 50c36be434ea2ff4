"""Web input about comments → commands."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from app.comment.actions import AddComment
from app.core.forms import BaseForm

MOST = 4_000


class CommentForm(BaseForm):
    """What somebody says."""

    text = TextAreaField(
        _l("Kommentar"),
        [DataRequired(_l("Skriv kommentaren.")), Length(max=MOST)],
        description=_l("Alle, der kan se opgaven, kan læse den. Skriv ingen navne på borgere."),
    )

    def to_command(self, kind: str, subject_id: int) -> AddComment:
        """Say it there; only after `validate()`."""
        return AddComment(kind=kind, subject_id=subject_id, text=self.text.data or "")
