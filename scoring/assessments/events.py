"""What can have happened to assessments and findings."""

from dataclasses import dataclass, field
from decimal import Decimal

from portal.core.events import PERSONAL, Event


@dataclass(frozen=True)
class AssessmentOpened(Event, name="assessment.opened"):
    number: str
    checklist: str
    version: int


@dataclass(frozen=True)
class AnswerGiven(Event, name="assessment.answered"):
    number: str
    side: str
    question: str
    before: str
    answer: str
    remark: str


@dataclass(frozen=True)
class EvidenceLinked(Event, name="assessment.evidence_linked"):
    number: str
    question: str
    document_id: int


@dataclass(frozen=True)
class EvidenceUnlinked(Event, name="assessment.evidence_unlinked"):
    number: str
    question: str
    document_id: int


@dataclass(frozen=True)
class AssessmentSubmitted(Event, name="assessment.submitted"):
    number: str


@dataclass(frozen=True)
class AssessmentHandedBack(Event, name="assessment.handed_back"):
    number: str
    reason: str


@dataclass(frozen=True)
class AssessmentClosed(Event, name="assessment.closed"):
    number: str
    percent: Decimal | None
    knock_outs: tuple[str, ...]


@dataclass(frozen=True)
class AssessmentReleased(Event, name="assessment.released"):
    number: str


@dataclass(frozen=True)
class PaperRequested(Event, name="assessment.paper_requested"):
    number: str
    languages: str


@dataclass(frozen=True)
class PaperFetched(Event, name="assessment.paper_fetched"):
    number: str
    sha256: str


@dataclass(frozen=True)
class FindingRaised(Event, name="finding.raised"):
    assessment: str
    number: int
    severity: str
    due_on: str
    owner: str = field(metadata=PERSONAL)


@dataclass(frozen=True)
class FindingFollowedUp(Event, name="finding.followed_up"):
    assessment: str
    number: int
    text: str


@dataclass(frozen=True)
class FindingClosed(Event, name="finding.closed"):
    assessment: str
    number: int
    comment: str
