"""Writing down what a draft asks."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.errors import Invalid
from portal.core.i18n import N_, Message
from portal.core.permissions import Permission
from scoring.checklists.events import ChecklistEdited, ChecklistReplaced
from scoring.checklists.models import (
    Checklist,
    ChecklistQuestion,
    ChecklistSection,
    ChecklistVersion,
)
from scoring.checklists.operations.checklists import fill
from scoring.checklists.operations.drafts import claim_draft, lines_in, sections_in, tidy_code
from scoring.checklists.rules import MOST_QUESTIONS, AnswerType, Question, Section, fault_of

NO_NAME = N_("Give the section a name in at least one language.")
NO_QUESTION = N_("There is no question %(code)s.")
NO_SECTION = N_("There is no section %(code)s.")
TOO_MANY = N_("A checklist has at most %(most)s questions.")


def set_section(session: Session, actor: Actor, version: ChecklistVersion, wanted: Section) -> None:
    """Add a section to a draft, or rename the one of that code."""
    actor.must(Permission.CHECKLIST_EDIT)
    wanted = tidy_section(wanted)
    claim_draft(session, version)
    sections = sections_in(session, version)
    found = next((one for one in sections if one.code == wanted.code), None)
    if found is None:
        place = max((one.position for one in sections), default=0) + 1
        session.add(ChecklistSection(version_id=version.id, position=place, **vars(wanted)))
    else:
        found.name_en, found.name_zh = wanted.name_en, wanted.name_zh
    _record_edit(session, actor, version, wanted.code)


def remove_section(session: Session, actor: Actor, version: ChecklistVersion, code: str) -> None:
    """Take an empty section out of a draft."""
    actor.must(Permission.CHECKLIST_EDIT)
    claim_draft(session, version)
    found = _one(sections_in(session, version), code, NO_SECTION)
    if any(line.section == code for line in lines_in(session, version)):
        raise Invalid(N_("Take the questions out first, or move them."), field="code")
    session.delete(found)
    _record_edit(session, actor, version, code)


def set_question(
    session: Session, actor: Actor, version: ChecklistVersion, wanted: Question
) -> None:
    """Add a question to a draft, or change the one of that code."""
    actor.must(Permission.CHECKLIST_EDIT)
    wanted = tidy_question(wanted)
    claim_draft(session, version)
    if wanted.section not in {section.code for section in sections_in(session, version)}:
        raise Invalid(NO_SECTION, field="section", code=wanted.section)
    lines = lines_in(session, version)
    line = next((one for one in lines if one.code == wanted.code), None)
    if line is None:
        if len(lines) >= MOST_QUESTIONS:
            raise Invalid(TOO_MANY, field="code", most=MOST_QUESTIONS)
        place = max((one.position for one in lines), default=0) + 1
        line = ChecklistQuestion(version_id=version.id, position=place)
        session.add(line)
    line.write(wanted)
    _record_edit(session, actor, version, wanted.code)


def remove_question(session: Session, actor: Actor, version: ChecklistVersion, code: str) -> None:
    """Take a question out of a draft."""
    actor.must(Permission.CHECKLIST_EDIT)
    claim_draft(session, version)
    session.delete(_one(lines_in(session, version), code, NO_QUESTION))
    _record_edit(session, actor, version, code)


def move_question(
    session: Session, actor: Actor, version: ChecklistVersion, code: str, *, down: bool
) -> None:
    """Ask a question one place earlier or later within its section."""
    actor.must(Permission.CHECKLIST_EDIT)
    claim_draft(session, version)
    lines = lines_in(session, version)
    line = _one(lines, code, NO_QUESTION)
    _swap([one for one in lines if one.section == line.section], line, down=down)
    _record_edit(session, actor, version, code)


def move_section(
    session: Session, actor: Actor, version: ChecklistVersion, code: str, *, down: bool
) -> None:
    """Put a section one place earlier or later."""
    actor.must(Permission.CHECKLIST_EDIT)
    claim_draft(session, version)
    sections = sections_in(session, version)
    _swap(sections, _one(sections, code, NO_SECTION), down=down)
    _record_edit(session, actor, version, code)


def replace_questions(
    session: Session,
    actor: Actor,
    version: ChecklistVersion,
    sections: Sequence[Section],
    questions: Sequence[Question],
) -> None:
    """Ask in a draft what a list says instead of what it asked until now."""
    actor.must(Permission.CHECKLIST_EDIT)
    sections = [tidy_section(section) for section in sections]
    questions = [tidy_question(question) for question in questions]
    if len(questions) > MOST_QUESTIONS:
        raise Invalid(TOO_MANY, field="code", most=MOST_QUESTIONS)
    claim_draft(session, version)
    for table in (ChecklistQuestion, ChecklistSection):
        session.execute(delete(table).where(table.version_id == version.id))
    fill(session, version, sections, questions)
    checklist = session.get_one(Checklist, version.checklist_id)
    replaced = ChecklistReplaced(
        None, version.id, checklist.code, version.number, len(questions)
    )  # fmt: skip
    record(session, actor, replaced)


def tidy_section(wanted: Section) -> Section:
    """Return a section without blanks around its words; raises Invalid without a name."""
    wanted = Section(tidy_code(wanted.code), wanted.name_en.strip(), wanted.name_zh.strip())
    if not wanted.name_en and not wanted.name_zh:
        raise Invalid(NO_NAME, field="name_en")
    return wanted


def tidy_question(wanted: Question) -> Question:
    """Return a question without blanks around its words; raises Invalid if it cannot be asked."""
    words = ("text_en", "text_zh", "guidance_en", "guidance_zh")
    is_number = wanted.type is AnswerType.NUMBER
    wanted = replace(
        wanted,
        code=tidy_code(wanted.code),
        section=tidy_code(wanted.section, "section"),
        unit=wanted.unit.strip() if is_number else "",
        **{name: getattr(wanted, name).strip() for name in words},
    )
    fault = fault_of(wanted)
    if fault is not None:
        raise Invalid(fault[1], field=fault[0])
    return wanted


Line = TypeVar("Line", ChecklistSection, ChecklistQuestion)


def _one(lines: Sequence[Line], code: str, sentence: Message) -> Line:
    found = next((one for one in lines if one.code == code), None)
    if found is None:
        raise Invalid(sentence, field="code", code=code)
    return found


def _swap(lines: Sequence[Line], line: Line, *, down: bool) -> None:
    """Swap places with the neighbour; the first cannot go up, the last not down."""
    place = lines.index(line) + (1 if down else -1)
    if 0 <= place < len(lines):
        other = lines[place]
        line.position, other.position = other.position, line.position


def _record_edit(session: Session, actor: Actor, version: ChecklistVersion, part: str) -> None:
    checklist = session.get_one(Checklist, version.checklist_id)
    happened = ChecklistEdited(None, version.id, checklist.code, version.number, part)
    record(session, actor, happened)
