"""Scorecards: a quarter of 5,000 suppliers, one card's page, and a card on paper."""

import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from itertools import count
from pathlib import Path

from sqlalchemy import Column, Date, Integer, MetaData, Table, insert, select, text
from sqlalchemy.orm import Session, joinedload
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from portal.adapters.pdf import PAPER, Packaged
from portal.adapters.printing import render_pdf
from portal.adapters.scorecards import card_html
from portal.core.actor import Actor
from portal.core.columns import UtcDateTime
from portal.core.db import Database, Key
from portal.core.suppliers.models import Supplier
from portal.core.suppliers.rules import SupplierState
from scoring.metrics.rules.periods import Period
from scoring.scorecards.models import Scorecard
from scoring.scorecards.operations.computing import compute_scorecards
from tests.bench.figures import Amount, Figure, Ratio, in_turn
from tests.bench.load import fetch
from tests.bench.portal import on_stage
from tests.bench.server import Server, ended, serve
from tests.factories.verdicts import stock
from tests.people import ENA
from tests.servers.postgres import PostgreSQL
from tests.world import World, people_world, test_config

SUPPLIERS, LINES, INSPECTIONS, REPORTS = 5_000, 1_000_000, 200_000, 50_000
PERIOD = Period(2026, 7, 3)
ROUNDS = 3
PAGE_TIMES = 200

DAYS = Table(
    "bench_day", MetaData(), Column("k", Integer, primary_key=True), Column("day", Date),
    Column("at", UtcDateTime),
)  # fmt: skip
MAKERS = Table(
    "bench_maker", MetaData(), Column("k", Integer, primary_key=True), Column("supplier_id", Key)
)

NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {most})"

FILL = (
    (LINES, """INSERT INTO delivery_line (id, supplier_id, order_number, line, sku, confirmed_on,
     received_on, cohort_on, ordered_quantity, received_quantity, market, channel, created_at,
     revision)
     {numbers} SELECT i, m.supplier_id, 'PO' || (i / 4), CAST(i AS TEXT), 'SKU' || (i % 500), d.day,
     e.day, e.day, 100, CASE WHEN i % 11 = 0 THEN 90 ELSE 100 END, 'EU', '', d.at, 1
     FROM n JOIN bench_maker m ON m.k = i % {suppliers} JOIN bench_day d ON d.k = i % 90
     JOIN bench_day e ON e.k = (i + i % 7 - 4) % 90"""),
    (INSPECTIONS, """INSERT INTO lot (id, supplier_id, number, product_id, quantity, order_lines,
     created_at, revision)
     {numbers} SELECT i, m.supplier_id, 'L' || i, {product}, 1200, '', d.at, 1
     FROM n JOIN bench_maker m ON m.k = i % {suppliers} JOIN bench_day d ON d.k = i % 90"""),
    (INSPECTIONS, """INSERT INTO inspection (id, supplier_id, number, lot_id, product_id, type,
     state, ready_on, due_on, quantity, order_lines, note, requested_by, requested_at, inspector,
     closing_reason, keeps_position, regime, level, largest_letter, plan_source, plan_reason, seed,
     skipped, decided_at, verdict, last_result, revision)
     {numbers} SELECT i, m.supplier_id, 'B' || i, i, {product}, 'pre_shipment', 'decided', d.day,
     d.day, 1200, '', '', '', d.at, '', '', FALSE, 'percent', 'II', FALSE, '', '[]', '', FALSE,
     d.at, CASE WHEN i % 13 = 0 THEN 'not_accepted' ELSE 'accepted' END, 1, 1
     FROM n JOIN bench_maker m ON m.k = i % {suppliers} JOIN bench_day d ON d.k = i % 90"""),
    (INSPECTIONS, """INSERT INTO inspection_result (id, supplier_id, inspection_id, number, key,
     verdict, reason, remarks, decided_by, decided_at)
     {numbers} SELECT i, m.supplier_id, i, 1, 'k' || i, 'accepted', '', '', '', d.at
     FROM n JOIN bench_maker m ON m.k = i % {suppliers} JOIN bench_day d ON d.k = i % 90"""),
    (2 * INSPECTIONS, """INSERT INTO class_result (id, supplier_id, result_id, defect_class, counts,
     found, decision, stage, inspected)
     {numbers} SELECT i, m.supplier_id, (i + 1) / 2,
     CASE WHEN i % 2 = 0 THEN 'major' ELSE 'minor' END, '[1]', i % 3, 'accept', 1, 80
     FROM n JOIN bench_maker m ON m.k = ((i + 1) / 2) % {suppliers}"""),
    (REPORTS, """INSERT INTO defect_report (id, supplier_id, number, kind, found_on, shipped_on,
     quantity, supplier_caused, sku, lot, cause, cost_cents, currency, created_at, revision)
     {numbers} SELECT i, m.supplier_id, 'R' || i,
     CASE i % 3 WHEN 0 THEN 'escape' WHEN 1 THEN 'return' ELSE 'complaint' END, d.day, d.day,
     i % 5, TRUE, '', '', '', 1000, 'EUR', d.at, 1
     FROM n JOIN bench_maker m ON m.k = i % {suppliers} JOIN bench_day d ON d.k = i % 90"""),
)  # fmt: skip

