"""Inspections: one result recorded, decided and audited; the state of a pair; past results."""

import http.client
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import insert

from inspections.lot_inspections.operations.past_results import PastRow, merge_past_results
from inspections.sampling.queries.ledger import pairs_of, standing_of_pair
from inspections.sampling.queries.verification import check_ledger
from inspections.sampling.rules.schemes import Scheme
from portal.core.actor import Actor
from portal.core.clock import today
from portal.core.products.models import Product
from portal.core.products.rules import DefectClass
from portal.imports.rules import ImportMode
from portal.imports.sources import SOURCES
from portal.imports.work import run_import
from tests.api.client import program_of
from tests.bench.figures import Amount, Figure, Ratio, in_turn
from tests.bench.load import fetch
from tests.bench.portal import Stage, on_stage
from tests.bench.server import ended, serve
from tests.factories.imports import begun, outcome, table
from tests.factories.verdicts import defect, started, stock
from tests.people import IVO
from tests.servers.postgres import PostgreSQL
from tests.world import World, people_world, test_config

TRYTON_MS = (23.0, 41.0)
"""What Tryton takes to create and process a stock inspection, as published with the design."""

TIMES = 150
MAJOR = DefectClass.MAJOR


def recorded() -> Iterator[Figure]:
    """Yield what one request costs that records, decides and audits, on both databases."""
    with serve("tests.bench.hello:app", "/hello") as hello:
        with on_stage("SQLite") as stage:
            yield from _recorded(stage, hello.base, 12)
        with ended(PostgreSQL()) as server:
            url = server.url(server.create())
            with on_stage("PostgreSQL", database_url=url) as stage:
                yield from _recorded(stage, hello.base, 8)


def _recorded(stage: Stage, hello: str, goal: float) -> Iterator[Figure]:
    chip = "CHIP"
    defect(stage.world, chip)
    ids = [started(stage.world) for _ in range(TIMES + 10)]
    secret = program_of(stage.world, IVO).secret
    body = json.dumps(
        {
            "counts": {"critical": [0], "major": [3], "minor": [2]},
            "defects": [{"defect": chip, "count": 3}],
            "measurements": [
                {"characteristic": "HEIGHT", "unit": unit, "value": "95.1"} for unit in range(1, 6)
            ],
        }
    )
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    parts = urlsplit(stage.server.base)
    link = http.client.HTTPConnection(parts.hostname or "", parts.port)
    seconds = []
    for place, one in enumerate(ids):
        begin = time.perf_counter()
        link.request("POST", f"/api/v1/inspections/{one}/results", body, headers)
        answer = link.getresponse()
        answer.read()
        assert answer.status == 201, answer.status
        if place >= 10:
            seconds.append(time.perf_counter() - begin)
    link.close()
    ours = statistics.median(seconds) * 1000
    plain = statistics.median(fetch(hello, "/hello", TIMES)) * 1000
    name = f"result recorded, decided, audited ({stage.name})"
    for theirs in TRYTON_MS:
        which = f"{name}: Tryton’s {theirs:g} ms over ours"
        yield Ratio(which, [(theirs, ours)], goal=goal, unit="ms", at_least=True)
    yield Ratio(f"{name} beside hello", [(ours, plain)], goal=20, unit="ms")


def _marked(lots: int, begin: date) -> list[PastRow]:
    return [
        PastRow(
            "S-LIN", "MUG-350", f"L{place}", begin + timedelta(days=place), 1200, "2.5",
            9 if place % 11 == 5 else 1,
        )
        for place in range(lots)
    ]  # fmt: skip


def switching() -> Iterator[Figure]:
    """Yield how long the state of a pair takes that has 10,000 lots behind it."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        world = people_world(test_config(Path(folder)))
        small, large = (_pair(world, sku, lots) for sku, lots in (("FEW", 10), ("MANY", 10_000)))
        pairs = in_turn(7, lambda: _ask(world, large), lambda: _ask(world, small))
        ours = statistics.median(one for one, _ in pairs)
        yield Amount("state of a pair with 10,000 lots", ours, 1.0, "ms")
        yield Ratio("state of a pair, 10,000 lots beside 10", pairs, goal=1.3, unit="ms")
        with world.looking() as session:
            begin = time.perf_counter()
            assert list(check_ledger(session)) == []
            verified = time.perf_counter() - begin
        yield Amount("verifying 10,010 lines by replay", verified, 2.0, "s")
        world.database.dispose()


def _pair(world: World, sku: str, lots: int) -> int:
    product_id = stock(world, sku=sku)
    system = Actor.system("bench")
    begin = today() - timedelta(days=lots + 1)
    rows = [PastRow(**{**vars(row), "sku": sku}) for row in _marked(lots, begin)]
    with world.database.transaction() as session:
        for start in range(0, lots, 500):
            merge_past_results(session, system, rows[start : start + 500])
    return product_id


def _ask(world: World, product_id: int) -> float:
    """Return the milliseconds that one look at a pair's standing takes, in a session of its own."""
    supplier_id, terms = world.supplier_id("S-LIN"), {MAJOR: Scheme().terms(MAJOR)}
    times = 50
    begin = time.perf_counter()
    for _ in range(times):
        with world.looking() as session:
            found = pairs_of(session, supplier_id, product_id, terms)
            standing_of_pair(found[MAJOR])
    return (time.perf_counter() - begin) / times * 1000


def past_results() -> Iterator[Figure]:
    """Yield how long 100,000 past results take to be read, checked, counted and replayed."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        world = people_world(test_config(Path(folder)))
        stock(world)
        _more_products(world, 200)
        content = table(
            [
                ("supplier", "sku", "lot", "inspected on", "lot size", "aql", "found"),
                *(
                    (
                        "S-LIN", f"SKU-{place % 200}", f"L-{place}",
                        str(date(2024, 1, 1) + timedelta(days=place // 150)), "1200", "2.5",
                        "9" if place % 23 == 7 else "1",
                    )
                    for place in range(100_000)
                ),
            ]
        )  # fmt: skip
        for mode in ImportMode:
            source = SOURCES["inspection_results"]
            work = begun(world, content, mode, name=f"{mode.value}.csv", source=source)
            begin = time.perf_counter()
            run_import(work)
            taken = time.perf_counter() - begin
            state, *counts = outcome(world, work)
            assert state == "done", counts
            what = "first time" if counts[1] else "again, nothing changed"
            yield Amount(f"100,000 past results ({what}, {mode.value})", taken, 60, "s")
        with world.looking() as session:
            assert list(check_ledger(session)) == []
        world.database.dispose()


def _more_products(world: World, count: int) -> None:
    with world.database.transaction() as session:
        names = [{"sku": f"SKU-{place}", "name_en": f"Mug {place}"} for place in range(count)]
        session.execute(insert(Product), names)
