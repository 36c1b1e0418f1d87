"""The review queue: 50 of 100,000 waiting documents of 5,000 suppliers, beside a bare hello."""

import re
import urllib.request
from collections.abc import Iterator

from tests.bench.figures import Figure, Ratio, in_turn, percentile
from tests.bench.load import fetch
from tests.bench.portal import Stage
from tests.bench.server import Server

QUEUE = "/documents/review"
TIMES = 400
ROUNDS = 7


def measure(stage: Stage, hello: Server) -> Iterator[Figure]:
    """Yield the queue's figures on one database."""
    headers = {"Cookie": stage.cookie}
    pages = addresses(stage)

    def cpu(server: Server, path: str) -> float:
        begun = server.cpu_seconds()
        fetch(server.base, path, TIMES, headers=headers)
        return (server.cpu_seconds() - begun) / TIMES * 1000

    def slowest(server: Server, path: str) -> float:
        seconds = fetch(server.base, path, TIMES * 4, connections=8, headers=headers)
        return percentile(seconds, 99) * 1000

    portal, name = stage.server, stage.name
    yield Ratio(
        f"queue, CPU per request ({name})",
        in_turn(ROUNDS, lambda: cpu(portal, QUEUE), lambda: cpu(hello, "/hello")),
        goal=6, unit="ms",
    )  # fmt: skip
    yield Ratio(
        f"queue, p99 at 8 connections ({name})",
        in_turn(ROUNDS, lambda: slowest(portal, QUEUE), lambda: slowest(hello, "/hello")),
        goal=5, unit="ms",
    )  # fmt: skip
    yield Ratio(
        f"queue, p99 beside p50 at one connection ({name})",
        [spread(portal, headers) for _ in range(ROUNDS)], goal=3, unit="ms",
    )  # fmt: skip
    for which, path in pages.items():
        yield Ratio(
            f"queue, {which} page beside the first ({name})",
            in_turn(ROUNDS, lambda path=path: cpu(portal, path), lambda: cpu(portal, QUEUE)),  # type: ignore[misc]
            goal=1.25, unit="ms",
        )  # fmt: skip


def spread(portal: Server, headers: dict[str, str]) -> tuple[float, float]:
    """Return the milliseconds of the slowest hundredth and of the middle of one person's pages."""
    seconds = fetch(portal.base, QUEUE, TIMES, headers=headers)
    return percentile(seconds, 99) * 1000, percentile(seconds, 50) * 1000


def addresses(stage: Stage) -> dict[str, str]:
    """Return the addresses of the last and of a filtered page, as the page itself links them."""
    request = urllib.request.Request(  # noqa: S310
        stage.server.base + QUEUE, headers={"Cookie": stage.cookie}
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        page = answer.read().decode()
    assert len(re.findall(r'class="[^"]*row-link', page)) == 50, "the queue does not show 50 rows"
    last = re.search(r'href="([^"]+)"[^>]*>(?:<[^>]+>)*\s*Last', page)
    kind = re.search(r'<option value="(\d+|bench-\d+)"', page)
    assert last, page
    assert kind, page
    return {
        "last": last[1].replace("&amp;", "&"),
        "filtered": f"{QUEUE}?type={kind[1]}",
    }