RAW = (
    """SELECT supplier_id, count(*), sum(CASE WHEN received_on <= confirmed_on THEN 1 ELSE 0 END),
     sum(CASE WHEN received_on <= confirmed_on AND received_quantity >= ordered_quantity
     THEN 1 ELSE 0 END) FROM delivery_line WHERE confirmed_on BETWEEN :first AND :last
     GROUP BY supplier_id""",
    """SELECT supplier_id, sum(received_quantity) FROM delivery_line
     WHERE received_on BETWEEN :first AND :last GROUP BY supplier_id""",
    """SELECT supplier_id, sum(received_quantity), count(DISTINCT order_number) FROM delivery_line
     WHERE cohort_on BETWEEN :first AND :last GROUP BY supplier_id""",
    """SELECT supplier_id, count(*), sum(CASE WHEN verdict = 'accepted' THEN 1 ELSE 0 END)
     FROM inspection WHERE state = 'decided' AND decided_at >= :since AND decided_at < :until
     AND NOT EXISTS (SELECT 1 FROM inspection e WHERE e.lot_id = inspection.lot_id
     AND e.decided_at < inspection.decided_at) GROUP BY supplier_id""",
    """SELECT supplier_id, sum(inspected), sum(found) FROM (SELECT i.supplier_id,
     max(c.inspected) inspected, sum(c.found) found FROM inspection i
     JOIN inspection_result r ON r.inspection_id = i.id AND r.number = i.last_result
     JOIN class_result c ON c.result_id = r.id
     WHERE i.state = 'decided' AND i.decided_at >= :since AND i.decided_at < :until
     GROUP BY i.supplier_id, i.id) looks GROUP BY supplier_id""",
    """SELECT supplier_id, kind, sum(quantity), count(*), sum(cost_cents) FROM defect_report
     WHERE found_on BETWEEN :first AND :last GROUP BY supplier_id, kind""",
)
"""The same facts as plain statements: what no program can do without."""


def measure() -> Iterator[Figure]:
    """Yield the figures of a quarter on both databases, then of one page and one PDF."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        yield from _quarter(people_world(test_config(Path(folder))), "SQLite")
    with ended(PostgreSQL()) as server, tempfile.TemporaryDirectory(prefix="bench-") as folder:
        config = test_config(Path(folder), database_url=server.url(server.create()))
        yield from _quarter(people_world(config), "PostgreSQL")
    yield from _page_and_paper()


def _quarter(world: World, name: str) -> Iterator[Figure]:
    fill(world)
    pairs = in_turn(ROUNDS, lambda: _computed(world), lambda: _raw(world))
    yield Ratio(f"scorecards of a quarter beside raw GROUP BY ({name})", pairs, goal=2, unit="s")
    yield Amount(f"memory of computing them ({name})", _memory(world), 950, "MiB")
    world.database.dispose()


def fill(world: World, scale: int = 1) -> None:
    """Fill a world with suppliers and a quarter of facts, a `scale`-th of all."""
    product = stock(world)
    suppliers = SUPPLIERS // scale
    with world.database.transaction() as session:
        session.execute(
            insert(Supplier),
            [
                {"code": f"B{place:05}", "name_en": f"Maker {place}", "country": "CN",
                 "state": SupplierState.APPROVED}
                for place in range(suppliers)
            ],
        )  # fmt: skip
    with world.database.engine.begin() as connection:
        _all_in_reach(connection)
        DAYS.create(connection)
        MAKERS.create(connection)
        connection.execute(insert(DAYS), _days())
        found = connection.execute(select(Supplier.id).where(Supplier.code.like("B%")))
        makers = [{"k": place, "supplier_id": row[0]} for place, row in enumerate(found)]
        connection.execute(insert(MAKERS), makers)
        for most, sentence in FILL:
            numbers = NUMBERS.format(most=most // scale)
            connection.execute(
                text(sentence.format(numbers=numbers, product=product, suppliers=suppliers))
            )
    with world.database.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def _all_in_reach(connection: object) -> None:
    if connection.dialect.name == "postgresql":  # type: ignore[attr-defined]
        connection.execute(text("SET LOCAL portal.reach = 'all'"))  # type: ignore[attr-defined]


def _days() -> Sequence[dict[str, object]]:
    days = [PERIOD.first + timedelta(days=place) for place in range(90)]
    return [
        {"k": place, "day": day, "at": datetime.combine(day, clock(9), UTC)}
        for place, day in enumerate(days)
    ]


def _computed(world: World) -> float:
    begin = time.perf_counter()
    with world.database.transaction() as session:
        compute_scorecards(session, Actor.system("bench"), PERIOD, "UTC")
    return time.perf_counter() - begin


def _raw(world: World) -> float:
    days = {"first": PERIOD.first, "last": PERIOD.last}
    moments = {
        "since": datetime.combine(PERIOD.first, clock(), UTC),
        "until": datetime.combine(PERIOD.last + timedelta(days=1), clock(), UTC),
    }
    begin = time.perf_counter()
    with world.database.reading("all") as session:
        for sentence in RAW:
            asked = text(sentence).bindparams(**(days if ":first" in sentence else moments))
            _run(session, asked)
    return time.perf_counter() - begin


def _run(session: Session, asked: object) -> None:
    session.connection().execute(asked).all()  # type: ignore[call-overload]


def _memory(world: World) -> float:
    """Return the most mebibytes that a process of its own held while it computed."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    child = spawn.Process(target=_compute_apart, args=(world.config.database_url, theirs))
    child.start()
    peak = ours.recv()
    child.join()
    return float(peak)


