"""Who can audit, and who can own a finding."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal.core.accounts.audiences import people_in
from portal.core.notifications.rules import Recipient, people_of, people_with
from portal.core.permissions import Permission
from scoring.assessments.models import Assessment


def auditors(session: Session) -> Sequence[Recipient]:
    """Return who can carry an assessment out, by name."""
    found = people_in(session, people_with(Permission.ASSESSMENT_PERFORM))
    return sorted(found, key=lambda person: (person.name, person.user_id))


def owners_to_choose(session: Session, assessment: Assessment) -> Sequence[Recipient]:
    """Return who can own a finding: the supplier's people first, then the auditors."""
    theirs = people_in(session, people_of(assessment.supplier_id))
    return [*sorted(theirs, key=lambda person: person.name), *auditors(session)]
