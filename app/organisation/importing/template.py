"""The organisation in a file of the same form as the import reads: to be changed and read in again."""

from collections.abc import Iterator
from io import BytesIO

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.auth.rules import ROLES
from app.core.db import db
from app.core.scope import Scope
from app.core.sheets import OutSheet, write_xlsx
from app.core.text import N_
from app.organisation.importing.rules import PEOPLE_HEADINGS, UNIT_HEADINGS
from app.organisation.model import Person, RoleGrant
from app.organisation.rules import KINDS
from app.organisation.store import list_holders, list_units

UNIT_HELP = {
    "code": N_("Kort og fast, for eksempel SOC-FAM. Enheden kendes på koden, også når den skifter navn."),
    "name": N_("Enhedens navn, som alle ser det."),
    "kind": N_("Kommune, Forvaltning eller Enhed. Der er én kommune, og forvaltninger hører direkte under den."),
    "parent": N_("Koden på den enhed, den hører under. Skriv en anden kode for at flytte den. Kommunens er tom."),
    "leader_email": N_("Lederens mailadresse. Et tomt felt betyder, at enheden ingen leder har."),
    "coordinator_email": N_("GDPR-koordinatorens mailadresse. Tom: koordinatoren længere oppe tager sig af den."),
}
PEOPLE_HELP = {
    "email": N_("Personen kendes på mailadressen. Har en person flere roller, så skriv en række for hver."),
    "name": N_("Personens navn."),
    "unit": N_("Koden på den enhed, personen hører til. Rollen i samme række gælder i den enhed og alt under den."),
    "role": N_("Hvad personen må. Tom for den, der kun skal have opgaver. Vælg en af: %(roles)s."),
}


def write_template(sheet: str) -> tuple[bytes, int]:
    """The sheet with everything that stands now, and one that explains the columns; `sheet` is enheder or personer.

    Gives how many rows there are too.
    """
    if sheet == "enheder":
        headings, texts, rows = list(UNIT_HEADINGS.values()), UNIT_HELP, list(_unit_rows())
    else:
        headings, texts, rows = list(PEOPLE_HEADINGS.values()), PEOPLE_HELP, list(_people_rows())
    roles = ", ".join(_(role) for role in ROLES.values())
    explained = [
        [_(heading), _(text) % {"roles": roles} if "%(" in text else _(text)]
        for heading, text in zip(headings, texts.values(), strict=True)
    ]
    target = BytesIO()
    write_xlsx(
        target,
        [
            OutSheet(_("Enheder") if sheet == "enheder" else _("Personer"), [_(h) for h in headings], rows),
            OutSheet(_("Vejledning"), [_("Kolonne"), _("Hvad skal der stå?")], explained),
        ],
    )
    return target.getvalue(), len(rows)


def _unit_rows() -> Iterator[list[str]]:
    units = list_units(scope=Scope.everything())
    codes = {unit.id: unit.code for unit in units}
    holders = list_holders()
    for unit in units:
        # Also somebody who has left: what is read in again must change nothing.
        held = (holders.get((unit.id, function)) for function in ("leader", "coordinator"))
        emails = [person.email if person is not None else "" for person in held]
        yield [unit.code, unit.name, _(KINDS[unit.kind]), codes.get(unit.parent_id or 0, ""), *emails]


def _people_rows() -> Iterator[list[str]]:
    """A row for each role, the first where the person belongs: that is the one that says so on the way in."""
    people = db.session.scalars(
        select(Person)
        .where(Person.is_active)
        .options(joinedload(Person.unit), selectinload(Person.grants).joinedload(RoleGrant.unit))
        .order_by(Person.sort_key, Person.id)
    )
    for person in people:
        home = person.unit.code if person.unit else ""
        rows = [[person.email, person.name, grant.unit.code, _(ROLES[grant.role])] for grant in person.grants]
        rows.sort(key=lambda row: row[2] != home)
        if not rows or rows[0][2] != home:
            rows.insert(0, [person.email, person.name, home, ""])
        yield from rows