def _compute_apart(url: str, answer: object) -> None:
    import portal.tables  # noqa: F401
    from portal.core import sealing

    sealing.use_key("a test key of more than 32 characters")
    database = Database(url)
    with database.transaction() as session:
        compute_scorecards(session, Actor.system("bench"), PERIOD, "UTC")
    answer.send(Server("", os.getpid()).peak_mib())  # type: ignore[attr-defined]


@contextmanager
def _carded(world: World) -> Iterator[Scorecard]:
    with world.database.transaction() as session:
        compute_scorecards(session, world.actor(ENA), PERIOD, "UTC")
    with world.looking() as session:
        rated = Scorecard.score_millionths.is_not(None)
        wanted = select(Scorecard).options(joinedload(Scorecard.supplier)).where(rated)
        yield session.scalars(wanted.limit(1)).one()


def _page_and_paper() -> Iterator[Figure]:
    with serve("tests.bench.hello:app", "/hello") as hello, on_stage("SQLite") as stage:
        fill(stage.world, scale=100)
        with _carded(stage.world) as card:
            headers = {"Cookie": stage.cookie}
            path = f"/scorecards/{card.id}"

            def page() -> float:
                begun = stage.server.cpu_seconds()
                fetch(stage.server.base, path, PAGE_TIMES, headers=headers)
                return (stage.server.cpu_seconds() - begun) / PAGE_TIMES * 1000

            def bare() -> float:
                begun = hello.cpu_seconds()
                fetch(hello.base, "/hello", PAGE_TIMES * 5)
                return (hello.cpu_seconds() - begun) / PAGE_TIMES / 5 * 1000

            yield Ratio("one scorecard's page, CPU", in_turn(5, page, bare), goal=10, unit="ms")
            yield from _paper(card)


def _paper(card: Scorecard) -> Iterator[Figure]:
    """Yield how a paper compares. Each round prints another one, as people do: whoever prints the
    same over and over has read its glyphs before."""
    periods = [str(each) for each in PERIOD.run(12)]
    fonts = FontConfiguration()
    sheet = CSS(string=PAPER, font_config=fonts, url_fetcher=Packaged())
    papers = {"ours": count(), "theirs": count()}

    def html(whose: str) -> str:
        at = next(papers[whose])
        brand = "Hohenfeld " + "".join(chr(0x4E00 + 40 * at + place) for place in range(at % 7 + 3))
        return card_html(card, ["zh", "en"], brand, periods, [None] * 11 + [card.score])

    def ours() -> float:
        begin = time.perf_counter()
        render_pdf(html("ours"))
        return time.perf_counter() - begin

    def bare() -> float:
        begin = time.perf_counter()
        HTML(string=html("theirs")).write_pdf(stylesheets=[sheet], font_config=fonts)
        return time.perf_counter() - begin

    pairs = in_turn(15, ours, bare)
    yield Ratio("PDF of a scorecard beside bare WeasyPrint", pairs, goal=1.1, unit="s")
    yield Amount("PDF of a scorecard", statistics.median(one for one, _ in pairs), 10, "s")
