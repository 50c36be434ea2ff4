"""What the pages of an import share: who may, which file waits, how it is to be read."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _

from app.auth.viewer import Viewer
from app.auth.web import get_viewer
from app.core.errors import Refused
from app.core.sheets import SheetProblem
from app.core.uploads import Upload, find_upload, read_note, write_note
from app.core.web import see_other
from register.activity.convert import load_refs
from register.activity.links import LINKS
from register.importing.actions import ImportRecords
from register.importing.looking import Choice, Look, look_at
from register.importing.reading import Columns, read_batch
from register.importing.unfit import Unfit, list_unfit

blueprint = Blueprint("importing", __name__, url_prefix="/fortegnelse/import")
UPLOAD = "register"

Words = Mapping[str, Mapping[str, str]]
"""Heading → word of the file, as it is compared → what it stands for, "" for nothing."""


def guard() -> Viewer:
    """Whoever may import somewhere."""
    viewer = get_viewer()
    viewer.must("import", "activity")
    return viewer


def whose(viewer: Viewer) -> int | None:
    """Whose imports this person may see and undo: the own; None, everybody's, for whoever imports everywhere."""
    return None if viewer.scope("activity", "import").is_everything else viewer.person_id


def waiting(token: str) -> Upload | None:
    """The session's own file of that token."""
    return find_upload(token, purpose=UPLOAD)


def gone() -> Any:
    """The answer where the file waits no more."""
    flash(_("Filen er allerede læst ind, eller den har ventet for længe. Vælg den igen, hvis den mangler."), "warning")
    return see_other(url_for("importing.upload"))


def look_of(kept: Upload, choice: Choice) -> Look:
    """The look at a waiting file, at the sheet and rows chosen. Raises Refused for rows without headings."""
    try:
        return look_at(kept.name, kept.data, sheet=choice.sheet, rows=choice.rows)
    except SheetProblem as problem:
        raise Refused(problem.message) from None


def choice_of_address() -> Choice:
    """What the address says."""
    return Choice.from_args(request.args)


def args_of(choice: Choice) -> dict[str, Any]:
    """The choice as arguments of an address."""
    return dict(choice.to_args())


def keep_words(kept: Upload, words: Words) -> None:
    """Keep what the file's words stand for until it is taken over."""
    write_note(kept, json.dumps(words))


def words_of(kept: Upload) -> Words:
    """What was kept; nothing at first."""
    note = read_note(kept)
    found: Words = json.loads(note) if note else {}
    return found


def command_of(kept: Upload, choice: Choice, viewer: Viewer, *, accept_partial: bool = False) -> ImportRecords:
    """The import as it was chosen."""
    return ImportRecords(
        name=kept.name,
        data=kept.data,
        reading=look_of(kept, choice).reading(choice, words_of(kept)),
        unit=choice.unit,
        accept_partial=accept_partial,
        scope=viewer.scope("activity", "import"),
    )


def unfit_in(kept: Upload, choice: Choice) -> list[Unfit]:
    """The file's words that fit none of ours, whatever has been said of them; only where the columns are chosen."""
    reading = look_of(kept, choice).reading(choice)
    if not isinstance(reading, Columns):
        return []
    refs = load_refs()
    references = {
        "unit": {code: unit.name for code, unit in refs.units.items() if not unit.is_closed},
        "owner": {mail: one.name for mail, one in refs.people.items() if one.is_active and mail not in refs.dpos},
    }
    for name, link in LINKS.items():
        if link.is_field:
            references[link.field] = {code: other.name for code, other in refs.linked[name].items()}
    return list_unfit(read_batch(kept.name, kept.data, replace(reading, words={})), references)
