"""Tables for signing in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Identified
from app.organisation.model import Person


class Account(Identified):
    """A person's way in: by a password ("" for none yet), by the municipality's own sign-in, or both.

    `totp_secret` is the second factor's secret, encrypted (app.auth.secrets_at_rest); it counts from `totp_since_at`
    on. `totp_last_step` is the last time step whose code was used, so that no code opens twice.
    `has_shortcuts`: single keys do something, "/" and "?" (WCAG 2.1.4).
    """

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("person_id", name="uq_account_person_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    totp_secret: Mapped[str] = mapped_column(String(200), default="")
    totp_since_at: Mapped[datetime | None]
    totp_last_step: Mapped[int | None]
    has_shortcuts: Mapped[bool] = mapped_column(default=True)

    person: Mapped[Person] = relationship()

    @property
    def has_second_factor(self) -> bool:
        """Whether a code is asked for after the password."""
        return self.totp_since_at is not None


class RecoveryCode(Identified):
    """A code on paper that stands in for the second factor once."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("account_id", "code_hash", name="uq_recovery_code_account_hash"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()


class ExternalIdentity(Identified):
    """Who an account is at an OpenID provider: `subject` is the provider's name for the person and never changes."""

    __tablename__ = "external_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject", name="uq_external_identity_issuer_subject"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(255))

    account: Mapped[Account] = relationship()


class UserSession(Identified):
    """One browser that is signed in. The cookie holds a random token, the row only its hash.

    `via` says how: password or oidc. `address` and `agent` let the owner know the session again. `idp_token` is
    the provider's ID token, which it wants back at sign-out. A session that has `ended_at` opens nothing.
    """

    __tablename__ = "user_session"
    __table_args__ = (
        UniqueConstraint("token_hash", name="uq_user_session_token_hash"),
        CheckConstraint("via IN ('password', 'oidc')", name="via"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    via: Mapped[str] = mapped_column(String(10))
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(String(60), default="")
    agent: Mapped[str] = mapped_column(String(200), default="")
    idp_token: Mapped[str] = mapped_column(Text, default="")

    account: Mapped[Account] = relationship()
