"""Run every measurement and print its figures; exit 1 if a promise is not kept."""

import sys
from collections.abc import Callable, Iterator

from tests.bench import (
    agreements,
    imports,
    inspections,
    plans,
    queue,
    scorecards,
    signin,
    trace,
    uploads,
)
from tests.bench.figures import Figure
from tests.bench.portal import on_stage
from tests.bench.server import ended, serve
from tests.servers.postgres import PostgreSQL


def queues() -> Iterator[Figure]:
    """Yield the figures of the review queue on both databases."""
    size = {"suppliers": 5_000, "documents": 100_000}
    with serve("tests.bench.hello:app", "/hello") as hello:
        with on_stage("SQLite", **size) as stage:  # type: ignore[arg-type]
            yield from queue.measure(stage, hello)
        with ended(PostgreSQL()) as server:
            url = server.url(server.create())
            with on_stage("PostgreSQL", database_url=url, **size) as stage:  # type: ignore[arg-type]
                yield from queue.measure(stage, hello)


MEASUREMENTS: dict[str, Callable[[], Iterator[Figure]]] = {
    "queue": queues,
    "uploads": uploads.measure,
    "signin": signin.measure,
    "inspection": inspections.recorded,
    "plans": plans.measure,
    "switching": inspections.switching,
    "ledger": inspections.past_results,
    "scorecards": scorecards.measure,
    "trace": trace.measure,
    "imports": imports.measure,
    "agreement-paper": agreements.papers,
    "agreement-pages": agreements.pages,
    "agreement-verify": agreements.verifying,
}


def main(wanted: list[str]) -> int:
    """Print the figures of the measurements `wanted`, or of all."""
    held = True
    for name in wanted or MEASUREMENTS:
        for figure in MEASUREMENTS[name]():
            print(figure.line(), flush=True)  # noqa: T201
            held = held and figure.holds
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
