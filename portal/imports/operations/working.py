"""How a run writes down what it did, chunk by chunk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import DomainError, Outpaced
from portal.core.events import _plain
from portal.core.i18n import N_
from portal.core.numbering import new_id
from portal.core.permissions import Permission
from portal.imports.events import (
    ImportBegun,
    ImportEnded,
)
from portal.imports.models import ImportRefusal, ImportRun
from portal.imports.readers.shape import Fault, Row
from portal.imports.rules import LIFE, RunState


def start_run(session: Session, actor: Actor, run: ImportRun) -> None:
    """Take up the work: from the beginning, or after the last whole chunk."""
    actor.must(Permission.IMPORT_RUN)
    if run.state is RunState.QUEUED:
        run.state = LIFE.move(run.state, RunState.RUNNING)
    run.message, run.message_values = None, {}
    record(session, actor, ImportBegun(None, run.id, run.source, from_row=run.next_row))


@dataclass(frozen=True)
class Tally:
    """What became of some rows."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            *(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True))
        )


Refusals = Sequence[tuple[Row, Fault]]


def note_chunk(session: Session, run: ImportRun, tally: Tally, refusals: Refusals) -> None:
    """Write down what became of the next rows, in the transaction that stored them."""
    for name, count in vars(tally).items():
        setattr(run, name, getattr(run, name) + count)
    run.next_row += tally.rows
    if refusals:
        session.execute(insert(ImportRefusal), [_refusal(run, row, f) for row, f in refusals])


def expect_row(run: ImportRun, row: int) -> None:
    """Refuse to go on when another worker has taken over, or the run is over."""
    if run.state is not RunState.RUNNING or run.next_row != row:
        raise Outpaced(N_("Somebody else was faster. Reload to see how it stands now."))


def end_run(
    session: Session, actor: Actor, run: ImportRun, state: RunState, why: DomainError | None = None
) -> None:
    """Close a run and say once, for all its rows, what happened."""
    actor.must(Permission.IMPORT_RUN)
    run.state = LIFE.move(run.state, state)
    run.finished_at = now()
    if why is not None:
        run.message, run.message_values = why.message, _storable(why.values)
    counts = {name: getattr(run, name) for name in vars(Tally())}
    record(session, actor, ImportEnded(None, run.id, run.source, state, run.dry_run, **counts))


def _refusal(run: ImportRun, row: Row, fault: Fault) -> dict[str, Any]:
    return {
        "id": new_id(),
        "run_id": run.id,
        "line": row.line,
        "column": fault.column[:120],
        "value": fault.value[:500],
        "reason": fault.reason[:300],
        "values": _storable(fault.values),
        "row": list(row.cells),
    }


def _storable(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _plain(value) for key, value in values.items()}
