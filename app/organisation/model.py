"""Tables of the organisation."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, UniqueConstraint, or_
from sqlalchemy.ext.hybrid import hybrid_method
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.core.db import Code, Identified, LongText, Name, SortKey
from app.core.text import sort_key


class Unit(Identified):
    """A node of the organisation: the municipality, an administration (forvaltning) or a unit below one.

    `path` holds the numbers from the root down ("/1/4/9/"), so that a branch is one prefix in SQL.
    `administration_id` names the administration a unit lies in (itself for an administration).
    """

    __tablename__ = "unit"
    __table_args__ = (
        UniqueConstraint("code", name="uq_unit_code"),
        CheckConstraint("kind IN ('municipality', 'administration', 'unit')", name="kind"),
        CheckConstraint("(kind = 'municipality') = (parent_id IS NULL)", name="only_the_root_has_no_parent"),
        Index("ix_unit_path", "path"),
    )

    code: Mapped[Code]
    name: Mapped[Name]
    sort_key: Mapped[SortKey]
    kind: Mapped[str] = mapped_column(String(20))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    administration_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    path: Mapped[str] = mapped_column(String(200))
    is_closed: Mapped[bool] = mapped_column(default=False)

    parent: Mapped["Unit | None"] = relationship(foreign_keys=[parent_id], remote_side="Unit.id")
    administration: Mapped["Unit | None"] = relationship(
        foreign_keys=[administration_id], remote_side="Unit.id", post_update=True
    )

    @validates("name")
    def _keep_sort_key(self, _key: str, name: str) -> str:
        self.sort_key = sort_key(name)
        return name


class Person(Identified):
    """Someone who works for the municipality: owns records, holds functions, gets mail, may have an account."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("email", name="uq_person_email"),
        CheckConstraint("email = lower(email)", name="email_is_lower_case"),
    )

    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[Name]
    sort_key: Mapped[SortKey]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    is_active: Mapped[bool] = mapped_column(default=True)

    unit: Mapped[Unit | None] = relationship()
    grants: Mapped[list["RoleGrant"]] = relationship(back_populates="person", order_by="RoleGrant.id")

    @validates("name")
    def _keep_sort_key(self, _key: str, name: str) -> str:
        self.sort_key = sort_key(name)
        return name


class FunctionHolder(Identified):
    """Who holds a function (leader, coordinator, it …) in a unit; it reaches the units below that have none."""

    __tablename__ = "function_holder"
    __table_args__ = (UniqueConstraint("unit_id", "function", name="uq_function_holder_unit_function"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    function: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)

    unit: Mapped[Unit] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class RoleGrant(Identified):
    """A role held in a unit; it reaches the branch below. Several are held side by side.

    `source` says who gave it: "" a person or a file, "oidc" a group at the OpenID provider. `ends_on` is its last day.
    """

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("person_id", "role", "unit_id", name="uq_role_grant_person_role_unit"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    source: Mapped[str] = mapped_column(String(10), default="")
    ends_on: Mapped[date | None]

    person: Mapped[Person] = relationship(back_populates="grants")
    unit: Mapped[Unit] = relationship()

    @hybrid_method
    def counts_on(self, day: date) -> bool:
        """Whether the role gives anything on this day, of a row or in SQL: to the end of its last day."""
        return self.ends_on is None or day <= self.ends_on

    @counts_on.inplace.expression  # type: ignore[attr-defined] # its stub gives the property's alone a type
    @classmethod
    def _counts_on_in_sql(cls, day: date) -> ColumnElement[bool]:
        return or_(cls.ends_on.is_(None), cls.ends_on >= day)


class Municipality(Identified):
    """The data controller and its DPO (Art. 30(1)(a)), and what the municipality has chosen. One row."""

    __tablename__ = "municipality"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    name: Mapped[Name] = mapped_column(default="")
    cvr: Mapped[str] = mapped_column(String(20), default="")
    address: Mapped[LongText]
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    dpo_name: Mapped[str] = mapped_column(String(400), default="")
    dpo_email: Mapped[str] = mapped_column(String(254), default="")
    dpo_phone: Mapped[str] = mapped_column(String(40), default="")
    answers_need_sign_in: Mapped[bool] = mapped_column(default=False)
    answers_are_off: Mapped[bool] = mapped_column(default=False)
    """Mails carry no link that answers; the task is answered where it stands, after signing in."""
    second_factor_roles: Mapped[list[Any]] = mapped_column(default=list)
    """Roles that may not sign in by a password without a second factor."""
    weak_words: Mapped[LongText]
    """Words, one a line, that a password may not be built on: towns, schools, the mayor's dog."""
    most_removed_percent: Mapped[int] = mapped_column(default=10)
    """The share of people or units that one import may take away unless it is told to go on."""
    oidc_trusts_mail: Mapped[bool] = mapped_column(default=False)
    """Whether the provider's mail address names the person here although it does not say that it is verified."""

    @property
    def answers(self) -> str:
        """How a task is answered from a mail: through the link alone (link), after sign-in, or not at all (off)."""
        if self.answers_are_off:
            return "off"
        return "sign_in" if self.answers_need_sign_in else "link"

    @property
    def controller_is_known(self) -> bool:
        """Name and a way to reach the controller are there (R01)."""
        return bool(self.name and (self.email or self.phone or self.address))

    @property
    def dpo_is_known(self) -> bool:
        """The DPO can be reached (R02)."""
        return bool(self.dpo_email or self.dpo_phone)
