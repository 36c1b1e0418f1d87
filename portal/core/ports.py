"""What the house asks of the outside world; `portal/adapters` answers."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol


class StoreFailure(Exception):
    """The file store did not do what was asked; nothing may be acknowledged."""


class FileStore(Protocol):
    """Bytes under keys that are written once and never overwritten.

    A key is `<tenant>/<sha256>`; writing a key that exists with the same bytes is no error.
    """

    def incoming(self) -> Path:
        """Return a local folder for files on their way in, emptied of leftovers within a day."""

    def put(self, key: str, source: Path, sha256: str) -> None:
        """Store the bytes of `source`, durable when this returns; raises StoreFailure.

        `source` is not written to afterwards: it may be the very file that is kept.
        """

    def open(self, key: str) -> AbstractContextManager[BinaryIO]:
        """Open the bytes for reading once, from the beginning to the end.

        Raises StoreFailure if they are not there, and while reading rather than end after bytes
        that do not match the SHA-256.
        """

    def exists(self, key: str) -> bool:
        """Return whether the key has bytes."""

    def size(self, key: str) -> int:
        """Return how many bytes; raises StoreFailure if they are not there."""

    def delete(self, key: str) -> None:
        """Remove what nothing refers to any more; a missing key is no error."""

    def sweep(self) -> int:
        """Remove what was left over in `incoming` for more than a day; return how many files."""

    def prepare(self) -> None:
        """Make what the store needs before it can be used."""

    def is_public(self) -> bool:
        """Return whether strangers can read the store; it must not be so."""

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Yield the stored keys, for verification and backup."""


@dataclass(frozen=True)
class Letter:
    """One mail ready to leave; `key` names it, so that a second copy is recognised as one."""

    to: str
    subject: str
    body: str
    key: str = ""


class Mailer(Protocol):
    def send(self, letter: Letter) -> None:
        """Hand the mail over; raises OSError if it was not taken, ValueError if it never will."""

    def close(self) -> None:
        """Give back what was kept open for the next mail."""


class Scanner(Protocol):
    def scan(self, stream: BinaryIO) -> str | None:
        """Return None if clean, else the name of what was found; raises OSError if unavailable."""
