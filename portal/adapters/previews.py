"""What a reader sees without opening the file: pages as pictures, text as lines.

Pictures are drawn in a child and kept in a local folder that may be emptied at any time.
"""

import codecs
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from portal.adapters.child import ChildFailed, Refused, run_in_child
from portal.adapters.inspection.text import BOMS, GUESSES
from portal.core.errors import NotFound, WrongState
from portal.core.files.models import StoredFile
from portal.core.files.rules import PICTURED, TEXTS, kind_of
from portal.core.i18n import N_
from portal.core.ports import FileStore

PICTURES = "previews"
MOST_PAGES = 50
MOST_LINES = 200
MOST_SAMPLE = 64 * 1024
CHUNK = 256 * 1024
DRAW = "portal.adapters.drawing:draw"


def shown_pages(stored: StoredFile) -> int:
    """Return how many pages of a file can be shown as pictures."""
    pictured = kind_of(stored.media_type) in PICTURED
    return min(stored.pages or 1, MOST_PAGES) if pictured else 0


def picture_of(cache: Path, files: FileStore, stored: StoredFile, page: int) -> bytes:
    """Return a page as PNG, drawn now if it was not before.

    Raises NotFound where there is no such page, WrongState if it cannot be drawn.
    """
    if not 1 <= page <= shown_pages(stored):
        raise NotFound
    kept = _folder(cache, stored) / f"{page}.png"
    try:
        return kept.read_bytes()
    except FileNotFoundError:
        draw_pages(cache, files, stored, first=page, last=page)
    try:
        return kept.read_bytes()
    except FileNotFoundError:
        raise WrongState(
            N_("This page cannot be shown here. Download the file to read it.")
        ) from None


def draw_pages(
    cache: Path, files: FileStore, stored: StoredFile, first: int, last: int, seconds: int = 20
) -> None:
    """Draw pages that are not drawn yet; what cannot be drawn is left out."""
    folder = _folder(cache, stored)
    folder.mkdir(parents=True, exist_ok=True)
    source = folder / f"source-{secrets.token_hex(8)}"
    try:
        _fetch(files, stored, source)
        kind = kind_of(stored.media_type)
        run_in_child(DRAW, str(source), kind, str(folder), first, last, seconds=seconds)
    except (ChildFailed, Refused):
        return
    finally:
        source.unlink(missing_ok=True)


def _folder(cache: Path, stored: StoredFile) -> Path:
    return cache / str(stored.supplier_id) / stored.sha256


def _fetch(files: FileStore, stored: StoredFile, target: Path) -> None:
    with files.open(stored.key) as file, target.open("xb") as copy:
        shutil.copyfileobj(file, copy, CHUNK)


@dataclass(frozen=True)
class Sample:
    """The beginning of a text."""

    lines: list[str]
    is_whole: bool


def sample_of(files: FileStore, stored: StoredFile) -> Sample:
    """Return the first lines of a text; raises NotFound for what is none."""
    if kind_of(stored.media_type) not in TEXTS:
        raise NotFound
    with files.open(stored.key) as file:
        start = file.read(MOST_SAMPLE)
    lines = _decoded(start).splitlines()
    is_whole = stored.size <= MOST_SAMPLE and len(lines) <= MOST_LINES
    return Sample(lines[:MOST_LINES], is_whole)


def _decoded(start: bytes) -> str:
    """Return the text of a beginning, which may end in the middle of a character."""
    named = [name for bom, name in BOMS if start.startswith(bom)]
    for encoding in named or GUESSES:
        try:
            return codecs.getincrementaldecoder(encoding)().decode(start)
        except UnicodeDecodeError:
            continue
    return start.decode("utf-8", "replace")
