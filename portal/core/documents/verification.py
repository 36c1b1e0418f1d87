"""Whether the versions of documents are what the trail says was submitted and decided."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, String, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.core.audit.verification import CHUNK, Finding
from portal.core.documents.models import DocumentVersion as Version
from portal.core.documents.rules import OPEN, VersionState
from portal.core.i18n import N_

DECIDED: Mapping[str, VersionState] = {
    "document.approved": VersionState.APPROVED,
    "document.returned": VersionState.REJECTED,
    "document.revoked": VersionState.REJECTED,
    "document.withdrawn": VersionState.WITHDRAWN,
    "document.expired": VersionState.EXPIRED,
}
"""The state that a version is in after the last of these; approval names whom it supersedes."""

WRITTEN = (
    Version.sha256, Version.document_id, Version.number, Version.certificate_number,
    Version.issuer, Version.issued_on, Version.expires_on,
)  # fmt: skip
"""What never changes; where a line of the trail tells it, it must still be so."""


DECISION = (Version.state, Version.reviewed_at)

COLUMNS = frozenset(column.key for column in WRITTEN)


@dataclass
class Told:
    """What the trail tells of one version: its columns, and the last decision on it."""

    columns: dict[str, set[Any]] = field(default_factory=dict)
    decided: VersionState | None = None
    is_named: bool = False


class VersionsTold:
    """What the trail tells of versions; hears it line by line and keeps only what counts."""

    def __init__(self) -> None:
        self._told: dict[int, Told] = {}

    def hear(self, event: str, subject_id: int, facts: Mapping[str, Any]) -> None:
        """Take in one line of the trail."""
        version_id = facts.get("version_id")
        if version_id is None and event not in DECIDED:
            return
        told = self._told.setdefault(version_id or subject_id, Told())
        told.is_named = told.is_named or version_id is not None
        told.decided = DECIDED.get(event, told.decided)
        told_now = {**(facts.get("said") or {}), **facts}
        for name in COLUMNS & told_now.keys():
            told.columns.setdefault(name, set()).add(told_now[name])
        if superseded := facts.get("supersedes"):
            self._told.setdefault(superseded, Told()).decided = VersionState.SUPERSEDED

    def check(self, session: Session) -> Iterator[Finding]:
        """Yield every version that differs from what the trail tells of it."""
        versions = (
            select(Version.id, *(_as_stored(column) for column in (*DECISION, *WRITTEN)))
            .order_by(Version.id)
            .execution_options(stream_results=True, yield_per=CHUNK)
        )
        with session.execute(versions) as rows:
            for row in rows:
                yield from _check(row, self._told.pop(row.id, Told()))
        for version_id in (version_id for version_id, told in self._told.items() if told.is_named):
            yield Finding(
                f"document_version {version_id}",
                N_("The audit trail tells of it, but it is not there."),
            )


def _check(row: Any, told: Told) -> Iterator[Finding]:
    record = f"document_version {row.id}"
    for name, values in told.columns.items():
        if values != {_plain(getattr(row, name))}:
            yield Finding(
                record, N_("“%(column)s” is not what the audit trail says."), {"column": name}
            )
    open_so_far = told.decided is None and row.state in OPEN
    if row.state != told.decided and not open_so_far:
        yield Finding(
            record,
            N_("Its state is “%(state)s”, but the audit trail tells of no such decision."),
            {"state": row.state},
        )
    if row.reviewed_at is None and row.state == VersionState.APPROVED:
        yield Finding(record, N_("It is approved, but nobody reviewed it."))


def _as_stored(column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """Return the column as the database has it: a word that is no state must not stop us."""
    return type_coerce(column, String).label(column.key)


def _plain(value: Any) -> Any:
    """Return a column's value as the trail writes it."""
    return value if isinstance(value, int) or value is None else str(value)
