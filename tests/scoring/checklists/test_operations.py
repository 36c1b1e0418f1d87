"""Writing, publishing and copying checklists."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import DomainError, Invalid, NotAllowed, NotFound, Outpaced, WrongState
from scoring.checklists.models import Checklist, ChecklistVersion
from scoring.checklists.operations import (
    ChecklistInput,
    add_checklist,
    draft_version,
    duplicate_checklist,
    install_checklists,
    move_question,
    move_section,
    publish_version,
    remove_question,
    remove_section,
    set_question,
    set_section,
)
from scoring.checklists.queries import find_checklist, find_version, versions_of
from scoring.checklists.rules import ChecklistKind, ChecklistState, Question, Section
from tests.factories.checklists import QUESTIONS, SECTIONS, a_checklist
from tests.people import ADA, BEN, LIN, MAYA, OTTO, Person
from tests.world import World


def change(
    world: World, act: Callable[[Session, Actor, ChecklistVersion], object], number: int = 2
) -> None:
    """Do something to a version as Maya."""
    with world.acting() as session:
        maya = world.actor(MAYA)
        checklist = find_checklist(session, maya, "SHORT")
        act(session, maya, find_version(session, maya, checklist, number))


def drafted(world: World) -> None:
    """Publish version 1 and draft version 2."""
    a_checklist(world)
    with world.acting() as session:
        maya = world.actor(MAYA)
        draft_version(session, maya, find_checklist(session, maya, "SHORT"))


def asked(world: World, number: int = 2, code: str = "SHORT") -> list[Question]:
    """Return what a version asks."""
    with world.looking() as session:
        maya = world.actor(MAYA)
        return find_version(session, maya, find_checklist(session, maya, code), number).questions


def test_the_next_version_begins_as_a_copy_and_supersedes_the_last(world: World) -> None:
    drafted(world)
    assert asked(world) == list(QUESTIONS)

    change(world, lambda session, maya, version: publish_version(session, maya, version, 1, "new"))

    with world.looking() as session:
        maya = world.actor(MAYA)
        versions = versions_of(session, maya, find_checklist(session, maya, "SHORT"))
        assert [(one.number, one.state, one.note) for one in versions] == [
            (2, ChecklistState.PUBLISHED, "new"),
            (1, ChecklistState.SUPERSEDED, ""),
        ]


def test_a_draft_is_written_question_by_question(world: World) -> None:
    drafted(world)
    added = Question("q9", "one", text_en=" New? ", weight=7)

    change(world, lambda s, maya, version: set_question(s, maya, version, added))
    change(world, lambda s, maya, version: move_question(s, maya, version, "Q9", down=False))
    change(world, lambda s, maya, version: remove_question(s, maya, version, "Q2"))
    change(world, lambda s, maya, version: move_section(s, maya, version, "TWO", down=False))
    change(world, lambda s, maya, version: set_section(s, maya, version, Section("three", "3")))
    change(world, lambda s, maya, version: remove_section(s, maya, version, "THREE"))

    changed = replace(added, code="Q9", section="ONE", text_en="New?")
    assert asked(world) == [*QUESTIONS[2:], QUESTIONS[0], changed]


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (lambda s, a, v: set_question(s, a, v, replace(QUESTIONS[0], section="NONE")), Invalid),
        (lambda s, a, v: set_question(s, a, v, replace(QUESTIONS[0], code="a b")), Invalid),
        (lambda s, a, v: set_section(s, a, v, Section("X")), Invalid),
        (lambda s, a, v: remove_section(s, a, v, "ONE"), Invalid),
        (lambda s, a, v: remove_question(s, a, v, "NONE"), Invalid),
        (lambda s, a, v: move_section(s, a, v, "NONE", down=True), Invalid),
        (lambda s, a, v: publish_version(s, a, v, 99), Outpaced),
        (lambda s, a, v: (set_section(s, a, v, Section("X", "x")),
                          publish_version(s, a, v, v.revision)), Invalid),
    ],
)  # fmt: skip
def test_what_makes_no_sense_changes_nothing(
    world: World,
    act: Callable[[Session, Actor, ChecklistVersion], object],
    kind: type[DomainError],
) -> None:
    drafted(world)

    with pytest.raises(kind):
        change(world, act)

    assert asked(world) == list(QUESTIONS)


@pytest.mark.parametrize("number", [1])
def test_a_published_version_never_changes(world: World, number: int) -> None:
    drafted(world)

    for act in (
        lambda s, maya, version: set_question(s, maya, version, QUESTIONS[0]),
        lambda s, maya, version: remove_question(s, maya, version, "Q1"),
        lambda s, maya, version: move_question(s, maya, version, "Q1", down=True),
        lambda s, maya, version: set_section(s, maya, version, SECTIONS[0]),
        lambda s, maya, version: publish_version(s, maya, version, version.revision),
    ):
        with pytest.raises(WrongState):
            change(world, act, number)


BEHIND_THE_BACK = (
    "UPDATE checklist_question SET weight = 99 WHERE code = 'Q1'",
    "DELETE FROM checklist_question WHERE code = 'Q1'",
    "INSERT INTO checklist_question SELECT id + 1, version_id, section, position, 'QX', type,"
    " text_en, text_zh, weight, is_knock_out, needs_evidence, guidance_en, guidance_zh, unit,"
    " minimum, target, options FROM checklist_question WHERE code = 'Q1'",
    "UPDATE checklist_section SET name_en = 'x'",
    "UPDATE checklist_version SET note = 'x'",
    "UPDATE checklist_version SET state = 'draft'",
    "DELETE FROM checklist_version",
    "UPDATE checklist SET code = 'x'",
)


@pytest.mark.parametrize("statement", BEHIND_THE_BACK)
def test_the_database_keeps_what_is_published(any_world: World, statement: str) -> None:
    a_checklist(any_world)

    with pytest.raises(DBAPIError), any_world.acting() as session:
        session.execute(text(statement))


def test_a_copy_is_a_checklist_of_its_own(world: World) -> None:
    a_checklist(world)
    given = ChecklistInput("other", ChecklistKind.PERIODIC, name_zh="另一份")

    with world.acting() as session:
        maya = world.actor(MAYA)
        duplicate_checklist(session, maya, find_checklist(session, maya, "SHORT"), given)

    assert asked(world, 1, "OTHER") == list(QUESTIONS)


def test_codes_are_taken_once(world: World) -> None:
    a_checklist(world)

    given = ChecklistInput("short", ChecklistKind.PERIODIC, "Again")
    with pytest.raises(Invalid), world.acting() as session:
        add_checklist(session, world.actor(MAYA), given)


def test_delivered_checklists_are_taken_in_once(world: World) -> None:
    taken = []
    for _ in range(2):
        with world.acting() as session:
            taken.append(install_checklists(session, world.actor(ADA)))

    assert taken == [["ADMISSION", "SELF-ASSESSMENT"], []]
    with world.looking() as session:
        states = session.execute(
            select(Checklist.code, ChecklistVersion.state).join(ChecklistVersion.checklist)
        ).all()
    assert sorted(states) == [
        ("ADMISSION", ChecklistState.PUBLISHED),
        ("SELF-ASSESSMENT", ChecklistState.PUBLISHED),
    ]


@pytest.mark.parametrize(
    ("person", "kind"), [(BEN, NotAllowed), (OTTO, NotAllowed), (LIN, NotFound)]
)
def test_only_managers_and_administrators_write_checklists(
    world: World, person: Person, kind: type[DomainError]
) -> None:
    with pytest.raises(kind), world.acting() as session:
        install_checklists(session, world.actor(person))
