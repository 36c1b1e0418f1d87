"""What answers are worth: exact fractions, nothing rounded before it is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from fractions import Fraction

from scoring.checklists.rules import SCALE_MOST, AnswerType, Question, is_exact

YES, NO, NOT_APPLICABLE = "yes", "no", "na"


def tidy_answer(question: Question, text: str) -> str | None:
    """Return an answer as it is kept, or None if the question cannot be answered so.

    `na` says that the question does not apply; it may be said of every question.
    """
    text = text.strip()
    if text == NOT_APPLICABLE:
        return text
    if question.type is AnswerType.YES_NO:
        return text if text in (YES, NO) else None
    if question.type is AnswerType.SCALE:
        return text if text in [str(step) for step in range(SCALE_MOST + 1)] else None
    if question.type is AnswerType.CHOICE:
        return text if text in [option.code for option in question.options] else None
    return _tidy_number(text)


def _tidy_number(text: str) -> str | None:
    """Return a plain decimal number: no exponent, no thousands, no digits of other scripts."""
    if not text.isascii() or set(text) - set("-0123456789."):
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return f"{number.normalize():f}" if is_exact(number) else None


def worth_of(question: Question, answer: str) -> Fraction | None:
    """Return which part of its weight an answer earns, 0 to 1; None if it does not apply."""
    if answer == NOT_APPLICABLE:
        return None
    if question.type is AnswerType.YES_NO:
        return Fraction(answer == YES)
    if question.type is AnswerType.SCALE:
        return Fraction(int(answer), SCALE_MOST)
    if question.type is AnswerType.CHOICE:
        points = {option.code: option.points for option in question.options}
        return Fraction(points[answer]) / Fraction(max(points.values()))
    return _worth_of_number(question, Fraction(answer))


def _worth_of_number(question: Question, value: Fraction) -> Fraction:
    target = Fraction(question.target or 0)
    if question.minimum is None:
        return Fraction(value >= target)
    minimum = Fraction(question.minimum)
    reached = (value - minimum) / (target - minimum)
    return min(max(reached, Fraction(0)), Fraction(1))


def is_knocked_out(question: Question, answer: str) -> bool:
    """Return whether this answer to a knock-out question ends the matter.

    It does where it earns nothing: no, 0, an option without points, a number short of the target
    when there is no minimum. A number at its minimum still keeps it; only a worse one does not.
    """
    if not question.is_knock_out or answer == NOT_APPLICABLE:
        return False
    if question.type is AnswerType.NUMBER and question.minimum is not None:
        less_is_better = (question.target or 0) < question.minimum
        value = Decimal(answer)
        return value > question.minimum if less_is_better else value < question.minimum
    return worth_of(question, answer) == 0


@dataclass(frozen=True)
class Points:
    """Weight earned out of the weight that applies."""

    earned: Fraction = Fraction(0)
    possible: Fraction = Fraction(0)

    @property
    def percent(self) -> Fraction | None:
        """Return the exact percentage; None where nothing applies."""
        return 100 * self.earned / self.possible if self.possible else None

    def __add__(self, other: "Points") -> "Points":
        return Points(self.earned + other.earned, self.possible + other.possible)


@dataclass(frozen=True)
class SectionScore:
    """What a section came to, and how many of its questions are answered."""

    code: str
    points: Points
    answered: int
    questions: int


@dataclass(frozen=True)
class Score:
    """What the answers of one side come to."""

    sections: tuple[SectionScore, ...]
    knock_outs: tuple[str, ...]
    """Codes of the knock-out questions that were failed."""
    unanswered: tuple[str, ...]

    @property
    def points(self) -> Points:
        """Return the sum of the sections: weights count across the whole checklist."""
        return sum((section.points for section in self.sections), Points())

    @property
    def percent(self) -> Fraction | None:
        return self.points.percent

    @property
    def is_complete(self) -> bool:
        """Return whether every question has an answer; until then the score is not final."""
        return not self.unanswered

    @property
    def answered(self) -> int:
        return sum(section.answered for section in self.sections)

    @property
    def questions(self) -> int:
        return sum(section.questions for section in self.sections)


def score(questions: Sequence[Question], answers: Mapping[str, str]) -> Score:
    """Return what the answers (by code of the question) come to.

    What does not apply is in neither numerator nor denominator; nor is what has no answer yet.
    """
    sections = dict.fromkeys(question.section for question in questions)
    return Score(
        tuple(
            _section(code, [one for one in questions if one.section == code], answers)
            for code in sections
        ),
        tuple(
            one.code
            for one in questions
            if one.code in answers and is_knocked_out(one, answers[one.code])
        ),
        tuple(one.code for one in questions if one.code not in answers),
    )


def _section(code: str, questions: Sequence[Question], answers: Mapping[str, str]) -> SectionScore:
    points = sum((_points(one, answers) for one in questions), Points())
    answered = sum(one.code in answers for one in questions)
    return SectionScore(code, points, answered, len(questions))


def _points(question: Question, answers: Mapping[str, str]) -> Points:
    worth = worth_of(question, answers[question.code]) if question.code in answers else None
    if worth is None:
        return Points()
    return Points(worth * question.weight, Fraction(question.weight))


def rounded(percent: Fraction | None, places: int = 1) -> Decimal | None:
    """Return a percentage as it is shown, half up; bands are compared with the exact one."""
    if percent is None:
        return None
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(percent.numerator) / Decimal(percent.denominator)
        return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
