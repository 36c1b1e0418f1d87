"""Files in a folder: written once, synced before they are acknowledged."""

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from portal.core.ports import FileStore, StoreFailure

LEFTOVER_SECONDS = 86_400


class FolderStore:
    """A folder `root` with `incoming/` for files on their way in and `kept/` for the rest."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self._incoming = self.root / "incoming"
        self._kept = self.root / "kept"
        self._incoming.mkdir(parents=True, exist_ok=True)
        self._kept.mkdir(parents=True, exist_ok=True)

    def incoming(self) -> Path:
        return self._incoming

    def put(self, key: str, source: Path, sha256: str) -> None:
        """Link `source` under `key`: file synced, then the name, then the folder that holds it."""
        target = self._path(key)
        try:
            _sync(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError):
                os.link(source, target)
            if _sha256(target) != sha256:
                raise StoreFailure(f"{key} does not hold the bytes it is named by")
            for folder in (target.parent, target.parent.parent):
                _sync(folder)
        except OSError as error:
            raise StoreFailure(str(error)) from error

    def open(self, key: str) -> AbstractContextManager[BinaryIO]:
        try:
            return self._path(key).open("rb")
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
        old = [
            path
            for path in self._incoming.iterdir()
            if time.time() - path.stat().st_mtime > LEFTOVER_SECONDS
        ]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _path(self, key: str) -> Path:
        parts = key.split("/")
        if not all(part and set(part) <= _SAFE and part.strip(".") for part in parts):
            raise StoreFailure(f"{key!r} is no key")
        return self._kept.joinpath(*parts)


_SAFE = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_store(url: str) -> FileStore:
    """Return the store that `PORTAL_FILES_URL` names: `file:FOLDER` or `s3://BUCKET/PREFIX`."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return FolderStore(Path(parts.path))
    raise ValueError(f"PORTAL_FILES_URL must begin with file: or s3:, not {parts.scheme}:")
