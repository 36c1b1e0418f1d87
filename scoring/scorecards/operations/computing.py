"""Computing drafts: all suppliers of a period from a few statements."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

from sqlalchemy import Table, Update, bindparam, insert, inspect, select, update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.jobs.models import JobRun
from portal.core.jobs.operations import request_job
from portal.core.memory import collector_resting
from portal.core.numbering import new_id
from portal.core.permissions import Permission
from portal.core.suppliers.models import Supplier
from portal.core.suppliers.rules import SupplierState
from scoring.metrics.queries.documents import was_there
from scoring.metrics.queries.gathering import gather_tallies
from scoring.metrics.queries.settings import Held, rules_on, scopes_of
from scoring.metrics.queries.tallies import Tallies
from scoring.metrics.rules.definitions import Metric, Tally
from scoring.metrics.rules.lines import as_json, score_card
from scoring.metrics.rules.periods import Period, Window, day_in, window_of
from scoring.scorecards.events import ScorecardsComputed, ScorecardsRequested
from scoring.scorecards.models import MILLION, Scorecard
from scoring.scorecards.rules import CardState

COMPUTING = "scorecards"
"""The kind of background work that computes a period."""

CHUNK = 1000


@dataclass(frozen=True)
class ComputeCount:
    """What came of computing a period; `left` were opened or published already."""

    created: int
    updated: int
    left: int


def request_scorecards(
    session: Session, actor: Actor, period: Period, zone: str, supplier_id: int | None = None
) -> JobRun:
    """Have the drafts of a period computed in the background; a period to come is refused."""
    actor.must(Permission.SCORECARD_COMPUTE, supplier_id)
    window_of(period, day_in(zone, now()), zone)
    args = {"period": str(period), "supplier_id": str(supplier_id or "")}
    job = request_job(session, COMPUTING, actor=actor, args=args)
    record(session, actor, ScorecardsRequested(supplier_id, job.id, str(period)))
    return job


def compute_scorecards(
    session: Session, actor: Actor, period: Period, zone: str, supplier_id: int | None = None
) -> ComputeCount:
    """Compute the drafts of a period for one supplier or all; what is no draft stays as it is."""
    actor.must(Permission.SCORECARD_COMPUTE, supplier_id)
    window = window_of(period, day_in(zone, now()), zone)
    only = None if supplier_id is None else [supplier_id]
    held = rules_on(session, window.last)
    scopes = scopes_of(session, held, only)
    made = _Maker(actor, window, zone, held, scopes)
    with collector_resting():
        tallies = gather_tallies(session, window, held, scopes, only)
        known = _known(session, period, only)
        wanted = set(only) if only is not None else _rated(tallies) | _bought_from(session, window)
        drafts = {key for key in wanted if key not in known or known[key][1]}
        count = _write(session, known, made.cards(sorted(drafts), tallies))
    result = ComputeCount(*count, len(wanted) - len(drafts))
    computed = ScorecardsComputed(supplier_id, 0, str(period), **vars(result))
    record(session, actor, computed)
    return result


def _known(
    session: Session, period: Period, only: Collection[int] | None
) -> dict[int, tuple[int, bool]]:
    """Return supplier -> its card of the period, and whether that is a draft."""
    rows = select(Scorecard.supplier_id, Scorecard.id, Scorecard.state).where(
        Scorecard.period == str(period)
    )
    if only is not None:
        rows = rows.where(Scorecard.supplier_id.in_(only))
    return {
        row.supplier_id: (row.id, row.state is CardState.DRAFT) for row in session.execute(rows)
    }


def _rated(tallies: Tallies) -> set[int]:
    """Return the suppliers that did something; papers alone do not tell how one delivers."""
    return {key for key, counted in tallies.items() if counted.keys() - {Metric.DOC}}


def _bought_from(session: Session, window: Window) -> set[int]:
    """Return the suppliers that get a card even without facts: admitted, and there by then.

    Whoever is still being admitted is judged by its assessment.
    """
    admitted = Supplier.state.in_((SupplierState.APPROVED, SupplierState.CONDITIONAL))
    return set(session.scalars(select(Supplier.id).where(admitted, was_there(window))))


@dataclass(frozen=True)
class _Maker:
    """Makes the columns of cards out of counts."""

    actor: Actor
    window: Window
    zone: str
    held: Mapping[str, Held]
    scopes: Mapping[int, str]

    def cards(self, supplier_ids: Iterable[int], tallies: Tallies) -> Iterable[dict[str, Any]]:
        at = now()
        bands = {scope: [band.kept for band in one.rules.bands] for scope, one in self.held.items()}
        for supplier_id in supplier_ids:
            held = self.held[self.scopes.get(supplier_id, "")]
            yield {
                "supplier_id": supplier_id,
                **_scored(held, tallies.get(supplier_id, {})),
                "bands": bands[held.scope],
                "scope": held.scope,
                "setting_number": held.number,
                "early_days": held.rules.early_days,
                "late_days": held.rules.late_days,
                "period": str(self.window.period),
                "first_on": self.window.first,
                "last_on": self.window.period.last,
                "zone": self.zone,
                "computed_at": at,
                "computed_by": self.actor.name,
            }


def _scored(held: Held, tallies: Mapping[Metric, Tally]) -> dict[str, Any]:
    scored = score_card(tallies, held.rules)
    return {
        "score_millionths": None if scored.score is None else int(scored.score * MILLION),
        "grade": scored.grade,
        "rated_weight": int(scored.rated_weight),
        "lines": [as_json(line) for line in scored.lines],
    }


CHANGING = (
    "score_millionths", "grade", "rated_weight", "lines", "bands", "scope", "setting_number",
    "early_days", "late_days", "zone", "computed_at", "computed_by",
)  # fmt: skip


def _write(
    session: Session, known: Mapping[int, tuple[int, bool]], cards: Iterable[dict[str, Any]]
) -> tuple[int, int]:
    """Write cards chunk by chunk; a draft that was opened meanwhile is left as it was opened."""
    created = updated = 0
    change = _change()
    for chunk in _chunks(cards):
        new = [
            card | {"id": new_id(), "state": CardState.DRAFT, "revision": 1}
            for card in chunk
            if card["supplier_id"] not in known
        ]
        old = [
            {"of": known[card["supplier_id"]][0]} | {f"new_{name}": card[name] for name in CHANGING}
            for card in chunk
            if card["supplier_id"] in known
        ]
        if new:
            session.execute(insert(Scorecard), new)
        if old:
            session.execute(change, old)
        created, updated = created + len(new), updated + len(old)
    return created, updated


def _chunks(cards: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    left = iter(cards)
    return iter(lambda: list(islice(left, CHUNK)), [])


def _change() -> Update:
    """Return the statement that writes a draft anew."""
    table = cast(Table, inspect(Scorecard).local_table)
    told = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in CHANGING}
    return (
        update(table)
        .where(table.c.id == bindparam("of"), table.c.state == CardState.DRAFT)
        .values(**told, revision=table.c.revision + 1)
    )
