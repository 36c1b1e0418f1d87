"""Order lines imported with every check and an error report, beside the bare driver's fastest way.

The bare way stores lines of the same file into a table of the same shape, constraints and indices;
it neither checks a row nor makes an order, a customer or a line in the trail.
"""

import csv
import gc
import io
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from sqlalchemy import select, text

from portal.adapters.jobs import Work
from portal.adapters.mail import open_mailer
from portal.core.products.models import Product
from portal.core.traceability.models import CustomerOrder, Lot
from portal.imports.mapping import ColumnMapping
from portal.imports.operations import Choice, begin_run, create_run
from portal.imports.receiving import receive_file
from portal.imports.rules import ImportMode
from portal.imports.sources import SOURCES
from portal.imports.work import run_import
from tests.bench.figures import Amount, Figure, Ratio
from tests.bench.server import ended
from tests.bench.trace import build
from tests.factories.imports import claim, files_of, outcome
from tests.people import ADA
from tests.servers.postgres import PostgreSQL
from tests.world import World, people_world, test_config

ROWS = int(os.environ.get("BENCH_ROWS", "1000000"))
SHEET_ROWS = int(os.environ.get("BENCH_SHEET_ROWS", "100000"))
LOTS = 25_000
IN_SALE = 10
"""So many lots are sold at the same time."""
LINES_OF_LOT = 40
LINES_OF_ORDER = 7
BAD_EVERY = 5_000
HEADER = ("order", "line", "sku", "quantity", "ordered_on", "lot", "shipped_on")
SOURCE = SOURCES["customer_orders"]
EXCERPT = "order_id, line, product_id, lot_id, customer_id, quantity, shipped_on"


def measure() -> Iterator[Figure]:
    """Yield the figures of imports on both databases."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _on("SQLite", people_world(test_config(Path(folder))), 0.75)
    with ended(PostgreSQL()) as server, tempfile.TemporaryDirectory() as folder:
        url = server.url(server.create())
        yield from _on(
            "PostgreSQL", people_world(test_config(Path(folder), database_url=url)), 0.65
        )


def _on(name: str, world: World, goal: float) -> Iterator[Figure]:
    build(world, 0, LOTS)
    with world.database.transaction() as session:
        session.execute(text("UPDATE lot SET quantity = 1000000"))
    numbers = _lots(world)
    gc.freeze()  # as the portal does before it serves
    ours(world, as_csv(lines(0, 1_000, numbers)), 1_000)
    sheet = as_xlsx(lines(ROWS + 10_000, SHEET_ROWS, numbers))
    took = ours(world, sheet, SHEET_ROWS, "list.xlsx")
    reading = merely_read(sheet)
    yield Ratio(
        f"XLSX of {SHEET_ROWS:,} rows, openpyxl reading / ours ({name})",
        [(reading, took)], 4, "s", at_least=True,
    )  # fmt: skip
    few = ROWS // 10
    first = as_csv(lines(ROWS * 2, few, numbers))
    with Watched() as small:
        ours(world, first, few)
    held = len(first) / (1 << 20)
    del first
    content = as_csv(lines(2_000, ROWS, numbers))
    with Watched() as large:
        took = ours(world, content, ROWS)
    rise = large.most - small.most - (len(content) / (1 << 20) - held)
    bare = theirs(world, name, content)
    yield Ratio(
        f"{ROWS:,} order lines, bare / ours ({name})", [(bare, took)], goal, "s", at_least=True
    )
    yield Amount(f"memory of {ROWS:,} rows over {few:,} ({name})", max(rise, 0.0), 8, "MiB")
    world.database.dispose()


def ours(world: World, content: bytes, rows: int, name: str = "list.csv") -> float:
    """Return the seconds from the file's arrival to the end of its run."""
    begun = time.perf_counter()
    received = receive_file(files_of(world), SOURCE, io.BytesIO(content), name, most_mb=200)
    with world.database.transaction() as session:
        ada = world.actor(ADA)
        run = create_run(session, ada, SOURCE, received)
        mapping = ColumnMapping(run.columns, run.defaults)
        begin_run(session, ada, run, SOURCE, Choice(mapping, ImportMode.KEEP_GOOD, False))
        job_id, args = run.job_id or 0, {"run": run.id}
    claim(world, job_id)
    mailer = open_mailer(world.config)
    work = Work(world.config, world.database, files_of(world), job_id, args, mailer)
    run_import(work)
    took = time.perf_counter() - begun
    bad = rows // BAD_EVERY
    assert outcome(world, work) == ("done", rows, rows - bad, 0, 0, bad), outcome(world, work)
    return took


