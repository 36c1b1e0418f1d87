"""How severity follows the results of lot after lot: ISO 2859-1, clause 9, and Z1.4.

A small state is carried from event to event; replaying a history is folding `after` over it. What
an event switches binds the next lot only. Resubmitted lots count for nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, NamedTuple, Self

from inspections.sampling.rules.sentences import Sentence, sentence
from inspections.sampling.rules.vocabulary import Edition, Kind, Severity
from portal.core.errors import Invalid
from portal.core.i18n import N_

SCORE_FOR_REDUCED = 30
WINDOW = 5
NOT_ACCEPTED_FOR_TIGHTENED = 2
ACCEPTED_FOR_NORMAL = 5
NOT_ACCEPTED_FOR_STOP = 5
ACCEPTED_FOR_REDUCED = 10
"""Preceding lots, Z1.4 only."""


class Standing(StrEnum):
    """Under which severity the next lot comes, or that none is accepted by sampling."""

    NORMAL = "normal"
    TIGHTENED = "tightened"
    REDUCED = "reduced"
    DISCONTINUED = "discontinued"

    @property
    def severity(self) -> Severity:
        """Return the severity to inspect under; a stopped product resumes tightened."""
        return Severity.TIGHTENED if self is Standing.DISCONTINUED else Severity(self.value)


class Happened(StrEnum):
    """What can happen to a supplier's product."""

    ACCEPTED = "A"
    NOT_ACCEPTED = "R"
    IRREGULAR = "I"
    OTHER = "O"
    APPROVED = "P"
    """The responsible authority considers reduced inspection desirable."""
    CORRECTED = "C"
    OVERRIDDEN = "S"


LOTS = frozenset({Happened.ACCEPTED, Happened.NOT_ACCEPTED})


class Event(NamedTuple):
    """One thing that happened, with what the rules ask of a lot's result."""

    what: Happened
    original: bool = True
    stage: int = 1
    """After which sample it was accepted."""
    tighter: bool | None = None
    """Whether it would be accepted with the AQL one step tighter."""
    in_gap: bool = False
    found: int = 0
    to: Standing | None = None
    """Where an override puts it."""


@dataclass(frozen=True)
class Regulation:
    """Which rules hold for a pair of supplier and product."""

    edition: Edition = Edition.ISO_2859_1
    kind: Kind = Kind.SINGLE
    steady: bool = True
    limit_number: int | None = None
    """The most nonconforming items in ten lots (Z1.4, Table VIII); None: not asked for."""


@dataclass(frozen=True)
class State:
    """Where a pair stands, and the counts that decide where it goes next."""

    standing: Standing = Standing.NORMAL
    score: int = 0
    window: tuple[bool, ...] = ()
    """Acceptance of the last lots on normal, at most four of them."""
    run: int = 0
    """Consecutive acceptances: on tightened for the way back, on normal for Z1.4's ten lots."""
    found: tuple[int, ...] = ()
    """Nonconforming items in the lots of that run on normal, at most the last ten."""
    failures: int = 0
    """Lots not accepted on tightened, cumulatively."""
    approved: bool = False
    regular: bool = True

    def as_json(self) -> dict[str, Any]:
        """Return the state as it is kept in a row."""
        return asdict(self) | {"standing": self.standing.value}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """Return a kept state."""
        lists = {"window": tuple(kept["window"]), "found": tuple(kept["found"])}
        return cls(**{**kept, **lists, "standing": Standing(kept["standing"])})


class Step(NamedTuple):
    """What one event did; for a lot, the severity it was inspected under."""

    used: Standing | None
    next: Standing
    score: int | None
    """While on normal inspection under ISO 2859-1; else None."""
    why: Sentence | None
    """Why the severity changed, if it did."""


def begin(start: Severity = Severity.NORMAL, *, approved: bool = False) -> State:
    """Return the state before the first lot (ISO 2859-1, 9.1)."""
    return State(Standing(start.value), approved=approved)


def after(state: State, event: Event, ac: int, rules: Regulation) -> tuple[State, Step]:
    """Return the state after an event, and what it did.

    `ac` is the acceptance number of the single plan that the lot was judged by.
    """
    if event.what in LOTS and not event.original:
        return state, Step(state.standing, state.standing, _shown(state, state, rules), None)
    moved, why = _moved(state, event, ac, rules)
    used = state.standing if event.what in LOTS else None
    return moved, Step(used, moved.standing, _shown(state, moved, rules), why)


def replay(
    start: State, events: Iterable[tuple[Event, int]], rules: Regulation
) -> Iterator[tuple[State, Step]]:
    """Yield the state after each event and what the event did."""
    state = start
    for event, ac in events:
        state, step = after(state, event, ac, rules)
        yield state, step


def _shown(before: State, now: State, rules: Regulation) -> int | None:
    on_normal = Standing.NORMAL in (before.standing, now.standing)
    return now.score if on_normal and rules.edition is Edition.ISO_2859_1 else None


def _moved(state: State, event: Event, ac: int, rules: Regulation) -> tuple[State, Sentence | None]:
    if event.what is Happened.OVERRIDDEN:
        target = event.to or Standing.NORMAL
        return _enter(state, target), sentence(N_("Set by decision."))
    if event.what is Happened.APPROVED:
        return _reduce(replace(state, approved=True, regular=True), rules)
    if event.what is Happened.CORRECTED:
        return _resume(state)
    if event.what in (Happened.IRREGULAR, Happened.OTHER):
        return _disturb(state, event)
    return _LOT[state.standing](state, event, ac, rules)


def _enter(state: State, standing: Standing) -> State:
    """Begin anew under a severity; approval and regularity stay what they are."""
    return State(standing, approved=state.approved, regular=state.regular)


