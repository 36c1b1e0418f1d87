"""Judging submitted documents."""

from datetime import date

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now, today
from portal.core.documents.events import (
    DocumentApproved,
    DocumentDownloaded,
    DocumentPutBack,
    DocumentReturned,
    DocumentRevoked,
    DocumentTaken,
    DocumentVerified,
)
from portal.core.documents.models import DocumentVersion
from portal.core.documents.operations.deciding import Seen, decide
from portal.core.documents.queries.submitting import latest_accepted
from portal.core.documents.rules import OPEN, VersionState, gap_days, is_expired
from portal.core.errors import Invalid, NotAllowed, WrongState
from portal.core.files.rules import ScanState
from portal.core.i18n import N_, Message
from portal.core.notifications.operations import NoticeInput, tell
from portal.core.notifications.rules import people_of
from portal.core.permissions import Permission

V = VersionState
OWN = N_("You submitted this document. Somebody else has to decide on it.")


def take_review(session: Session, actor: Actor, version: DocumentVersion, seen: Seen) -> None:
    """Take a waiting version on, so that others see who is at it."""
    actor.must(Permission.DOCUMENT_REVIEW, version.supplier_id)
    _not_own(actor, version)
    decide(session, version, seen, OPEN, state=V.IN_REVIEW, taken_by_id=actor.user_id)
    record(session, actor, DocumentTaken(*_of(version)))


def put_back(session: Session, actor: Actor, version: DocumentVersion, seen: Seen) -> None:
    """Give a version that was taken on back to the queue."""
    actor.must(Permission.DOCUMENT_REVIEW, version.supplier_id)
    decide(session, version, seen, {V.IN_REVIEW}, state=V.SUBMITTED, taken_by_id=None)
    record(session, actor, DocumentPutBack(*_of(version)))


def approve_version(session: Session, actor: Actor, version: DocumentVersion, seen: Seen) -> None:
    """Accept a submitted version as proof; it takes the place of the one before."""
    actor.must(Permission.DOCUMENT_REVIEW, version.supplier_id)
    _not_own(actor, version)
    _approvable(version)
    before = latest_accepted(session, version.document_id, but=version.id)
    gap = gap_days(before.expires_on, version.issued_on) if before else None
    decide(
        session,
        version,
        seen,
        OPEN,
        state=V.APPROVED,
        reviewed_by_id=actor.user_id,
        reviewed_by=actor.name,
        reviewed_at=now(),
        renews_id=version.renews_id or (before.id if before else None),
        gap_days=gap,
    )
    superseded = before.id if before and before.state is not V.SUPERSEDED else None
    _supersede(session, version)
    _tell_supplier(
        session,
        version,
        N_("Approved: %(type)s"),
        N_("%(type)s, version %(number)s, was approved and counts from now on."),
    )
    record(session, actor, DocumentApproved(*_of(version), superseded, gap))


def return_version(
    session: Session, actor: Actor, version: DocumentVersion, seen: Seen, comment: str
) -> None:
    """Send a submitted version back with a comment that the supplier reads."""
    actor.must(Permission.DOCUMENT_REVIEW, version.supplier_id)
    _not_own(actor, version)
    if not comment.strip():
        raise Invalid(N_("Write what the supplier has to change; they read it."), field="comment")
    decide(
        session,
        version,
        seen,
        OPEN,
        state=V.REJECTED,
        reviewed_by_id=actor.user_id,
        reviewed_by=actor.name,
        reviewed_at=now(),
        comment=comment.strip(),
    )
    _tell_supplier(
        session,
        version,
        N_("Returned: %(type)s"),
        N_("%(type)s, version %(number)s, was returned: %(comment)s"),
    )
    record(session, actor, DocumentReturned(*_of(version), comment.strip()))


def verify_with_issuer(
    session: Session, actor: Actor, version: DocumentVersion, seen: Seen, how: str, on: date
) -> None:
    """Note that the issuer confirmed the document: when, and how it was asked."""
    actor.must(Permission.DOCUMENT_REVIEW, version.supplier_id)
    _not_own(actor, version)
    if not how.strip():
        raise Invalid(N_("Say how the issuer was asked and what was answered."), field="how")
    if on > today():
        raise Invalid(N_("This day is in the future."), field="on")
    decide(
        session,
        version,
        seen,
        {*OPEN, V.APPROVED},
        verified_on=on,
        verified_by_id=actor.user_id,
        verified_by=actor.name,
        verified_how=how.strip(),
    )
    record(session, actor, DocumentVerified(*_of(version), on, how.strip()))


def revoke_approval(
    session: Session, actor: Actor, version: DocumentVersion, seen: Seen, reason: str
) -> None:
    """Take an approval back, for instance because the issuer says the document is false."""
    actor.must(Permission.DOCUMENT_REVIEW, version.supplier_id)
    _not_own(actor, version)
    if not reason.strip():
        raise Invalid(N_("Say why it no longer counts; the supplier reads it."), field="comment")
    decide(
        session,
        version,
        seen,
        {V.APPROVED},
        state=V.REJECTED,
        reviewed_by_id=actor.user_id,
        reviewed_by=actor.name,
        reviewed_at=now(),
        comment=reason.strip(),
    )
    _tell_supplier(
        session,
        version,
        N_("No longer accepted: %(type)s"),
        N_("The approval of %(type)s, version %(number)s, was taken back: %(comment)s"),
    )
    record(session, actor, DocumentRevoked(*_of(version), reason.strip()))


def note_download(session: Session, actor: Actor, version: DocumentVersion) -> None:
    """Leave a line in the trail that the file was handed out."""
    actor.must(Permission.DOCUMENT_READ, version.supplier_id)
    record(session, actor, DocumentDownloaded(*_of(version), version.file_name))


def _of(version: DocumentVersion) -> tuple[int, int, int, int, str]:
    return (
        version.supplier_id, version.document_id, version.id, version.number, version.sha256
    )  # fmt: skip


def _not_own(actor: Actor, version: DocumentVersion) -> None:
    if actor.user_id is None or actor.is_supplier or version.submitted_by_id == actor.user_id:
        raise NotAllowed(OWN)


def _approvable(version: DocumentVersion) -> None:
    if version.state in OPEN and is_expired(version.expires_on, today()):
        raise WrongState(
            N_("It expired on %(day)s while it waited. Return it and ask for the renewed one."),
            day=str(version.expires_on),
        )
    if version.file.scan in (ScanState.PENDING, ScanState.INFECTED):
        raise WrongState(N_("The file is not found free of viruses; it cannot be approved."))


def _supersede(session: Session, version: DocumentVersion) -> None:
    session.execute(
        update(DocumentVersion)
        .where(
            DocumentVersion.supplier_id == version.supplier_id,
            DocumentVersion.document_id == version.document_id,
            DocumentVersion.id != version.id,
            DocumentVersion.state.in_((V.APPROVED, V.EXPIRED)),
        )
        .values(state=V.SUPERSEDED, revision=DocumentVersion.revision + 1)
    )


def _tell_supplier(
    session: Session, version: DocumentVersion, subject: Message, body: Message
) -> None:
    tell(
        session,
        people_of(version.supplier_id),
        NoticeInput(
            subject=subject,
            body=body,
            link=f"/documents/{version.document_id}",
            values={
                "type": vars(version.document.type.name),
                "number": version.number,
                "comment": version.comment,
            },
            supplier_id=version.supplier_id,
            dedupe=f"decided:{version.id}:{version.revision}",
        ),
    )
