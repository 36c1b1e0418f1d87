"""What was found, who puts it right by when, and that it was put right."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from portal.core.accounts.models import User
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now, today
from portal.core.errors import Invalid, NotFound, Outpaced, WrongState
from portal.core.i18n import N_, Message
from portal.core.notifications.operations import NoticeInput, tell
from portal.core.notifications.rules import person
from portal.core.permissions import Permission
from scoring.assessments.events import FindingClosed, FindingFollowedUp, FindingRaised
from scoring.assessments.models import Assessment, Finding, FindingEntry
from scoring.assessments.queries.finding import may_read_result
from scoring.assessments.queries.people import owners_to_choose
from scoring.assessments.rules import FindingState, Severity

LONGEST = 4000
TOO_LONG = N_("At most %(most)s characters, please.")


@dataclass(frozen=True)
class FindingInput:
    """What is to be put right, how grave it is, by whom and by when."""

    severity: Severity
    text: str
    owner_id: int
    due_on: date
    question: str = ""


def raise_finding(
    session: Session, actor: Actor, assessment: Assessment, given: FindingInput
) -> Finding:
    """Write down what must be put right; also after the closing, which froze the answers only."""
    actor.must(Permission.ASSESSMENT_PERFORM, assessment.supplier_id)
    text = _tidy(given.text, N_("Say what was found."), "text")
    owners = {one.user_id: one.name for one in owners_to_choose(session, assessment)}
    if given.owner_id not in owners:
        raise Invalid(N_("Choose somebody of the supplier or of our auditors."), field="owner")
    if given.due_on < today():
        raise Invalid(N_("The day is in the past."), field="due_on")
    if given.question and given.question not in {one.code for one in assessment.version.questions}:
        sentence = N_("There is no question %(code)s.")
        raise Invalid(sentence, field="question", code=given.question[:40])
    finding = Finding(
        supplier_id=assessment.supplier_id, assessment_id=assessment.id,
        number=_next_number(session, assessment), question=given.question,
        severity=given.severity, text=text, owner_id=given.owner_id,
        owner=owners[given.owner_id], due_on=given.due_on, raised_by_id=actor.user_id,
        raised_by=actor.name,
    )  # fmt: skip
    session.add(finding)
    if assessment.released_at is not None:
        _tell_owner(session, assessment, finding)
    raised = FindingRaised(
        _whose(assessment), finding.id, assessment.number, finding.number,
        given.severity.value, given.due_on.isoformat(), finding.owner,
    )  # fmt: skip
    record(session, actor, raised)
    return finding


def _tell_owner(session: Session, assessment: Assessment, finding: Finding) -> None:
    notice = NoticeInput(
        subject=N_("Finding %(finding)s of assessment %(number)s"),
        body=N_("To be put right by %(day)s: %(text)s"),
        link=f"/assessments/{assessment.id}/findings/{finding.number}",
        values={
            "finding": finding.number, "number": assessment.number,
            "day": finding.due_on.isoformat(), "text": finding.text[:500],
        },
        supplier_id=assessment.supplier_id,
        dedupe=f"finding:{finding.id}",
    )  # fmt: skip
    tell(session, person(finding.owner_id), notice)


def follow_up(session: Session, actor: Actor, finding: Finding, text: str) -> None:
    """Add what was done or said about a finding, from either side."""
    _must_follow(actor, finding)
    text = _tidy(text, N_("Say what was done."), "text")
    if finding.state is FindingState.CLOSED:
        raise WrongState(N_("The finding is closed."))
    entry = FindingEntry(
        supplier_id=finding.supplier_id, finding_id=finding.id, text=text,
        by_id=actor.user_id, by=actor.name,
    )  # fmt: skip
    session.add(entry)
    followed = FindingFollowedUp(
        _whose(finding.assessment), finding.id, finding.assessment.number, finding.number, text
    )
    record(session, actor, followed)


def _must_follow(actor: Actor, finding: Finding) -> None:
    """Refuse who has nothing to say about it, as if it were not there before the release."""
    if actor.is_supplier:
        actor.must(Permission.ASSESSMENT_ANSWER, finding.supplier_id)
    else:
        actor.must(Permission.ASSESSMENT_PERFORM, finding.supplier_id)
    if not may_read_result(actor, finding.assessment):
        raise NotFound


def close_finding(
    session: Session, actor: Actor, finding: Finding, revision: int, comment: str
) -> None:
    """Say that a finding was put right, and how one knows."""
    actor.must(Permission.ASSESSMENT_PERFORM, finding.supplier_id)
    comment = _tidy(comment, N_("Say how you know that it was put right."), "comment")
    if finding.state is FindingState.CLOSED:
        raise Outpaced(N_("The finding has been closed already."))
    if finding.revision != revision:
        raise Outpaced(N_("Somebody else changed this finding since you opened it."))
    finding.state, finding.comment = FindingState.CLOSED, comment
    finding.closed_at, finding.closed_by_id, finding.closed_by = now(), actor.user_id, actor.name
    closed = FindingClosed(
        _whose(finding.assessment), finding.id, finding.assessment.number, finding.number, comment
    )
    record(session, actor, closed)


def remind_of_overdue_findings(session: Session, actor: Actor, day: date) -> int:
    """Tell the owners of findings that are open after their last day, once for each finding.

    Who belongs to the supplier hears of it once the result is released.
    """
    actor.must(Permission.SYSTEM_RUN)
    rows = session.execute(
        select(Finding, Assessment, User.supplier_id)
        .join(Assessment, Assessment.id == Finding.assessment_id)
        .join(User, User.id == Finding.owner_id)
        .where(
            Finding.state == FindingState.OPEN,
            Finding.due_on < day,
            or_(User.supplier_id.is_(None), Assessment.released_at.is_not(None)),
        )
    ).all()
    for finding, assessment, supplier_id in rows:
        notice = NoticeInput(
            subject=N_("Finding %(finding)s of assessment %(number)s is overdue"),
            body=N_("It was to be put right by %(day)s: %(text)s"),
            link=f"/assessments/{assessment.id}/findings/{finding.number}",
            values={
                "finding": finding.number, "number": assessment.number,
                "day": finding.due_on.isoformat(), "text": finding.text[:500],
            },
            supplier_id=supplier_id,
            dedupe=f"finding-overdue:{finding.id}",
        )  # fmt: skip
        tell(session, person(finding.owner_id), notice)
    return len(rows)


def _whose(assessment: Assessment) -> int | None:
    """Return in whose trail a finding stands: the brand's own until the supplier may read it."""
    return assessment.supplier_id if assessment.released_at is not None else None


def _tidy(text: str, sentence: Message, field: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Invalid(sentence, field=field)
    if len(text) > LONGEST:
        raise Invalid(TOO_LONG, field=field, most=LONGEST)
    return text


def _next_number(session: Session, assessment: Assessment) -> int:
    """Count the findings of an assessment; two at once get two numbers."""
    table = Assessment
    number = session.execute(
        update(table)
        .where(table.id == assessment.id)
        .values(last_finding=table.last_finding + 1)
        .returning(table.last_finding)
        .execution_options(synchronize_session=False)
    ).scalar_one()
    session.refresh(assessment, ["last_finding"])
    return number