def _resume(state: State) -> tuple[State, Sentence | None]:
    if state.standing is not Standing.DISCONTINUED:
        return state, None
    return _enter(state, Standing.TIGHTENED), sentence(
        N_("Inspection resumed: corrective action was taken and agreed.")
    )


def _disturb(state: State, event: Event) -> tuple[State, Sentence | None]:
    """Production became irregular, or something else speaks for normal (9.3.4 b, c)."""
    irregular = event.what is Happened.IRREGULAR
    if state.standing is not Standing.REDUCED:
        return (replace(state, regular=False) if irregular else state), None
    told = (
        N_("Normal again because production was irregular or delayed.")
        if irregular
        else N_("Normal again because other conditions speak for it.")
    )
    return _enter(state, Standing.NORMAL), sentence(told)


def _on_normal(
    state: State, event: Event, ac: int, rules: Regulation
) -> tuple[State, Sentence | None]:
    accepted = event.what is Happened.ACCEPTED
    seen = (*state.window, accepted)[-WINDOW:]
    if seen.count(False) >= NOT_ACCEPTED_FOR_TIGHTENED:
        told = N_("Tightened because %(failed)s of the last %(lots)s lots were not accepted.")
        why = sentence(told, failed=seen.count(False), lots=len(seen))
        return _enter(state, Standing.TIGHTENED), why
    found = (*state.found, event.found)[-ACCEPTED_FOR_REDUCED:] if accepted else ()
    return _reduce(
        replace(
            state,
            window=seen[-(WINDOW - 1) :],
            score=_score(state.score, event, ac, rules.kind),
            run=min(state.run + 1, ACCEPTED_FOR_REDUCED) if accepted else 0,
            found=found,
        ),
        rules,
    )


def _score(before: int, event: Event, ac: int, kind: Kind) -> int:
    """Return the switching score (ISO 2859-1, 9.3.3.2)."""
    if event.what is Happened.NOT_ACCEPTED:
        return 0
    if kind is Kind.DOUBLE:
        return before + 3 if event.stage == 1 else 0
    if kind is Kind.MULTIPLE:
        return before + 3 if event.stage <= 3 else 0
    if ac >= 2:
        return before + 3 if event.tighter else 0
    return before + 2


def _reduce(state: State, rules: Regulation) -> tuple[State, Sentence | None]:
    """Go to reduced inspection if everything that it asks for is there (9.3.3.1)."""
    is_iso = rules.edition is Edition.ISO_2859_1
    earned = state.score >= SCORE_FOR_REDUCED if is_iso else _has_ten(state, rules)
    if state.standing is not Standing.NORMAL or not earned:
        return state, None
    if not (state.approved and state.regular and rules.steady):
        return state, None
    told = (
        N_("Reduced because the switching score reached %(score)s.")
        if is_iso
        else N_("Reduced because the last 10 lots were accepted.")
    )
    score = state.score
    return replace(_enter(state, Standing.REDUCED), score=score), sentence(told, score=score)


def _has_ten(state: State, rules: Regulation) -> bool:
    within = rules.limit_number is None or sum(state.found) <= rules.limit_number
    return state.run >= ACCEPTED_FOR_REDUCED and within


def _on_tightened(
    state: State, event: Event, ac: int, rules: Regulation
) -> tuple[State, Sentence | None]:
    if event.what is Happened.ACCEPTED:
        if state.run + 1 >= ACCEPTED_FOR_NORMAL:
            why = sentence(N_("Normal again because 5 lots in a row were accepted."))
            return _enter(state, Standing.NORMAL), why
        return replace(state, run=state.run + 1), None
    failures = state.failures + 1
    if failures >= NOT_ACCEPTED_FOR_STOP:
        why = sentence(
            N_(
                "Discontinued because 5 lots were not accepted on tightened inspection: no lot is"
                " accepted by sampling until corrective action is agreed."
            )
        )
        return _enter(state, Standing.DISCONTINUED), why
    return replace(state, run=0, failures=failures), None


def _on_reduced(
    state: State, event: Event, ac: int, rules: Regulation
) -> tuple[State, Sentence | None]:
    if event.what is Happened.NOT_ACCEPTED:
        why = sentence(N_("Normal again because a lot was not accepted."))
        return _enter(state, Standing.NORMAL), why
    if event.in_gap:
        why = sentence(N_("Normal again because the count lay between Ac and Re."))
        return _enter(state, Standing.NORMAL), why
    return state, None


def _on_stop(
    state: State, event: Event, ac: int, rules: Regulation
) -> tuple[State, Sentence | None]:
    """What is inspected while sampling is discontinued counts for nothing (9.4)."""
    return state, None


_LOT = {
    Standing.NORMAL: _on_normal,
    Standing.TIGHTENED: _on_tightened,
    Standing.REDUCED: _on_reduced,
    Standing.DISCONTINUED: _on_stop,
}


def event_of(token: str) -> Event:
    """Return the event that a token of a history stands for; raises Invalid for others.

    A and R are original lots; A+ and A- say whether the AQL one step tighter would accept too; Ag
    lies in the gap; A1 to A7 are accepted after that sample; a and r are resubmitted lots.
    """
    if token in ("A+", "A-"):
        return Event(Happened.ACCEPTED, tighter=token == "A+")
    if token == "Ag":
        return Event(Happened.ACCEPTED, in_gap=True)
    if len(token) == 2 and token[0] == "A" and token[1] in "1234567":
        return Event(Happened.ACCEPTED, stage=int(token[1]))
    if token in ("a", "r"):
        return Event(Happened(token.upper()), original=False)
    if token in _PLAIN:
        return Event(Happened(token))
    raise Invalid(
        N_("%(token)s is not an event of the switching rules."), field="events", token=token
    )


_PLAIN = frozenset("ARIOPC")
