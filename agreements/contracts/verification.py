"""Whether agreements are, to the byte, what both sides signed and the trail tells."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from agreements.clauses.canonical import canonical, digest
from agreements.contracts.models import AgreementCover, AgreementVersion
from agreements.contracts.queries.contents import content_of
from agreements.contracts.queries.finding import whole_version
from agreements.contracts.queries.records import COLUMNS, record_digest
from agreements.contracts.rules import SIGNED, VersionState, term_of
from agreements.contracts.told import AgreementsTold, VersionTold
from portal.core.audit.verification import Finding
from portal.core.errors import DomainError
from portal.core.i18n import N_, Message

V = AgreementVersion
CHUNK = 200
SEALED = frozenset(state.value for state in (*SIGNED, VersionState.HALF_SIGNED))
UNREADABLE = (DomainError, LookupError, TypeError, ValueError, StopIteration)
STANDING = (
    V.state, V.sha256, V.holds_from, V.holds_until, V.token, V.paper_sha256, V.closing_reason,
)  # fmt: skip
ALTERED = N_("Its text is not what was signed.")
NOT_READ = N_("Its clauses cannot be read.")
OTHER = N_("“%(column)s” is not what the audit trail says.")
GONE = N_("The audit trail tells of it, but it is not there.")


class SignaturesTold(AgreementsTold):
    """What the trail tells of agreements, and what differs from it."""

    def check(self, session: Session) -> Iterator[Finding]:
        """Yield every row of an agreement that is not what it was."""
        for table in COLUMNS:
            yield from self._check_fixed(session, table)
        yield from self._check_versions(session)

    def _check_fixed(self, session: Session, table: type[Any]) -> Iterator[Finding]:
        left = {key for kind, key in self.fixed if kind is table}
        keys = session.scalars(select(table.id).order_by(table.id)).all()
        for begin in range(0, len(keys), CHUNK):
            for key, found in _digests(session, table, keys[begin : begin + CHUNK]):
                left.discard(key)
                if found != self.fixed.get((table, key)):
                    told = N_(
                        "It is not what the audit trail tells of, or the trail tells nothing."
                    )
                    yield Finding(f"{table.__tablename__} {key}", told)
        for key in sorted(left):
            yield Finding(f"{table.__tablename__} {key}", GONE)

    def _check_versions(self, session: Session) -> Iterator[Finding]:
        left = dict(self.versions)
        rows = session.execute(
            select(V.id, V.agreement_id, V.number, *(_as_stored(one) for one in STANDING)).order_by(
                V.id
            )
        ).all()
        for row in rows:
            told = left.pop((row.agreement_id, row.number), VersionTold())
            record = f"agreement_version {row.id}"
            for column in _differing(row, told):
                yield Finding(record, OTHER, {"column": column})
            if row.state in SEALED and (reason := wrong_with(session, row.id, told)):
                yield Finding(record, reason)
        for agreement_id, number in left:
            yield Finding(f"agreement {agreement_id} v{number}", GONE)


def _differing(row: Any, told: VersionTold) -> list[str]:
    """Return the columns in which a version differs from what is told of it."""
    code = digest(row.token) if row.token else None
    pairs: Mapping[str, tuple[object, object]] = {
        "state": (row.state, told.state),
        "sha256": (row.sha256, told.sha256),
        "holds_from": (_text(row.holds_from), told.holds_from),
        "holds_until": (_text(row.holds_until), told.holds_until),
        "token": (code, told.token_sha256),
        "paper_sha256": (row.paper_sha256, told.paper_sha256),
        "closing_reason": (row.closing_reason, told.reason),
    }
    return [name for name, (found, should) in pairs.items() if found != should]


def wrong_with(session: Session, version_id: int, told: VersionTold) -> Message | None:
    """Return what is wrong with a signed version: its text, its term, its goods, its hashes."""
    try:
        version = whole_version(session, version_id)
        content = canonical(content_of(session, version))
        term = term_of([clause.wording for clause in version.clauses])
    except UNREADABLE:
        return NOT_READ
    finally:
        session.expunge_all()
    signed = {signature.sha256 for signature in version.signatures}
    if content != version.content or not signed == {version.sha256} == {digest(content)}:
        return ALTERED
    if len(version.signatures) != (1 if version.state is VersionState.HALF_SIGNED else 2):
        return N_("A signature is missing.")
    if vars(term) != {name: getattr(version, name) for name in vars(term)}:
        return N_("Its term is not the one that was signed.")
    return _wrong_goods(session, version_id, told)


def _wrong_goods(session: Session, version_id: int, told: VersionTold) -> Message | None:
    covers = session.execute(
        select(AgreementCover.category_id, AgreementCover.product_id)
        .where(AgreementCover.version_id == version_id)
        .order_by(AgreementCover.id)
    )
    if [str(category or product) for category, product in covers] == told.covers:
        return None
    return N_("It covers other goods than were agreed.")


def _digests(
    session: Session, table: type[Any], keys: Sequence[int]
) -> Iterator[tuple[int, str | None]]:
    """Yield the SHA-256 of rows; None for one that cannot be read."""
    try:
        rows = session.scalars(select(table).where(table.id.in_(keys)).order_by(table.id)).all()
        yield from [(row.id, record_digest(row)) for row in rows]
    except UNREADABLE:
        if len(keys) == 1:
            yield keys[0], None
            return
        for key in keys:
            yield from _digests(session, table, [key])
    finally:
        session.expunge_all()


def _as_stored(column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """Return the column as the database has it: a word that is no state must not stop us."""
    return type_coerce(column, String).label(column.key)


def _text(value: object) -> str | None:
    return str(value) if value else None
