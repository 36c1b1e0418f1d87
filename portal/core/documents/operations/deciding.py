"""The one way in which a version changes its state: only as it was seen, and only once."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.core.documents.models import DocumentVersion
from portal.core.documents.rules import VersionState
from portal.core.errors import Outpaced
from portal.core.i18n import N_, Message

WHO_WAS_FASTER: dict[VersionState, Message] = {
    VersionState.APPROVED: N_("%(who)s approved this version on %(when)s."),
    VersionState.REJECTED: N_("%(who)s returned this version on %(when)s."),
    VersionState.WITHDRAWN: N_("%(who)s withdrew this version on %(when)s."),
    VersionState.SUPERSEDED: N_("A newer version has taken the place of this one."),
    VersionState.EXPIRED: N_("This version has expired."),
}


@dataclass(frozen=True)
class Seen:
    """What the page showed to whoever decides: exactly this is decided on, or nothing."""

    revision: int
    sha256: str

    @classmethod
    def of(cls, version: DocumentVersion) -> "Seen":
        """Return the version as it is now, for deciding on what was just read."""
        return cls(version.revision, version.sha256)


def decide(
    session: Session,
    version: DocumentVersion,
    seen: Seen,
    may_be: Collection[VersionState],
    **values: Any,
) -> None:
    """Change the version if it still is what was seen; raises Outpaced that says who was faster."""
    won = session.execute(
        update(DocumentVersion)
        .where(
            DocumentVersion.id == version.id,
            DocumentVersion.supplier_id == version.supplier_id,
            DocumentVersion.revision == seen.revision,
            DocumentVersion.sha256 == seen.sha256,
            DocumentVersion.state.in_(may_be),
        )
        .values(revision=DocumentVersion.revision + 1, **values)
        .returning(DocumentVersion.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    session.refresh(version)
    if won is None:
        raise _outpaced(version)


def _outpaced(version: DocumentVersion) -> Outpaced:
    sentence = WHO_WAS_FASTER.get(
        version.state,
        N_("Somebody else changed this version since you opened it. Look at it again."),
    )
    when = version.reviewed_at or version.submitted_at
    return Outpaced(sentence, who=version.reviewed_by or "", when=f"{when:%Y-%m-%d %H:%M} UTC")
