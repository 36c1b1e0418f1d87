"""The switching ledger of a pair: what a lot counts as, what people may add, and corrections.

A ledger is a list of lines that is only ever added to. A line that corrects line k does not happen
at its own place: at replay it stands in place of k. Lots keep the severity they were inspected
under; only what follows from the list is worked out anew.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from inspections.sampling.rules.schemes import STRICTNESS
from inspections.sampling.rules.sentences import Sentence, sentence
from inspections.sampling.rules.switching import (
    Event,
    Happened,
    Regulation,
    Standing,
    State,
    Step,
    after,
    begin,
    event_of,
)
from inspections.sampling.rules.vocabulary import SEVERITY_WORDS, Severity
from portal.core.i18n import N_, Message


class Note(StrEnum):
    """What people tell the ledger, in the words of the switching rules."""

    IRREGULAR = "I"
    OTHER = "O"
    APPROVED = "P"
    CORRECTIVE = "C"
    TO_NORMAL = "S:normal"
    TO_TIGHTENED = "S:tightened"
    TO_REDUCED = "S:reduced"


OVERRIDES = frozenset({Note.TO_NORMAL, Note.TO_TIGHTENED, Note.TO_REDUCED})
NOTE_WORDS: dict[str, Message] = {
    Note.IRREGULAR: N_("Production became irregular or was delayed"),
    Note.OTHER: N_("Other conditions speak for normal inspection"),
    Note.APPROVED: N_("Reduced inspection is approved"),
    Note.CORRECTIVE: N_("Corrective action was taken and agreed"),
    Note.TO_NORMAL: N_("Set to normal inspection by decision"),
    Note.TO_TIGHTENED: N_("Set to tightened inspection by decision"),
    Note.TO_REDUCED: N_("Set to reduced inspection by decision"),
}
TOKEN_WORDS: dict[str, Message] = {
    "A": N_("Accepted"),
    "A+": N_("Accepted, also one AQL step tighter"),
    "A-": N_("Accepted, not one AQL step tighter"),
    "Ag": N_("Accepted between Ac and Re"),
    **{f"A{place}": N_("Accepted on sample %(place)s") for place in range(1, 8)},
    "R": N_("Not accepted"),
    "a": N_("Accepted; does not count"),
    "r": N_("Not accepted; does not count"),
}
RECENT = 20


def said(token: str) -> Sentence:
    """Return a line's token in words."""
    if token in NOTE_WORDS:
        return sentence(NOTE_WORDS[token])
    return sentence(TOKEN_WORDS[token], place=token[1:])


def begun(start: Severity, approved: bool) -> State:
    """Return the state of a pair before its first line."""
    return begin(start, approved=approved)


class Entry(NamedTuple):
    """One line as replay reads it."""

    number: int
    token: str
    ac: int
    on_day: date
    corrects: int | None = None


def read(token: str) -> Event:
    """Return the event that a line's token stands for."""
    if token.startswith("S:"):
        return Event(Happened.OVERRIDDEN, to=Standing(token[2:]))
    return event_of(token)


def step(state: State, token: str, ac: int, rules: Regulation) -> tuple[State, Step]:
    """Return the state after one more line, and what the line did."""
    return after(state, read(token), ac, rules)


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries in the order in which they count, the newest correction in place.

    They count by day, those of one day by number: results of before the portal may come late.
    """
    places: dict[int, Entry] = {}
    days: dict[int, date] = {}
    for entry in entries:
        places[entry.corrects or entry.number] = entry
        days.setdefault(entry.corrects or entry.number, entry.on_day)
    return [places[number] for number in sorted(places, key=lambda one: (days[one], one))]


def folded(start: State, entries: Iterable[Entry], rules: Regulation) -> tuple[State, str]:
    """Return the state that a whole ledger leads to, and its last lots as marks."""
    state, recent = start, ""
    for entry in in_order(entries):
        state, _ = step(state, entry.token, entry.ac, rules)
        recent = add_mark(recent, entry.token)
    return state, recent


def add_mark(recent: str, token: str) -> str:
    """Return the last lots with this one: A accepted, R not; others are no original lots."""
    return (recent + token[0])[-RECENT:] if token[0] in "AR" else recent


def counted(token: str, used: Severity, standing: Standing) -> str:
    """Return the token under which a lot counts.

    A lot that was inspected more laxly than the pair stands (it was planned before the switch)
    proves nothing by being accepted; not being accepted counts in any case.
    """
    lax = STRICTNESS[used] < STRICTNESS[standing.severity]
    return "a" if lax and token[0] == "A" else token


BEGINNING = N_("A new supplier or product begins under %(severity)s.")
SINCE = N_("This has held since %(day)s.")


def beginning(start: Severity) -> Sentence:
    """Return why a pair without lots stands where it stands."""
    return sentence(BEGINNING, severity=SEVERITY_WORDS[start])


def since(why: Sentence, day: str) -> Sequence[Sentence]:
    """Return why a pair stands where it stands, and since when."""
    return (why, sentence(SINCE, day=day))
