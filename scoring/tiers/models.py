"""The versions of the tier policy; a published one never changes."""

from typing import Any

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, CreatedAt, Id, OptionalUserRef


class TierPolicyVersion(Base):
    """What each tier asked for and meant, from a moment on until the next version."""

    __tablename__ = "tier_policy_version"

    id: Mapped[Id]
    number: Mapped[int] = mapped_column(unique=True)
    rules: Mapped[dict[str, Any]] = mapped_column(JSON)
    """By tier: band, sampling, cadence, periods before a rise."""
    note: Mapped[str] = mapped_column(Text, default="")
    published_by_id: Mapped[OptionalUserRef]
    published_by: Mapped[str] = mapped_column(String(120))
    published_at: Mapped[CreatedAt]
