"""Writing the trail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, and_, bindparam, insert, inspect, or_, update
from sqlalchemy import event as listening
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.events import PersonalErased, TrailExported
from portal.core.audit.models import AuditEntry, AuditHead
from portal.core.audit.queries import TrailFilter, count_lines
from portal.core.audit.rules import GENESIS, PEOPLE, Line, digest_personal
from portal.core.clock import now
from portal.core.db import Base, PortalSession
from portal.core.events import Event, _plain, note
from portal.core.numbering import new_secret
from portal.core.permissions import Permission


@dataclass(frozen=True)
class Happening:
    """An event with who and when, waiting to be sealed at commit."""

    event: Event
    actor: Actor
    at: datetime
    changes: dict[str, list[Any]]


def record(
    session: Session, actor: Actor, event: Event, changes: dict[str, list[Any]] | None = None
) -> None:
    """Write `event` to the trail and let the handlers know.

    The line is sealed right before the commit, so that the lock on the chain's end is short.
    """
    trail: list[Happening] = session.info.setdefault("trail", [])
    trail.append(Happening(event, actor, now(), changes or {}))
    note(session, event)


def changed(row: Base) -> dict[str, list[Any]]:
    """Return the row's unsaved changes as {column: [before, after]}; empty for a new row."""
    state = inspect(row)
    if not state.persistent:
        return {}
    return {
        attribute.key: [_plain(old[0]) if old else None, _plain(new[0]) if new else None]
        for attribute in state.mapper.column_attrs
        for new, _, old in [state.attrs[attribute.key].history]
        if (new or old) and attribute.key not in ("revision", "password_hash", "totp_secret")
    }


@listening.listens_for(PortalSession, "before_commit")
def _seal(session: Session) -> None:
    """Chain what happened in this transaction to the end of the trail."""
    trail: list[Happening] = session.info.pop("trail", [])
    if not trail:
        return
    session.flush()
    seq, previous = _claim(session, len(trail))
    lines = []
    for happening in trail:
        seq += 1
        line = _line(happening, seq, previous)
        previous = line["digest"]
        lines.append(line)
    connection = session.connection()
    connection.execute(_APPEND, lines)
    connection.execute(_MOVE_END, {"end": previous})


_HEAD: Table = AuditHead.__table__  # type: ignore[assignment]
_AT_END = update(_HEAD).where(_HEAD.c.id == 1)
_CLAIM = _AT_END.values(seq=_HEAD.c.seq + bindparam("count")).returning(_HEAD.c.seq, _HEAD.c.digest)
_MOVE_END = _AT_END.values(digest=bindparam("end"))
_BEGIN = insert(_HEAD)
_APPEND = insert(AuditEntry.__table__)  # type: ignore[arg-type]
"""Statements of the trail, made once: every act pays for them."""


def _claim(session: Session, count: int) -> tuple[int, str]:
    """Take the next `count` numbers; waits for whoever is sealing just now."""
    connection = session.connection()
    claimed = connection.execute(_CLAIM, {"count": count}).one_or_none()
    if claimed is None:
        connection.execute(_BEGIN, {"id": 1, "seq": count, "digest": GENESIS})
        return 0, GENESIS
    return claimed.seq - count, claimed.digest


def _line(happening: Happening, seq: int, previous: str) -> dict[str, Any]:
    """Return the line of the trail, chained to the one before."""
    event, actor = happening.event, happening.actor
    personal = event.facts(about_people=True) | {"by": actor.name, "from": actor.address}
    facts = event.facts(about_people=False)
    if happening.changes:
        kind = event.name.partition(".")[0]
        (personal if kind in PEOPLE else facts)["changes"] = happening.changes
    salt = new_secret()
    line = Line(
        seq=seq,
        at=happening.at,
        event=event.name,
        subject_kind=event.name.partition(".")[0],
        subject_id=event.subject_id,
        supplier_id=event.supplier_id,
        user_id=actor.user_id,
        facts=facts,
        personal_digest=digest_personal(salt, personal),
        previous=previous,
    )
    return {**vars(line), "personal": personal, "salt": salt, "digest": line.digest()}


def export_trail(
    session: Session, actor: Actor, wanted: TrailFilter, filters: dict[str, str]
) -> int:
    """Note that a copy of the trail was taken, and return its number of lines."""
    actor.must(Permission.AUDIT_READ, actor.supplier_id)
    lines = count_lines(session, actor, wanted)
    happened = TrailExported(actor.supplier_id, actor.user_id or 0, lines, filters)
    record(session, actor, happened)
    return lines


def erase_personal(session: Session, actor: Actor, user_id: int) -> int:
    """Forget a person's name, addresses and own data in the trail; return how many lines.

    The chain covers only a salted digest of them: without salt and value the line still verifies
    and says nothing more about the person (R-AUD-7).
    """
    actor.must(Permission.PERSON_MANAGE)
    about = and_(AuditEntry.subject_kind == "person", AuditEntry.subject_id == user_id)
    erased = session.execute(
        update(AuditEntry)
        .where(or_(AuditEntry.user_id == user_id, about), AuditEntry.personal.is_not(None))
        .values(personal=None, salt=None)
        .returning(AuditEntry.seq)
    ).scalars()
    lines = tuple(sorted(erased))
    record(session, actor, PersonalErased(None, user_id, lines))
    return len(lines)
