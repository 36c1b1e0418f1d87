"""Beginning, publishing and copying checklists."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import Invalid, Outpaced, WrongState
from portal.core.i18n import N_
from portal.core.permissions import Permission
from scoring.checklists.events import ChecklistAdded, ChecklistDrafted, ChecklistPublished
from scoring.checklists.models import (
    Checklist,
    ChecklistQuestion,
    ChecklistSection,
    ChecklistVersion,
)
from scoring.checklists.operations.drafts import lines_in, sections_in, tidy_code
from scoring.checklists.rules import (
    CHECKLIST_LIFE,
    ChecklistKind,
    ChecklistState,
    Question,
    Section,
)


@dataclass(frozen=True)
class ChecklistInput:
    """What a checklist is called and when it is gone through."""

    code: str
    kind: ChecklistKind
    name_en: str = ""
    name_zh: str = ""


def add_checklist(session: Session, actor: Actor, given: ChecklistInput) -> ChecklistVersion:
    """Add a checklist and begin its first version."""
    actor.must(Permission.CHECKLIST_EDIT)
    checklist = _new(session, given)
    version = _draft(session, checklist, 1)
    record(session, actor, ChecklistAdded(None, checklist.id, checklist.code, given.kind.value))
    return version


def draft_version(session: Session, actor: Actor, checklist: Checklist) -> ChecklistVersion:
    """Begin the next version as a copy of the last one."""
    actor.must(Permission.CHECKLIST_EDIT)
    last = _last(session, checklist)
    if last is not None and last.state is ChecklistState.DRAFT:
        raise WrongState(N_("Version %(number)s is being drafted already."), number=last.number)
    version = _draft(session, checklist, last.number + 1 if last else 1)
    if last is not None:
        _copy(session, last, version)
    happened = ChecklistDrafted(None, version.id, checklist.code, version.number)
    record(session, actor, happened)
    return version


def duplicate_checklist(
    session: Session, actor: Actor, checklist: Checklist, given: ChecklistInput
) -> ChecklistVersion:
    """Begin another checklist with the questions that the last version of this one asks."""
    actor.must(Permission.CHECKLIST_EDIT)
    copy = _new(session, given)
    version = _draft(session, copy, 1)
    last = _last(session, checklist)
    if last is not None:
        _copy(session, last, version)
    record(session, actor, ChecklistAdded(None, copy.id, copy.code, copy.kind.value))
    return version


def publish_version(
    session: Session, actor: Actor, version: ChecklistVersion, revision: int, note: str = ""
) -> None:
    """Put a draft in force in the place of the version before; from now on it never changes.

    Raises Outpaced if somebody changed the draft since it was seen at `revision`.
    """
    actor.must(Permission.CHECKLIST_EDIT)
    to = CHECKLIST_LIFE.move(version.state, ChecklistState.PUBLISHED)
    if version.revision != revision:
        raise Outpaced(N_("Somebody else changed this draft since you opened it. Look again."))
    lines = lines_in(session, version)
    _demand_whole(sections_in(session, version), lines)
    checklist = session.get_one(Checklist, version.checklist_id)
    before = session.scalar(
        select(ChecklistVersion).where(
            ChecklistVersion.checklist_id == checklist.id,
            ChecklistVersion.state == ChecklistState.PUBLISHED,
        )
    )
    if before is not None:
        before.state = CHECKLIST_LIFE.move(before.state, ChecklistState.SUPERSEDED)
        session.flush()
    version.state, version.note = to, note.strip()
    version.published_at, version.published_by_id = now(), actor.user_id
    happened = ChecklistPublished(
        None, version.id, checklist.code, version.number, len(lines)
    )  # fmt: skip
    record(session, actor, happened)


def _demand_whole(sections: list[ChecklistSection], lines: list[ChecklistQuestion]) -> None:
    """Refuse a version that asks nothing, or has a section that does."""
    if not lines:
        raise Invalid(N_("A checklist without a question asks nothing."), field="note")
    asked = {line.section for line in lines}
    for section in sections:
        if section.code not in asked:
            sentence = N_("Section “%(name)s” has no question. Add one, or take the section out.")
            raise Invalid(sentence, field="note", name=section.name)


def _new(session: Session, given: ChecklistInput) -> Checklist:
    code = tidy_code(given.code)
    if not given.name_en.strip() and not given.name_zh.strip():
        raise Invalid(N_("Give the checklist a name in at least one language."), field="name_en")
    if session.scalar(select(Checklist.id).where(Checklist.code == code)) is not None:
        raise Invalid(N_("There is a checklist %(code)s already."), field="code", code=code)
    checklist = Checklist(
        code=code, kind=given.kind, name_en=given.name_en.strip(), name_zh=given.name_zh.strip()
    )
    session.add(checklist)
    session.flush()
    return checklist


def _draft(session: Session, checklist: Checklist, number: int) -> ChecklistVersion:
    version = ChecklistVersion(checklist_id=checklist.id, number=number)
    session.add(version)
    session.flush()
    return version


def _last(session: Session, checklist: Checklist) -> ChecklistVersion | None:
    own = select(ChecklistVersion).where(ChecklistVersion.checklist_id == checklist.id)
    return session.scalars(own.order_by(ChecklistVersion.number.desc()).limit(1)).first()


def _copy(session: Session, last: ChecklistVersion, version: ChecklistVersion) -> None:
    sections = [section.wanted for section in sections_in(session, last)]
    fill(session, version, sections, [line.asked for line in lines_in(session, last)])


def fill(
    session: Session,
    version: ChecklistVersion,
    sections: Iterable[Section],
    questions: Iterable[Question],
) -> None:
    """Write sections and questions into an empty draft, in this order."""
    for place, section in enumerate(sections, 1):
        session.add(ChecklistSection(version_id=version.id, position=place, **vars(section)))
    session.flush()
    for place, question in enumerate(questions, 1):
        line = ChecklistQuestion(version_id=version.id, position=place)
        line.write(question)
        session.add(line)
    session.flush()
