"""Keeping the switching ledger: one line per lot or event, the state beside it, never a replay.

A correction is a line of its own that names the line it replaces. The state is then folded anew
from the whole list, which is the only time that lines are read back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from inspections.sampling.events import StandingMoved, SwitchingCorrected, SwitchingNoted
from inspections.sampling.models import SwitchingLine, SwitchingPair
from inspections.sampling.queries.ledger import locked_pairs, pairs_of
from inspections.sampling.rules.ledger import (
    OVERRIDES,
    Entry,
    Note,
    add_mark,
    beginning,
    begun,
    counted,
    folded,
    in_order,
    since,
    step,
)
from inspections.sampling.rules.schemes import Scheme
from inspections.sampling.rules.sentences import Sentence, sentence
from inspections.sampling.rules.switching import Standing, State
from inspections.sampling.rules.vocabulary import Severity
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now, today
from portal.core.errors import Invalid, NotFound, WrongState
from portal.core.i18n import N_
from portal.core.jobs.working import add_once
from portal.core.numbering import new_id
from portal.core.permissions import Permission
from portal.core.products.rules import DefectClass

_Line = dict[str, Any]
"""Columns of a line of the ledger."""
_BLANK: _Line = {
    "ac": 0, "corrects": None, "inspection_id": None, "lot_number": "", "reason": "", "score": None,
}  # fmt: skip
_ADD = insert(SwitchingLine.__table__)  # type: ignore[arg-type]


@dataclass(frozen=True)
class LotTaken:
    """What one lot tells one pair."""

    pair_id: int
    token: str
    severity_used: Severity
    ac: int
    """Acceptance number of its single plan; 0 where it was judged in several samples."""
    inspection_id: int
    lot_number: str


@dataclass(frozen=True)
class NoteInput:
    """What somebody tells the ledger that no lot tells it."""

    note: Note
    reason: str
    whole_product: bool = False
    """Whether it holds for all classes of the supplier's product, not for this pair alone."""


def open_pairs(
    session: Session,
    supplier_id: int,
    product_id: int,
    scheme: Scheme,
    starts: Mapping[DefectClass, Severity],
) -> dict[DefectClass, SwitchingPair]:
    """Return the pairs of a supplier's product under a scheme; those that are missing begin now."""
    terms = {defect_class: scheme.terms(defect_class) for defect_class in starts}
    found = pairs_of(session, supplier_id, product_id, terms)
    missing = [defect_class for defect_class in starts if defect_class not in found]
    if not missing:
        return found
    for defect_class in missing:
        start = starts[defect_class]
        state = begun(start, scheme.reduced_approved)
        values = {
            "id": new_id(),
            "supplier_id": supplier_id,
            "product_id": product_id,
            "defect_class": defect_class,
            "terms": terms[defect_class],
            "start": start,
            "approved_from_start": scheme.reduced_approved,
            "standing": state.standing,
            "since": now(),
            "reason": [beginning(start).as_json()],
            "state": state.as_json(),
            "lines": 0,
            "last_day": None,
            "recent": "",
            "revision": 1,
        }
        # Two plans made at the same moment open one pair.
        add_once(session, SwitchingPair, values)
    return pairs_of(session, supplier_id, product_id, terms)


def take_results(
    session: Session, actor: Actor, supplier_id: int, taken: Sequence[LotTaken]
) -> None:
    """Count a lot in each of its pairs; what follows binds the next lot, never this one.

    Lots count in the order in which their results are recorded. Each pair is locked while it takes
    its step, so that of two results at once one comes after the other.
    """
    actor.must(Permission.INSPECTION_PERFORM, supplier_id)
    pairs = locked_pairs(session, [one.pair_id for one in taken])
    lines = [_take(session, actor, pairs[one.pair_id], one) for one in taken]
    session.execute(_ADD, lines)


def _take(session: Session, actor: Actor, pair: SwitchingPair, taken: LotTaken) -> _Line:
    token = counted(taken.token, taken.severity_used, pair.standing)
    line = _of_lot(taken) | {"token": token}
    return _advance(session, actor, pair, line)


def _of_lot(taken: LotTaken) -> _Line:
    return {
        "ac": taken.ac,
        "inspection_id": taken.inspection_id,
        "lot_number": taken.lot_number,
        "severity_used": taken.severity_used,
    }


def note_event(session: Session, actor: Actor, pair: SwitchingPair, given: NoteInput) -> None:
    """Tell the ledger of irregular production, an approval, agreed action, or an override."""
    actor.must(_needed(given.note), pair.supplier_id)
    if not given.reason.strip():
        raise Invalid(N_("Give the reason; it is kept with the line."), field="reason")
    ids = _of_product(session, pair) if given.whole_product else [pair.id]
    pairs = locked_pairs(session, ids)
    fitting = [one for one in pairs.values() if _fits(one, given.note)]
    if not fitting:
        raise WrongState(_UNFIT[given.note])
    lines = []
    for one in fitting:
        token, reason = given.note.value, given.reason.strip()
        told = {"token": token, "severity_used": one.standing.severity, "reason": reason}
        lines.append(_advance(session, actor, one, told))
        noted = SwitchingNoted(
            one.supplier_id, one.id, one.product_id, one.defect_class, token, reason
        )
        record(session, actor, noted)
    session.execute(_ADD, lines)


