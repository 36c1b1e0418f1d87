"""What a brand asks of suppliers: targets, floors, weights and bands, by category and day."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base, CreatedAt, Id, Key, OptionalUserRef
from portal.core.suppliers.models import Category


class ScoringSetting(Base):
    """The rules of one category (or of the brand) from a day on; a change is a new one."""

    __tablename__ = "scoring_setting"
    __table_args__ = (UniqueConstraint("scope", "number"),)

    id: Mapped[Id]
    scope: Mapped[str] = mapped_column(String(40))
    """The category's code, or nothing for the brand's default."""
    category_id: Mapped[int | None] = mapped_column(Key, ForeignKey("category.id"), index=True)
    number: Mapped[int]
    """Counted within the scope; of two for the same day the later one holds."""
    valid_from: Mapped[date]
    goals: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    bands: Mapped[list[list[Any]]] = mapped_column(JSON)
    early_days: Mapped[int | None]
    late_days: Mapped[int]
    set_by_id: Mapped[OptionalUserRef]
    set_by: Mapped[str] = mapped_column(String(120))
    set_at: Mapped[CreatedAt]

    category: Mapped[Category | None] = relationship(lazy="raise_on_sql")
