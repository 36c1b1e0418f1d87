"""What an agreement may be and become, who has the word, and on which days it holds."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agreements.clauses.kinds import KIND_WORDS, NEEDED, ONCE, ClauseKind
from agreements.clauses.law import TermTerms
from agreements.clauses.wording import Wording
from portal.core.errors import Invalid
from portal.core.i18n import N_, Message
from portal.core.lifecycle import Lifecycle
from portal.core.permissions import Role

MOST_CLAUSES = 60


class VersionState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    AGREED = "agreed"
    HALF_SIGNED = "half_signed"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    TERMINATED = "terminated"
    WITHDRAWN = "withdrawn"


S = VersionState
LIFE = Lifecycle(
    {
        S.DRAFT: frozenset({S.SENT, S.WITHDRAWN}),
        S.SENT: frozenset({S.AGREED, S.WITHDRAWN}),
        S.AGREED: frozenset({S.SENT, S.HALF_SIGNED, S.WITHDRAWN}),
        S.HALF_SIGNED: frozenset({S.IN_FORCE, S.WITHDRAWN}),
        S.IN_FORCE: frozenset({S.SUPERSEDED, S.EXPIRED, S.TERMINATED}),
        S.SUPERSEDED: frozenset(),
        S.EXPIRED: frozenset(),
        S.TERMINATED: frozenset(),
        S.WITHDRAWN: frozenset(),
    }
)

OPEN = frozenset({S.DRAFT, S.SENT, S.AGREED, S.HALF_SIGNED})
"""An agreement has at most one version that is still on its way."""

EDITABLE = frozenset({S.DRAFT, S.SENT})
"""In these the text can still change."""

SIGNED = frozenset({S.IN_FORCE, S.SUPERSEDED, S.EXPIRED, S.TERMINATED})
"""Signed by both sides."""

STATE_WORDS: Mapping[VersionState, Message] = {
    S.DRAFT: N_("Draft"),
    S.SENT: N_("In negotiation"),
    S.AGREED: N_("Agreed"),
    S.HALF_SIGNED: N_("Signed by the supplier"),
    S.IN_FORCE: N_("In force"),
    S.SUPERSEDED: N_("Superseded"),
    S.EXPIRED: N_("Expired"),
    S.TERMINATED: N_("Terminated"),
    S.WITHDRAWN: N_("Withdrawn"),
}


class Side(StrEnum):
    """Whose word it is."""

    BRAND = "brand"
    SUPPLIER = "supplier"

    @property
    def other(self) -> "Side":
        return Side.SUPPLIER if self is Side.BRAND else Side.BRAND


SIDE_WORDS: Mapping[Side, Message] = {
    Side.BRAND: N_("The brand"),
    Side.SUPPLIER: N_("The supplier"),
}

ROLE_WORDS: Mapping[str, Message] = {
    Role.SUPPLIER_ADMIN.value: N_("Supplier administrator"),
    Role.QUALITY_MANAGER.value: N_("Quality manager"),
}
"""As what people sign."""

MEANING: Mapping[Side, Message] = {
    Side.SUPPLIER: N_("I sign this agreement for the supplier and am entitled to do so."),
    Side.BRAND: N_("I sign this agreement for the brand and am entitled to do so."),
}
"""What a signature says; the signer ticks it, and it is kept with the signature."""


class EndingKind(StrEnum):
    """How one side ends by its signature what somebody has signed."""

    WITHDRAWAL = "withdrawal"
    """Before both had signed."""
    TERMINATION = "termination"
    """Before its last day."""


ENDED_BY: Mapping[VersionState, EndingKind] = {
    S.HALF_SIGNED: EndingKind.WITHDRAWAL,
    S.IN_FORCE: EndingKind.TERMINATION,
}

ENDING_MEANING: Mapping[tuple[EndingKind, Side], Message] = {
    (EndingKind.WITHDRAWAL, Side.SUPPLIER): N_(
        "I withdraw this version for the supplier and am entitled to do so."
    ),
    (EndingKind.WITHDRAWAL, Side.BRAND): N_(
        "I withdraw this version for the brand and am entitled to do so."
    ),
    (EndingKind.TERMINATION, Side.SUPPLIER): N_(
        "I terminate this agreement for the supplier and am entitled to do so."
    ),
    (EndingKind.TERMINATION, Side.BRAND): N_(
        "I terminate this agreement for the brand and am entitled to do so."
    ),
}

WHEN_SIGNED: Mapping[VersionState, Side] = {S.AGREED: Side.SUPPLIER, S.HALF_SIGNED: Side.BRAND}
"""Whose signature is next."""


class ProposalState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    COUNTERED = "countered"
    """Answered by another proposal of the other side."""
    WITHDRAWN = "withdrawn"


class GateLevel(StrEnum):
    """What happens when goods are booked for inspection without an agreement in force."""

    BLOCK = "block"
    WARN = "warn"
    OFF = "off"


@dataclass(frozen=True)
class Covered:
    """What an agreement is about: whole categories, single products, or both."""

    category_ids: frozenset[int] = frozenset()
    product_ids: frozenset[int] = frozenset()

    @property
    def is_empty(self) -> bool:
        return not self.category_ids and not self.product_ids


@dataclass(frozen=True)
class Days:
    """The first and the last day on which something holds."""

    first: date
    last: date

    def overlaps(self, other: "Days") -> bool:
        """Return whether they have a day in common."""
        return self.first <= other.last and other.first <= self.last


def days_in_force(term: TermTerms, signed_on: date) -> Days:
    """Return when an agreement holds; it never begins before the day of its last signature.

    Past inspections were planned without it, and stay as they were.
    """
    if signed_on > term.ends_on:
        raise Invalid(
            N_("The last day of this agreement, %(day)s, has passed. Agree on a new term first."),
            day=term.ends_on.isoformat(),
        )
    return Days(max(term.begins_on, signed_on), term.ends_on)


def day_before(day: date) -> date:
    """Return the last day of what is superseded by something that begins on `day`."""
    return day - timedelta(days=1)


def role_word(role: str) -> Message:
    """Return as what somebody signed; a role that is no more is called what it was called."""
    return ROLE_WORDS.get(role, Message(role))


def by_the_clocks(at: datetime, zone: str) -> list[str]:
    """Return a moment by UTC and, where it differs, by the clock on the signer's wall (R-SIG-1)."""
    zones: dict[str, tzinfo] = {"UTC": UTC}
    with suppress(ZoneInfoNotFoundError, ValueError):
        zones.setdefault(zone, ZoneInfo(zone))
    return [f"{at.astimezone(clock):%Y-%m-%d %H:%M:%S} {name}" for name, clock in zones.items()]


