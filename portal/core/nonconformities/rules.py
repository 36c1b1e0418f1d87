"""How a nonconformity goes its way, and who decides what becomes of the goods."""

from enum import StrEnum

from portal.core.i18n import N_, Message
from portal.core.lifecycle import Lifecycle
from portal.core.permissions import Role


class FoundBy(StrEnum):
    """Where it came to light."""

    INSPECTION = "inspection"
    DOCUMENT = "document"
    INCOMING = "incoming"
    COMPLAINT = "complaint"


class NonconformityState(StrEnum):
    OPEN = "open"
    PROPOSED = "proposed"
    DECIDED = "disposed"
    CLOSED = "closed"


S = NonconformityState
LIFE = Lifecycle(
    {
        S.OPEN: frozenset({S.PROPOSED}),
        S.PROPOSED: frozenset({S.OPEN, S.DECIDED}),
        S.DECIDED: frozenset({S.CLOSED}),
        S.CLOSED: frozenset(),
    }
)
UNDECIDED = frozenset({S.OPEN, S.PROPOSED})


class DispositionKind(StrEnum):
    """What becomes of nonconforming goods (ISO 9001:2015, 8.7.1, from memory)."""

    USE_AS_IS = "use_as_is"
    SORT = "sort"
    REWORK = "rework"
    RETURN = "return"
    SCRAP = "scrap"


D = DispositionKind
REQUIRED: dict[DispositionKind, frozenset[Role]] = {
    D.USE_AS_IS: frozenset({Role.QUALITY_MANAGER, Role.BUYER}),
    D.SORT: frozenset({Role.QUALITY_ENGINEER}),
    D.REWORK: frozenset({Role.QUALITY_ENGINEER}),
    D.RETURN: frozenset({Role.QUALITY_ENGINEER, Role.BUYER}),
    D.SCRAP: frozenset({Role.QUALITY_MANAGER}),
}
"""Whose consent a disposition needs; each role speaks by a person of its own."""

STANDS_IN = {Role.QUALITY_ENGINEER: frozenset({Role.QUALITY_ENGINEER, Role.QUALITY_MANAGER})}
"""Who else speaks for a role."""

DISPOSITIONS: dict[DispositionKind, Message] = {
    D.USE_AS_IS: N_("Use as is"),
    D.SORT: N_("Sort"),
    D.REWORK: N_("Rework"),
    D.RETURN: N_("Return to the supplier"),
    D.SCRAP: N_("Scrap"),
}
SOURCES: dict[FoundBy, Message] = {
    FoundBy.INSPECTION: N_("Inspection"),
    FoundBy.DOCUMENT: N_("Document"),
    FoundBy.INCOMING: N_("Incoming goods"),
    FoundBy.COMPLAINT: N_("Complaint"),
}


class CostKind(StrEnum):
    SORTING = "sorting"
    REWORK = "rework"
    SCRAP = "scrap"
    TRANSPORT = "transport"
    OTHER = "other"


COSTS: dict[CostKind, Message] = {
    CostKind.SORTING: N_("Sorting"),
    CostKind.REWORK: N_("Reworking"),
    CostKind.SCRAP: N_("Scrapped goods"),
    CostKind.TRANSPORT: N_("Transport"),
    CostKind.OTHER: N_("Other"),
}
CURRENCIES = ("CNY", "EUR", "USD", "GBP", "JPY", "HKD", "AUD")


def missing_roles(kind: DispositionKind, given: frozenset[Role]) -> frozenset[Role]:
    """Return whose consent a disposition still lacks."""
    return REQUIRED[kind] - given


def role_to_speak_for(
    kind: DispositionKind, own: frozenset[Role], given: frozenset[Role]
) -> Role | None:
    """Return the missing role that these roles may speak for, if there is one."""
    for role in sorted(missing_roles(kind, given)):
        if own & STANDS_IN.get(role, frozenset({role})):
            return role
    return None