def correct_results(
    session: Session, actor: Actor, supplier_id: int, taken: Sequence[LotTaken], why: str
) -> None:
    """Replace what a lot counted as, by a line that names the line it corrects.

    The state is folded anew from the whole list. Plans already made stay as they were made.
    """
    actor.must(Permission.INSPECTION_PERFORM, supplier_id)
    pairs = locked_pairs(session, [one.pair_id for one in taken])
    found = (_correct(session, actor, pairs[one.pair_id], one, why) for one in taken)
    lines = [line for line in found if line is not None]
    if lines:
        session.execute(_ADD, lines)


def _correct(
    session: Session, actor: Actor, pair: SwitchingPair, taken: LotTaken, why: str
) -> _Line | None:
    entries = entries_of(session, pair.id)
    own = session.scalars(
        select(SwitchingLine)
        .where(SwitchingLine.pair_id == pair.id, SwitchingLine.inspection_id == taken.inspection_id)
        .order_by(SwitchingLine.number)
    ).first()
    if own is None:
        raise NotFound
    before = next(
        entry.token for entry in in_order(entries) if own.number in (entry.number, entry.corrects)
    )
    token = counted(taken.token, taken.severity_used, _standing_before(session, pair, own))
    if token == before:
        return None
    told = _of_lot(taken) | {"token": token, "corrects": own.number, "reason": why}
    entries.append(Entry(pair.lines + 1, token, taken.ac, today(), own.number))
    state, recent = folded(begun(pair.start, pair.approved_from_start), entries, pair.rules)
    anew = sentence(
        N_("Worked out anew because the result of lot %(lot)s was revised."), lot=taken.lot_number
    )
    line = _write(session, actor, pair, told, state, recent, anew)
    corrected = SwitchingCorrected(
        pair.supplier_id, pair.id, pair.product_id, pair.defect_class, own.number, before, token
    )
    record(session, actor, corrected)
    return line


def entries_of(session: Session, pair_id: int) -> list[Entry]:
    """Return a pair's lines as replay reads them."""
    L = SwitchingLine
    rows = session.execute(
        select(L.number, L.token, L.ac, L.on_day, L.corrects)
        .where(L.pair_id == pair_id)
        .order_by(L.number)
    )
    return [Entry(*row) for row in rows]


def _standing_before(session: Session, pair: SwitchingPair, line: SwitchingLine) -> Standing:
    """Return where a pair stood when it took a line."""
    L = SwitchingLine
    earlier = session.scalar(
        select(L.standing_next).where(L.pair_id == pair.id, L.number == line.number - 1)
    )
    return earlier or Standing(pair.start.value)


def _advance(session: Session, actor: Actor, pair: SwitchingPair, told: _Line) -> _Line:
    state, done = step(State.of(pair.state), told["token"], told.get("ac", 0), pair.rules)
    recent = add_mark(pair.recent, told["token"])
    return _write(session, actor, pair, told | {"score": done.score}, state, recent, done.why)


def _write(
    session: Session,
    actor: Actor,
    pair: SwitchingPair,
    told: _Line,
    state: State,
    recent: str,
    why: Sentence | None,
) -> _Line:
    """Return the line to be added, and keep the state that follows from it."""
    before, at = pair.standing, now()
    pair.lines += 1
    # Never before the last line, whatever the clock of this server says.
    pair.last_day = max(at.date(), pair.last_day or at.date())
    pair.state, pair.recent = state.as_json(), recent
    line = (
        _BLANK
        | told
        | {
            "id": new_id(),
            "supplier_id": pair.supplier_id,
            "pair_id": pair.id,
            "number": pair.lines,
            "on_day": pair.last_day,
            "standing_next": state.standing,
            "by_id": actor.user_id,
            "at": at,
        }
    )
    if why is None or (state.standing is before and told["token"] not in OVERRIDES):
        return line
    pair.standing, pair.since = state.standing, at
    pair.reason = [one.as_json() for one in since(why, at.date().isoformat())]
    moved = StandingMoved(
        pair.supplier_id, pair.id, pair.product_id, pair.defect_class, before, state.standing,
        pair.lines,
    )  # fmt: skip
    record(session, actor, moved)
    return line


def _of_product(session: Session, pair: SwitchingPair) -> Sequence[int]:
    return session.scalars(
        select(SwitchingPair.id).where(
            SwitchingPair.supplier_id == pair.supplier_id,
            SwitchingPair.product_id == pair.product_id,
        )
    ).all()


def _needed(note: Note) -> Permission:
    """Return who may say that: the engineer sees production, the manager decides."""
    seen = (Note.IRREGULAR, Note.OTHER)
    return Permission.INSPECTION_SCHEDULE if note in seen else Permission.SAMPLING_SET


def _fits(pair: SwitchingPair, note: Note) -> bool:
    """Return whether an event means anything where a pair stands."""
    if note is Note.CORRECTIVE:
        return pair.standing is Standing.DISCONTINUED
    return not (pair.standing is Standing.DISCONTINUED and note in OVERRIDES)


_UNFIT = {
    Note.CORRECTIVE: N_("Inspection is not discontinued; there is nothing to resume."),
    **dict.fromkeys(
        OVERRIDES,
        N_("Inspection is discontinued; it resumes when corrective action was agreed."),
    ),
}
