"""Reading the trail."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, cast, func, or_, select, true
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.models import AuditEntry, AuditHead
from portal.core.db import within_reach
from portal.core.events import Event
from portal.core.permissions import Permission

EXPORT_MOST = 100_000
"""Lines in one copy; who needs more narrows the days."""
TIMELINE_MOST = 200


@dataclass(frozen=True)
class TrailFilter:
    """What to look for in the trail; nothing given means everything."""

    kind: str = ""
    """An event (`document.approved`) or all of a kind (`document`)."""
    person: str = ""
    user_id: int | None = None
    supplier_id: int | None = None
    subject_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    """The first moment that no longer belongs."""
    text: str = ""


@dataclass(frozen=True)
class TrailLine:
    """One line as people read it."""

    seq: int
    at: datetime
    event: str
    kind: str
    subject_id: int
    supplier_id: int | None
    user_id: int | None
    by: str
    address: str
    facts: Mapping[str, Any]
    changes: Mapping[str, Sequence[Any]]
    is_erased: bool


@dataclass(frozen=True)
class TrailPage:
    """Lines, newest first, and where the pages beside this one begin."""

    lines: list[TrailLine]
    newer: int | None
    """Show what follows this number; None on the first page."""
    older: int | None
    """Show what precedes this number; None on the last page."""


_COLUMNS = (
    AuditEntry.seq,
    AuditEntry.at,
    AuditEntry.event,
    AuditEntry.subject_kind,
    AuditEntry.subject_id,
    AuditEntry.supplier_id,
    AuditEntry.user_id,
    AuditEntry.facts,
    AuditEntry.personal,
)


def trail_page(
    session: Session,
    actor: Actor,
    wanted: TrailFilter,
    limit: int,
    before: int | None = None,
    after: int | None = None,
) -> TrailPage:
    """Return up to `limit` lines before (or after) a sequence number, newest first.

    Pages are cut by sequence number, so that page 2,000 costs what the first costs. A supplier's
    people read their own records only (R-AUD-6).
    """
    actor.must(Permission.AUDIT_READ, actor.supplier_id)
    found = _narrowed(actor, wanted)
    if after is not None:
        found = found.where(AuditEntry.seq > after).order_by(AuditEntry.seq)
        rows = list(session.execute(found.limit(limit + 1)))
        lines = [_line(row) for row in rows[:limit]][::-1]
        newer = lines[0].seq if len(rows) > limit else None
        return TrailPage(lines, newer, lines[-1].seq if lines else None)
    if before is not None:
        found = found.where(AuditEntry.seq < before)
    rows = list(session.execute(found.order_by(AuditEntry.seq.desc()).limit(limit + 1)))
    lines = [_line(row) for row in rows[:limit]]
    newer = lines[0].seq if lines and before is not None else None
    return TrailPage(lines, newer, lines[-1].seq if len(rows) > limit else None)


def trail_lines(session: Session, actor: Actor, wanted: TrailFilter) -> Iterator[TrailLine]:
    """Yield the newest lines for a copy, at most EXPORT_MOST, a thousand at a time."""
    actor.must(Permission.AUDIT_READ, actor.supplier_id)
    found = _narrowed(actor, wanted).order_by(AuditEntry.seq.desc()).limit(EXPORT_MOST)
    for row in session.execute(found.execution_options(yield_per=1000)):
        yield _line(row)


def count_lines(session: Session, actor: Actor, wanted: TrailFilter) -> int:
    """Return how many lines a copy would have."""
    found = _narrowed(actor, wanted).limit(EXPORT_MOST).subquery()
    return session.execute(select(func.count()).select_from(found)).scalar_one()


def trail_of(session: Session, actor: Actor, kind: str, subject_id: int) -> list[TrailLine]:
    """Return what happened to one thing within reach, newest first, for its timeline.

    Whoever may see the thing may see its timeline; the page has asked for that.
    """
    found = (
        select(*_COLUMNS)
        .where(
            AuditEntry.subject_kind == kind,
            AuditEntry.subject_id == subject_id,
            within_reach(actor, AuditEntry.supplier_id),
        )
        .order_by(AuditEntry.seq.desc())
        .limit(TIMELINE_MOST)
    )
    return [_line(row) for row in session.execute(found)]


def known_events() -> list[str]:
    """Return the names of everything that can happen, by kind."""
    return sorted(Event.catalogue)


def _narrowed(actor: Actor, wanted: TrailFilter) -> "Select[Any]":
    event, kind = AuditEntry.event == wanted.kind, AuditEntry.subject_kind == wanted.kind
    conditions: list[ColumnElement[bool]] = [within_reach(actor, AuditEntry.supplier_id)]
    conditions += [] if not wanted.kind else [event if "." in wanted.kind else kind]
    conditions += [
        column == value
        for column, value in (
            (AuditEntry.user_id, wanted.user_id),
            (AuditEntry.supplier_id, wanted.supplier_id),
            (AuditEntry.subject_id, wanted.subject_id),
        )
        if value is not None
    ]
    conditions.append(AuditEntry.at >= wanted.since if wanted.since else true())
    conditions.append(AuditEntry.at < wanted.until if wanted.until else true())
    if wanted.person:
        conditions.append(_says(AuditEntry.personal["by"].as_string(), wanted.person))
    if wanted.text:
        stored = json.dumps(wanted.text)[1:-1]
        in_facts = _says(cast(AuditEntry.facts, String), stored)
        conditions.append(or_(in_facts, _says(cast(AuditEntry.personal, String), stored)))
    return select(*_COLUMNS).where(*conditions)


def _says(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    return column.icontains(text, autoescape=True)


def _line(row: Row[Any]) -> TrailLine:
    facts, personal = dict(row.facts), dict(row.personal or {})
    changes = facts.pop("changes", {}) | personal.pop("changes", {})
    by, address = personal.pop("by", ""), personal.pop("from", "")
    return TrailLine(
        seq=row.seq,
        at=row.at,
        event=row.event,
        kind=row.subject_kind,
        subject_id=row.subject_id,
        supplier_id=row.supplier_id,
        user_id=row.user_id,
        by=by,
        address=address,
        facts=facts | personal,
        changes=changes,
        is_erased=row.personal is None,
    )


def trail_length(session: Session) -> int:
    """Return how many lines the whole trail has."""
    return session.scalar(select(AuditHead.seq)) or 0
