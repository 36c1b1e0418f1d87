"""Whether the versions of documents are what the trail says was submitted and decided."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.audit.verification import CHUNK, Finding, Said
from portal.core.documents.models import DocumentVersion as Version
from portal.core.documents.rules import OPEN, VersionState
from portal.core.i18n import N_

KIND: Final = "document"

DECIDED: Mapping[str, VersionState] = {
    "document.approved": VersionState.APPROVED,
    "document.rejected": VersionState.REJECTED,
    "document.returned": VersionState.REJECTED,
    "document.withdrawn": VersionState.WITHDRAWN,
    "document.superseded": VersionState.SUPERSEDED,
    "document.expired": VersionState.EXPIRED,
}
"""The state that a version is in after the last of these."""

WRITTEN = (
    Version.sha256, Version.document_id, Version.number, Version.certificate_number,
    Version.issuer, Version.issued_on, Version.expires_on,
)  # fmt: skip
"""What never changes; where a line of the trail tells it, it must still be so."""


def check_versions(session: Session, said: Said) -> Iterator[Finding]:
    """Yield every version that differs from what the trail tells of it."""
    told = _by_version(said)
    rows = session.execute(
        select(Version.id, Version.state, Version.reviewed_at, *WRITTEN)
        .order_by(Version.id)
        .execution_options(stream_results=True, yield_per=CHUNK)
    )
    for row in rows:
        yield from _check(row, told.pop(row.id, []))
    for version_id, lines in told.items():
        if any("version_id" in facts for _, facts in lines):
            yield Finding(
                f"document_version {version_id}",
                N_("The audit trail tells of it, but it is not there."),
            )


def _check(row: Any, lines: list[tuple[str, Mapping[str, Any]]]) -> Iterator[Finding]:
    record = f"document_version {row.id}"
    for name in _changed(row, lines):
        yield Finding(
            record, N_("“%(column)s” is not what the audit trail says."), {"column": name}
        )
    if row.state != _state(row.state, lines):
        yield Finding(
            record,
            N_("Its state is “%(state)s”, but the audit trail tells of no such decision."),
            {"state": row.state.value},
        )
    if row.reviewed_at is None and row.state is VersionState.APPROVED:
        yield Finding(record, N_("It is approved, but nobody reviewed it."))


def _by_version(said: Said) -> dict[int, list[tuple[str, Mapping[str, Any]]]]:
    told: dict[int, list[tuple[str, Mapping[str, Any]]]] = {}
    for event, subject_id, facts in said.lines:
        told.setdefault(facts.get("version_id") or subject_id, []).append((event, facts))
    return told


def _changed(row: Any, lines: list[tuple[str, Mapping[str, Any]]]) -> Iterator[str]:
    """Yield the columns that a line tells otherwise."""
    for column in WRITTEN:
        now = getattr(row, column.key)
        plain = now if isinstance(now, int) or now is None else str(now)
        if any(column.key in facts and facts[column.key] != plain for _, facts in lines):
            yield column.key


def _state(state: VersionState, lines: list[tuple[str, Mapping[str, Any]]]) -> VersionState:
    """Return the state that the trail tells; before any decision a version is open."""
    decisions = [DECIDED[event] for event, _ in lines if event in DECIDED]
    if decisions:
        return decisions[-1]
    return state if state in OPEN else VersionState.SUBMITTED
