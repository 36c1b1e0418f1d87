"""What a checklist can ask, and what cannot be asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from portal.core.i18n import N_, Bilingual, Message
from portal.core.lifecycle import Lifecycle


class ChecklistKind(StrEnum):
    """On which occasion a checklist is gone through."""

    ADMISSION = "admission"
    PERIODIC = "periodic"
    FOR_CAUSE = "for_cause"
    SELF_ASSESSMENT = "self_assessment"


KIND_WORDS = {
    ChecklistKind.ADMISSION: N_("Admission"),
    ChecklistKind.PERIODIC: N_("Periodic"),
    ChecklistKind.FOR_CAUSE: N_("For cause"),
    ChecklistKind.SELF_ASSESSMENT: N_("Self-assessment"),
}


class ChecklistState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


CHECKLIST_LIFE = Lifecycle(
    {
        ChecklistState.DRAFT: frozenset({ChecklistState.PUBLISHED}),
        ChecklistState.PUBLISHED: frozenset({ChecklistState.SUPERSEDED}),
        ChecklistState.SUPERSEDED: frozenset(),
    }
)


class AnswerType(StrEnum):
    YES_NO = "yes_no"
    SCALE = "scale"
    NUMBER = "number"
    CHOICE = "choice"


TYPE_WORDS = {
    AnswerType.YES_NO: N_("Yes or no"),
    AnswerType.SCALE: N_("Scale from 0 to 5"),
    AnswerType.NUMBER: N_("A number"),
    AnswerType.CHOICE: N_("One of several"),
}

SCALE_MOST = 5
MOST_WEIGHT = 100
MOST_QUESTIONS = 300
MOST_OPTIONS = 12
MOST_DIGITS = Decimal(10) ** 9
MOST_PLACES = 6


@dataclass(frozen=True)
class Option:
    """One answer to choose, and what it is worth."""

    code: str
    points: Decimal
    en: str = ""
    zh: str = ""

    @property
    def name(self) -> Bilingual:
        return Bilingual(self.en, self.zh)


@dataclass(frozen=True)
class Section:
    """A part of a checklist."""

    code: str
    name_en: str = ""
    name_zh: str = ""

    @property
    def name(self) -> Bilingual:
        return Bilingual(self.name_en, self.name_zh)


@dataclass(frozen=True)
class Question:
    """One question as somebody wants it asked.

    A number earns nothing at `minimum` or worse, everything at `target` or better, and in between
    in proportion; a target below the minimum means that less is better. Without a minimum it
    reaches the target or does not.
    """

    code: str
    section: str
    type: AnswerType = AnswerType.YES_NO
    text_en: str = ""
    text_zh: str = ""
    weight: int = 1
    is_knock_out: bool = False
    needs_evidence: bool = False
    guidance_en: str = ""
    guidance_zh: str = ""
    unit: str = ""
    minimum: Decimal | None = None
    target: Decimal | None = None
    options: tuple[Option, ...] = ()

    @property
    def text(self) -> Bilingual:
        return Bilingual(self.text_en, self.text_zh)

    @property
    def guidance(self) -> Bilingual:
        return Bilingual(self.guidance_en, self.guidance_zh)


def is_exact(value: Decimal) -> bool:
    """Return whether a number can be kept exactly on both databases."""
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and abs(value) < MOST_DIGITS and exponent >= -MOST_PLACES


Fault = tuple[str, Message]
"""A field of a form, and what is wrong with it."""


def fault_of(question: Question) -> Fault | None:
    """Return the field and the sentence of what cannot be about a question, or None."""
    if not question.text_en and not question.text_zh:
        return "text_en", N_("Write the question in at least one language.")
    if not 1 <= question.weight <= MOST_WEIGHT:
        return "weight", N_("A weight is a whole number from 1 to 100.")
    if question.type is AnswerType.NUMBER:
        return _fault_of_number(question)
    if question.minimum is not None or question.target is not None:
        return "target", N_("Only a number has a minimum and a target.")
    if question.type is AnswerType.CHOICE:
        return _fault_of_options(question.options)
    if question.options:
        return "options", N_("Only a question with one of several answers has options.")
    return None


def _fault_of_number(question: Question) -> Fault | None:
    if question.options:
        return "options", N_("Only a question with one of several answers has options.")
    if question.target is None:
        return "target", N_("A number needs the target that earns all points.")
    if not all(is_exact(one) for one in (question.minimum, question.target) if one is not None):
        return "target", N_("At most 9 digits and 6 decimal places, please.")
    if question.minimum == question.target:
        return "minimum", N_("Minimum and target differ; leave the minimum out otherwise.")
    return None


def _fault_of_options(options: Sequence[Option]) -> Fault | None:
    if not 2 <= len(options) <= MOST_OPTIONS:
        return "options", N_("Give 2 to 12 answers to choose from.")
    if len({option.code for option in options}) < len(options):
        return "options", N_("Every answer to choose needs a code of its own.")
    if any(not option.en and not option.zh for option in options):
        return "options", N_("Every answer to choose needs words.")
    if any(option.points < 0 or not is_exact(option.points) for option in options):
        return "options", N_("Points are numbers from 0 on.")
    if max(option.points for option in options) == 0:
        return "options", N_("At least one answer must be worth points.")
    return None


@dataclass(frozen=True)
class Compared:
    """A question in two versions; None where it is not there."""

    code: str
    before: Question | None
    after: Question | None

    @property
    def fields(self) -> tuple[str, ...]:
        """Return what differs, if it is in both."""
        if self.before is None or self.after is None:
            return ()
        one, other = vars(self.before), vars(self.after)
        return tuple(name for name in one if one[name] != other[name])


def compare(before: Sequence[Question], after: Sequence[Question]) -> list[Compared]:
    """Return what was added, taken out or changed between two versions, in their order."""
    old = {one.code: one for one in before}
    new = {one.code: one for one in after}
    codes = [*new, *(code for code in old if code not in new)]
    lines = (Compared(code, old.get(code), new.get(code)) for code in codes)
    return [line for line in lines if line.before != line.after]
