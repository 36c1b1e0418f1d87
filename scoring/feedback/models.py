"""Reviews and tickets: the brand's alone, no supplier reaches any of it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, CreatedAt, Id, Key


class Review(Base):
    """What a customer thinks of an order, in stars or in willingness to recommend."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("number", "order_number"),
        CheckConstraint("score BETWEEN 1 AND 5", name="score_is_of_five"),
        CheckConstraint("recommends BETWEEN 0 AND 10", name="recommends_is_of_ten"),
        Index(None, "product_id", "reviewed_on"),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(80))
    order_number: Mapped[str] = mapped_column(String(80), default="", index=True)
    """As the sender writes it: orders come in lists of their own, sometimes later."""
    product_id: Mapped[int | None] = mapped_column(Key, ForeignKey("product.id"))
    score: Mapped[int | None]
    recommends: Mapped[int | None]
    reviewed_on: Mapped[date] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    channel: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[CreatedAt]


class Ticket(Base):
    """One thing that a customer asked for help with."""

    __tablename__ = "ticket"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint("contacts > 0", name="contacts_are_positive"),
        Index(None, "product_id", "opened_at"),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(80))
    order_number: Mapped[str] = mapped_column(String(80), default="", index=True)
    product_id: Mapped[int | None] = mapped_column(Key, ForeignKey("product.id"))
    topic: Mapped[str] = mapped_column(String(200), default="")
    channel: Mapped[str] = mapped_column(String(40), default="")
    opened_at: Mapped[datetime] = mapped_column(index=True)
    answered_at: Mapped[datetime | None]
    """When somebody answered first."""
    solved_at: Mapped[datetime | None]
    contacts: Mapped[int | None]
    """How often it took; 1 is solved at first contact."""
    reopened: Mapped[bool | None]
    created_at: Mapped[CreatedAt]
