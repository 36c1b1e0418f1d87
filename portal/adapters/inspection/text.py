"""Is this text that people can read, in one of the encodings in use?"""

import codecs
from pathlib import Path

from portal.adapters.child import Refused
from portal.adapters.inspection.faults import Fault

CHUNK = 1024 * 1024
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
GUESSES = ("utf-8", "gb18030")
CONTROLS = {chr(code) for code in range(32)} - set("\t\n\r\f\x1a\x1b")
MARKUP = ("<!doctype html", "<html", "<svg", "<?xml", "<script", "%pdf-")


def encoding_of(path: Path) -> str | None:
    """Return the encoding in which the whole file can be read; None if there is none."""
    with path.open("rb") as file:
        start = file.read(4)
    named = next((name for bom, name in BOMS if start.startswith(bom)), None)
    return next((name for name in ([named] if named else GUESSES) if _decodes(path, name)), None)


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeError:
            return False
    return True


def inspect_text(path: Path) -> None:
    """Read the file through; raises Refused if it is no text, or markup under another name.

    Formulas in a CSV are left alone: what proves something is kept as it was sent. They are
    harmless here because the file is only ever handed out as a download, never opened by us.
    """
    encoding = encoding_of(path)
    if encoding is None:
        raise Refused(Fault.TEXT_UNDECODED)
    with path.open(encoding=encoding, newline="") as file:
        start = file.read(CHUNK)
        if start.lstrip("\ufeff \t\r\n").lower().startswith(MARKUP):
            raise Refused(Fault.TEXT_MARKUP)
        while start:
            if not CONTROLS.isdisjoint(start):
                raise Refused(Fault.TEXT_BINARY)
            start = file.read(CHUNK)
