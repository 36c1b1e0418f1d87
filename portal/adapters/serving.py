"""Waitress, which is told to end and lets running requests finish first."""

import signal
import time
from typing import Any

from waitress import wasyncore
from waitress.server import create_server

FINISH_SECONDS = 25


class Server:
    """Serves one application until SIGTERM or SIGINT, then answers what was asked, and ends.

    Headers of proxies are left to the app, which knows how many proxies it may trust.
    """

    def __init__(self, app: Any, host: str, port: int, threads: int = 8) -> None:
        self._map: dict[int, Any] = {}
        self._server = create_server(
            app,
            map=self._map,
            host=host,
            port=port,
            threads=threads,
            ident=None,
            clear_untrusted_proxy_headers=False,
        )
        self._is_told = False

    def run(self) -> None:
        """Serve until told to end."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._tell)
        while not self._is_told:
            wasyncore.loop(timeout=1, use_poll=True, map=self._map, count=1)
        self._drain()

    def _tell(self, *_: object) -> None:
        self._is_told = True

    def _drain(self) -> None:
        """Accept nothing new; go on until every request that has begun is answered."""
        for listener in [spot for spot in self._map.values() if spot.accepting]:
            listener.del_channel()
            listener.socket.close()
        until = time.monotonic() + FINISH_SECONDS
        while time.monotonic() < until and any(map(_is_busy, tuple(self._map.values()))):
            wasyncore.loop(timeout=0.1, use_poll=True, map=self._map, count=1)
        self._server.task_dispatcher.shutdown(timeout=1)


def _is_busy(spot: Any) -> bool:
    """Return whether a connection has a request in it, or an answer that is not sent yet."""
    return bool(
        getattr(spot, "requests", None)
        or getattr(spot, "request", None)
        or getattr(spot, "total_outbufs_len", 0)
    )
