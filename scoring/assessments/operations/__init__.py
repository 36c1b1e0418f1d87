"""What people do with assessments and findings."""

from scoring.assessments.operations.answering import (
    AnswerInput,
    answer_question,
    link_evidence,
    submit_answers,
    unlink_evidence,
)
from scoring.assessments.operations.assessing import (
    AssessmentInput,
    close_assessment,
    hand_back,
    open_assessment,
    release_assessment,
)
from scoring.assessments.operations.findings import (
    FindingInput,
    close_finding,
    follow_up,
    raise_finding,
    remind_of_overdue_findings,
)
from scoring.assessments.operations.papers import ask_for_paper, note_paper_fetched

__all__ = [
    "AnswerInput",
    "AssessmentInput",
    "FindingInput",
    "answer_question",
    "ask_for_paper",
    "close_assessment",
    "close_finding",
    "follow_up",
    "hand_back",
    "link_evidence",
    "note_paper_fetched",
    "open_assessment",
    "raise_finding",
    "release_assessment",
    "remind_of_overdue_findings",
    "submit_answers",
    "unlink_evidence",
]
