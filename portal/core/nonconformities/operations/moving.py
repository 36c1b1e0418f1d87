"""One nonconformity from one state to the next: of two people at once one is told."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.core.errors import Outpaced
from portal.core.i18n import N_
from portal.core.nonconformities.models import (
    Nonconformity,
)
from portal.core.nonconformities.rules import (
    NonconformityState,
)
from portal.core.traceability.operations.holding import HoldCause


def move_nonconformity(
    session: Session,
    nonconformity: Nonconformity,
    revision: int,
    was: NonconformityState,
    **values: Any,
) -> None:
    """Change the record if it still is what was seen; else somebody was faster."""
    won = session.execute(
        update(Nonconformity)
        .where(
            Nonconformity.id == nonconformity.id,
            Nonconformity.revision == revision,
            Nonconformity.state == was,
        )
        .values(revision=Nonconformity.revision + 1, **values)
        .returning(Nonconformity.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    session.refresh(nonconformity)
    if won is None:
        raise Outpaced(N_("Somebody else changed this nonconformity since you opened it."))


def cause_of(nonconformity: Nonconformity) -> HoldCause:
    """Return why its lots are kept back."""
    return HoldCause(nonconformity.id, nonconformity.number)


def named(nonconformity: Nonconformity) -> tuple[int, int, str]:
    """Return what each of its events begins with: supplier, id, number."""
    return nonconformity.supplier_id, nonconformity.id, nonconformity.number
