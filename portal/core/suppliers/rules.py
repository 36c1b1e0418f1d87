"""What a supplier can be, and what its registration number must look like."""

import re
import unicodedata
from enum import StrEnum
from urllib.parse import urlsplit

from portal.core.i18n import N_, Message
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


TIER_WORDS: dict[Tier, Message] = {
    Tier.STRATEGIC: N_("Strategic"),
    Tier.EXCELLENT: N_("Excellent"),
    Tier.QUALIFIED: N_("Qualified"),
    Tier.PROBATION: N_("Probation"),
}
BEST_FIRST = tuple(Tier)


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


STATE_WORDS: dict[SupplierState, Message] = {
    S.INVITED: N_("Invited"),
    S.REGISTERED: N_("Registered"),
    S.UNDER_REVIEW: N_("Under review"),
    S.APPROVED: N_("Approved (a supplier)"),
    S.CONDITIONAL: N_("Conditional"),
    S.SUSPENDED: N_("Suspended"),
    S.REJECTED: N_("Rejected"),
    S.CLOSED: N_("Closed"),
}
"""The states as people say them."""

ARRIVING = frozenset({S.INVITED, S.REGISTERED})
"""Whom the brand has not begun to look into."""


def is_decision(before: SupplierState, to: SupplierState) -> bool:
    """Return whether only a quality manager may make the step.

    A buyer opens the review of whoever arrives, and ends the relation; nothing else.
    """
    opens_review = before in ARRIVING and to in (S.REGISTERED, S.UNDER_REVIEW)
    return to is not S.CLOSED and not opens_review


class Gate(StrEnum):
    """Whether something may go on: yes, yes with a warning, no."""

    OK = "ok"
    WARN = "warn"
    BLOCK = "block"


GATES = {
    S.INVITED: Gate.BLOCK,
    S.REGISTERED: Gate.BLOCK,
    S.UNDER_REVIEW: Gate.BLOCK,
    S.APPROVED: Gate.OK,
    S.CONDITIONAL: Gate.WARN,
    S.SUSPENDED: Gate.BLOCK,
    S.REJECTED: Gate.BLOCK,
    S.CLOSED: Gate.BLOCK,
}
"""Whether a supplier in that state may be given orders and book inspections."""


def name_key(name: str) -> str:
    """Return a name as it is compared: letters and digits only, case and width folded."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(char for char in folded if char.isalnum())[:200]


def is_code(code: str) -> bool:
    """Return whether `code` can stand in an address: letters and digits, then also - . _ in it."""
    return re.fullmatch(r"[^\W_][\w.-]{0,39}", code) is not None


def is_web_address(text: str) -> bool:
    """Return whether `text` is the address of a web site, and nothing that a click would run."""
    if not text.isprintable() or any(char.isspace() for char in text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def registration_fault(country: str, number: str) -> Message | None:
    """Return what is wrong with a registration number, or None; only China's form is checked."""
    if country == "CN" and number and not is_credit_code(number):
        return N_(
            "This is not a unified social credit code: it has 18 characters, and the last one"
            " must fit the others."
        )
    return None


def clean_registration(number: str) -> str:
    """Return a registration number without the blanks and dashes that people put in."""
    return "".join(unicodedata.normalize("NFKC", number).upper().split()).replace("-", "")
