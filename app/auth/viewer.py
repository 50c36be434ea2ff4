"""The person behind a request: who it is, and how far each verb reaches."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from flask_babel import gettext as _

from app.auth.rules import ACCESS, ALL, DECISION, OWN, reach, why_not_approve
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
    has_shortcuts: bool = True

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
        """The part of the municipality in which this person may do `verb` to `kind`.

        What is a person's own wherever it lies, and partial readings (numbers, published reports), are no part of it.
        """
        reaches = reach(self.roles, kind, verb)
        if ALL in reaches.values():
            return Scope.everything()
        return Scope(paths=tuple(sorted({g.path for g in self.grants if reaches.get(g.role) == OWN})))

    def may(self, verb: str, kind: str, path: str | None = None, *, editors: Collection[int] = ()) -> bool:
        """Whether it is allowed in the unit with this path; without a path: anywhere at all.

        `editors` are the people who have written what is to be approved: they may not approve it themselves.
        """
        if why_not_approve(verb, person_id=self.person_id, editors=editors):
            return False
        scope = self.scope(kind, verb)
        return bool(scope.is_everything or scope.paths) if path is None else scope.holds(path)

    def may_decide(self, verb: str, kind: str) -> bool:
        """Whether this person may take down that the body they sit in has decided so."""
        return DECISION in reach(self.roles, kind, verb).values()

    def must(self, verb: str, kind: str, path: str | None = None, *, editors: Collection[int] = ()) -> None:
        """Refuse what is not allowed: 404 when it may not even be read, 403 when it may be read only.

        `path` is that of the stored row's unit ("" for a row without one), `editors` as in `may`.
        """
        if self.may(verb, kind, path, editors=editors):
            return
        if verb != "read" and (kind, "read") in ACCESS and self.may("read", kind, path):
            own = why_not_approve(verb, person_id=self.person_id, editors=editors)
            if own and self.may(verb, kind, path):
                raise Forbidden(_(own))
            raise Forbidden(
                _("Du kan se det, men ikke rette det. Spørg din GDPR-koordinator eller systemadministratoren.")
            )
        raise NotFound
