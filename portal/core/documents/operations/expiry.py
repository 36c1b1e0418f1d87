"""What the clock does to documents: they expire, and are announced before they do."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial, update_wrapper

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.documents.events import DocumentExpired, ExpiryReminded
from portal.core.documents.models import (
    Document,
    DocumentType,
    DocumentVersion,
    ExpiryReminder,
)
from portal.core.documents.queries.hits import FindBookings, Hits, hits_of, nothing_booked
from portal.core.documents.queries.paging import AnyRow
from portal.core.documents.queries.standings import other_proofs, requirements_of
from portal.core.documents.rules import (
    REMINDER_DAYS,
    RequirementLevel,
    VersionState,
    due_reminder,
)
from portal.core.documents.rules.requirements import Impact, impact
from portal.core.i18n import N_, Message
from portal.core.notifications.operations import NoticeInput, tell
from portal.core.notifications.rules import people_of, people_with
from portal.core.permissions import Permission
from portal.core.suppliers.models import Supplier

CHUNK = 500

CONSEQUENCE: dict[RequirementLevel | None, Message] = {
    RequirementLevel.BLOCK: N_("Without it the supplier is blocked: no new orders and bookings."),
    RequirementLevel.REQUIRED: N_("Without it a requirement is not met."),
    RequirementLevel.WARN: N_("Without it the supplier is marked with a warning."),
    None: N_("Nothing that is required depends on it."),
}
"""What an expiry means, in words."""


EXPIRED = (
    N_("%(type)s of %(supplier)s expired on %(day)s. %(impact)s"),
    N_("%(type)s of %(supplier)s expired on %(day)s. %(impact)s\n\nProducts: %(products)s\n"
       "Order lines due after that day: %(orders)s\n"
       "Inspections booked after that day: %(inspections)s"),
)  # fmt: skip
EXPIRES = (
    N_("%(type)s of %(supplier)s is valid until %(day)s. Please upload the renewed document"
       " before. %(impact)s"),
    N_("%(type)s of %(supplier)s is valid until %(day)s. Please upload the renewed document"
       " before. %(impact)s\n\nProducts: %(products)s\n"
       "Order lines due after that day: %(orders)s\n"
       "Inspections booked after that day: %(inspections)s"),
)  # fmt: skip
"""Without and with what it hits."""
SOME = 8
"""So many names stand in a mail; the page has all."""


def expire_versions(
    session: Session, actor: Actor, today: date, booked: FindBookings = nothing_booked
) -> int:
    """Let the approved versions whose last day has passed expire; return how many."""
    actor.must(Permission.SYSTEM_RUN)
    over = session.execute(
        update(DocumentVersion)
        .where(DocumentVersion.state == VersionState.APPROVED, DocumentVersion.expires_on < today)
        .values(state=VersionState.EXPIRED, revision=DocumentVersion.revision + 1)
        .returning(DocumentVersion.id),
        execution_options={"synchronize_session": False},
    )
    gone = sorted(over.scalars())
    for rows in _in_chunks(session, gone):
        hit, hits = impacts(session, rows), _hits(session, actor, rows, booked)
        for row in rows:
            _announce(
                session, row, hit[row.id], hits[row.id],
                N_("Expired: %(type)s of %(supplier)s"), EXPIRED, f"expired:{row.id}",
            )  # fmt: skip
            record(
                session,
                actor,
                DocumentExpired(
                    row.supplier_id, row.document_id, row.id, row.number, row.sha256,
                    row.expires_on, hit[row.id].level,
                ),
            )  # fmt: skip
    return len(gone)


def remind_of_expiry(
    session: Session, actor: Actor, today: date, booked: FindBookings = nothing_booked
) -> int:
    """Announce the approved versions that expire soon, each step once; return how many."""
    actor.must(Permission.SYSTEM_RUN)
    due = _due(session, today)
    given = 0
    for rows in _in_chunks(session, sorted(due)):
        hit, hits = impacts(session, rows), _hits(session, actor, rows, booked)
        for row in rows:
            given += 1
            days = due[row.id]
            session.add(
                ExpiryReminder(supplier_id=row.supplier_id, version_id=row.id, days_before=days)
            )
            _announce(
                session, row, hit[row.id], hits[row.id],
                N_("Expires on %(day)s: %(type)s of %(supplier)s"), EXPIRES,
                f"expires:{row.id}:{days}",
            )  # fmt: skip
            record(session, actor, ExpiryReminded(row.supplier_id, row.document_id, row.id, days))
    return given


def _due(session: Session, today: date) -> dict[int, int]:
    """Return version -> the step (days before) that is due and was not given yet."""
    rows = session.execute(
        select(DocumentVersion.id, DocumentVersion.expires_on, DocumentType.reminder_days)
        .join(DocumentType, DocumentType.id == DocumentVersion.type_id)
        .where(DocumentVersion.state == VersionState.APPROVED, DocumentVersion.expires_on >= today)
    ).all()
    given = {
        tuple(row)
        for row in session.execute(select(ExpiryReminder.version_id, ExpiryReminder.days_before))
    }
    due = {}
    for row in rows:
        days = due_reminder(row.expires_on, today, _days(row.reminder_days))
        if days is not None and (row.id, days) not in given:
            due[row.id] = days
    return due


def _days(words: frozenset[str]) -> tuple[int, ...]:
    return tuple(int(word) for word in words) or REMINDER_DAYS


def _in_chunks(session: Session, version_ids: Sequence[int]) -> list[Sequence[AnyRow]]:
    return [
        session.execute(_FACTS.where(DocumentVersion.id.in_(version_ids[at : at + CHUNK]))).all()
        for at in range(0, len(version_ids), CHUNK)
    ]


_FACTS = (
    select(
        DocumentVersion.id, DocumentVersion.document_id, DocumentVersion.supplier_id,
        DocumentVersion.type_id, DocumentVersion.number, DocumentVersion.sha256,
        DocumentVersion.expires_on, Document.subject,
        DocumentType.name_en.label("type_en"), DocumentType.name_zh.label("type_zh"),
        Supplier.name_en, Supplier.name_zh,
    )
    .join(Document, Document.id == DocumentVersion.document_id)
    .join(DocumentType, DocumentType.id == DocumentVersion.type_id)
    .join(Supplier, Supplier.id == DocumentVersion.supplier_id)
    .order_by(DocumentVersion.expires_on, DocumentVersion.id)
)  # fmt: skip


def impacts(session: Session, rows: Sequence[AnyRow]) -> dict[int, Impact]:
    """Return what each of these versions leaves unmet once it no longer counts."""
    suppliers = {row.supplier_id for row in rows}
    required = requirements_of(session, suppliers)
    others = other_proofs(session, suppliers, [row.id for row in rows])
    return {
        row.id: impact(
            required.get(row.supplier_id, {}),
            row.type_id,
            others.get((row.supplier_id, row.type_id), ()),
            row.expires_on,
        )
        for row in rows
    }


def _hits(
    session: Session, actor: Actor, rows: Sequence[AnyRow], booked: FindBookings
) -> dict[int, Hits]:
    return hits_of(session, rows, booked(session, actor, {row.supplier_id for row in rows}))


def _some(names: Sequence[str]) -> str:
    more = f" (+{len(names) - SOME})" if len(names) > SOME else ""
    return ", ".join(names[:SOME]) + more or "–"


def _announce(
    session: Session,
    row: AnyRow,
    hit: Impact,
    hits: Hits,
    subject: Message,
    bodies: tuple[Message, Message],
    dedupe: str,
) -> None:
    """Tell the supplier and the buyers; what it hits, unless something else proves the same."""
    is_told = bool(hits.products) and (hit.level is not None or hits.is_by_name)
    body = bodies[is_told]
    values = {
        "products": _some(hits.products),
        "orders": _some([line.name for line in hits.orders]),
        "inspections": _some([inspection.name for inspection in hits.inspections]),
        "type": {"en": row.type_en, "zh": row.type_zh},
        "supplier": {"en": row.name_en or row.name_zh, "zh": row.name_zh},
        "day": row.expires_on.isoformat(),
        "impact": CONSEQUENCE[hit.level],
    }
    for side, audience in (
        ("supplier", people_of(row.supplier_id)),
        ("buyer", people_with(Permission.SUPPLIER_INVITE)),
    ):
        tell(
            session,
            audience,
            NoticeInput(
                subject=subject, body=body, link=f"/documents/{row.document_id}", values=values,
                supplier_id=row.supplier_id, dedupe=f"{dedupe}:{side}",
            ),
        )  # fmt: skip


NightlyStep = Callable[[Session, Actor, date], int]


def nightly_steps(booked: FindBookings) -> tuple[NightlyStep, ...]:
    """Return what happens to documents each night, in this order."""
    steps = (expire_versions, remind_of_expiry)
    return tuple(update_wrapper(partial(step, booked=booked), step) for step in steps)
