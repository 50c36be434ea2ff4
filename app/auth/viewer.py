"""The person behind a request: who it is, and how far each verb reaches."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from flask_babel import gettext as _

from app.auth.rules import ALL, reach
from app.core.errors import Forbidden, NotFound
from app.core.scope import Scope


@dataclass(frozen=True)
class Grant:
    """A role held in the unit with this path."""

    role: str
    path: str


@dataclass(frozen=True)
class Viewer:
    """A signed-in person, as plain values. Flask-Login calls it the user.

    `token` is what the cookie holds; `session_row_id` and `account_id` are the rows behind it.
    """

    person_id: int
    name: str
    email: str
    token: str = field(repr=False)
    session_row_id: int
    account_id: int
    seen_at: datetime
    unit_path: str
    grants: tuple[Grant, ...]

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What the cookie remembers."""
        return self.token

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held anywhere."""
        return frozenset(grant.role for grant in self.grants)

    def scope(self, kind: str, verb: str) -> Scope:
        """The part of the municipality in which this person may do `verb` to `kind`."""
        reaches = reach(self.roles, kind, verb)
        if ALL in reaches.values():
            return Scope.everything()
        return Scope(paths=tuple(sorted({g.path for g in self.grants if g.role in reaches})))

    def may(self, verb: str, kind: str, path: str | None = None) -> bool:
        """Whether it is allowed in the unit with this path; without a path: anywhere at all."""
        scope = self.scope(kind, verb)
        return bool(scope.is_everything or scope.paths) if path is None else scope.holds(path)

    def must(self, verb: str, kind: str, path: str | None = None) -> None:
        """Refuse what is not allowed: 404 when it may not even be read, 403 when it may be read only.

        `path` is that of the stored row's unit ("" for a row without one).
        """
        if self.may(verb, kind, path):
            return
        if verb != "read" and (kind, "read") in READABLE and self.may("read", kind, path):
            raise Forbidden(_("Du kan se det, men ikke rette det. Spørg den GDPR-koordinator, der har ansvaret."))
        raise NotFound


READABLE = frozenset(
    {
        ("activity", "read"), ("risk", "read"), ("system", "read"), ("task", "read"), ("plan", "read"),
        ("organisation", "read"),
    }
)  # fmt: skip
