"""Finding runs, their refusals and saved mappings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.core.accounts.models import User
from portal.core.accounts.rules import UserState
from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.core.jobs.models import JobRun
from portal.core.jobs.rules import OVER
from portal.core.permissions import Permission
from portal.imports.mapping import ColumnMapping
from portal.imports.models import ImportMapping, ImportRefusal, ImportRun
from portal.imports.rules import RunState
from portal.imports.source import Source

SORTS = {
    "at": ImportRun.at,
    "file": ImportRun.file_name,
    "rows": ImportRun.rows,
    "refused": ImportRun.refused,
}


@dataclass(frozen=True)
class RunLine:
    """One run in the list."""

    id: int
    source: str
    file_name: str
    state: RunState
    dry_run: bool
    rows: int
    created: int
    updated: int
    unchanged: int
    refused: int
    at: datetime
    by_name: str

    @property
    def has_begun(self) -> bool:
        return self.state not in (RunState.UPLOADED, RunState.QUEUED)


@dataclass(frozen=True)
class RunFilter:
    """Which runs to list, and in what order."""

    source: str = ""
    state: str = ""
    sort: str = "-at"


def find_run(session: Session, actor: Actor, run_id: int) -> ImportRun:
    """Return a run, or refuse: imports are the brand's."""
    run = session.get(ImportRun, run_id)
    if run is None or actor.is_supplier:
        raise NotFound
    actor.must(Permission.IMPORT_RUN)
    return run


def count_runs(session: Session, actor: Actor, wanted: RunFilter) -> int:
    """Return how many runs fit the filter."""
    actor.must(Permission.IMPORT_RUN)
    query = select(func.count()).select_from(ImportRun).where(*_conditions(wanted))
    return session.scalar(query) or 0


