"""What a document may be and become, and when it counts."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from portal.core.lifecycle import Lifecycle

REMINDER_DAYS = (90, 60, 30, 7)
REVIEW_DAYS = 5
"""Working target: a document is decided within so many days of its submission."""


NEVER = date(9999, 12, 31)
"""Stands for the last day of what has none, where days are sorted."""


class SubjectKind(StrEnum):
    """What a document is about."""

    SUPPLIER = "supplier"
    SITE = "site"
    PRODUCT = "product"
    LOT = "lot"


class Validity(StrEnum):
    """How long a document of a type is proof."""

    NONE = "none"
    DATED = "dated"
    PERIODIC = "periodic"
    PER_ORDER = "per_order"


class RequirementLevel(StrEnum):
    """What follows when a required type is missing."""

    WARN = "warn"
    REQUIRED = "required"
    BLOCK = "block"


class VersionState(StrEnum):
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"


V = VersionState
OPEN = frozenset({V.SUBMITTED, V.IN_REVIEW})
LIFE = Lifecycle(
    {
        V.SUBMITTED: frozenset({V.IN_REVIEW, V.APPROVED, V.REJECTED, V.WITHDRAWN}),
        V.IN_REVIEW: frozenset({V.APPROVED, V.REJECTED, V.WITHDRAWN, V.SUBMITTED}),
        V.APPROVED: frozenset({V.SUPERSEDED, V.EXPIRED, V.REJECTED}),
        V.REJECTED: frozenset(),
        V.WITHDRAWN: frozenset(),
        V.SUPERSEDED: frozenset(),
        V.EXPIRED: frozenset({V.SUPERSEDED}),
    }
)


PAST = frozenset({V.APPROVED, V.SUPERSEDED, V.EXPIRED})
"""States of versions that were once accepted."""


def counts(state: VersionState, expires_on: date | None, today: date) -> bool:
    """Return whether a version is proof of anything today; the last day is included."""
    return state is V.APPROVED and (expires_on is None or today <= expires_on)


def gap_days(expired_on: date | None, renewed_from: date | None) -> int | None:
    """Return the days without proof between a version and its renewal; 0 where they meet."""
    if expired_on is None or renewed_from is None:
        return None
    return max(0, (renewed_from - expired_on).days - 1)


def due_reminder(expires_on: date, today: date, days: Iterable[int]) -> int | None:
    """Return the reminder (in days before expiry) that is due today, the nearest one only."""
    left = (expires_on - today).days
    due = [before for before in days if left <= before]
    return min(due) if due and left >= 0 else None


def is_expired(expires_on: date | None, today: date) -> bool:
    """Return whether the last valid day has passed."""
    return expires_on is not None and expires_on < today


def review_due(submitted_on: date, days: int = REVIEW_DAYS) -> date:
    """Return the day by which a submission should be decided."""
    return submitted_on + timedelta(days=days)


def words_of(*parts: str) -> str:
    """Return what a document is searched by: its words in small letters."""
    return " ".join(part for part in parts if part).lower()
