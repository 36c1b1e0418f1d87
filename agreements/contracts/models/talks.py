"""What was proposed and said about clauses."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from agreements.contracts.models.versions import OfVersion, Worded
from agreements.contracts.rules import ProposalState, Side
from portal.core.db import Base, CreatedAt, Id, Key, OptionalUserRef

IS_UNANSWERED = text("state = 'open'")


class ClauseProposal(OfVersion, Worded, Base):
    """How one side would have a clause instead."""

    __tablename__ = "clause_proposal"
    __table_args__ = (
        Index(
            "uq_clause_proposal_open", "clause_id",
            unique=True, sqlite_where=IS_UNANSWERED, postgresql_where=IS_UNANSWERED,
        ),
    )  # fmt: skip

    id: Mapped[Id]
    clause_id: Mapped[int] = mapped_column(Key, ForeignKey("agreement_clause.id"), index=True)
    side: Mapped[Side]
    note: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.OPEN)
    was: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What the clause said when it was made: the difference stays readable."""
    by_id: Mapped[OptionalUserRef]
    by_name: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[CreatedAt]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(String(120), default="")
    answer: Mapped[str] = mapped_column(Text, default="")


class ClauseComment(OfVersion, Base):
    """What somebody said about a clause; both sides read it."""

    __tablename__ = "clause_comment"

    id: Mapped[Id]
    clause_id: Mapped[int] = mapped_column(Key, ForeignKey("agreement_clause.id"), index=True)
    side: Mapped[Side]
    text: Mapped[str] = mapped_column(Text)
    by_id: Mapped[OptionalUserRef]
    by_name: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[CreatedAt]
