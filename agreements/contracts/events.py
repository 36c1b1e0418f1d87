"""What can have happened to an agreement."""

from dataclasses import dataclass, field
from datetime import date

from agreements.contracts.rules import EndingKind, GateLevel, Side, VersionState
from portal.core.events import PERSONAL, Event


@dataclass(frozen=True)
class AgreementStarted(Event, name="agreement.started"):
    number: str
    version: int


@dataclass(frozen=True)
class AgreementDescribed(Event, name="agreement.described"):
    number: str
    version: int


@dataclass(frozen=True)
class ClauseWritten(Event, name="agreement.clause_written"):
    number: str
    version: int
    clause: int


@dataclass(frozen=True)
class ClauseTakenOut(Event, name="agreement.clause_taken_out"):
    number: str
    version: int
    clause: int


@dataclass(frozen=True)
class AgreementSent(Event, name="agreement.sent"):
    number: str
    version: int


@dataclass(frozen=True)
class ChangeProposed(Event, name="agreement.change_proposed"):
    number: str
    version: int
    clause: int
    side: Side
    proposal_id: int
    record_sha256: str


@dataclass(frozen=True)
class ProposalAccepted(Event, name="agreement.proposal_accepted"):
    number: str
    version: int
    clause: int
    proposal_id: int


@dataclass(frozen=True)
class ProposalRejected(Event, name="agreement.proposal_rejected"):
    number: str
    version: int
    clause: int
    proposal_id: int
    reason: str


@dataclass(frozen=True)
class ProposalWithdrawn(Event, name="agreement.proposal_withdrawn"):
    number: str
    version: int
    clause: int
    proposal_id: int


@dataclass(frozen=True)
class ClauseCommented(Event, name="agreement.commented"):
    number: str
    version: int
    clause: int
    side: Side
    comment_id: int
    record_sha256: str


@dataclass(frozen=True)
class AgreementAgreed(Event, name="agreement.agreed"):
    number: str
    version: int
    sha256: str
    covers: tuple[str, ...]
    """Identifiers of the categories and products."""


@dataclass(frozen=True)
class AgreementReopened(Event, name="agreement.reopened"):
    number: str
    version: int
    reason: str


@dataclass(frozen=True)
class AgreementSigned(Event, name="agreement.signed"):
    number: str
    version: int
    side: Side
    signature_id: int
    sha256: str
    record_sha256: str
    """Of everything the signature says: name, meaning, time, and so on."""
    signer: str = field(metadata=PERSONAL)


@dataclass(frozen=True)
class EndingSigned(Event, name="agreement.ending_signed"):
    number: str
    version: int
    side: Side
    kind: EndingKind
    ending_id: int
    sha256: str
    record_sha256: str
    signer: str = field(metadata=PERSONAL)


@dataclass(frozen=True)
class AgreementInForce(Event, name="agreement.in_force"):
    number: str
    version: int
    agreement_version_id: int
    sha256: str
    holds_from: date
    holds_until: date
    token_sha256: str
    """Of the code that the paper carries: the code itself opens a page."""


@dataclass(frozen=True)
class AgreementSuperseded(Event, name="agreement.superseded"):
    number: str
    version: int
    agreement_version_id: int
    by_version: int
    holds_until: date
    state: VersionState
    """In force still, where the version that follows begins later."""
    never_held: bool = False


@dataclass(frozen=True)
class AgreementExpired(Event, name="agreement.expired"):
    number: str
    version: int
    agreement_version_id: int


@dataclass(frozen=True)
class AgreementTerminated(Event, name="agreement.terminated"):
    number: str
    version: int
    agreement_version_id: int
    holds_until: date
    reason: str


@dataclass(frozen=True)
class AgreementWithdrawn(Event, name="agreement.withdrawn"):
    number: str
    version: int
    reason: str


@dataclass(frozen=True)
class RenewalReminded(Event, name="agreement.renewal_reminded"):
    number: str
    version: int
    holds_until: date


@dataclass(frozen=True)
class PaperFiled(Event, name="agreement.paper_filed"):
    number: str
    version: int
    agreement_version_id: int
    sha256: str
    size: int


@dataclass(frozen=True)
class PaperDownloaded(Event, name="agreement.paper_downloaded"):
    number: str
    version: int
    sha256: str


@dataclass(frozen=True)
class AgreementTakenOver(Event, name="agreement.taken_over"):
    """What an upgrade found of a version that lines of an older kind leave open.

    Rows are SHA-256 by identifier; of the rest only what those lines do not tell is in the facts.
    """

    number: str
    version: int
    written_before: date
    signatures: dict[str, str]
    proposals: dict[str, str]
    comments: dict[str, str]
    covers: tuple[str, ...]
    token_sha256: str
    state: VersionState
    holds_from: date | None
    holds_until: date | None


@dataclass(frozen=True)
class AgreementsExported(Event, name="agreement.exported"):
    kind: str
    lines: int


@dataclass(frozen=True)
class GateSet(Event, name="agreement.gate_set"):
    scope: str
    level: GateLevel


@dataclass(frozen=True)
class TemplateKept(Event, name="agreement.template_kept"):
    code: str
    number: str
    of_version: int


@dataclass(frozen=True)
class TemplateRetired(Event, name="agreement.template_retired"):
    code: str
