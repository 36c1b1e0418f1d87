"""Is this text that people can read, in one of the encodings in use?"""

import codecs
from pathlib import Path

from portal.adapters.child import Refused
from portal.adapters.inspection.faults import Fault

CHUNK = 256 * 1024
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
GUESSES = ("utf-8", "gb18030")
CONTROLS = {chr(code) for code in range(32)} - set("\t\n\r\f\x1a\x1b")
"""What no text begins with: looked for in the first quarter of a MiB; NUL is looked for in all."""

MARKUP = ("<!doctype html", "<html", "<svg", "<?xml", "<script", "%pdf-")


def inspect_text(path: Path) -> None:
    """Read the file through; raises Refused if it is no text, or markup under another name.

    Formulas in a CSV are left alone: what proves something is kept as it was sent. They are
    harmless here because the file is only ever handed out as a download, never opened by us.
    """
    if not any(_is_text(path, encoding) for encoding in encodings_of(path)):
        raise Refused(Fault.TEXT_UNDECODED)


def encodings_of(path: Path) -> tuple[str, ...]:
    """Return the encodings that a file may have, the likeliest first."""
    with path.open("rb") as file:
        start = file.read(4)
    named = next((name for bom, name in BOMS if start.startswith(bom)), None)
    return (named,) if named else GUESSES


def _is_text(path: Path, encoding: str) -> bool:
    """Return whether all of it can be decoded; raises Refused for what is no text all the same."""
    decoder = codecs.getincrementaldecoder(encoding)()
    start, has_nul = "", False
    with path.open("rb") as file:
        try:
            while chunk := file.read(CHUNK):
                text = decoder.decode(chunk)
                start = start or text
                has_nul = has_nul or "\0" in text
            decoder.decode(b"", final=True)
        except UnicodeError:
            return False
    if start.lstrip("\ufeff \t\r\n").lower().startswith(MARKUP):
        raise Refused(Fault.TEXT_MARKUP)
    if has_nul or not CONTROLS.isdisjoint(start):
        raise Refused(Fault.TEXT_BINARY)
    return True
