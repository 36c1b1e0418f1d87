"""Signatures over a version, and the signed declaration that ends one."""

from datetime import datetime

from sqlalchemy import (
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from agreements.contracts.models.versions import OfVersion
from agreements.contracts.rules import EndingKind, Side
from portal.core.db import Base, Id, Sha256, UserRef


class Signed(OfVersion):
    """Columns of what one person signed; they never change."""

    side: Mapped[Side]
    sha256: Mapped[Sha256]
    """Of the content that was shown and signed."""
    name: Mapped[str] = mapped_column(String(120))
    """As the signer typed it."""
    role: Mapped[str] = mapped_column(String(40))
    meaning: Mapped[str] = mapped_column(String(200))
    by_id: Mapped[UserRef]
    at: Mapped[datetime]
    address: Mapped[str] = mapped_column(String(60), default="")
    time_zone: Mapped[str] = mapped_column(String(60), default="UTC")
    """Where the signer was, by the clock on the wall."""
    with_code: Mapped[bool] = mapped_column(default=False)
    """Whether a second factor was asked for beside the password."""


class AgreementSignature(Signed, Base):
    """One person's signature over the content of a version."""

    __tablename__ = "agreement_signature"
    __table_args__ = (
        UniqueConstraint("version_id", "side"),
        UniqueConstraint("version_id", "by_id"),
    )

    id: Mapped[Id]


class AgreementEnding(Signed, Base):
    """The signed declaration by which one side ends a version that somebody has signed."""

    __tablename__ = "agreement_ending"
    __table_args__ = (UniqueConstraint("version_id"),)

    id: Mapped[Id]
    kind: Mapped[EndingKind]
    content: Mapped[str] = mapped_column(Text)
    """What was signed: canonical JSON with the version, its hash, the last day and the reason."""
