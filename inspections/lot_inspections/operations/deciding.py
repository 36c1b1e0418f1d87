"""The one way in which a booking changes: only as it was seen, and only once."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.rules import InspectionState
from portal.core.actor import Actor
from portal.core.audit.queries import trail_of
from portal.core.errors import Outpaced, WrongState
from portal.core.i18n import N_, Message

WHO_WAS_FASTER: dict[str, Message] = {
    "inspection.booking_changed": N_("%(who)s changed this booking on %(when)s."),
    "inspection.scheduled": N_("%(who)s confirmed this inspection on %(when)s."),
    "inspection.rescheduled": N_("%(who)s moved this inspection on %(when)s."),
    "inspection.assigned": N_("%(who)s assigned this inspection on %(when)s."),
    "inspection.waived": N_("%(who)s waived this inspection on %(when)s."),
    "inspection.declined": N_("%(who)s declined this inspection on %(when)s."),
    "inspection.cancelled": N_("%(who)s cancelled this inspection on %(when)s."),
    "inspection.started": N_("%(who)s started this inspection on %(when)s."),
    "inspection.decided": N_("%(who)s recorded the result on %(when)s."),
}
HOUSE = Actor.system("portal")
"""Whoever saw the inspection may be told who was faster."""
COLUMNS = [column.key for column in Inspection.__mapper__.column_attrs]


def decide(
    session: Session,
    inspection: Inspection,
    revision: int,
    may_be: Collection[InspectionState],
    **values: Any,
) -> None:
    """Change the inspection if it still is what was seen; raises Outpaced, saying who was faster.

    Raises WrongState where it was seen well, but its state does not allow the change.
    """
    won = session.execute(
        update(Inspection)
        .where(
            Inspection.id == inspection.id,
            Inspection.supplier_id == inspection.supplier_id,
            Inspection.revision == revision,
            Inspection.state.in_(may_be),
        )
        .values(revision=Inspection.revision + 1, **values)
        .returning(Inspection.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    session.refresh(inspection, COLUMNS)
    if won is None:
        raise _refusal(session, inspection, revision)


def _refusal(session: Session, inspection: Inspection, revision: int) -> WrongState:
    last = next(iter(trail_of(session, HOUSE, "inspection", inspection.id)), None)
    known = WHO_WAS_FASTER.get(last.event) if last else None
    if inspection.revision != revision and last is not None and known is not None:
        return Outpaced(known, who=last.by, when=f"{last.at:%Y-%m-%d %H:%M} UTC")
    if inspection.revision != revision:
        return Outpaced(N_("Somebody else was faster. Reload to see how it stands now."))
    return WrongState(N_("In its present state this cannot be done with the inspection."))
