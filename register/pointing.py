"""What is written in the records around an activity, held against what there is: people, units, lists, columns."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import String, inspect

from app.core import clock
from app.core.errors import Refused
from app.organisation.duties import refuse_dpo
from app.organisation.model import Person, Unit
from app.organisation.store import find_person, find_unit


def unit_of(code: str, *, field: str = "unit") -> Unit | None:
    """The unit with this code; None for none. Raises Refused for a code we do not know."""
    unit = find_unit(code) if code else None
    if code and unit is None:
        raise Refused(_("Der er ingen enhed med koden «%(code)s».", code=code), field=field)
    return unit


def owner_of(email: str, *, field: str = "owner") -> Person | None:
    """Who is to own a record; None for nobody. Raises Refused for somebody we do not know, and for the DPO."""
    person = find_person(email) if email else None
    if email and person is None:
        raise Refused(_("Der er ingen person med mailadressen «%(email)s».", email=email), field=field)
    refuse_dpo(person, today=clock.today(), field=field)
    return person


def refuse_too_long(model: type[Any], values: Mapping[str, Any], *, field: str = "") -> None:
    """Raises Refused for a text that its column cannot hold, at `field` or the column's own."""
    columns = inspect(model).columns
    for name, value in values.items():
        column_type = columns[name].type
        most = column_type.length if isinstance(column_type, String) else None
        if most and isinstance(value, str) and len(value) > most:
            raise Refused(_("Teksten er for lang. Skriv højst %(most)s tegn.", most=most), field=field or name)


def refuse_unlisted(choices: Mapping[str, Mapping[str, str]], values: Mapping[str, Any]) -> None:
    """Raises Refused, at its field, for a value that is not on the list the field is chosen from; empty is none."""
    for name, words in choices.items():
        value = values.get(name)
        if value and value not in words:
            raise Refused(_("«%(value)s» er ikke på listen.", value=value), field=name)
