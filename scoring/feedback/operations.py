"""Taking in reviews and tickets, any number of times: the same list changes nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now, today
from portal.core.errors import Refusals
from portal.core.permissions import Permission
from portal.core.traceability.operations.merging import MergeCount
from portal.core.traceability.operations.taking import (
    Count,
    Upsert,
    product_of,
    products_named,
    take_all,
)
from scoring.feedback.events import ReviewsMerged, TicketsMerged
from scoring.feedback.models import Review, Ticket
from scoring.feedback.rules import (
    ReviewRow,
    TicketRow,
    demand_review,
    demand_ticket,
)

SAID = ("product_id", "score", "recommends", "reviewed_on", "title", "text", "channel")
ASKED = (
    "order_number", "product_id", "topic", "channel", "opened_at", "answered_at", "solved_at",
    "contacts", "reopened",
)  # fmt: skip


def merge_reviews(session: Session, actor: Actor, rows: Sequence[ReviewRow]) -> MergeCount:
    """Add the new reviews and update the known ones, by number and order."""
    actor.must(Permission.IMPORT_RUN)
    merged = take_all(session, rows, _take_reviews)
    record(session, actor, ReviewsMerged(None, 0, **vars(merged)))
    return merged


def merge_tickets(session: Session, actor: Actor, rows: Sequence[TicketRow]) -> MergeCount:
    """Add the new tickets and update the known ones, by number."""
    actor.must(Permission.IMPORT_RUN)
    merged = take_all(session, rows, _take_tickets)
    record(session, actor, TicketsMerged(None, 0, **vars(merged)))
    return merged


def _take_reviews(session: Session, rows: Sequence[ReviewRow], count: Count) -> None:
    products = products_named(session, [row.sku for row in rows])
    reviews = Upsert(session, Review, ("number", "order_number"), SAID)
    reviews.load((row.number, row.order) for row in rows)
    day, refusals = today(), Refusals()
    for at, row in enumerate(rows):
        with refusals.of(at):
            demand_review(row, day)
            count.add(reviews.take(_told(row, products)))
    refusals.demand_none()
    reviews.write()


def _take_tickets(session: Session, rows: Sequence[TicketRow], count: Count) -> None:
    products = products_named(session, [row.sku for row in rows])
    tickets = Upsert(session, Ticket, ("number",), ASKED)
    tickets.load((row.number,) for row in rows)
    moment, refusals = now(), Refusals()
    for at, row in enumerate(rows):
        with refusals.of(at):
            demand_ticket(row, moment)
            count.add(tickets.take(_told(row, products)))
    refusals.demand_none()
    tickets.write()


def _told(row: ReviewRow | TicketRow, products: Mapping[str, int]) -> dict[str, Any]:
    told = {name: value for name, value in vars(row).items() if name not in ("order", "sku")}
    product = product_of(row.sku, products) if row.sku else None
    return told | {"order_number": row.order, "product_id": product}
