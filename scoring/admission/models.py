"""Gates of an approval, conditions of a conditional one, and exceptions that somebody signed."""

from datetime import date, datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from agreements.contracts.rules import GateLevel
from portal.core.db import Base, CreatedAt, Id, OfSupplier, OptionalUserRef, UserRef
from scoring.admission.rules import ConditionState, GateKind


class AdmissionGate(Base):
    """What happens when one thing is missing at an approval."""

    __tablename__ = "admission_gate"

    id: Mapped[Id]
    kind: Mapped[GateKind] = mapped_column(unique=True)
    level: Mapped[GateLevel]
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}


class AdmissionCondition(OfSupplier, Base):
    """One thing that a conditionally approved company has to do, and by when."""

    __tablename__ = "admission_condition"
    __table_args__ = (Index(None, "state", "due_on"),)

    id: Mapped[Id]
    text: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    state: Mapped[ConditionState] = mapped_column(default=ConditionState.OPEN)
    set_at: Mapped[CreatedAt]
    set_by_id: Mapped[OptionalUserRef]
    set_by: Mapped[str] = mapped_column(String(120))
    met_at: Mapped[datetime | None]
    met_by_id: Mapped[OptionalUserRef]
    met_by: Mapped[str | None] = mapped_column(String(120))
    how: Mapped[str] = mapped_column(Text, default="")
    """How one knows that it is fulfilled."""
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}


class AdmissionException(OfSupplier, Base):
    """A gate that somebody opened for one company under his or her name, until a day."""

    __tablename__ = "admission_exception"
    __table_args__ = (Index(None, "ended_at", "holds_until"),)

    id: Mapped[Id]
    kind: Mapped[GateKind]
    reason: Mapped[str] = mapped_column(Text)
    holds_until: Mapped[date]
    """The last day on which it holds."""
    signed_at: Mapped[CreatedAt]
    signed_by_id: Mapped[UserRef]
    signed_by: Mapped[str] = mapped_column(String(120))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(120))
    end_reason: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}
