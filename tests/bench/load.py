"""A client that keeps connections open and notes how long each answer took."""

import http.client
import threading
import time
from collections.abc import Mapping
from urllib.parse import urlsplit


def fetch(
    base: str,
    path: str,
    times: int,
    *,
    connections: int = 1,
    headers: Mapping[str, str] | None = None,
    status: int = 200,
) -> list[float]:
    """Return the seconds that each of `times` answers took, over so many connections."""
    latencies: list[float] = []
    wrong: list[str] = []

    def run(share: int) -> None:
        parts = urlsplit(base)
        link = http.client.HTTPConnection(parts.hostname or "", parts.port)
        for _ in range(share):
            begun = time.perf_counter()
            link.request("GET", path, headers=dict(headers or {}))
            answer = link.getresponse()
            answer.read()
            latencies.append(time.perf_counter() - begun)
            if answer.status != status:
                wrong.append(f"{path} answered {answer.status}")
        link.close()

    threads = [
        threading.Thread(target=run, args=(times // connections,)) for _ in range(connections)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise RuntimeError(wrong[0])
    return latencies
