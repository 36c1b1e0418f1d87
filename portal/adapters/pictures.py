"""Pictures on their way in: looked into, written anew without what they tell, and stored."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.adapters.child import ChildFailed, run_in_child
from portal.adapters.inspection.looking import inspect_file
from portal.adapters.intake import Readable, Received, receive
from portal.core.errors import Invalid
from portal.core.files.rules import Kind
from portal.core.i18n import N_
from portal.core.ports import FileStore

TASK = "portal.adapters.cleaning:clean"
KINDS = (Kind.JPEG, Kind.PNG)
MEDIA_TYPE = "image/jpeg"
LIMIT = 25 * 1024 * 1024


@dataclass(frozen=True)
class CleanPicture:
    """A stored picture: its bytes as they are kept, and the hash of those that came in."""

    sha256: str
    size: int
    received_sha256: str


def keep_picture(
    files: FileStore, owner: str, stream: Readable, length: int | None, name: str
) -> CleanPicture:
    """Receive a picture and store it under `owner`; raises Invalid for what is none."""
    received = receive(stream, length, name, files, LIMIT)
    try:
        return keep_received(files, owner, received)
    finally:
        received.forget()


def keep_received(files: FileStore, owner: str, received: Received) -> CleanPicture:
    """Store a picture that came in with a form."""
    inspect_file(received.path, received.name, KINDS)
    with _cleaned(received.path) as (path, sha256, size):
        files.put(f"{owner}/{sha256}", path, sha256)
    return CleanPicture(sha256, size, received.sha256)


@contextmanager
def _cleaned(source: Path) -> Iterator[tuple[Path, str, int]]:
    target = source.with_name(f"{source.name}-clean")
    try:
        run_in_child(TASK, str(source), str(target))
        content = target.read_bytes()
        yield target, hashlib.sha256(content).hexdigest(), len(content)
    except ChildFailed as failure:
        sentence = N_("The picture could not be read. Take it again or save it as JPEG.")
        raise Invalid(sentence, field="file") from failure
    finally:
        target.unlink(missing_ok=True)
