"""What the brand settles for all agreements: gates and templates."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from agreements.contracts.rules import GateLevel
from portal.core.db import Base, CreatedAt, Id, Key
from portal.core.numbering import new_code


class AgreementGate(Base):
    """What a category (or none: all others) asks for when goods are booked for inspection."""

    __tablename__ = "agreement_gate"

    id: Mapped[Id]
    category_id: Mapped[int | None] = mapped_column(Key, ForeignKey("category.id"))
    scope: Mapped[str] = mapped_column(String(40), unique=True, default="")
    """The category's code, or nothing."""
    level: Mapped[GateLevel]
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}


class AgreementTemplate(Base):
    """An agreement of the brand's own that drafts begin from; kept from a version once."""

    __tablename__ = "agreement_template"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(20), unique=True, default=lambda: new_code("TPL", 6))
    name_en: Mapped[str] = mapped_column(String(120))
    name_zh: Mapped[str] = mapped_column(String(120))
    about_en: Mapped[str] = mapped_column(Text, default="")
    about_zh: Mapped[str] = mapped_column(Text, default="")
    title_en: Mapped[str] = mapped_column(String(200))
    title_zh: Mapped[str] = mapped_column(String(200))
    said: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """The clauses in their order, as columns of a wording."""
    kept_at: Mapped[CreatedAt]
    kept_by: Mapped[str] = mapped_column(String(120), default="")
    retired_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}
