"""What a received file may be called, be, and become."""

import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

MAX_NAME = 255
WAITING_TIME = timedelta(days=1)
"""An upload that is not made a document within a day is forgotten."""

BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the reading direction, so that `gpj.exe` reads `exe.jpg`."""


class ScanState(StrEnum):
    """What the virus scanner said; without a scanner every file is `unscanned`."""

    UNSCANNED = "unscanned"
    PENDING = "pending"
    CLEAN = "clean"
    INFECTED = "infected"


class Kind(StrEnum):
    """What a file is by its content, and by the end of its name."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    XLSX = "xlsx"
    DOCX = "docx"
    CSV = "csv"
    TEXT = "txt"
    MARKDOWN = "md"


MEDIA_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.CSV: "text/csv",
    Kind.TEXT: "text/plain",
    Kind.MARKDOWN: "text/markdown",
}
"""All that is ever stored, and all that is ever served. No SVG, HTML, XML or archives: they can
carry scripts. No old XLS and DOC: their macros cannot be told from their text."""

DOCUMENT_KINDS = frozenset(Kind)
"""What may be uploaded as a document."""

ENDINGS = {
    "pdf": Kind.PDF,
    "png": Kind.PNG,
    "jpg": Kind.JPEG,
    "jpeg": Kind.JPEG,
    "xlsx": Kind.XLSX,
    "docx": Kind.DOCX,
    "csv": Kind.CSV,
    "txt": Kind.TEXT,
    "md": Kind.MARKDOWN,
    "markdown": Kind.MARKDOWN,
}

TEXTS = frozenset({Kind.CSV, Kind.TEXT, Kind.MARKDOWN})
PICTURED = frozenset({Kind.PDF, Kind.PNG, Kind.JPEG})
"""Kinds whose pages can be shown as pictures."""


def kind_of(media_type: str) -> Kind | None:
    """Return the kind that is stored under this media type."""
    return next((kind for kind, stored in MEDIA_TYPES.items() if stored == media_type), None)


def ending_of(file_name: str) -> str:
    """Return what follows the last full stop, in small letters; empty without one."""
    stem, dot, ending = file_name.rpartition(".")
    return ending.lower() if dot and stem else ""


def clean_name(file_name: str) -> str:
    """Return the name without folders, control and direction characters; may be empty.

    Everything else stays as it was typed: any script, blanks, quotes, emoji.
    """
    last = file_name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(character for character in last if _is_printed(character)).strip()
    return "" if not kept.strip(".") else kept


def _is_printed(character: str) -> bool:
    if character in BIDI or character == "\ufeff":
        return False
    return unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp")


@dataclass(frozen=True)
class DailyQuota:
    """How much one supplier may send in 24 hours."""

    files: int = 500
    megabytes: int = 5000

    @classmethod
    def of(cls, files: int, max_upload_mb: int) -> "DailyQuota":
        """Return a quota whose bytes fit its files: a fifth of them may be as large as allowed."""
        return cls(files, max(1, files // 5) * max_upload_mb)

    def allows(self, files: int, size: int) -> bool:
        """Return whether so many files of so many bytes together are still within it."""
        return files <= self.files and size <= self.megabytes * 1024 * 1024
