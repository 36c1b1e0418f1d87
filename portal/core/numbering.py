"""Names for things: identifiers that neither collide nor tell how many there are."""

import secrets
import threading
import time

RANDOM_BITS = 22
EPOCH_MS = 1_735_689_600_000
"""2025-01-01T00:00:00Z; 41 bits of milliseconds last until 2094."""

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0/O, 1/I/L, U: codes are read aloud and typed."""


class _Sequence:
    """Milliseconds and random bits, never twice the same and never backwards in one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self) -> int:
        return self.several(1)[0]

    def several(self, count: int) -> range:
        fresh = (time.time_ns() // 1_000_000 - EPOCH_MS) << RANDOM_BITS
        fresh |= secrets.randbits(RANDOM_BITS)
        with self._lock:
            first = max(fresh, self._last + 1)
            self._last = first + count - 1
            return range(first, first + count)


_SEQUENCE = _Sequence()
new_id = _SEQUENCE.next
"""Return a new 63-bit row identifier: sortable by time, and telling nobody how many rows exist."""
new_ids = _SEQUENCE.several
"""Return so many new identifiers that follow each other."""


def new_code(prefix: str, length: int = 5) -> str:
    """Return a short random code such as `S-7KQ2M`; uniqueness is the database's to hold."""
    return f"{prefix}-" + "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))


def new_secret() -> str:
    """Return a URL-safe secret of 256 random bits."""
    return secrets.token_urlsafe(32)
