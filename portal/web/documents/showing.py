"""The page of one document: the file on the left, the judgement on the right."""

from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace

from flask import render_template, request
from markupsafe import Markup

from inspections.lot_inspections.queries.listing import booked_with
from portal.adapters.previews import Sample, shown_pages
from portal.core.clock import today
from portal.core.documents.models import Document, DocumentVersion
from portal.core.documents.queries.choosing import site_of
from portal.core.documents.queries.finding import find_document, find_version, versions_of
from portal.core.documents.queries.hits import Hits, hits_of
from portal.core.documents.queries.standings import ProofLine, proof_of
from portal.core.documents.queries.telling import Step, downloads_of, history_of, twins_of
from portal.core.documents.rules import OPEN, VersionState, gap_days
from portal.core.documents.rules.requirements import EXPIRING_DAYS
from portal.core.errors import NotFound
from portal.core.files.rules import TEXTS, ScanState, kind_of
from portal.core.i18n import N_, Message, say
from portal.core.permissions import Permission
from portal.core.ports import StoreFailure
from portal.web.documents.forms import ReturnForm, SeenForm, VerifyForm
from portal.web.documents.report_card import report_card
from portal.web.files.pictures import text_sample
from portal.web.forms import PageForm
from portal.web.marks import due_mark
from portal.web.request import db, locale, me

TOLD: dict[str, tuple[Message, str]] = {
    "submitted": (N_("Sent for review"), "blue"),
    "taken": (N_("Review taken on"), "blue"),
    "put_back": (N_("Put back into the queue"), "grey"),
    "approved": (N_("Approved"), "green"),
    "returned": (N_("Returned"), "red"),
    "withdrawn": (N_("Withdrawn"), "grey"),
    "verified": (N_("Confirmed by the issuer"), "green"),
    "revoked": (N_("Approval taken back"), "red"),
    "expired": (N_("Expired"), "red"),
    "reminded": (N_("Reminder of the expiry sent"), "amber"),
    "report_checked": (N_("Held against the plan"), "blue"),
    "downloaded": (N_("Downloaded"), "grey"),
}


@dataclass(frozen=True)
class Told:
    """One line of the history as the page tells it."""

    title: str
    colour: str
    at: datetime
    by: str
    text: str


def _tell(step: Step) -> Told:
    title, colour = TOLD.get(step.event, (Message(step.event), "grey"))
    text = step.facts.get("comment") or step.facts.get("reason") or step.facts.get("how") or ""
    said = say(locale(), title)
    if step.number:
        said += " · " + say(locale(), N_("Version %(number)s"), number=step.number)
    return Told(said, colour, step.at, step.by, str(text))


