"""What anybody may learn about a signed version who holds its paper: no more than this."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from agreements.contracts.models import Agreement, AgreementVersion
from agreements.contracts.rules import SIGNED, VersionState
from portal.core.i18n import Bilingual


class Standing(StrEnum):
    """Where a signed version stands on a day."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet"
    ENDING = "ending"
    """Terminated, and in force until its last day."""
    SUPERSEDED = "superseded"
    TERMINATED = "terminated"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Vouched:
    """A signed version as a stranger is told of it."""

    number: str
    version: int
    title: Bilingual
    brand: str
    supplier: Bilingual
    standing: Standing
    first: date | None
    last: date | None


def vouch_by_token(session: Session, token: str, day: date) -> Vouched | None:
    """Return the version whose QR code holds `token`, if it is one of ours."""
    return _vouch(session, AgreementVersion.token == token, day) if token else None


def vouch_by_paper(session: Session, sha256: str, day: date) -> Vouched | None:
    """Return the version whose sealed PDF is these very bytes, if it is one of ours."""
    return _vouch(session, AgreementVersion.paper_sha256 == sha256, day)


def standing_of(state: VersionState, first: date | None, last: date | None, day: date) -> Standing:
    """Return where a signed version stands on a day, also before the nightly run noted it."""
    if state is VersionState.TERMINATED and last is not None and day <= last:
        return Standing.ENDING
    if state in (VersionState.SUPERSEDED, VersionState.TERMINATED, VersionState.EXPIRED):
        return Standing(state.value)
    if first is not None and day < first:
        return Standing.NOT_YET
    return Standing.EXPIRED if last is not None and day > last else Standing.IN_FORCE


def _vouch(session: Session, condition: ColumnElement[bool], day: date) -> Vouched | None:
    found = session.execute(
        select(
            Agreement.number,
            Agreement.brand,
            AgreementVersion.number.label("version"),
            AgreementVersion.title_en,
            AgreementVersion.title_zh,
            AgreementVersion.party,
            AgreementVersion.state,
            AgreementVersion.holds_from,
            AgreementVersion.holds_until,
        )
        .join(Agreement, Agreement.id == AgreementVersion.agreement_id)
        .where(condition, AgreementVersion.state.in_(SIGNED))
    ).one_or_none()
    if found is None:
        return None
    return Vouched(
        found.number,
        found.version,
        Bilingual(found.title_en, found.title_zh),
        found.brand,
        Bilingual(**found.party["name"]),
        standing_of(found.state, found.holds_from, found.holds_until, day),
        found.holds_from,
        found.holds_until,
    )