def runs_to_show(
    session: Session, actor: Actor, wanted: RunFilter, offset: int, limit: int
) -> Sequence[RunLine]:
    """Return a page of the runs that fit the filter."""
    actor.must(Permission.IMPORT_RUN)
    order = SORTS.get(wanted.sort.lstrip("-"), ImportRun.at)
    down = wanted.sort.startswith("-")
    columns = [getattr(ImportRun, name) for name in RunLine.__dataclass_fields__]
    lines = session.execute(
        select(*columns)
        .where(*_conditions(wanted))
        .order_by(order.desc() if down else order, ImportRun.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [RunLine(*line) for line in lines]


def _conditions(wanted: RunFilter) -> list[ColumnElement[bool]]:
    given: list[ColumnElement[bool]] = []
    if wanted.source:
        given.append(ImportRun.source == wanted.source)
    if wanted.state in set(RunState):
        given.append(ImportRun.state == RunState(wanted.state))
    return given


def earlier_run(session: Session, run: ImportRun) -> ImportRun | None:
    """Return the last run that really imported the same file for the same source."""
    return session.scalars(
        select(ImportRun)
        .where(
            ImportRun.sha256 == run.sha256,
            ImportRun.source == run.source,
            ImportRun.state == RunState.DONE,
            ImportRun.dry_run.is_(False),
            ImportRun.id != run.id,
        )
        .order_by(ImportRun.at.desc())
        .limit(1)
    ).first()


def find_mapping(session: Session, actor: Actor, mapping_id: int) -> ImportMapping:
    """Return a saved mapping."""
    mapping = session.get(ImportMapping, mapping_id)
    if mapping is None or actor.is_supplier:
        raise NotFound
    actor.must(Permission.IMPORT_RUN)
    return mapping


def mapping_named(session: Session, source: str, name: str) -> ImportMapping | None:
    """Return the mapping saved under that name for a source."""
    return session.scalars(
        select(ImportMapping).where(ImportMapping.source == source, ImportMapping.name == name)
    ).one_or_none()


def mappings_of(session: Session, source: str | None = None) -> Sequence[ImportMapping]:
    """Return the saved mappings, by name."""
    query = select(ImportMapping).order_by(ImportMapping.source, ImportMapping.name)
    if source:
        query = query.where(ImportMapping.source == source)
    return session.scalars(query).all()


def mapping_that_fits(
    session: Session, source: Source, header: Sequence[str]
) -> ImportMapping | None:
    """Return the mapping saved last whose headers are exactly the file's."""
    saved = sorted(mappings_of(session, source.code), key=lambda m: m.saved_at, reverse=True)
    for mapping in saved:
        if ColumnMapping(mapping.columns, mapping.defaults).fits(header):
            return mapping
    return None


@dataclass(frozen=True)
class RefusedCell:
    """One refusal as it is shown."""

    line: int
    column: str
    value: str
    reason: str
    values: dict[str, Any]
    row: list[str]


_CELLS = select(
    ImportRefusal.line,
    ImportRefusal.column,
    ImportRefusal.value,
    ImportRefusal.reason,
    ImportRefusal.values,
    ImportRefusal.row,
).order_by(ImportRefusal.line, ImportRefusal.id)


def refusals_of(session: Session, run: ImportRun, offset: int, limit: int) -> list[RefusedCell]:
    """Return a page of a run's refusals."""
    query = _CELLS.where(ImportRefusal.run_id == run.id).offset(offset).limit(limit)
    return [RefusedCell(*line) for line in session.execute(query)]


def count_refusals(session: Session, run: ImportRun) -> int:
    """Return how many refusals are kept for a run."""
    query = select(func.count()).select_from(ImportRefusal).where(ImportRefusal.run_id == run.id)
    return session.scalar(query) or 0


@dataclass(frozen=True)
class Reason:
    """Why rows were refused: how many cells of a column for one reason, the first as example."""

    count: int
    column: str
    reason: str
    values: dict[str, Any]


def reasons_of(session: Session, run: ImportRun, limit: int) -> list[Reason]:
    """Return what was wrong most often in a run."""
    groups = (
        select(func.count().label("count"), func.min(ImportRefusal.id).label("first"))
        .where(ImportRefusal.run_id == run.id)
        .group_by(ImportRefusal.column, ImportRefusal.reason)
        .order_by(func.count().desc())
        .limit(limit)
        .subquery()
    )
    query = select(
        groups.c.count, ImportRefusal.column, ImportRefusal.reason, ImportRefusal.values
    ).join(groups, groups.c.first == ImportRefusal.id)
    return [Reason(*row) for row in session.execute(query.order_by(groups.c.count.desc()))]


def gather_refused_rows(session: Session, run: ImportRun) -> Iterator[list[RefusedCell]]:
    """Yield the refusals row by row, without holding them all."""
    query = _CELLS.where(ImportRefusal.run_id == run.id)
    cells = (RefusedCell(*line) for line in session.execute(query).yield_per(1000))
    for _, group in groupby(cells, key=lambda cell: cell.line):
        yield list(group)


def actor_of_run(session: Session, run: ImportRun) -> Actor:
    """Return who began the run, with the rights that person has now."""
    if run.by_id is None:
        return Actor.system(run.by_name)
    user = session.get_one(User, run.by_id)
    return Actor(
        name=user.name,
        roles=user.roles if user.state is UserState.ACTIVE else frozenset(),
        user_id=user.id,
        supplier_id=user.supplier_id,
        locale=user.locale,
        time_zone=user.time_zone,
    )


def is_abandoned(session: Session, run: ImportRun) -> bool:
    """Return whether a run that began has nobody left who works on it."""
    if run.state is not RunState.RUNNING:
        return False
    state = session.scalar(select(JobRun.state).where(JobRun.id == (run.job_id or 0)))
    return state is None or state in OVER


def progress_of(session: Session, run: ImportRun) -> tuple[int, int]:
    """Return how many rows the background work has looked at, of how many."""
    job = session.execute(
        select(JobRun.done, JobRun.total).where(JobRun.id == (run.job_id or 0))
    ).one_or_none()
    total = run.reading["rows"]
    return (min(job.done, total), total) if job else (0, total)
