"""A file on its way in: hashed while it is written, understood, stored under its hash."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from portal.core.errors import Invalid, TooLarge
from portal.core.i18n import N_
from portal.core.ports import FileStore
from portal.imports.operations import ReceivedFile
from portal.imports.readers.files import inspect_file
from portal.imports.readers.limits import ENDINGS
from portal.imports.readers.shape import Reading, Wanted
from portal.imports.source import Source

BLOCK = 1 << 18
DETECT = Wanted()


def receive_file(
    files: FileStore,
    source: Source,
    stream: IO[bytes],
    file_name: str,
    *,
    most_mb: int,
    wanted: Wanted = DETECT,
) -> ReceivedFile:
    """Store a file for a run; refuses what cannot be read, before anything is kept of it."""
    name = tidy_name(file_name)
    with NamedTemporaryFile(dir=files.incoming(), prefix="import-") as temporary:
        sha256, size = _write(stream, temporary, most_mb)
        path = Path(temporary.name)
        reading = inspect_file(path, name, wanted, source.known_names)
        received = ReceivedFile(name, sha256, size, reading)
        files.put(received.key, path, sha256)
    return received


def read_again(
    files: FileStore, source: Source, sha256: str, file_name: str, wanted: Wanted
) -> Reading:
    """Return how a stored file is understood when the person says more about it."""
    with fetched(files, sha256) as path:
        return inspect_file(path, file_name, wanted, source.known_names)


@contextmanager
def fetched(files: FileStore, sha256: str) -> Iterator[Path]:
    """Bring a stored file to a local path for as long as it is read; its hash is checked."""
    with NamedTemporaryFile(dir=files.incoming(), prefix="import-") as temporary:
        with files.open(f"imports/{sha256}") as stream:
            found, _ = _write(stream, temporary, None)
        if found != sha256:
            raise Invalid(N_("The stored file is damaged. Send it again."))
        yield Path(temporary.name)


def tidy_name(file_name: str) -> str:
    """Return a file's name as it is shown: no folders, no control or direction marks."""
    base = file_name.replace("\\", "/").rpartition("/")[2]
    name = "".join(char for char in base if char.isprintable()).strip()
    if not name:
        raise Invalid(N_("Choose a file."), field="file")
    stem, dot, ending = name.rpartition(".")
    if dot and ending.lower() in ENDINGS and len(name) > 255:
        return f"{stem[: 250 - len(ending)]}.{ending}"
    return name[:255]


def _write(stream: IO[bytes], target: Any, most_mb: int | None) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while block := stream.read(BLOCK):
        digest.update(block)
        size += len(block)
        if most_mb is not None and size > most_mb * 1024 * 1024:
            raise TooLarge(N_("A file may have up to %(most)s MB."), field="file", most=most_mb)
        target.write(block)
    target.flush()
    return digest.hexdigest(), size
