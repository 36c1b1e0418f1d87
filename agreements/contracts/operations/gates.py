"""Setting what bookings ask for where no agreement is in force."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from agreements.contracts.events import GateSet
from agreements.contracts.models import AgreementGate
from agreements.contracts.operations.deciding import FASTER
from agreements.contracts.rules import GateLevel
from portal.core.actor import Actor
from portal.core.audit.operations import changed, record
from portal.core.errors import Outpaced
from portal.core.permissions import Permission
from portal.core.suppliers.models import Category


def set_gate(
    session: Session, actor: Actor, category: Category | None, level: GateLevel, revision: int
) -> AgreementGate:
    """Set whether bookings of a category (None: of all others) go on without an agreement."""
    actor.must(Permission.DOCUMENT_REQUIRE)
    scope = category.code if category else ""
    row = session.scalar(select(AgreementGate).where(AgreementGate.scope == scope))
    if revision != (row.revision if row else 0):
        raise Outpaced(FASTER)
    if row is None:
        row = AgreementGate(scope=scope, category_id=category.id if category else None, level=level)
        session.add(row)
    row.level = level
    record(session, actor, GateSet(None, row.id, scope, level), changed(row))
    return row
