"""How a line of the trail is sealed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

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
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
