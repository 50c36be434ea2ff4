"""What is said upward: places that are empty by default and that the parts fill at composition.

A lower room asks here ("which panels belong under this record?") without knowing who answers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

if TYPE_CHECKING:
    from app.auth.viewer import Viewer


@dataclass(frozen=True)
class Subject:
    """A row that others refer to by (kind, id): what to call it and where to find it."""

    kind: str
    id: int
    title: str
    url: str


@dataclass(frozen=True)
class MenuEntry:
    """One entry of the side menu; `count` says how much waits there, `icon` is a name in components/icon.html.

    `also` are other addresses whose pages belong to the entry.
    """

    label: str
    url: str
    order: int
    count: int | None = None
    is_current: bool = False
    icon: str = ""
    also: tuple[str, ...] = ()


@dataclass
class Slots:
    """All slots. The web app keeps one on `app.extensions["slots"]`."""

    subjects: dict[str, "Callable[[Sequence[int]], dict[int, Subject]]"] = field(default_factory=dict)
    panels: dict[str, "list[Callable[[int, Viewer], Markup]]"] = field(default_factory=dict)
    menu: "list[Callable[[Viewer], Sequence[MenuEntry]]]" = field(default_factory=list)
    my_work: "list[Callable[[Viewer], Markup]]" = field(default_factory=list)
    mail_guards: "dict[str, Callable[[Any], str | None]]" = field(default_factory=dict)
    """By the mail's kind: why a written mail should not be sent after all, or None. Asked after it is claimed."""

    def subjects_of(self, pairs: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Subject]:
        """The subjects behind (kind, id) pairs, one query a kind; what is gone is left out."""
        found: dict[tuple[str, int], Subject] = {}
        for kind in {kind for kind, _ in pairs}:
            resolve = self.subjects.get(kind)
            if resolve:
                ids = sorted({row_id for k, row_id in pairs if k == kind})
                found.update({(kind, row_id): subject for row_id, subject in resolve(ids).items()})
        return found

    def panels_of(self, kind: str, row_id: int, viewer: "Viewer") -> list[Markup]:
        """The panels that other parts show under a record."""
        return [panel(row_id, viewer) for panel in self.panels.get(kind, [])]


def current_slots() -> Slots:
    """The slots of the running app."""
    from flask import current_app  # noqa: PLC0415 - the dataclasses above stay free of the web

    slots: Slots = current_app.extensions["slots"]
    return slots
