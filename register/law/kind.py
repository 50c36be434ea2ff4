"""Special legislation as a kind of catalogue record."""

from app.core.text import N_
from register.catalogue.kind import Kind, Words
from register.law.content import LABELS, LawContent
from register.law.forms import LawForm
from register.law.model import Law

LAW = Kind(
    name="law",
    slug="love",
    link="laws",
    model=Law,
    content=LawContent,
    form=LawForm,
    words=Words(
        title=N_("Love"),
        one=N_("lov"),
        many=N_("love"),
        new=N_("Ny lov"),
        edit=N_("Ret loven"),
        created=N_("Loven er oprettet."),
        saved=N_("Loven er gemt."),
        lead=N_("De love og bekendtgørelser, opgaverne følger af."),
        empty=N_("Skriv de love, opgaverne følger af, så de kan vælges på behandlingernes formål."),
    ),
    labels=LABELS,
    columns=("code", "reference", "ended_on"),
)
