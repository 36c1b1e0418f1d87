"""What the trail keeps of a row that never changes: the SHA-256 of all that it says.

Whoever holds the same values can compute it: they are written as canonical JSON, like the agreement
itself.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any

import rfc8785

from agreements.clauses.canonical import digest
from agreements.contracts.models import (
    AgreementEnding,
    AgreementSignature,
    ClauseComment,
    ClauseProposal,
)

SIGNED = (
    "side", "sha256", "name", "role", "meaning", "by_id", "at", "address", "time_zone", "with_code",
)  # fmt: skip
COLUMNS: Mapping[type, tuple[str, ...]] = {
    AgreementSignature: ("version_id", *SIGNED),
    AgreementEnding: ("version_id", "kind", "content", *SIGNED),
    ClauseProposal: (
        "version_id", "clause_id", "side", "note", "was", "by_id", "by_name", "at", "kind",
        "title_en", "title_zh", "text_en", "text_zh", "terms",
    ),
    ClauseComment: ("version_id", "clause_id", "side", "text", "by_id", "by_name", "at"),
}  # fmt: skip

Recorded = AgreementSignature | AgreementEnding | ClauseProposal | ClauseComment


def record_of(row: Recorded) -> dict[str, Any]:
    """Return everything that a row says, as plain values; whole numbers of 63 bits are text."""
    return {name: _plain(getattr(row, name)) for name in COLUMNS[type(row)]}


def record_digest(row: Recorded) -> str:
    """Return the SHA-256 of what a row says, in hexadecimal."""
    return digest(rfc8785.dumps(record_of(row)).decode("utf-8"))


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value
