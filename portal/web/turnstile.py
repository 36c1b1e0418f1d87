"""Few pages are drawn at a time: the others wait in line instead of in each other's way.

Python runs one thread at a time, and hands over at each step of the database. Eight pages drawn at
once take twice as long as the same eight one after the other, the last of them longest.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app, request

from portal.web.request import SAFE_METHODS

AT_ONCE = 2
"""One to draw, and one more while the first waits for its database."""

PATIENCE_SECONDS = 0.1
"""So long a page waits; then it is drawn beside the others: a slow one holds up nobody."""


class Turnstile:
    """Lets so many through at a time, in the order in which they came."""

    def __init__(self, at_once: int = AT_ONCE, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._patience = patience_seconds
        self._counting = threading.Lock()
        self._free = at_once
        self._line: deque[threading.Lock] = deque()

    @contextmanager
    def passed(self) -> Iterator[None]:
        """Wait for a place, but no longer than patience lasts; give it back at the end."""
        has_place = self._enter()
        try:
            yield
        finally:
            if has_place:
                self._leave()

    def _enter(self) -> bool:
        with self._counting:
            if self._free:
                self._free -= 1
                return True
            turn = threading.Lock()
            turn.acquire()
            self._line.append(turn)
        if turn.acquire(timeout=self._patience):
            return True
        with self._counting:
            if turn in self._line:
                self._line.remove(turn)
                return False
        return True  # it was our turn just as we lost patience

    def _leave(self) -> None:
        """Hand the place to whoever waits longest: a lock alone would go to whoever is quickest."""
        with self._counting:
            if self._line:
                self._line.popleft().release()
            else:
                self._free += 1


def is_in_line() -> bool:
    """Return whether this request looks at a page: what writes, streams or computes goes by."""
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method in SAFE_METHODS and not any(
        getattr(view, mark, False) for mark in ("acts", "stands_alone", "is_costly")
    )
