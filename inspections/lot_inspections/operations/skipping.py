"""Skip-lot: chance decides whether a lot of a proven product is looked at."""

import secrets

from sqlalchemy.orm import Session

from inspections.lot_inspections.events import InspectionSkipped
from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.operations.deciding import decide
from inspections.lot_inspections.operations.telling import Words, tell_supplier
from inspections.lot_inspections.queries.skipping import skipping_of
from inspections.lot_inspections.rules import InspectionState, Verdict
from inspections.sampling.rules.sentences import sentence
from inspections.sampling.rules.skip_lot import is_inspected
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.i18n import N_
from portal.core.permissions import Permission

SKIPPED = Words(
    N_("Accepted without a look: %(product)s, lot %(lot)s"),
    N_("%(type)s of lot %(lot)s is skipped: your last lots were accepted. The lot may ship."),
)
PASSED_OVER = N_("Skip-lot: one lot in %(one_in)s is inspected, and chance passed this one over.")


def skip_lot(session: Session, actor: Actor, inspection: Inspection, revision: int) -> bool:
    """Accept a requested lot without a look, if its product is proven and chance passes it over.

    Returns whether it was skipped. The lot counts neither for switching nor for skip-lot.
    """
    actor.must(Permission.INSPECTION_SCHEDULE, inspection.supplier_id)
    found = skipping_of(session, inspection)
    if found is None or not found.is_open:
        return False
    seed = secrets.token_hex(8)
    if is_inspected(seed, inspection.lot.number, found.one_in):
        return False
    told = (found.governing.reason, sentence(PASSED_OVER, one_in=found.one_in))
    decide(
        session,
        inspection,
        revision,
        {InspectionState.REQUESTED},
        state=InspectionState.DECIDED,
        verdict=Verdict.ACCEPTED,
        decided_at=now(),
        skipped=True,
        seed=seed,
        plan_source=found.governing.source,
        plan_reason=[one.as_json() for one in told],
    )
    tell_supplier(session, inspection, SKIPPED)
    happened = InspectionSkipped(
        inspection.supplier_id, inspection.id, inspection.number, found.one_in
    )
    record(session, actor, happened)
    return True
