"""Taking in the checklists that come with the portal."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.permissions import Permission
from scoring.checklists.delivered import DELIVERED, read_delivered
from scoring.checklists.events import ChecklistsInstalled
from scoring.checklists.models import Checklist, ChecklistVersion
from scoring.checklists.operations.checklists import ChecklistInput, add_checklist, publish_version
from scoring.checklists.operations.questions import replace_questions


def install_checklists(session: Session, actor: Actor) -> list[str]:
    """Publish the delivered checklists that are not here yet; return their codes."""
    actor.must(Permission.CHECKLIST_EDIT)
    here = set(session.scalars(select(Checklist.code).where(Checklist.code.in_(DELIVERED))))
    taken = [code for code in DELIVERED if code not in here]
    for code in taken:
        _install(session, actor, code)
    if taken:
        record(session, actor, ChecklistsInstalled(None, 0, tuple(taken)))
    return taken


def _install(session: Session, actor: Actor, code: str) -> None:
    delivered = read_delivered(code)
    given = ChecklistInput(code, delivered.kind, delivered.name_en, delivered.name_zh)
    version: ChecklistVersion = add_checklist(session, actor, given)
    replace_questions(session, actor, version, delivered.sections, delivered.questions)
    publish_version(session, actor, version, version.revision, delivered.note)
    session.flush()
