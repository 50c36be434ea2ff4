"""Saving and removing a mapping."""

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.audit.actions import Doing, record
from app.core.db import db
from app.core.errors import Refused
from app.core.text import sort_key
from register.importing.saved.model import ImportMapping
from register.importing.saved.rules import SavedMapping
from register.importing.saved.store import MOST, count_mappings, find_mapping, get_mapping


def save_mapping(name: str, saved: SavedMapping, *, doing: Doing) -> ImportMapping:
    """Save under a name, over what was saved under it before. Raises Refused: no name, no columns, too many saved."""
    if not sort_key(name):
        raise Refused(_("Skriv et navn, så I kan kende den igen."), field="name")
    if not saved.columns:
        raise Refused(_("Der er ingen kolonner at gemme."), field="name")
    mapping = find_mapping(name)
    if mapping is None:
        if count_mappings() >= MOST:
            raise Refused(_("Der er gemt %(most)s kolonnevalg. Slet et, I ikke bruger.", most=MOST), field="name")
        mapping = ImportMapping(sort_key=sort_key(name))
        db.session.add(mapping)
    before = dict(mapping.held or {})
    mapping.name, mapping.held, mapping.changed_at = name, saved.to_json(), doing.at
    try:
        db.session.flush()
    except IntegrityError:
        raise Refused(_("En anden har lige gemt et kolonnevalg med det navn. Prøv igen."), field="name") from None
    told = {"name": [None, name]} if not before else {"columns": [before["columns"], mapping.held["columns"]]}
    record(doing, "import_mapping.save", "import_mapping", mapping.id, told)
    return mapping


def remove_mapping(mapping_id: int, *, doing: Doing) -> str:
    """Remove it; gives its name. What was imported with it stays. Raises NotFound."""
    mapping = get_mapping(mapping_id)
    name = mapping.name
    db.session.delete(mapping)
    db.session.flush()
    record(doing, "import_mapping.remove", "import_mapping", mapping_id, {"name": [name, None]})
    return name
