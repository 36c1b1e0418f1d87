"""What can have happened to documents, their types and what is required."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.core.documents.rules import RequirementLevel
from portal.core.events import PERSONAL, Event


@dataclass(frozen=True)
class OfVersion:
    """Which version of the document it happened to, and the bytes it has."""

    version_id: int
    number: int
    sha256: str


@dataclass(frozen=True)
class DocumentSubmitted(OfVersion, Event, name="document.submitted"):
    type_code: str
    said: dict[str, Any]


@dataclass(frozen=True)
class DocumentTaken(OfVersion, Event, name="document.taken"):
    pass


@dataclass(frozen=True)
class DocumentPutBack(OfVersion, Event, name="document.put_back"):
    pass


@dataclass(frozen=True)
class DocumentApproved(OfVersion, Event, name="document.approved"):
    supersedes: int | None
    gap_days: int | None


@dataclass(frozen=True)
class DocumentReturned(OfVersion, Event, name="document.returned"):
    comment: str


@dataclass(frozen=True)
class DocumentWithdrawn(OfVersion, Event, name="document.withdrawn"):
    pass


@dataclass(frozen=True)
class DocumentVerified(OfVersion, Event, name="document.verified"):
    on: date
    how: str


@dataclass(frozen=True)
class DocumentRevoked(OfVersion, Event, name="document.revoked"):
    reason: str


@dataclass(frozen=True)
class DocumentExpired(OfVersion, Event, name="document.expired"):
    expired_on: date
    unmet: RequirementLevel | None


@dataclass(frozen=True)
class ExpiryReminded(Event, name="document.reminded"):
    version_id: int
    days_before: int


@dataclass(frozen=True)
class DocumentDownloaded(OfVersion, Event, name="document.downloaded"):
    file_name: str = field(metadata=PERSONAL)


@dataclass(frozen=True)
class DocumentsExported(Event, name="documents.exported"):
    format: str
    narrowed_to: dict[str, Any]


@dataclass(frozen=True)
class EvidencePackAsked(Event, name="evidence_pack.asked"):
    job_id: int


@dataclass(frozen=True)
class EvidencePackMade(Event, name="evidence_pack.made"):
    sha256: str
    files: int


@dataclass(frozen=True)
class EvidencePackFetched(Event, name="evidence_pack.downloaded"):
    sha256: str


@dataclass(frozen=True)
class TypeAdded(Event, name="document_type.added"):
    code: str


@dataclass(frozen=True)
class TypeChanged(Event, name="document_type.changed"):
    code: str


@dataclass(frozen=True)
class CatalogueInstalled(Event, name="document_type.catalogue_installed"):
    types: int
    requirements: int


@dataclass(frozen=True)
class RequirementSet(Event, name="requirement.set"):
    type_code: str
    scope: str
    level: RequirementLevel


@dataclass(frozen=True)
class RequirementRemoved(Event, name="requirement.removed"):
    type_code: str
    scope: str
