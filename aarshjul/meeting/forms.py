"""Web input about an item that waits for an agenda → commands."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import InputRequired

from aarshjul.meeting.actions import ChangeItem, DropItem, TakeUpItem
from aarshjul.meeting.model import AgendaItem
from aarshjul.meeting.rules import MOST_REASON, MOST_TITLE, MOST_WORDS
from app.core.forms import BaseForm, long_text_field, text_field
from app.core.text import whole_number


class OfItem(BaseForm):
    """What the forms of an item carry: the version its reader saw."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        """The version; 0, which no item has, when the field holds no number."""
        return whole_number(self.version.data)


class ItemForm(OfItem):
    """The words of an item."""

    title = text_field(_l("Punkt"), most=MOST_TITLE, required=InputRequired(_l("Skriv, hvad punktet handler om.")))
    problem = long_text_field(
        _l("Problemstilling"),
        most=MOST_WORDS,
        description=_l("Hvad er der sket, og hvad betyder det? Skriv ingen navne på borgere."),
        render_kw={"rows": 5},
    )
    recommendation = long_text_field(
        _l("Indstilling"),
        most=MOST_WORDS,
        description=_l("Hvad skal mødet beslutte?"),
        render_kw={"rows": 5},
    )

    @classmethod
    def of(cls, item: AgendaItem) -> "ItemForm":
        """The form of an item as it stands; what was sent stands over it."""
        return cls(
            data={
                "title": item.title,
                "problem": item.problem,
                "recommendation": item.recommendation,
                "version": str(item.version),
            }
        )

    def to_command(self, item_id: int) -> ChangeItem:
        """The words as they are to be; only after `validate()`, as for the others."""
        return ChangeItem(
            item_id=item_id,
            version=self.seen,
            title=self.title.data or "",
            problem=self.problem.data or "",
            recommendation=self.recommendation.data or "",
        )


class DropForm(OfItem):
    """Why an item is not to be taken up."""

    reason = text_field(
        _l("Hvorfor ikke?"),
        most=MOST_REASON,
        required=InputRequired(_l("Skriv, hvorfor punktet ikke tages op.")),
        description=_l("Begrundelsen står i revisionssporet."),
    )

    def to_command(self, item_id: int) -> DropItem:
        """Off the list."""
        return DropItem(item_id=item_id, version=self.seen, reason=self.reason.data or "")


class TakeUpForm(OfItem):
    """An item is to be taken up after all."""

    def to_command(self, item_id: int) -> TakeUpItem:
        """On the list again."""
        return TakeUpItem(item_id=item_id, version=self.seen)
