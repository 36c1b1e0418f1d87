"""The sealed PDF of a signed version: filed once, handed out with a line in the trail."""

from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.orm import Session

from agreements.contracts.events import AgreementsExported, PaperDownloaded, PaperFiled
from agreements.contracts.models import AgreementVersion
from agreements.contracts.queries.listing import (
    AgreementFilter,
    AgreementLine,
    count_agreements,
    list_agreements,
)
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.files.models import StoredFile
from portal.core.files.rules import MEDIA_TYPES, Kind, ScanState
from portal.core.permissions import Permission


@dataclass(frozen=True)
class PaperInput:
    """A sealed PDF whose bytes are in the store."""

    sha256: str
    size: int
    pages: int


def file_paper(
    session: Session, actor: Actor, version: AgreementVersion, paper: PaperInput
) -> bool:
    """Note which bytes are the PDF of a version; the first that were made stay it for good."""
    actor.must(Permission.SYSTEM_RUN, version.supplier_id)
    session.add(
        StoredFile(
            supplier_id=version.supplier_id,
            media_type=MEDIA_TYPES[Kind.PDF],
            scan=ScanState.CLEAN,
            **vars(paper),
        )
    )
    session.flush()
    filed = session.execute(
        update(AgreementVersion)
        .where(AgreementVersion.id == version.id, AgreementVersion.paper_sha256.is_(None))
        .values(
            paper_sha256=paper.sha256,
            paper_size=paper.size,
            paper_at=now(),
            revision=AgreementVersion.revision + 1,
        )
        .returning(AgreementVersion.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    session.expire(version)
    if filed is None:
        return False
    record(
        session,
        actor,
        PaperFiled(
            version.supplier_id, version.agreement_id, version.agreement.number, version.number,
            version.id, paper.sha256, paper.size,
        ),
    )  # fmt: skip
    return True


def note_paper_fetched(session: Session, actor: Actor, version: AgreementVersion) -> None:
    """Leave a line in the trail that a signed agreement was handed out."""
    actor.must(Permission.AGREEMENT_READ, version.supplier_id)
    fetched = PaperDownloaded(
        version.supplier_id, version.agreement_id, version.agreement.number, version.number,
        version.paper_sha256 or "",
    )  # fmt: skip
    record(session, actor, fetched)


def export_agreements(
    session: Session, actor: Actor, wanted: AgreementFilter, kind: str
) -> list[AgreementLine]:
    """Return the filtered list whole, and note that it was taken."""
    actor.must(Permission.AGREEMENT_READ, actor.supplier_id)
    total = count_agreements(session, actor, wanted)
    lines = list_agreements(session, actor, wanted, limit=total)
    exported = AgreementsExported(actor.supplier_id, actor.user_id or 0, kind, len(lines))
    record(session, actor, exported)
    return lines
