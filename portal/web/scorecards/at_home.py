"""What waits on scorecards, for the page everybody begins with."""

from typing import Any

from portal.core.clock import now
from portal.core.permissions import Permission as P
from portal.web.request import State, db, me
from scoring.metrics.rules.periods import day_in
from scoring.scorecards.queries.rounds import (
    cards_to_look_at,
    objections_to_answer,
    periods_to_publish,
)


def scorecard_work() -> dict[str, Any]:
    """Return what the reader answers and publishes; for a supplier what it can object to."""
    actor, zone = me(), State.here().config.time_zone
    here = day_in(zone, now())
    if actor.is_supplier:
        if not actor.may(P.SCORECARD_READ, actor.supplier_id):
            return {}
        found: dict[str, Any] = {"looks": cards_to_look_at(db(), actor, here)}
    elif actor.may(P.SCORECARD_PUBLISH):
        found = {
            "objections": objections_to_answer(db(), actor),
            "periods": periods_to_publish(db(), actor, here, zone),
        }
    else:
        return {}
    return found if any(found.values()) else {}
