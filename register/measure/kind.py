"""Security measures as a kind of catalogue record."""

from app.core.text import N_
from register.catalogue.kind import Kind, Words
from register.measure.content import GROUPS, KINDS, LABELS, NATURES, STATUSES, MeasureContent
from register.measure.forms import MeasureForm
from register.measure.model import Measure

MEASURE = Kind(
    name="measure",
    slug="foranstaltninger",
    link="security_measures",
    model=Measure,
    content=MeasureContent,
    form=MeasureForm,
    words=Words(
        title=N_("Foranstaltninger"),
        one=N_("foranstaltning"),
        many=N_("foranstaltninger"),
        new=N_("Ny foranstaltning"),
        edit=N_("Ret foranstaltningen"),
        created=N_("Foranstaltningen er oprettet."),
        saved=N_("Foranstaltningen er gemt."),
        lead=N_("Det, der beskytter oplysningerne. Skriv det én gang, og vælg det på de behandlinger, det gælder for."),
        empty=N_("Skriv de foranstaltninger, I har indført, så de kan vælges på behandlingerne."),
    ),
    labels=LABELS,
    choices={"group": GROUPS, "status": STATUSES, "kind": KINDS, "nature": NATURES},
    people=frozenset({"owner"}),
    columns=("group", "status", "nature", "owner"),
    filters=("group", "nature"),
)
