"""Files on their way in: hashed while they are written, once, in small pieces."""

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from portal.core.errors import Invalid, TooLarge
from portal.core.files.rules import MAX_NAME, clean_name
from portal.core.i18n import N_
from portal.core.ports import FileStore, StoreFailure

CHUNK = 256 * 1024


class Readable(Protocol):
    def read(self, size: int = ..., /) -> bytes:
        """Return at most so many bytes; none at the end."""


@dataclass(frozen=True)
class Received:
    """A file that arrived whole and lies where files come in; not yet kept."""

    path: Path
    sha256: str
    size: int
    name: str

    def sync(self) -> None:
        """Bring the bytes to the disk itself; raises StoreFailure."""
        try:
            handle = os.open(self.path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise StoreFailure(str(error)) from error

    def forget(self) -> None:
        """Remove it from where files come in; what the store keeps stays."""
        self.path.unlink(missing_ok=True)


def receive(
    stream: Readable, length: int | None, name: str, store: FileStore, limit: int
) -> Received:
    """Write a body of at most `limit` bytes to where files come in, and return what arrived.

    `length` is what the sender announced. Raises TooLarge, Invalid (name, or cut short), or
    StoreFailure; then nothing is left behind.
    """
    name = demand_name(name)
    if length is not None and length > limit:
        raise too_large(limit)
    file = IncomingFile(store, limit)
    try:
        while part := stream.read(CHUNK):
            file.write(part)
        if length is not None and file.size != length:
            raise Invalid(
                N_("The file arrived incomplete. Check the connection and upload it again."),
                field="file",
            )
        return file.received(name)
    except BaseException:
        file.discard()
        raise


class IncomingFile:
    """A file being written where files come in; readable like any other once it is whole."""

    def __init__(self, store: FileStore, limit: int) -> None:
        self.size = 0
        self.limit = limit
        self.path = store.incoming() / f"upload-{secrets.token_hex(16)}"
        self._hash = hashlib.sha256()
        try:
            self._file: IO[bytes] = open(  # noqa: SIM115
                os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b", buffering=0
            )
        except OSError as error:
            raise StoreFailure(str(error)) from error

    def write(self, part: bytes) -> int:
        """Append a piece."""
        self.size += len(part)
        if self.size > self.limit:
            raise too_large(self.limit)
        self._hash.update(part)
        try:
            left = memoryview(part)
            while left:
                left = left[self._file.write(left) :]
        except OSError as error:
            raise StoreFailure(str(error)) from error
        return len(part)

    def received(self, name: str) -> Received:
        """Return what arrived, under a name that is fit to be shown."""
        self._file.close()
        return Received(self.path, self._hash.hexdigest(), self.size, demand_name(name))

    def discard(self) -> None:
        """Remove the file, whether it is whole or not."""
        self._file.close()
        self.path.unlink(missing_ok=True)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def demand_name(name: str) -> str:
    """Return the name fit to be kept and shown; raises Invalid if nothing of it is, or too much."""
    cleaned = clean_name(name)
    if not cleaned:
        raise Invalid(N_("The file has no name. Give it one and upload it again."), field="file")
    if len(cleaned) > MAX_NAME:
        raise Invalid(
            N_("The name of the file is longer than %(most)s characters. Shorten it."),
            field="file",
            most=MAX_NAME,
        )
    return cleaned


def too_large(limit: int) -> TooLarge:
    """Return the refusal of a file above the limit."""
    return TooLarge(
        N_(
            "The file is larger than %(most)s MB. Save it with smaller pictures or split it, and"
            " upload that."
        ),
        field="file",
        most=limit // (1024 * 1024),
    )