def is_name(typed: str, name: str) -> bool:
    """Return whether the typed name is the signer's, blanks and case aside."""
    return bool(typed.strip()) and _folded(typed) == _folded(name)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def demand_fit(clauses: Sequence[Wording], kind: ClauseKind) -> None:
    """Refuse one clause more where the kind may stand only once, or there are too many."""
    if kind in ONCE and any(clause.kind is kind for clause in clauses):
        raise Invalid(
            N_("There is a clause “%(kind)s” already; change that one."),
            field="kind",
            kind=KIND_WORDS[kind],
        )
    if len(clauses) >= MOST_CLAUSES:
        raise Invalid(N_("An agreement has at most %(most)s clauses."), most=MOST_CLAUSES)


def demand_whole(clauses: Sequence[Wording]) -> TermTerms:
    """Return the term; raises Invalid unless everything that must be regulated is."""
    for kind in NEEDED:
        if not any(clause.kind is kind for clause in clauses):
            raise Invalid(
                N_("The clause “%(kind)s” is missing: nothing would govern without it."),
                kind=KIND_WORDS[kind],
            )
    return term_of(clauses)


def term_of(clauses: Sequence[Wording]) -> TermTerms:
    """Return the values of the clause about the term."""
    return next(one.terms for one in clauses if isinstance(one.terms, TermTerms))
