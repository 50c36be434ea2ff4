"""Recipients as a kind of catalogue record."""

from app.core.text import N_
from register.catalogue.kind import Kind, Words
from register.recipient.content import CHOICES, LABELS, RecipientContent
from register.recipient.forms import RecipientForm
from register.recipient.model import Recipient

RECIPIENT = Kind(
    name="recipient",
    slug="modtagere",
    link="recipients",
    model=Recipient,
    content=RecipientContent,
    form=RecipientForm,
    words=Words(
        title=N_("Modtagere"),
        one=N_("modtager"),
        many=N_("modtagere"),
        new=N_("Ny modtager"),
        edit=N_("Ret modtageren"),
        created=N_("Modtageren er oprettet."),
        saved=N_("Modtageren er gemt."),
        lead=N_("En, som mange behandlinger giver oplysninger til, for eksempel regionen eller en styrelse."),
        empty=N_("Skriv de modtagere, som går igen på mange behandlinger."),
    ),
    labels=LABELS,
    choices=CHOICES,
    columns=("category", "country"),
    filters=("category",),
)
