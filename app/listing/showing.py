"""What a list's page shows of saved views and columns, as plain values for components/listing.html."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.auth.viewer import Viewer
from app.core.tables import address
from app.listing.rules import Column, ListKind, shown_columns, with_the_rest
from app.listing.store import find_columns, list_views

Tab = tuple[str, str, bool]
COLUMNS_OPEN = "kolonner"
"""The argument by which an address opens the panel of columns, after a column was moved."""


@dataclass(frozen=True)
class Listing:
    """A list as one person sees it.

    `panel` holds every column with whether it is shown and whether it can go up or down; `args` is what would be kept
    as a view ("" for nothing); `here` is the address to come back to.
    """

    columns: Sequence[Column]
    tabs: Sequence[Tab]
    panel: Sequence[tuple[Column, bool, bool, bool]]
    args: str
    here: str
    may_share: bool
    has_views: bool
    is_panel_open: bool
    columns_url: str
    save_url: str
    views_url: str


def make_listing(kind: ListKind, viewer: Viewer, asked: Mapping[str, str]) -> Listing:
    """Saved views as tabs, and the columns to show; two statements."""
    understood = kind.understand(asked)
    views = list_views(kind.name, person_id=viewer.person_id)
    columns = shown_columns(kind.columns, find_columns(kind.name, person_id=viewer.person_id))
    free = [column for column in columns if not column.is_fixed]
    kept = [(view.title, kind.understand(view.args)) for view in views]
    tabs = [(title, address(kind.path, args), args == understood) for title, args in kept]
    is_kept = any(is_current for _title, _url, is_current in tabs)
    return Listing(
        columns=columns,
        tabs=tabs,
        panel=[
            (column, is_shown, is_shown and column in free[1:], is_shown and column in free[:-1])
            for column, is_shown in with_the_rest(kind.columns, columns)
            if not column.is_fixed
        ],
        args="" if is_kept else address("", understood).removeprefix("?"),
        here=address(kind.path, understood),
        may_share=viewer.may("write", "view"),
        has_views=any(not view.is_shared for view in views) or (bool(views) and viewer.may("write", "view")),
        is_panel_open=COLUMNS_OPEN in asked,
        columns_url=url_for("listing.choose", list_name=kind.name),
        save_url=url_for("listing.create", list_name=kind.name),
        views_url=url_for("listing.index", list_name=kind.name),
    )


def title_of(kind: ListKind) -> str:
    """What the list is called, in the reader's language."""
    return str(_(kind.title))
