"""Where the trail ended, written down outside the database.

A chain that was cut short or written anew from the beginning is whole in itself; only somebody who
remembers an earlier end can tell. Each line of the file is such an end.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import structlog
from sqlalchemy import select

from portal.adapters.jobs import Work
from portal.core.audit.models import AuditHead
from portal.core.clock import now
from portal.core.db import EVERYTHING

log = structlog.get_logger("portal.anchors")

TAIL_BYTES = 4096


@dataclass(frozen=True)
class Anchor:
    """The end of the trail at a moment."""

    seq: int
    digest: str
    at: datetime

    def line(self) -> bytes:
        """Return the anchor as it stands in the file."""
        fields = {"seq": self.seq, "digest": self.digest, "at": self.at.isoformat()}
        return json.dumps(fields, separators=(",", ":")).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> "Anchor":
        """Return the anchor of one line; raises ValueError for anything else."""
        try:
            fields = json.loads(line)
            return cls(
                int(fields["seq"]), str(fields["digest"]), datetime.fromisoformat(fields["at"])
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"no anchor: {line!r}") from error


class AnchorFile:
    """Anchors in `anchors.jsonl` of a folder, oldest first; lines are only ever added."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "file":
            raise ValueError(f"PORTAL_ANCHORS_URL must begin with file:, not {parts.scheme}:")
        self.path = Path(parts.path) / "anchors.jsonl"

    def append(self, anchor: Anchor) -> bool:
        """Add the anchor, durable when this returns; False if the end has not moved since."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._alone() as file:
            last = _last(file)
            if last is not None and last.seq >= anchor.seq:
                return False
            file.write(anchor.line())
            file.flush()
            os.fsync(file.fileno())
        if last is None:
            _sync_folder(self.path.parent)
        return True

    def read(self) -> list[Anchor]:
        """Return all anchors, oldest first; raises ValueError for a line that is none.

        A last line without an end was cut off by a crash and never acknowledged.
        """
        if not self.path.exists():
            return []
        whole, _, _ = self.path.read_bytes().rpartition(b"\n")
        return [Anchor.from_line(line) for line in whole.splitlines()]

    @contextmanager
    def _alone(self) -> Iterator[BinaryIO]:
        with self.path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file


def _last(file: BinaryIO) -> Anchor | None:
    """Return the last anchor; what a crash left half behind it is cut off."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - TAIL_BYTES))
    tail = file.read()
    whole, end, half = tail.rpartition(b"\n")
    if half:
        file.truncate(size - len(half))
    return Anchor.from_line(whole.splitlines()[-1]) if end else None


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def drop_anchor(work: Work) -> dict[str, Any]:
    """Write down where the trail ends now, in the file and in the log."""
    with work.database.reading(EVERYTHING) as session:
        head = session.execute(select(AuditHead.seq, AuditHead.digest)).one_or_none()
    if head is None:
        return {"seq": 0, "is_new": False}
    is_new = AnchorFile(work.config.anchors_url).append(Anchor(head.seq, head.digest, now()))
    if is_new:
        log.info("trail.anchored", seq=head.seq, digest=head.digest)
    return {"seq": head.seq, "is_new": is_new}
