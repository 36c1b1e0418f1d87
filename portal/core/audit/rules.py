"""How a line of the trail is sealed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from portal.core.i18n import N_, Message

GENESIS = "0" * 64
"""What the first line says came before it."""

PEOPLE = frozenset({"contact", "person"})
"""Kinds of subject that are people: what changed about them can be erased."""


@dataclass(frozen=True)
class Line:
    """The fields that the digest covers, in this order."""

    seq: int
    at: datetime
    event: str
    subject_kind: str
    subject_id: int
    supplier_id: int | None
    user_id: int | None
    facts: Mapping[str, Any]
    personal_digest: str
    previous: str

    def digest(self) -> str:
        """Return the SHA-256 over all fields as canonical JSON, 64 hex digits."""
        fields = [
            self.seq,
            self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            self.event,
            self.subject_kind,
            self.subject_id,
            self.supplier_id,
            self.user_id,
            self.facts,
            self.personal_digest,
            self.previous,
        ]
        return hashlib.sha256(canonical(fields)).hexdigest()


def digest_personal(salt: str, personal: Mapping[str, Any]) -> str:
    """Return the salted SHA-256 that stands for personal values in the chain."""
    return hashlib.sha256(salt.encode() + canonical(personal)).hexdigest()


def canonical(value: Any) -> bytes:
    """Return one and only one way to write a JSON value: sorted keys, no spaces, UTF-8."""
    return _CANONICAL.encode(value).encode()


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


ERASED = "person.personal_erased"
"""The event that names, as `lines`, whose personal values were erased on demand."""


@dataclass(frozen=True)
class Seal:
    """What a line says about itself: its digest, and the personal values kept beside it."""

    digest: str
    personal: Mapping[str, Any] | None
    salt: str | None


def breach(line: Line, seal: Seal, seq: int, previous: str) -> Message | None:
    """Return what is wrong with a line that should follow line `seq` whose digest is `previous`."""
    if line.seq != seq + 1:
        return N_("Lines are missing from the audit trail before this one.")
    if line.previous != previous:
        return N_("This line does not follow the one before it.")
    if line.digest() != seal.digest:
        return N_("This line was changed after it was written.")
    if seal.personal is None and seal.salt is None:
        return None
    if seal.personal is None or seal.salt is None:
        return PERSONAL_CHANGED
    kept = digest_personal(seal.salt, seal.personal) == line.personal_digest
    return None if kept else PERSONAL_CHANGED


PERSONAL_CHANGED = N_("The names or addresses kept with this line were changed.")
