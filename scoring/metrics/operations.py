"""Setting what suppliers are measured against."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.errors import Outpaced
from portal.core.i18n import N_
from portal.core.permissions import Permission
from portal.core.suppliers.models import Category
from scoring.metrics.events import ScoringSet
from scoring.metrics.models import ScoringSetting
from scoring.metrics.rules.rating import ScoringRules, demand_sound


def set_scoring(
    session: Session,
    actor: Actor,
    category: Category | None,
    given: ScoringRules,
    valid_from: date,
    seen: int,
) -> ScoringSetting:
    """Set the rules of a category (None: of all that have none) for periods ending on or after.

    `seen` is the number of the newest setting that the person saw. Cards that were opened or
    published keep what was copied in. Raises Invalid for weights, goals or bands that cannot be.
    """
    actor.must(Permission.SCORING_SET)
    demand_sound(given)
    scope = category.code if category else ""
    newest = select(func.max(ScoringSetting.number)).where(ScoringSetting.scope == scope)
    number = session.scalar(newest) or 0
    if number != seen:
        raise Outpaced(N_("Somebody else changed this since you opened it."))
    row = ScoringSetting(
        scope=scope,
        category_id=category.id if category else None,
        number=number + 1,
        valid_from=valid_from,
        goals={metric.value: goal.kept for metric, goal in given.goals.items()},
        bands=[band.kept for band in given.bands],
        early_days=given.early_days,
        late_days=given.late_days,
        set_by_id=actor.user_id,
        set_by=actor.name,
    )
    session.add(row)
    record(session, actor, ScoringSet(None, row.id, scope, row.number, valid_from))
    return row
