"""Reading people with their roles, for the administrator's pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.auth.model import Account
from app.core.db import db
from app.core.errors import NotFound
from app.core.scope import Scope
from app.core.tables import PAGE_SIZE
from app.core.text import sort_key
from app.leaving.store import left_hanging
from app.organisation.model import FunctionHolder, Person, RoleGrant, Unit

CLOSED = "lukkede"
EVERYBODY = "alle"
HANGING = "haenger"


@dataclass(frozen=True)
class UserFilter:
    """Which people a list shows: words in name or address, a role held, and whether they may come in."""

    text: str = ""
    role: str = ""
    state: str = ""

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "UserFilter":
        """From the address; what is not understood filters nothing."""
        state = args.get("adgang", "")
        return cls(
            text=args.get("q", "").strip()[:200],
            role=args.get("rolle", ""),
            state=state if state in (CLOSED, HANGING, EVERYBODY) else "",
        )


def list_users(wanted: UserFilter, *, scope: Scope, number: int) -> Sequence[Person]:
    """A page of people with their units and roles, in name order."""
    return db.session.scalars(
        _filtered(select(Person), wanted, scope)
        .options(joinedload(Person.unit), selectinload(Person.grants).joinedload(RoleGrant.unit))
        .order_by(Person.sort_key, Person.id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    ).all()


def count_users(wanted: UserFilter, *, scope: Scope) -> int:
    """How many people the list holds in all."""
    return db.session.scalar(_filtered(select(func.count(Person.id)), wanted, scope)) or 0


def find_with_account(person_ids: Sequence[int]) -> frozenset[int]:
    """Those of the people who have a password."""
    return frozenset(db.session.scalars(select(Account.person_id).where(Account.person_id.in_(person_ids))))


def get_user(person_id: int, *, scope: Scope) -> Person:
    """A person with unit and roles. Raises NotFound."""
    person = db.session.scalar(
        select(Person)
        .outerjoin(Person.unit)
        .where(Person.id == person_id, scope.where(Unit.path))
        .options(joinedload(Person.unit), selectinload(Person.grants).joinedload(RoleGrant.unit))
    )
    if person is None:
        raise NotFound
    return person


def list_functions_of(person: Person) -> Sequence[FunctionHolder]:
    """The functions a person holds, in the order of the units' names."""
    return db.session.scalars(
        select(FunctionHolder)
        .join(FunctionHolder.unit)
        .where(FunctionHolder.person_id == person.id)
        .options(joinedload(FunctionHolder.unit))
        .order_by(Unit.sort_key, FunctionHolder.id)
    ).all()


def count_admins(*, on: date) -> int:
    """People who can sign in and hold the administrator's role on this day; `date.max`: not for a time only."""
    return (
        db.session.scalar(
            select(func.count(func.distinct(Person.id)))
            .join(RoleGrant, RoleGrant.person_id == Person.id)
            .join(Account, Account.person_id == Person.id)
            .where(RoleGrant.role == "admin", Person.is_active, RoleGrant.counts_on(on))
        )
        or 0
    )


def _filtered(query: Select, wanted: UserFilter, scope: Scope) -> Select:
    query = query.outerjoin(Person.unit).where(scope.where(Unit.path))
    if wanted.state != EVERYBODY:
        query = query.where(Person.is_active.is_(wanted.state not in (CLOSED, HANGING)))
    if wanted.state == HANGING:
        query = query.where(Person.id.in_(left_hanging()))
    if wanted.role:
        query = query.where(Person.id.in_(select(RoleGrant.person_id).where(RoleGrant.role == wanted.role)))
    if wanted.text:
        # The stored key folds æ, ø and å where SQLite's own LIKE folds ASCII only.
        query = query.where(
            or_(
                Person.name.icontains(wanted.text, autoescape=True),
                Person.sort_key.contains(sort_key(wanted.text), autoescape=True),
                Person.email.contains(wanted.text.lower(), autoescape=True),
            )
        )
    return query
