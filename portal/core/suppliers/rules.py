"""What a supplier can be, and what its registration number must look like."""

from enum import StrEnum

from portal.core.lifecycle import Lifecycle


class SupplierState(StrEnum):
    INVITED = "invited"
    REGISTERED = "registered"
    UNDER_REVIEW = "under_review"
    APPROVED = "approved"
    CONDITIONAL = "conditional"
    SUSPENDED = "suspended"
    REJECTED = "rejected"
    CLOSED = "closed"


class Tier(StrEnum):
    """How far we trust a supplier: 战略级, 优秀级, 合格级, 观察级."""

    STRATEGIC = "strategic"
    EXCELLENT = "excellent"
    QUALIFIED = "qualified"
    PROBATION = "probation"


class Market(StrEnum):
    """Where the goods are sold; requirements differ by market."""

    CN = "CN"
    EU = "EU"
    UK = "UK"
    US = "US"
    JP = "JP"
    AU = "AU"


S = SupplierState
LIFE = Lifecycle(
    {
        S.INVITED: frozenset({S.REGISTERED, S.UNDER_REVIEW, S.REJECTED, S.CLOSED}),
        S.REGISTERED: frozenset({S.UNDER_REVIEW, S.REJECTED, S.CLOSED}),
        S.UNDER_REVIEW: frozenset({S.APPROVED, S.CONDITIONAL, S.REJECTED, S.CLOSED}),
        S.APPROVED: frozenset({S.CONDITIONAL, S.SUSPENDED, S.UNDER_REVIEW, S.CLOSED}),
        S.CONDITIONAL: frozenset({S.APPROVED, S.SUSPENDED, S.REJECTED, S.UNDER_REVIEW, S.CLOSED}),
        S.SUSPENDED: frozenset({S.UNDER_REVIEW, S.APPROVED, S.CONDITIONAL, S.REJECTED, S.CLOSED}),
        S.REJECTED: frozenset({S.UNDER_REVIEW, S.CLOSED}),
        S.CLOSED: frozenset({S.UNDER_REVIEW}),
    }
)

CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015: digits and capitals without I, O, S, V, Z."""


def credit_code_check(first_17: str) -> str:
    """Return the check character of a unified social credit code (GB 32100-2015, 5.2).

    Weights are powers of 3 modulo 31; the character completes the weighted sum to a multiple of 31.
    """
    total = sum(
        CREDIT_CODE_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(first_17)
    )
    return CREDIT_CODE_ALPHABET[-total % 31]


def is_credit_code(code: str) -> bool:
    """Return whether `code` is an 18-character unified social credit code with its check."""
    return (
        len(code) == 18
        and all(char in CREDIT_CODE_ALPHABET for char in code)
        and credit_code_check(code[:17]) == code[17]
    )
