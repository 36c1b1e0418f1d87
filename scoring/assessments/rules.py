"""How an assessment goes, whose answers count, and when a finding is late."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from portal.core.i18n import N_
from portal.core.lifecycle import Lifecycle
from scoring.checklists.rules import ChecklistKind


class AssessmentState(StrEnum):
    OPEN = "open"
    SUBMITTED = "submitted"
    CLOSED = "closed"


LIFE = Lifecycle(
    {
        AssessmentState.OPEN: frozenset({AssessmentState.SUBMITTED, AssessmentState.CLOSED}),
        AssessmentState.SUBMITTED: frozenset({AssessmentState.OPEN, AssessmentState.CLOSED}),
        AssessmentState.CLOSED: frozenset(),
    }
)
"""The auditor may hand a submitted one back to the supplier, and close one never submitted."""

STATE_WORDS = {
    AssessmentState.OPEN: N_("Open"),
    AssessmentState.SUBMITTED: N_("Submitted by the supplier"),
    AssessmentState.CLOSED: N_("Closed"),
}


class Side(StrEnum):
    """Who answers."""

    SUPPLIER = "supplier"
    AUDITOR = "auditor"


class Severity(StrEnum):
    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"


SEVERITY_WORDS = {
    Severity.CRITICAL: N_("Critical (finding)"),
    Severity.MAJOR: N_("Major (finding)"),
    Severity.MINOR: N_("Minor (finding)"),
}


class FindingState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


def counted(
    kind: ChecklistKind, supplier: Mapping[str, str], auditor: Mapping[str, str]
) -> dict[str, str]:
    """Return the answers that make the result, by code of the question.

    The auditor's count. In a self-assessment the supplier's stand where the auditor says nothing.
    """
    if kind is ChecklistKind.SELF_ASSESSMENT:
        return {**supplier, **auditor}
    return dict(auditor)


def is_overdue(state: FindingState, due_on: date, today: date) -> bool:
    """Return whether a finding is still open after its last day."""
    return state is FindingState.OPEN and due_on < today
