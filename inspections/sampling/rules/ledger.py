"""The switching ledger of a pair: what counts as what, corrections, and why a severity holds.

A ledger is a list of lines that is only ever added to. A line that corrects line k does not happen
at its own place: at replay its token stands in place of k's. Lots keep the severity they were
inspected under; only what follows from the list is worked out anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from inspections.sampling.rules.schemes import STRICTNESS
from inspections.sampling.rules.sentences import Sentence, sentence
from inspections.sampling.rules.vocabulary import SEVERITY_WORDS, Severity
from portal.core.i18n import N_


class Note(StrEnum):
    """What people tell the ledger, in the words of the switching rules."""

    IRREGULAR = "I"
    OTHER = "O"
    APPROVED = "P"
    CORRECTIVE = "C"
    TO_NORMAL = "=normal"
    TO_TIGHTENED = "=tightened"
    TO_REDUCED = "=reduced"


OVERRIDES = frozenset({Note.TO_NORMAL, Note.TO_TIGHTENED, Note.TO_REDUCED})
RECENT = 20
WINDOW = 5


@dataclass(frozen=True)
class Entry:
    """One line as replay reads it."""

    number: int
    token: str
    corrects: int | None = None


def in_order(entries: Iterable[Entry]) -> list[tuple[int, str]]:
    """Return (number, token) in the order of the ledger, the newest correction in place."""
    tokens: dict[int, str] = {}
    for entry in entries:
        tokens[entry.corrects or entry.number] = entry.token
    return sorted(tokens.items())


def mark(token: str) -> str:
    """Return how a lot is shown in a row of lots; nothing for what is not an original lot."""
    return token[0] if token[0] in "AR" else ""


def add_mark(recent: str, token: str) -> str:
    """Return the last lots with this one."""
    return (recent + mark(token))[-RECENT:]


def counted(token: str, used: Severity, standing: Severity) -> str:
    """Return the token under which a lot counts.

    A lot that was inspected more laxly than the pair stands (it was planned before the switch)
    proves nothing by being accepted; not being accepted counts in any case.
    """
    lax = STRICTNESS[used] < STRICTNESS[standing]
    return "a" if lax and token[0] == "A" else token


@dataclass(frozen=True)
class Turn:
    """What a line did to a pair."""

    before: Severity
    after: Severity
    was_discontinued: bool
    is_discontinued: bool
    token: str
    recent: str
    """The last lots, this one included."""

    @property
    def moved(self) -> bool:
        return (self.before, self.was_discontinued) != (self.after, self.is_discontinued)


def reason(turn: Turn, day: str) -> Sentence:
    """Return in words why a pair stands where it stands since that day."""
    said = SEVERITY_WORDS[turn.after]
    if turn.is_discontinued:
        return sentence(
            N_(
                "Acceptance by sampling is discontinued since %(day)s because 5 lots were not"
                " accepted under tightened inspection."
            ),
            day=day,
        )
    if turn.token in OVERRIDES:
        return sentence(N_("Set to %(severity)s by hand on %(day)s."), day=day, severity=said)
    if turn.token == Note.CORRECTIVE:
        told = N_("Tightened since %(day)s: inspection resumes after agreed corrective action.")
        return sentence(told, day=day)
    if turn.after is Severity.TIGHTENED:
        told = N_("Tightened since %(day)s because 2 of the last %(of)s lots were not accepted.")
        return sentence(told, day=day, of=_spanned(turn.recent))
    if turn.after is Severity.REDUCED:
        told = N_("Reduced since %(day)s: the lots before were accepted, and it was approved.")
        return sentence(told, day=day)
    return sentence(_to_normal(turn), day=day)


def _spanned(recent: str) -> int:
    """Return how many lots the last two that were not accepted span."""
    last = recent[-WINDOW:]
    places = [place for place, lot in enumerate(last) if lot == "R"][-2:]
    return places[-1] - places[0] + 1 if len(places) == 2 else WINDOW


def _to_normal(turn: Turn) -> str:
    if turn.before is Severity.TIGHTENED:
        return N_("Normal since %(day)s because 5 lots in a row were accepted.")
    if turn.token == Note.IRREGULAR:
        return N_("Normal since %(day)s because production became irregular.")
    if turn.token == Note.OTHER:
        return N_("Normal since %(day)s because other conditions called for it.")
    if turn.token == "Ag":
        return N_(
            "Normal since %(day)s: a lot was accepted between Ac and Re, which ends reduced"
            " inspection."
        )
    return N_("Normal since %(day)s because a lot was not accepted under reduced inspection.")


BEGINNING = N_("A new supplier or product begins under %(severity)s.")


def beginning(start: Severity) -> Sentence:
    """Return why a pair without lots stands where it stands."""
    return sentence(BEGINNING, severity=SEVERITY_WORDS[start])


def marks_of(tokens: Sequence[str]) -> str:
    """Return the last lots of a replay."""
    return "".join(mark(token) for token in tokens)[-RECENT:]
