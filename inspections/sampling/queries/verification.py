"""Whether each pair stands where its lines lead: the replay that nothing else needs."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from inspections.sampling.models import SwitchingLine, SwitchingPair
from inspections.sampling.rules.ledger import Entry, begun, folded
from inspections.sampling.rules.switching import State
from portal.core.audit.verification import CHUNK, Finding
from portal.core.i18n import N_

P, L = SwitchingPair, SwitchingLine


def verify_pair(session: Session, pair: SwitchingPair) -> Iterator[Finding]:
    """Yield what is wrong with one pair; nothing when its lines lead to its state."""
    rows = session.execute(_LINES.where(L.pair_id == pair.id))
    yield from _differs(pair, [Entry(*row[1:]) for row in rows])


def check_ledger(session: Session) -> Iterator[Finding]:
    """Yield what is wrong with the ledger, pair by pair; memory is that of one pair."""
    pairs = session.scalars(select(P).order_by(P.id).execution_options(yield_per=CHUNK))
    with session.execute(_LINES.execution_options(stream_results=True, yield_per=CHUNK)) as rows:
        grouped = groupby(rows, key=lambda row: row[0])
        pair_id, lines = next(grouped, (None, iter(())))
        for pair in pairs:
            own: list[Any] = []
            if pair_id == pair.id:
                own = list(lines)
                pair_id, lines = next(grouped, (None, iter(())))
            yield from _differs(pair, [Entry(*row[1:]) for row in own])


_LINES = select(L.pair_id, L.number, L.token, L.ac, L.on_day, L.corrects).order_by(
    L.pair_id, L.number
)


def _differs(pair: SwitchingPair, entries: list[Entry]) -> Iterator[Finding]:
    record = f"switching_pair {pair.id}"
    if [entry.number for entry in entries] != list(range(1, pair.lines + 1)):
        yield Finding(record, N_("Lines of the switching ledger are missing."))
        return
    state, recent = folded(begun(pair.start, pair.approved_from_start), entries, pair.rules)
    kept = (State.of(pair.state), pair.standing, pair.recent)
    if kept != (state, state.standing, recent):
        yield Finding(record, N_("It does not stand where the lines of the ledger lead."))
