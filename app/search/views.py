"""/soeg: what the header's search finds, kind by kind."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from app.auth.viewer import Viewer
from app.auth.web import get_viewer, signed_in
from app.core.errors import NotFound
from app.core.search import words_of
from app.core.slots import SearchKind, current_slots

MOST = 200
blueprint = Blueprint("search", __name__)


def kinds_of(viewer: Viewer) -> list[SearchKind]:
    """The kinds that this person may look for, in their order; nobody may look for none."""
    return sorted((kind for kind in current_slots().search if kind.may(viewer)), key=lambda kind: kind.order)


@blueprint.get("/soeg")
@signed_in
def show() -> Any:
    """The first hits of each kind, with the list that shows them all."""
    viewer = get_viewer()
    kinds = kinds_of(viewer)
    if not kinds:
        raise NotFound
    text = " ".join(request.args.get("q", "").split())[:MOST]
    has_words = bool(words_of(text))
    found = [(kind.title, kind.find(viewer, text)) for kind in kinds] if has_words else []
    total = sum(result.count for _title, result in found)
    return render_template(
        "app/search/show.html",
        text=text,
        found=[(title, result) for title, result in found if result.count],
        is_empty=has_words and not total,
        places=_enumerated([_(kind.title).lower() for kind in kinds]),
        lead=ngettext("%(num)s fund for «%(text)s»", "%(num)s fund for «%(text)s»", total, text=text) if total else "",
    )


def _enumerated(words: Sequence[str]) -> str:
    """ "behandlinger, systemer og opgaver"."""
    return _(" og ").join(filter(None, (", ".join(words[:-1]), words[-1])))