def show_document(
    shown: DocumentVersion | None,
    document: Document | None = None,
    *,
    seen: SeenForm | None = None,
    returning: ReturnForm | None = None,
    verifying: VerifyForm | None = None,
    checking: PageForm | None = None,
) -> str:
    """Return the page of a document with one of its versions on the left."""
    actor = me()
    document = document or find_document(db(), actor, shown.document_id if shown else 0)
    versions = versions_of(db(), actor, document)
    version = next((each for each in versions if shown and each.id == shown.id), versions[0])
    at_hand = {"revision": version.revision, "sha256": version.sha256}
    may_review = actor.may(Permission.DOCUMENT_REVIEW) and not actor.is_supplier
    is_own = version.submitted_by_id == actor.user_id
    lines = proof_of(db(), actor, document.supplier_id, today())
    return render_template(
        "documents/document.html",
        document=document,
        version=version,
        versions=versions,
        is_open=version.state in OPEN,
        may_decide=may_review and not is_own,
        may_review=may_review,
        is_own=is_own,
        may_upload=actor.may(Permission.DOCUMENT_UPLOAD, document.supplier_id),
        may_withdraw=version.state in OPEN
        and actor.may(Permission.DOCUMENT_UPLOAD, document.supplier_id)
        and (actor.is_supplier or is_own),
        is_taken=version.taken_by_id is not None and version.state in OPEN,
        taken_by_me=version.taken_by_id == actor.user_id,
        pages=shown_pages(version.file) if version.file.scan not in NOT_SHOWN else 0,
        sample=_sample(version),
        is_held=version.file.scan in NOT_SHOWN,
        line=next((line for line in lines if line.type_id == document.type_id), None),
        missing=_missing_after(lines, document.type_id),
        before=_before(versions, version),
        gap=_gap(versions, version),
        renewable=version.state in (VersionState.APPROVED, VersionState.EXPIRED),
        expiring=_is_expiring(version),
        hits=_hits(version, document),
        twins=twins_of(db(), actor, version),
        history=[_tell(step) for step in history_of(db(), actor, document)],
        downloads=downloads_of(db(), actor, document),
        site=site_of(db(), actor, document),
        supplier_link=_supplier_link(document),
        due=due_mark(version.due_on, today()),
        seen=seen or SeenForm(formdata=None, data=at_hand),
        returning=returning or ReturnForm(formdata=None, data=at_hand),
        verifying=verifying or VerifyForm(formdata=None, data=at_hand | {"on": today()}),
        report=report_card(version, checking),
        tail=_tail(),
    )


def _sample(version: DocumentVersion) -> Sample | None:
    """Return the beginning of a text; nothing where it cannot be read just now."""
    if kind_of(version.file.media_type) not in TEXTS or version.file.scan in NOT_SHOWN:
        return None
    try:
        return text_sample(version.file)
    except StoreFailure:
        return None


NOT_SHOWN = (ScanState.PENDING, ScanState.INFECTED)


def _tail() -> str:
    """Return the queue's filter that the person came with, to go on with it."""
    kept = request.query_string.decode().split("&")
    return "&".join(part for part in kept if part and not part.startswith(("version=", "lang=")))


def _supplier_link(document: Document) -> Markup | str:
    if me().is_supplier:
        return ""
    name = document.supplier.name.in_(locale())
    return Markup('<a href="/suppliers/{}">{}</a>').format(document.supplier.code, name)


def _missing_after(lines: list[ProofLine], type_id: int) -> list[ProofLine]:
    """Return what is still unmet once this type is proven; warnings left out."""
    return [
        line
        for line in lines
        if not line.is_met and line.type_id != type_id and line.level.value != "warn"
    ]


def _before(versions: list[DocumentVersion], version: DocumentVersion) -> DocumentVersion | None:
    """Return the version that an approval puts out of use."""
    return next(
        (
            each
            for each in versions
            if each.id != version.id and each.state in (VersionState.APPROVED, VersionState.EXPIRED)
        ),
        None,
    )


def _gap(versions: list[DocumentVersion], version: DocumentVersion) -> int | None:
    before = _before(versions, version)
    return gap_days(before.expires_on, version.issued_on) if before else version.gap_days


def _is_expiring(version: DocumentVersion) -> bool:
    return (
        version.state is VersionState.APPROVED
        and version.expires_on is not None
        and (version.expires_on - today()).days <= EXPIRING_DAYS
    )


def _hits(version: DocumentVersion, document: Document) -> Hits | None:
    """Return what rests on a version that is about to stop counting, or has."""
    if not (_is_expiring(version) or version.state is VersionState.EXPIRED):
        return None
    asked = SimpleNamespace(
        id=version.id,
        supplier_id=version.supplier_id,
        subject=document.subject,
        expires_on=version.expires_on,
    )
    booked = booked_with(db(), me(), [version.supplier_id])
    hits = hits_of(db(), [asked], booked)[version.id]
    return hits if hits.products else None


def version_of(document_id: int, version_id: int) -> DocumentVersion:
    """Return a version of this very document."""
    version = find_version(db(), me(), version_id)
    if version.document_id != document_id:
        raise NotFound
    return version
