"""An import killed at any moment leaves whole chunks, and ends as if nothing had happened."""

import os
import random
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.core.db import Base
from portal.core.traceability.models import (
    Customer,
    CustomerOrder,
    Lot,
    OrderLine,
    PurchaseLine,
    ReceiptLot,
)
from portal.imports.rules import CHUNK_OF_COLUMNS
from portal.imports.sources import SOURCES
from portal.imports.work import run_import
from scoring.feedback.models import Review
from tests.factories.genealogy import a_genealogy
from tests.factories.imports import begun, outcome, table
from tests.world import World

HOUSE = Path(__file__).parents[2]
ROWS = CHUNK_OF_COLUMNS * 2 + 7
BAD = frozenset(range(17, ROWS, 1_009))
KILLS = 3
HEADER = ("order", "line", "sku", "quantity", "ordered_on", "lot", "customer")

WORKER = textwrap.dedent("""
    import sys
    from pathlib import Path
    from portal.adapters.files import open_store
    from portal.adapters.jobs import Work
    from portal.adapters.mail import open_mailer
    from portal.core.db import Database
    from portal.imports.work import run_import
    from tests.world import test_config

    config = test_config(Path(sys.argv[1]), database_url=sys.argv[2])
    work = Work(config, Database(config.database_url), open_store(config.files_url),
                int(sys.argv[3]), {"run": int(sys.argv[4])}, open_mailer(config))
    print("ready", flush=True)
    run_import(work)
""")


def told(at: int) -> tuple[str, ...]:
    """Return a row; those in BAD name a lot that nobody made."""
    lot = f"F-{9 if at in BAD else 1 + at % 3}"
    return (f"O-{at // 3}", str(at % 3), "SHOE", "1", "2026-06-01", lot, f"C-{at // 3 % 50}")


def stored(world: World) -> list[tuple[str, str, str | None, str | None, int]]:
    """Return every order line as a person would name it."""
    found = (
        select(CustomerOrder.number, OrderLine.line, Lot.number, Customer.number)
        .add_columns(OrderLine.quantity)
        .join(CustomerOrder, CustomerOrder.id == OrderLine.order_id)
        .outerjoin(Lot, Lot.id == OrderLine.lot_id)
        .outerjoin(Customer, Customer.id == OrderLine.customer_id)
    )
    with world.looking() as session:
        return sorted((row[0], row[1], row[2], row[3], row[4]) for row in session.execute(found))


def killed(world: World, line: list[str], seconds: float) -> None:
    """Run the import in a process of its own and kill it after so long, if it is not done."""
    environment = os.environ | {"PYTHONPATH": str(HOUSE)}
    with subprocess.Popen(line, cwd=HOUSE, env=environment, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)


def test_killed_at_random_it_ends_as_if_nothing_had_happened(any_world: World) -> None:
    world = any_world
    a_genealogy(world)
    with world.database.transaction() as session:
        for lot in session.scalars(select(Lot)):
            lot.quantity = ROWS
    rows = [told(at) for at in range(ROWS)]
    work = begun(world, table([HEADER, *rows]), source=SOURCES["customer_orders"])
    line = [sys.executable, "-c", WORKER, str(world.config.var), world.config.database_url,
            str(work.job_id), str(work.args["run"])]  # fmt: skip
    chance = random.Random(6)  # noqa: S311
    for _ in range(KILLS):
        killed(world, line, chance.uniform(0.02, 0.7))
        _, done, created, updated, unchanged, refused = outcome(world, work)
        assert done % CHUNK_OF_COLUMNS == 0 or done == ROWS
        assert updated + unchanged == 0
        assert refused == len([at for at in BAD if at < done])
        assert count(world, OrderLine) == created == done - refused

    run_import(work)

    good = [row for at, row in enumerate(rows) if at not in BAD]
    assert outcome(world, work) == ("done", ROWS, len(good), 0, 0, len(BAD))
    assert stored(world) == sorted((row[0], row[1], row[5], row[6], 1) for row in good)
    again = begun(world, table([HEADER, *rows]), source=SOURCES["customer_orders"])
    run_import(again)
    assert outcome(world, again) == ("done", ROWS, 0, 0, len(good), len(BAD))


OTHERS: dict[str, tuple[tuple[str, ...], type[Base], Callable[[int], tuple[str, ...]]]] = {
    "purchase_orders": (
        ("supplier", "number", "line", "sku", "quantity"), PurchaseLine,
        lambda at: ("S-LIN", f"PO-{at // 7}", str(at % 7), "SHOE", str(int(at % 101 != 0))),
    ),
    "receipts": (
        ("number", "lot", "quantity", "received_on"), ReceiptLot,
        lambda at: (f"R-{at}", f"F-{1 + at % 3 if at % 101 else 9}", "1", "2026-06-01"),
    ),
    "reviews": (
        ("number", "order", "score", "date"), Review,
        lambda at: (f"N-{at}", f"O-{at % 9}", str(at % 101 % 5 + (1 if at % 101 else 9)),
                    "2026-06-01"),
    ),
}  # fmt: skip
"""Header, what a good row becomes, and rows of which one in 101 cannot be."""


@pytest.mark.parametrize("name", OTHERS)
def test_lists_of_every_kind_end_as_if_nothing_had_happened(world: World, name: str) -> None:
    header, model, row = OTHERS[name]
    source = SOURCES[name]
    rows = source.chunk * 2 + 7
    bad = len(range(0, rows, 101))
    a_genealogy(world)
    with world.database.transaction() as session:
        for lot in session.scalars(select(Lot)):
            lot.quantity = rows
    work = begun(world, table([header, *map(row, range(rows))]), source=source)
    line = [sys.executable, "-c", WORKER, str(world.config.var), world.config.database_url,
            str(work.job_id), str(work.args["run"])]  # fmt: skip
    chance = random.Random(name)  # noqa: S311
    for _ in range(2):
        killed(world, line, chance.uniform(0.02, 0.3))
        _, done, created, *_, refused = outcome(world, work)
        assert done % source.chunk == 0 or done == rows
        assert count(world, model) == created == done - refused

    run_import(work)
    assert outcome(world, work) == ("done", rows, rows - bad, 0, 0, bad)
    assert count(world, model) == rows - bad


def count(world: World, model: type[Base]) -> int:
    with world.looking() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0
