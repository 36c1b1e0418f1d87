"""What background work has made: stored by its own hash, and where it can be fetched."""

import hashlib
import secrets
from pathlib import Path
from typing import Any

from portal.adapters.jobs import Work


def keep_made(work: Work, folder: str, content: bytes, link: str) -> dict[str, Any]:
    """Store `content` under `folder`, named by its SHA-256, and return the result of the work.

    The result is what pages need to hand it out: link, key, sha256, size in bytes.
    """
    path = work.files.incoming() / f"made-{secrets.token_hex(8)}"
    try:
        path.write_bytes(content)
        return keep_file(work, folder, path, link)
    finally:
        path.unlink(missing_ok=True)


def keep_file(work: Work, folder: str, path: Path, link: str) -> dict[str, Any]:
    """Store the file at `path` (in the store's own incoming folder) in the same manner."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    size, key = path.stat().st_size, f"{folder}/{sha256}"
    work.files.put(key, path, sha256)
    return {"link": link, "key": key, "sha256": sha256, "size": size}
