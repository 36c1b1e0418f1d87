"""Whether signed agreements are, to the byte, what both sides signed and the trail tells."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, select, type_coerce
from sqlalchemy.orm import Session

from agreements.clauses.canonical import canonical, digest
from agreements.contracts.models import AgreementSignature, AgreementVersion
from agreements.contracts.queries.contents import content_of
from agreements.contracts.queries.finding import whole_version
from agreements.contracts.rules import SIGNED, VersionState
from portal.core.audit.verification import Finding
from portal.core.errors import DomainError
from portal.core.i18n import N_, Message

ALTERED = N_("Its text is not what was signed.")
UNREADABLE = N_("Its clauses cannot be read.")


@dataclass(frozen=True)
class Told:
    """What the trail tells of one signature."""

    version: str
    side: str
    sha256: str


class SignaturesTold:
    """What the trail tells of signatures; hears it line by line and keeps only what counts."""

    def __init__(self) -> None:
        self._told: dict[int, Told] = {}
        self._papers: dict[int, str] = {}

    def hear(self, event: str, subject_id: int, facts: Mapping[str, Any]) -> None:
        """Take in one line of the trail."""
        if event == "agreement.signed":
            name = f"{facts['number']} v{facts['version']}"
            self._told[facts["signature_id"]] = Told(name, facts["side"], facts["sha256"])
        if event == "agreement.paper_filed":
            self._papers[facts["agreement_version_id"]] = facts["sha256"]

    def check(self, session: Session) -> Iterator[Finding]:
        """Yield every signature and signed version that is not what it was."""
        yield from self._check_signatures(session)
        rows = session.execute(
            select(
                AgreementVersion.id,
                type_coerce(AgreementVersion.state, String).label("state"),
                AgreementVersion.paper_sha256,
            ).order_by(AgreementVersion.id)
        ).all()
        sealed = {*(state.value for state in SIGNED), VersionState.HALF_SIGNED.value}
        for row in rows:
            if row.paper_sha256 != self._papers.get(row.id):
                yield Finding(
                    f"agreement_version {row.id}",
                    N_("Its signed PDF is not the one that the audit trail tells of."),
                )
            if row.state in sealed and (reason := wrong_with(session, row.id)):
                yield Finding(f"agreement_version {row.id}", reason)

    def _check_signatures(self, session: Session) -> Iterator[Finding]:
        signatures = session.execute(
            select(
                AgreementSignature.id,
                type_coerce(AgreementSignature.side, String).label("side"),
                AgreementSignature.sha256,
            )
        )
        left = dict(self._told)
        for row in signatures:
            told = left.pop(row.id, None)
            if told is None or (told.side, told.sha256) != (row.side, row.sha256):
                yield Finding(
                    f"agreement_signature {row.id}",
                    N_("The audit trail tells of no such signature."),
                )
        for signature_id in left:
            yield Finding(
                f"agreement_signature {signature_id}",
                N_("The audit trail tells of it, but it is not there."),
            )


def wrong_with(session: Session, version_id: int) -> Message | None:
    """Return what is wrong with a signed version: its text, its hash, or what was signed."""
    try:
        version = whole_version(session, version_id)
        content = canonical(content_of(session, version))
    except (DomainError, LookupError, TypeError, ValueError):
        return UNREADABLE
    finally:
        session.expunge_all()
    signed = {signature.sha256 for signature in version.signatures}
    is_whole = content == version.content and signed == {version.sha256} == {digest(content)}
    return None if is_whole else ALTERED
