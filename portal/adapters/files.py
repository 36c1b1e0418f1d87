"""Files in a folder: written once, synced before they are acknowledged, checked when read."""

import hashlib
import io
import os
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import urlsplit

from portal.core.ports import FileStore, StoreFailure

LEFTOVER_SECONDS = 86_400
BLOCK = 1024 * 1024
KEY = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*")
"""No empty part, none that begins with a dot: a key never leaves the store."""


class Checked(io.RawIOBase):
    """A stream that never hands out its last bytes before they match the SHA-256.

    One block is held back, so that a reader of damaged bytes gets an error instead of an end.
    """

    def __init__(self, source: BinaryIO, key: str) -> None:
        super().__init__()
        self._source, self._key = source, key
        self._expected = sha256_of(key)
        self._seen = hashlib.sha256()
        self._ready = memoryview(b"")
        self._next = self._fetch()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        target = memoryview(cast(bytearray, buffer)).cast("B")
        if not self._ready and self._next:
            self._ready, self._next = memoryview(self._next), self._fetch()
        count = min(len(target), len(self._ready))
        target[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def close(self) -> None:
        self._source.close()
        super().close()

    def _fetch(self) -> bytes:
        try:
            block = self._source.read(BLOCK)
        except Exception as error:
            raise StoreFailure(f"{self._key} broke off while it was read") from error
        self._seen.update(block)
        if not block and self._expected and self._seen.hexdigest() != self._expected:
            raise StoreFailure(f"{self._key} does not hold the bytes it is named by")
        return block


def checked(source: BinaryIO, key: str) -> BinaryIO:
    """Return `source` as a stream that raises StoreFailure rather than end with wrong bytes."""
    try:
        return cast(BinaryIO, Checked(source, key))
    except StoreFailure:
        source.close()
        raise


def sha256_of(key: str) -> str | None:
    """Return the hash that a key is named by, None for a key of another kind."""
    name = key.rpartition("/")[2]
    return name if re.fullmatch(r"[0-9a-f]{64}", name) else None


def sweep_folder(incoming: Path) -> int:
    """Remove what was left over in `incoming` for more than a day; return how many files."""
    count = 0
    for path in incoming.iterdir():
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > LEFTOVER_SECONDS:
                path.unlink()
                count += 1
    return count


class FolderStore:
    """A folder `root` with `incoming/` for files on their way in and `kept/` for the rest."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self._incoming = self.root / "incoming"
        self._kept = self.root / "kept"
        self.prepare()

    def prepare(self) -> None:
        """Make the folders, for the portal's own eyes."""
        self.root.mkdir(parents=True, exist_ok=True)
        for folder in (self._incoming, self._kept):
            folder.mkdir(mode=0o700, exist_ok=True)

    def is_public(self) -> bool:
        """Return whether everybody on this machine may look into the folder of kept files."""
        return bool(self._kept.stat().st_mode & 0o005)

    def incoming(self) -> Path:
        return self._incoming

    def put(self, key: str, source: Path, sha256: str) -> None:
        """Link `source` under `key`: file synced, then the name, then the folder that holds it.

        The caller hashed the bytes while it wrote them; reading them again from the page cache
        would prove nothing. What was there before is compared.
        """
        target = self._path(key)
        try:
            _sync(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(source, target)
            except FileExistsError:
                if _sha256(target) != sha256:
                    raise StoreFailure(f"{key} does not hold the bytes it is named by") from None
            for folder in (target.parent, target.parent.parent):
                _sync(folder)
        except OSError as error:
            raise StoreFailure(str(error)) from error

    def open(self, key: str) -> BinaryIO:
        path = self._path(key)
        try:
            return checked(path.open("rb"), key)
        except OSError as error:
            raise StoreFailure(f"{key} cannot be read") from error

    def exists(self, key: str) -> bool:
        return self._path(key).is_file()

    def size(self, key: str) -> int:
        try:
            return self._path(key).stat().st_size
        except OSError as error:
            raise StoreFailure(f"{key} cannot be read") from error

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def keys(self, prefix: str = "") -> Iterator[str]:
        for path in sorted(self._kept.rglob("*")):
            key = path.relative_to(self._kept).as_posix()
            if path.is_file() and key.startswith(prefix):
                yield key

    def sweep(self) -> int:
        """Remove what was left over in `incoming` for more than a day; return how many files."""
        return sweep_folder(self._incoming)

    def _path(self, key: str) -> Path:
        if not KEY.fullmatch(key):
            raise StoreFailure(f"{key!r} is no key")
        return self._kept.joinpath(*key.split("/"))


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_store(url: str, incoming: Path = Path("var/incoming")) -> FileStore:
    """Return the store that `PORTAL_FILES_URL` names: `file:FOLDER` or `s3://BUCKET/PREFIX`.

    A bucket needs `incoming`, a folder of this machine for files on their way in.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return FolderStore(Path(parts.path))
    if parts.scheme == "s3" and parts.netloc:
        from portal.adapters.s3 import S3Store

        return S3Store(parts.netloc, parts.path.strip("/"), incoming)
    raise ValueError("PORTAL_FILES_URL must be file:FOLDER or s3://BUCKET/PREFIX.")
