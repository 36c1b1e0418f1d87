"""People, sessions, links, codes and tokens."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.accounts.rules import LinkKind, UserState
from portal.core.db import Base, CreatedAt, Id, Key, Sha256, UserRef
from portal.core.permissions import Role


class User(Base):
    """A person; never deleted, so that a name in the trail always means the same person.

    An address signs in one person only. An invitation does not take the address yet: that
    somebody has an account elsewhere must not show to whoever invites.
    """

    __tablename__ = "app_user"
    __table_args__ = (
        Index(
            "uq_app_user_email",
            "email",
            unique=True,
            sqlite_where=text("state != 'invited'"),
            postgresql_where=text("state != 'invited'"),
        ),
        Index(None, "email"),
        Index(None, "state", "name", "id"),
        Index(None, "name", "id"),
    )

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(120))
    role_names: Mapped[frozenset[str]]
    supplier_id: Mapped[int | None] = mapped_column(Key, ForeignKey("supplier.id"), index=True)
    state: Mapped[UserState] = mapped_column(default=UserState.INVITED)
    locale: Mapped[str] = mapped_column(String(8), default="en")
    time_zone: Mapped[str] = mapped_column(String(60), default="Asia/Shanghai")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp_secret: Mapped[str | None] = mapped_column(String(300))
    """Sealed with the portal's key."""
    totp_confirmed_at: Mapped[datetime | None]
    totp_last_step: Mapped[int | None] = mapped_column(Key)
    """The time step of the last accepted code: a code works once."""
    invited_until: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
    last_sign_in_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(Role(name) for name in self.role_names)


class UserSession(Base):
    """One signed-in browser; the cookie holds a secret, this row its hash."""

    __tablename__ = "user_session"

    id: Mapped[Id]
    user_id: Mapped[UserRef] = mapped_column(index=True)
    secret_sha256: Mapped[Sha256] = mapped_column(unique=True)
    created_at: Mapped[CreatedAt]
    seen_at: Mapped[CreatedAt]
    fresh_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(String(64), default="")
    agent: Mapped[str] = mapped_column(String(300), default="")


class OneTimeLink(Base):
    """A mailed link that works once and not for long."""

    __tablename__ = "one_time_link"

    id: Mapped[Id]
    kind: Mapped[LinkKind]
    user_id: Mapped[UserRef] = mapped_column(index=True)
    secret_sha256: Mapped[Sha256] = mapped_column(unique=True)
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    address: Mapped[str | None] = mapped_column(String(254))
    """The new mail address that the link proves."""


class Registration(Base):
    """A company that asks to be let in; becomes a supplier once its mail address is proven."""

    __tablename__ = "registration"

    id: Mapped[Id]
    company_en: Mapped[str] = mapped_column(String(200), default="")
    company_zh: Mapped[str] = mapped_column(String(200), default="")
    country: Mapped[str] = mapped_column(String(2))
    registration_number: Mapped[str] = mapped_column(String(40), default="")
    contact_name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), index=True)
    locale: Mapped[str] = mapped_column(String(8))
    secret_sha256: Mapped[Sha256] = mapped_column(unique=True)
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    supplier_id: Mapped[int | None] = mapped_column(Key, ForeignKey("supplier.id"))
    user_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)


class RecoveryCode(Base):
    """Lets a person in once without the second factor."""

    __tablename__ = "recovery_code"

    id: Mapped[Id]
    user_id: Mapped[UserRef] = mapped_column(index=True)
    code_sha256: Mapped[Sha256]
    used_at: Mapped[datetime | None]


class SignInFailure(Base):
    """A wrong password or code, counted per account and per address before it is checked."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (
        Index(None, "account_sha256", "at"),
        Index(None, "address", "at"),
        Index(None, "at"),
    )

    id: Mapped[Id]
    account_sha256: Mapped[Sha256]
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[CreatedAt]


class ApiToken(Base):
    """A program's key to the API: random, stored as its hash, narrowed to scopes."""

    __tablename__ = "api_token"

    id: Mapped[Id]
    user_id: Mapped[UserRef] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(String(120))
    secret_sha256: Mapped[Sha256] = mapped_column(unique=True)
    hint: Mapped[str] = mapped_column(String(12))
    scopes: Mapped[frozenset[str]]
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
