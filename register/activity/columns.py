"""The columns of the list of processing activities, and what of its address the list understands."""

from collections.abc import Mapping

from app.core.tables import Sort
from app.core.text import N_
from app.listing.rules import Column, ListKind
from register.activity.filtering import ActivityFilter

PATH = "/fortegnelse"
COLUMNS = (
    Column("titel", N_("Behandling"), "titel", is_fixed=True),
    Column("nummer", N_("Nr."), "nummer", from_start=True),
    Column("enhed", N_("Enhed"), "enhed", from_start=True),
    Column("forvaltning", N_("Forvaltning"), "forvaltning"),
    Column("ansvarlig", N_("Ansvarlig"), "ejer", from_start=True),
    Column("mangler", N_("Mangler"), "mangler", from_start=True),
    Column("risiko", N_("Risiko"), from_start=True),
    Column("gennemgang", N_("Næste gennemgang"), "gennemgang", is_number=True, from_start=True),
    Column("status", N_("Status"), from_start=True),
    Column("gennemgaaet", N_("Senest gennemgået"), "gennemgaaet", is_number=True),
    Column("kle", N_("KLE")),
    Column("systemer", N_("Systemer")),
    Column("aendret", N_("Ændret"), "aendret", is_number=True),
)
SORT_KEYS = tuple(column.sort for column in COLUMNS if column.sort)


def understand(args: Mapping[str, str]) -> dict[str, str]:
    """Filter and sorting of an address; nothing else travels on in links or is kept in a view."""
    sort = Sort.of(args, PATH, keys=SORT_KEYS)
    order = {"sort": f"{'-' * sort.is_descending}{sort.key}"}
    is_usual = sort.key == SORT_KEYS[0] and not sort.is_descending
    return ActivityFilter.from_args(args).to_args() | ({} if is_usual else order)


ACTIVITY_LIST = ListKind(
    name="activity",
    title=N_("Fortegnelse"),
    path=PATH,
    columns=COLUMNS,
    may=lambda viewer: viewer.may("read", "activity"),
    understand=understand,
)
