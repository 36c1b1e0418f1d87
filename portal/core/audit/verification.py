"""Whether the trail is what was written: each line, its order, its end, the anchors outside."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.audit.models import AuditEntry, AuditHead
from portal.core.audit.rules import ERASED, GENESIS, Line, Seal, breach
from portal.core.i18n import N_, Message, say

CHUNK = 5000


@dataclass(frozen=True)
class Finding:
    """One record that is not what it should be, and why."""

    record: str
    reason: Message
    values: Mapping[str, object] = field(default_factory=dict)

    def in_(self, locale: str) -> str:
        """Return the finding as one line of `locale`."""
        return f"{self.record}: {say(locale, self.reason, **self.values)}"


@dataclass(frozen=True)
class Anchor:
    """What was noted outside the database: that line `seq` had this digest at that time."""

    seq: int
    digest: str
    at: str


Hear = Callable[[str, int, Mapping[str, Any]], None]
"""Is told the name, subject and facts of each line of the trail, in their order."""


def check_trail(session: Session, anchors: list[Anchor], hear: Hear) -> Iterator[Finding]:
    """Yield what is wrong with the trail, the first bad line first; `hear` listens on the way.

    A million lines take about 20 s of one processor and no memory: rows, not entities, in chunks.
    """
    walk = _Walk(anchors, hear)
    lines = select(*COLUMNS).order_by(E_.seq).execution_options(**STREAM)
    try:
        with session.execute(lines) as rows:
            for row in rows:
                yield from walk.step(row)
    except UNREADABLE:
        yield _of_line(_unreadable(session, walk.seq), N_("This line cannot be read."))
        return
    yield from walk.end(session.execute(select(AuditHead.seq, AuditHead.digest)).one_or_none())


E_ = AuditEntry.__table__.c
COLUMNS = (
    E_.seq, E_.at, E_.event, E_.subject_kind, E_.subject_id, E_.supplier_id, E_.user_id, E_.facts,
    E_.personal_digest, E_.previous, E_.digest, E_.personal, E_.salt,
)  # fmt: skip
"""The fields of a Line in their order, then those of its Seal."""

UNREADABLE = (ValueError, TypeError, LookupError)
"""What comes of a value that is no JSON or no time: SQLite keeps any text in any column."""

STREAM = {"stream_results": True, "yield_per": CHUNK}
FIELDS_OF_LINE = 10


class _Walk:
    """How far the chain holds."""

    def __init__(self, anchors: list[Anchor], hear: Hear) -> None:
        self.seq, self.digest = 0, GENESIS
        self.at: datetime | None = None
        self._anchors = {anchor.seq: anchor for anchor in anchors}
        self._hear = hear
        self._faceless: set[int] = set()

    def step(self, row: Any) -> Iterator[Finding]:
        line, seal = Line(*row[:FIELDS_OF_LINE]), Seal(*row[FIELDS_OF_LINE:])
        reason = breach(line, seal, self.seq, self.digest)
        if reason:
            yield _of_line(line.seq, reason)
        anchor = self._anchors.pop(line.seq, None)
        if anchor and anchor.digest != seal.digest:
            yield _of_line(line.seq, N_("This line is not the one noted outside the database."))
        self.seq, self.digest = line.seq, seal.digest
        if seal.salt is None:
            self._faceless.add(line.seq)
        if line.event == ERASED:
            self._faceless.difference_update(line.facts["lines"])
        if isinstance(line.facts, dict):
            self._hear(line.event, line.subject_id, line.facts)

    def end(self, head: Any) -> Iterator[Finding]:
        end = (0, GENESIS) if head is None else tuple(head)
        if end != (self.seq, self.digest):
            yield _of_line(self.seq, N_("The trail does not end where it should."))
        for anchor in self._anchors.values():
            yield _of_line(
                anchor.seq,
                N_("This line was noted outside the database on %(at)s and is gone."),
                at=anchor.at,
            )
        for seq in sorted(self._faceless):
            yield _of_line(
                seq, N_("Names and addresses were erased, but the trail tells of no such request.")
            )


def _unreadable(session: Session, seq: int) -> int:
    """Return the number of the first line after `seq` that cannot be read; rows come in chunks."""
    later: Sequence[int] = session.scalars(
        select(E_.seq).where(E_.seq > seq).order_by(E_.seq)
    ).all()
    for number in later:
        try:
            session.execute(select(*COLUMNS).where(E_.seq == number)).one()
        except UNREADABLE:
            return number
    return seq


def _of_line(seq: int, reason: Message, **values: object) -> Finding:
    return Finding(f"audit_entry {seq}", reason, values)
