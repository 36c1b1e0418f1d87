"""Finding checklists and their versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, selectinload

from portal.core.actor import Actor
from portal.core.db import containing
from portal.core.errors import NotFound
from portal.core.i18n import Bilingual
from portal.core.permissions import Permission
from scoring.checklists.models import Checklist, ChecklistQuestion, ChecklistVersion
from scoring.checklists.rules import ChecklistKind, ChecklistState


@dataclass(frozen=True)
class ChecklistFilter:
    """What somebody wants to see of the list."""

    text: str = ""
    kind: ChecklistKind | None = None
    sort: str = "code"


@dataclass(frozen=True)
class ChecklistLine:
    """One line of the list."""

    code: str
    name: Bilingual
    kind: ChecklistKind
    in_force: int | None
    """Number of the version in force."""
    published_at: datetime | None
    draft: int | None
    questions: int


SORTS: dict[str, Any] = {
    "code": Checklist.code,
    "name": func.coalesce(func.nullif(Checklist.name_en, ""), Checklist.name_zh),
    "name_zh": func.coalesce(func.nullif(Checklist.name_zh, ""), Checklist.name_en),
    "kind": Checklist.kind,
}

_Lines = Select[*tuple[Any, ...]]


def count_checklists(session: Session, actor: Actor, wanted: ChecklistFilter) -> int:
    """Return how many checklists fit."""
    actor.must(Permission.CHECKLIST_READ)
    return session.scalar(_narrowed(select(func.count(Checklist.id)), wanted)) or 0


def list_checklists(
    session: Session, actor: Actor, wanted: ChecklistFilter, *, begin: int = 0, limit: int = 50
) -> list[ChecklistLine]:
    """Return the lines from `begin` on, at most `limit` of them."""
    actor.must(Permission.CHECKLIST_READ)
    key = SORTS.get(wanted.sort.removeprefix("-"), Checklist.code)
    order = (key.desc(), Checklist.id) if wanted.sort.startswith("-") else (key, Checklist.id)
    version = ChecklistVersion
    of_state = [
        select(column)
        .where(version.checklist_id == Checklist.id, version.state == state)
        .scalar_subquery()
        .label(label)
        for column, state, label in (
            (version.number, ChecklistState.PUBLISHED, "in_force"),
            (version.published_at, ChecklistState.PUBLISHED, "published_at"),
            (version.number, ChecklistState.DRAFT, "draft"),
        )
    ]
    questions = (
        select(func.count(ChecklistQuestion.id))
        .join(version, version.id == ChecklistQuestion.version_id)
        .where(version.checklist_id == Checklist.id, version.state == ChecklistState.PUBLISHED)
        .scalar_subquery()
    )
    query: _Lines = select(
        Checklist.code, Checklist.name_en, Checklist.name_zh, Checklist.kind, *of_state,
        questions.label("questions"),
    )  # fmt: skip
    rows = session.execute(_narrowed(query, wanted).order_by(*order).offset(begin).limit(limit))
    return [
        ChecklistLine(
            row.code, Bilingual(row.name_en, row.name_zh), row.kind, row.in_force,
            row.published_at, row.draft, row.questions,
        )
        for row in rows
    ]  # fmt: skip


def _narrowed(query: _Lines, wanted: ChecklistFilter) -> _Lines:
    if wanted.text:
        like = containing(wanted.text)
        columns = (Checklist.code, Checklist.name_en, Checklist.name_zh)
        query = query.where(or_(*(func.lower(one).like(like, escape="\\") for one in columns)))
    if wanted.kind is not None:
        query = query.where(Checklist.kind == wanted.kind)
    return query


def find_checklist(session: Session, actor: Actor, code: str) -> Checklist:
    """Return a checklist, or refuse as if it did not exist."""
    actor.must(Permission.CHECKLIST_READ)
    found = session.scalar(select(Checklist).where(Checklist.code == code))
    if found is None:
        raise NotFound
    return found


def versions_of(session: Session, actor: Actor, checklist: Checklist) -> Sequence[ChecklistVersion]:
    """Return a checklist's versions, newest first."""
    actor.must(Permission.CHECKLIST_READ)
    own = select(ChecklistVersion).where(ChecklistVersion.checklist_id == checklist.id)
    return session.scalars(own.order_by(ChecklistVersion.number.desc())).all()


WHOLE = (
    selectinload(ChecklistVersion.sections),
    selectinload(ChecklistVersion.lines),
    selectinload(ChecklistVersion.checklist),
)
"""A version with everything that is asked in it."""


def find_version(
    session: Session, actor: Actor, checklist: Checklist, number: int
) -> ChecklistVersion:
    """Return one version with its sections and questions."""
    actor.must(Permission.CHECKLIST_READ)
    version = session.scalar(
        select(ChecklistVersion)
        .where(ChecklistVersion.checklist_id == checklist.id, ChecklistVersion.number == number)
        .options(*WHOLE)
        .execution_options(populate_existing=True)
    )
    if version is None:
        raise NotFound
    return version


def published_version(session: Session, checklist_id: int) -> ChecklistVersion | None:
    """Return the version in force with everything that is asked in it, if there is one."""
    return session.scalar(
        select(ChecklistVersion)
        .where(
            ChecklistVersion.checklist_id == checklist_id,
            ChecklistVersion.state == ChecklistState.PUBLISHED,
        )
        .options(*WHOLE)
    )


def checklists_to_choose(session: Session, actor: Actor) -> list[tuple[str, Bilingual]]:
    """Return code and name of the checklists that have a version in force."""
    actor.must(Permission.CHECKLIST_READ)
    rows = session.execute(
        select(Checklist.code, Checklist.name_en, Checklist.name_zh)
        .join(ChecklistVersion, ChecklistVersion.checklist_id == Checklist.id)
        .where(ChecklistVersion.state == ChecklistState.PUBLISHED)
        .order_by(Checklist.code)
    )
    return [(row.code, Bilingual(row.name_en, row.name_zh)) for row in rows]
