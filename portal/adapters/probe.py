"""Whether a file store keeps its promises, tried out on the store itself."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import suppress

from portal.core.i18n import N_, Message
from portal.core.ports import FileStore, StoreFailure


def broken_promises(files: FileStore) -> Iterator[Message]:
    """Yield what the store does not do as the portal needs it; raises StoreFailure if it fails.

    Leaves nothing behind. Some servers take `If-None-Match` and ignore it: they would let a
    certificate be overwritten.
    """
    content = secrets.token_bytes(1000)
    key = f"probe/{_sha256(content)}"
    try:
        _put(files, key, content)
        _put(files, key, content)
        with files.open(key) as stream:
            if stream.read() != content:
                yield N_("The file store gives back other bytes than it was given.")
        if _takes_other_bytes(files, key):
            yield N_("The file store lets files be overwritten.")
        if files.is_public():
            yield N_("Strangers can read the file store.")
    finally:
        files.delete(key)


def _takes_other_bytes(files: FileStore, key: str) -> bool:
    other = secrets.token_bytes(1000)
    with suppress(StoreFailure):
        _put(files, key, other)
        return True
    return False


def _put(files: FileStore, key: str, content: bytes) -> None:
    path = files.incoming() / f"probe-{secrets.token_hex(8)}"
    path.write_bytes(content)
    try:
        files.put(key, path, _sha256(content))
    finally:
        path.unlink(missing_ok=True)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
