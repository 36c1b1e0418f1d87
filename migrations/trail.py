"""How a migration adds a line to the trail: sealed and chained as the portal itself does it.

Migrations that have shipped rest on this: it is a copy of the rule on purpose, and a line that it
wrote must verify for ever.
"""

import hashlib
import json
import secrets
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

MOMENT = sa.DateTime(timezone=True)
ENTRY = sa.table(
    "audit_entry",
    sa.column("seq", sa.BigInteger()),
    sa.column("at", MOMENT),
    sa.column("event", sa.String()),
    sa.column("subject_kind", sa.String()),
    sa.column("subject_id", sa.BigInteger()),
    sa.column("supplier_id", sa.BigInteger()),
    sa.column("user_id", sa.BigInteger()),
    sa.column("facts", sa.JSON()),
    sa.column("personal", sa.JSON()),
    sa.column("salt", sa.String()),
    sa.column("personal_digest", sa.String()),
    sa.column("previous", sa.String()),
    sa.column("digest", sa.String()),
)
HEAD = sa.table("audit_head", sa.column("seq", sa.BigInteger()), sa.column("digest", sa.String()))
BY = {"by": "upgrade", "from": ""}


def add_line(event: str, subject_id: int, supplier_id: int, facts: dict[str, Any]) -> None:
    """Chain one line to the end of a trail that has begun."""
    bind = op.get_bind()
    seq, previous = bind.execute(
        sa.update(HEAD).values(seq=HEAD.c.seq + 1).returning(HEAD.c.seq, HEAD.c.digest)
    ).one()
    at, salt, kind = datetime.now(UTC), secrets.token_urlsafe(32), event.partition(".")[0]
    personal_digest = _sha256(salt.encode() + _canonical(BY))
    said = [
        seq, at.isoformat(timespec="microseconds"), event, kind, subject_id, supplier_id, None,
        facts, personal_digest, previous,
    ]  # fmt: skip
    line = {
        "seq": seq, "at": at, "event": event, "subject_kind": kind, "subject_id": subject_id,
        "supplier_id": supplier_id, "user_id": None, "facts": facts, "personal": BY, "salt": salt,
        "personal_digest": personal_digest, "previous": previous,
        "digest": _sha256(_canonical(said)),
    }  # fmt: skip
    bind.execute(sa.insert(ENTRY).values(line))
    bind.execute(sa.update(HEAD).values(digest=line["digest"]))


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _sha256(said: bytes) -> str:
    return hashlib.sha256(said).hexdigest()
