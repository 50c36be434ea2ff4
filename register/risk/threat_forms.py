"""The form of a threat in the catalogue."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import BaseForm, choices_of, long_text_field, text_field
from app.core.text import whole_number
from register.risk.rules import ASPECTS
from register.risk.threat_actions import WriteThreat, content_of, tidied
from register.risk.threat_model import Threat
from register.risk.threats import ASSETS, CAUSES

FIELDS = ("name", "description", "concerns", "asset", "cause", "source", "suggested")


class ThreatForm(BaseForm):
    """A threat being written. `version` is the one that was on the page."""

    name = text_field(
        _l("Trussel"),
        required=InputRequired(_l("Skriv, hvad der kan ske.")),
        description=_l("Fx «Brev med helbredsoplysninger bliver væk hos posten»."),
    )
    description = long_text_field(
        _l("Hvordan sker det, og hvad gør det ved den registrerede?"), most=2_000, render_kw={"rows": 4}
    )
    concerns = SelectMultipleField(
        _l("Rammer"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        choices=lambda: choices_of({str(code): word for code, word in ASPECTS.items()}),
        validators=[InputRequired(_l("Vælg mindst én."))],
    )  # fmt: skip
    asset = SelectField(
        _l("Hører til"),
        choices=lambda: choices_of(ASSETS, empty=_("Vælg")),
        validators=[InputRequired(_l("Vælg, hvad truslen rammer."))],
        description=_l("Truslen står under den overskrift i en vurdering."),
    )
    cause = SelectField(
        _l("Årsag"),
        choices=lambda: choices_of(CAUSES, empty=_("Ikke valgt")),
        description=_l("Hvem eller hvad der udløser den."),
    )
    source = text_field(_l("Kilde"), most=200, description=_l("Hvor I kender truslen fra, fx egne brud."))
    suggested = long_text_field(
        _l("Forslag til foranstaltninger"), render_kw={"rows": 5}, description=_l("Ét forslag på hver linje.")
    )
    version = HiddenField()

    def __init__(self, *, stored: Threat | None = None, **kwargs: Any) -> None:
        values: dict[str, Any] = {"version": str(stored.version if stored else 0)}
        if stored is not None:
            held = content_of(stored)
            values |= {name: getattr(held, name) for name in FIELDS}
            values |= {"concerns": sorted(held.concerns), "suggested": "\n".join(held.suggested)}
        super().__init__(data=values, **kwargs)

    def to_content(self) -> WriteThreat:
        """What was written; only after `validate()`."""
        return WriteThreat(
            name=self.name.data or "",
            description=self.description.data or "",
            concerns=frozenset(self.concerns.data or ()),
            asset=self.asset.data or "",
            cause=self.cause.data or "",
            source=self.source.data or "",
            suggested=tuple((self.suggested.data or "").splitlines()),
        )

    def read_version(self) -> int:
        """The version that was on the page; 0 when it does not say."""
        return whole_number(self.version.data)

    def differing(self, stored: WriteThreat) -> list[tuple[str, str]]:
        """The fields in which what stands is not what was typed: label, and what stands, in words."""
        typed = tidied(self.to_content())
        names = [name for name in FIELDS if getattr(stored, name) != getattr(typed, name)]
        return [(self[name].label.text, _words(stored, name) or _("tomt")) for name in names]


def _words(content: WriteThreat, name: str) -> str:
    if name == "concerns":
        return ", ".join(_(word) for aspect, word in ASPECTS.items() if aspect in content.concerns)
    if name == "suggested":
        return "; ".join(content.suggested)
    value: str = getattr(content, name)
    words = {"asset": ASSETS, "cause": CAUSES}.get(name, {})
    return _(words[value]) if value in words else value