def theirs(world: World, name: str, content: bytes) -> float:
    """Return the seconds of COPY or executemany into a table like ours, everything looked up."""
    with world.looking() as session:
        named = session.execute(select(CustomerOrder.number, CustomerOrder.id))
        orders = {row[0]: row[1] for row in named}
        found = session.execute(select(Lot.number, Lot.product_id, Lot.id))
        lots = {row[0]: (row[1], row[2]) for row in found}
    with world.database.transaction() as session:
        driver: Any = session.connection().connection.driver_connection
        _table_like_ours(driver, name)
        begun = time.perf_counter()
        rows = csv.reader(io.StringIO(content.decode()))
        next(rows)
        told = (
            (orders[row[0]], row[1], *lots[row[5]], None, int(row[3]), row[6])
            for row in rows
            if row[3] != "-1"
        )
        if name == "PostgreSQL":
            with driver.cursor().copy(f"COPY bare_line ({EXCERPT}) FROM STDIN") as copy:
                for row in told:
                    copy.write_row(row)
        else:
            driver.executemany("INSERT INTO bare_line VALUES (?, ?, ?, ?, ?, ?, ?)", told)
    return time.perf_counter() - begun


def _table_like_ours(driver: Any, name: str) -> None:
    """Make a table with the columns, constraints, keys and indices of the order lines."""
    if name == "PostgreSQL":
        driver.execute("CREATE TABLE bare_line (LIKE order_line INCLUDING ALL)")
        for column, other in (("order_id", "customer_order"), ("product_id", "product"),
                              ("lot_id", "lot")):  # fmt: skip
            driver.execute(f"ALTER TABLE bare_line ADD FOREIGN KEY ({column}) REFERENCES {other}")
        return
    made = driver.execute(
        "SELECT sql FROM sqlite_master WHERE tbl_name = 'order_line' AND type IN ('table', 'index')"
        " AND sql IS NOT NULL ORDER BY type DESC"
    ).fetchall()
    for (statement,) in made:
        driver.execute(statement.replace("order_line", "bare_line"))


def merely_read(content: bytes) -> float:
    """Return the seconds that openpyxl takes to read a workbook and do nothing with it."""
    begun = time.perf_counter()
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    for _ in book.worksheets[0].iter_rows(values_only=True):
        pass
    return time.perf_counter() - begun


def lines(first: int, count: int, lots: list[tuple[str, str]]) -> Iterator[tuple[str, ...]]:
    """Yield order lines as another system tells them; one in BAD_EVERY cannot be."""
    for at in range(count):
        number = first + at
        turn = number // (IN_SALE * LINES_OF_LOT)
        lot, sku = lots[(turn * IN_SALE + number % IN_SALE) % len(lots)]
        day = date(2024, 1, 1) + timedelta(days=number % 600)
        quantity = "-1" if at % BAD_EVERY == BAD_EVERY - 1 else str(1 + number % 9)
        order = f"SO-{number // LINES_OF_ORDER:08d}"
        yield (order, str(number % LINES_OF_ORDER + 1), sku, quantity,
               "2024-01-01", lot, day.isoformat())  # fmt: skip


def as_csv(rows: Iterator[tuple[str, ...]]) -> bytes:
    page = io.StringIO(newline="")
    out = csv.writer(page)
    out.writerow(HEADER)
    out.writerows(rows)
    return page.getvalue().encode()


def as_xlsx(rows: Iterator[tuple[str, ...]]) -> bytes:
    page = io.BytesIO()
    book = xlsxwriter.Workbook(page, {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    for at, row in enumerate(rows, 1):
        sheet.write_row(at, 0, row)
    book.close()
    return page.getvalue()


def _lots(world: World) -> list[tuple[str, str]]:
    with world.looking() as session:
        found = select(Lot.number, Product.sku).join(Product, Product.id == Lot.product_id)
        return [(row[0], row[1]) for row in session.execute(found.order_by(Lot.number))]


class Watched:
    """The most MiB that this process held of its own inside the block, looked at all the time.

    Pages of the database file that the kernel maps are its cache, and no memory that is taken.
    """

    def __init__(self) -> None:
        self.most = 0.0
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Watched":
        gc.collect()
        self._watch.start()
        return self

    def __exit__(self, *why: object) -> None:
        self._over.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._over.wait(0.02):
            told = Path("/proc/self/status").read_text().partition("RssAnon:")[2]
            self.most = max(self.most, int(told.split()[0]) / 1024)
