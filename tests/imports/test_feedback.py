"""Reviews and tickets as files: known once, refused where they cannot have happened."""

from datetime import UTC, date, datetime

from sqlalchemy import select

from portal.imports.models import ImportRefusal
from portal.imports.sources import SOURCES
from portal.imports.work import run_import
from scoring.feedback.models import Review, Ticket
from tests.factories.genealogy import a_genealogy, a_trade
from tests.factories.imports import begun, outcome, table
from tests.world import World

REVIEWS = table([
    ("评价编号", "订单号", "评分", "评价日期", "评价内容"),
    ("R-1", "O-1", "2", "2026-07-20", "鞋底开胶"),
    ("R-1", "O-2", "5", "2026-07-21", ""),
    ("R-2", "O-1", "6", "2026-07-20", ""),
    ("R-3", "O-1", "", "2026-07-20", "只有文字"),
    ("R-4", "O-1", "4", "2999-01-01", "来自将来"),
    ("R-5", "NEW-1", "3", "2026-07-20", ""),
])  # fmt: skip
TICKETS = table([
    ("ticket id", "order", "created at", "first response at", "resolved at", "contacts",
     "reopened"),
    ("T-1", "O-1", "2026-07-20 08:00", "2026-07-20 08:00:25", "2026-07-21 09:00", "1", "no"),
    ("T-2", "", "2026-07-20T08:00:00+08:00", "", "", "", ""),
    ("T-3", "", "2026-07-20 08:00", "2026-07-20 07:59", "", "", ""),
    ("T-4", "", "2026-07-20 08:00", "", "2026-07-19 08:00", "", ""),
    ("T-5", "", "2026-07-20 08:00", "", "", "0", ""),
    ("T-6", "", "2026-07-20", "", "", "", ""),
])  # fmt: skip


def taken(world: World, content: bytes, source: str) -> tuple[str, int, int, int, int, int]:
    work = begun(world, content, source=SOURCES[source], leave_out=True)
    run_import(work)
    return outcome(world, work)


def refused(world: World) -> list[tuple[int, str]]:
    with world.looking() as session:
        rows = session.execute(
            select(ImportRefusal.line, ImportRefusal.column).order_by(ImportRefusal.line)
        )
        return [(row[0], row[1]) for row in rows]


def test_reviews_are_taken_once_and_the_impossible_is_listed(any_world: World) -> None:
    a_genealogy(any_world)
    a_trade(any_world)

    assert taken(any_world, REVIEWS, "reviews") == ("done", 6, 3, 0, 0, 3)
    assert refused(any_world) == [(4, "评分"), (5, ""), (6, "评价日期")]
    assert taken(any_world, REVIEWS, "reviews") == ("done", 6, 0, 0, 3, 3)

    with any_world.looking() as session:
        rows = session.scalars(select(Review).order_by(Review.number, Review.order_number)).all()
        said = [(row.number, row.order_number, row.score, row.reviewed_on) for row in rows]
    assert said == [
        ("R-1", "O-1", 2, date(2026, 7, 20)),
        ("R-1", "O-2", 5, date(2026, 7, 21)),
        ("R-5", "NEW-1", 3, date(2026, 7, 20)),
    ]


def test_tickets_are_taken_once_and_the_impossible_is_listed(any_world: World) -> None:
    assert taken(any_world, TICKETS, "tickets") == ("done", 6, 2, 0, 0, 4)
    assert refused(any_world) == [
        (4, "first response at"), (5, "resolved at"), (6, "contacts"), (7, "created at"),
    ]  # fmt: skip
    assert taken(any_world, TICKETS, "tickets") == ("done", 6, 0, 0, 2, 4)

    with any_world.looking() as session:
        first, second = session.scalars(select(Ticket).order_by(Ticket.number)).all()
        assert first.answered_at == datetime(2026, 7, 20, 8, 0, 25, tzinfo=UTC)
        assert (first.contacts, first.reopened) == (1, False)
        assert second.opened_at == datetime(2026, 7, 20, tzinfo=UTC)
        assert (second.contacts, second.reopened) == (None, None)
