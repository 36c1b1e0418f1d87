"""Making an uploaded file a document, and taking it back."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now, today
from portal.core.documents.events import DocumentSubmitted, DocumentWithdrawn
from portal.core.documents.models import Document, DocumentType, DocumentVersion
from portal.core.documents.operations.deciding import Seen, decide
from portal.core.documents.queries.finding import find_document, find_version
from portal.core.documents.queries.submitting import (
    anything_waits,
    find_same_subject,
    numbers_in_use,
    open_version_of,
    versions_like,
)
from portal.core.documents.rules import OPEN, VersionState, review_due, words_of
from portal.core.documents.rules.submission import Said, TypeFacts, settle
from portal.core.errors import Invalid, NotAllowed, WrongState
from portal.core.files.models import Upload
from portal.core.files.operations import use_upload
from portal.core.files.queries import find_upload
from portal.core.files.rules import ScanState
from portal.core.i18n import N_
from portal.core.notifications.operations import NoticeInput, tell
from portal.core.notifications.rules import people_with
from portal.core.permissions import Permission
from portal.core.suppliers.models import Site


@dataclass(frozen=True)
class SubmitInput:
    """A file and what it is said to prove."""

    supplier_id: int
    type_id: int
    upload_id: int
    site_id: int | None = None
    subject: str = ""
    certificate_number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    expires_on: date | None = None
    note: str = ""
    document_id: int | None = None
    renews_id: int | None = None


def submit_document(session: Session, actor: Actor, given: SubmitInput) -> DocumentVersion:
    """Send an uploaded file for review, as a new document or a new version of an existing one.

    A document of the same type about the same thing gets a new version; nothing is overwritten.
    """
    actor.must(Permission.DOCUMENT_UPLOAD, given.supplier_id)
    if actor.user_id is None:
        raise NotAllowed(N_("Only a person can submit a document."))
    upload = _upload(session, actor, given)
    kind = _type(session, given)
    said = settle(_facts(kind), _said(given), today())
    _check_site(session, given.supplier_id, said.site_id)
    document = _existing(session, actor, given, said)
    _check_same(session, given, said, document, upload)
    use_upload(session, actor, upload)
    if document is None:
        document = Document(
            supplier_id=given.supplier_id, type_id=kind.id, site_id=said.site_id,
            subject=said.subject, last_number=0,
        )  # fmt: skip
        session.add(document)
    document.last_number += 1
    version = DocumentVersion(
        supplier_id=given.supplier_id,
        document_id=document.id,
        type_id=kind.id,
        number=document.last_number,
        state=VersionState.SUBMITTED,
        sha256=upload.sha256,
        file_name=upload.file_name,
        certificate_number=said.certificate_number,
        issuer=said.issuer,
        issued_on=said.issued_on,
        expires_on=said.expires_on,
        words=words_of(said.certificate_number, said.issuer, upload.file_name, said.subject),
        note=given.note,
        submitted_by_id=actor.user_id,
        submitted_by=actor.name,
        submitted_at=now(),
        due_on=review_due(today(), kind.review_days),
        renews_id=given.renews_id,
    )
    session.flush()
    _tell_reviewers(session, document, kind)
    session.add(version)
    record(
        session,
        actor,
        DocumentSubmitted(
            version.supplier_id, document.id, version.id, version.number, version.sha256,
            kind.code, {key: value for key, value in asdict(said).items() if value},
        ),
    )  # fmt: skip
    return version


def withdraw_version(session: Session, actor: Actor, version: DocumentVersion, seen: Seen) -> None:
    """Take a submission back while nobody has decided; only the side that sent it may."""
    actor.must(Permission.DOCUMENT_UPLOAD, version.supplier_id)
    if not actor.is_supplier and version.submitted_by_id != actor.user_id:
        raise NotAllowed(N_("Only the side that sent it can withdraw it."))
    decide(
        session,
        version,
        seen,
        OPEN,
        state=VersionState.WITHDRAWN,
        reviewed_at=now(),
        reviewed_by=actor.name,
        reviewed_by_id=actor.user_id,
    )
    record(
        session,
        actor,
        DocumentWithdrawn(
            version.supplier_id, version.document_id, version.id, version.number, version.sha256
        ),
    )


def _said(given: SubmitInput) -> Said:
    return Said(
        site_id=given.site_id,
        subject=" ".join(given.subject.split()),
        certificate_number=given.certificate_number.strip(),
        issuer=given.issuer.strip(),
        issued_on=given.issued_on,
        expires_on=given.expires_on,
    )


def _facts(kind: DocumentType) -> TypeFacts:
    return TypeFacts(kind.subject_kind, kind.validity, kind.period_months, kind.needs_number)


def _upload(session: Session, actor: Actor, given: SubmitInput) -> Upload:
    upload = find_upload(session, actor, given.upload_id)
    if upload.supplier_id != given.supplier_id:
        raise Invalid(
            N_("This file was uploaded for another supplier. Upload it again."), field="upload_id"
        )
    if upload.file.scan is ScanState.INFECTED:
        raise Invalid(
            N_("The virus scanner found “%(finding)s” in this file. It cannot be used."),
            field="upload_id",
            finding=upload.file.finding or "",
        )
    return upload


def _type(session: Session, given: SubmitInput) -> DocumentType:
    kind = session.get(DocumentType, given.type_id)
    if kind is None or not kind.is_active:
        raise Invalid(N_("Choose the type of the document."), field="type_id")
    return kind


def _check_site(session: Session, supplier_id: int, site_id: int | None) -> None:
    if site_id is not None:
        site = session.get(Site, site_id)
        if site is None or site.supplier_id != supplier_id:
            raise Invalid(N_("Choose the factory it is about."), field="site_id")


def _existing(session: Session, actor: Actor, given: SubmitInput, said: Said) -> Document | None:
    """Return the document that gets a new version; raises Invalid where it does not fit."""
    document_id = given.document_id
    if given.renews_id is not None:
        document_id = find_version(session, actor, given.renews_id).document_id
    if document_id is None:
        return find_same_subject(
            session, given.supplier_id, given.type_id, said.site_id, said.subject
        )
    document = find_document(session, actor, document_id)
    if document.supplier_id != given.supplier_id or document.type_id != given.type_id:
        raise Invalid(N_("The document you want to renew is of another type."), field="type_id")
    if (document.site_id, document.subject) != (said.site_id, said.subject):
        raise Invalid(
            N_("The document you want to renew is about “%(subject)s”."),
            field="subject",
            subject=document.subject,
        )
    return document


def _check_same(
    session: Session,
    given: SubmitInput,
    said: Said,
    document: Document | None,
    upload: Upload,
) -> None:
    if document is not None:
        waiting = open_version_of(session, document.id)
        if waiting is not None:
            raise WrongState(
                N_(
                    "Version %(number)s of this document still waits for review. Withdraw it first."
                ),
                field="type_id",
                number=waiting,
            )
        for same in versions_like(session, document.id, upload.sha256):
            raise Invalid(
                N_("This is the same file as version %(number)s of this document."),
                field="upload_id",
                number=same.number,
            )
    if said.certificate_number and numbers_in_use(
        session, given.supplier_id, given.type_id, said.certificate_number,
        but=document.id if document else 0,
    ):  # fmt: skip
        raise Invalid(
            N_("Another document of this type already has this number."),
            field="certificate_number",
        )


def _tell_reviewers(session: Session, document: Document, kind: DocumentType) -> None:
    """Tell the reviewers when the first document of a supplier waits, not of each one more."""
    if anything_waits(session, document.supplier_id):
        return
    tell(
        session,
        people_with(Permission.DOCUMENT_REVIEW),
        NoticeInput(
            subject=N_("Documents wait for review"),
            body=N_("A supplier has sent documents for review, the first is: %(type)s."),
            link=f"/documents/{document.id}",
            values={"type": vars(kind.name)},
            supplier_id=document.supplier_id,
        ),
    )
