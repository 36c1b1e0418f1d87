"""What can be asked, and what answers are worth."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.checklists.delivered import DELIVERED, read_delivered
from scoring.checklists.rules import AnswerType, Compared, Option, Question, compare, fault_of
from scoring.checklists.rules.options import options_as_text, read_options
from scoring.checklists.rules.scoring import is_knocked_out, rounded, score, tidy_answer, worth_of
from tests.factories.checklists import ANSWERS, QUESTIONS

YES_NO = Question("A", "S", text_en="?")
SCALE = replace(YES_NO, type=AnswerType.SCALE)
SHARE = replace(YES_NO, type=AnswerType.NUMBER, minimum=Decimal(80), target=Decimal(95))
PPM = replace(YES_NO, type=AnswerType.NUMBER, minimum=Decimal(5000), target=Decimal(500))
LEAST = replace(YES_NO, type=AnswerType.NUMBER, target=Decimal("2.5"))
CHOICE = replace(
    YES_NO,
    type=AnswerType.CHOICE,
    options=tuple(
        Option(code, Decimal(n), code.upper()) for code, n in (("a", 8), ("b", 3), ("c", 0))
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "answer", "worth", "ends_it"),
    [
        (YES_NO, "yes", Fraction(1), False),
        (YES_NO, "no", Fraction(0), True),
        (YES_NO, "na", None, False),
        (SCALE, "0", Fraction(0), True),
        (SCALE, "3", Fraction(3, 5), False),
        (SCALE, "5", Fraction(1), False),
        (SHARE, "79.9", Fraction(0), True),
        (SHARE, "80", Fraction(0), False),
        (SHARE, "85", Fraction(1, 3), False),
        (SHARE, "95", Fraction(1), False),
        (SHARE, "100", Fraction(1), False),
        (PPM, "5001", Fraction(0), True),
        (PPM, "5000", Fraction(0), False),
        (PPM, "2750", Fraction(1, 2), False),
        (PPM, "0", Fraction(1), False),
        (LEAST, "2.5", Fraction(1), False),
        (LEAST, "2.4", Fraction(0), True),
        (CHOICE, "a", Fraction(1), False),
        (CHOICE, "b", Fraction(3, 8), False),
        (CHOICE, "c", Fraction(0), True),
        (CHOICE, "na", None, False),
    ],
)
def test_an_answer_is_worth_a_part_of_the_weight(
    question: Question, answer: str, worth: Fraction | None, ends_it: bool
) -> None:
    knocking = replace(question, is_knock_out=True)

    assert (worth_of(question, answer), is_knocked_out(knocking, answer)) == (worth, ends_it)
    assert not is_knocked_out(question, answer)


@pytest.mark.parametrize(
    ("question", "text", "kept"),
    [
        (YES_NO, " yes ", "yes"),
        (YES_NO, "maybe", None),
        (YES_NO, "", None),
        (SCALE, "5", "5"),
        (SCALE, "6", None),
        (SCALE, "-1", None),
        (SCALE, "2.5", None),
        (SHARE, "090.50", "90.5"),
        (SHARE, "-3", "-3"),
        (SHARE, "1e5", None),
        (SHARE, "NaN", None),
        (SHARE, "1,000", None),
        (SHARE, "９０", None),
        (SHARE, "1234567890", None),
        (SHARE, "0.1234567", None),
        (CHOICE, "b", "b"),
        (CHOICE, "z", None),
        (CHOICE, "na", "na"),
    ],
)
def test_an_answer_fits_its_question_or_is_none(
    question: Question, text: str, kept: str | None
) -> None:
    assert tidy_answer(question, text) == kept


@pytest.mark.parametrize(
    ("answers", "percent", "unanswered", "knock_outs"),
    [
        (ANSWERS, Fraction(236, 3), (), ()),
        ({**ANSWERS, "Q1": "no"}, Fraction(146, 3), (), ("Q1",)),
        ({**ANSWERS, "Q3": "na"}, Fraction(260, 3), (), ()),
        ({"Q1": "yes"}, Fraction(100), ("Q2", "Q3", "Q4"), ()),
        (dict.fromkeys(ANSWERS, "na"), None, (), ()),
        ({}, None, ("Q1", "Q2", "Q3", "Q4"), ()),
    ],
    ids=["all", "knocked out", "one does not apply", "begun", "nothing applies", "nothing"],
)
def test_a_score_counts_what_applies_and_is_answered(
    answers: Mapping[str, str],
    percent: Fraction | None,
    unanswered: tuple[str, ...],
    knock_outs: tuple[str, ...],
) -> None:
    found = score(QUESTIONS, answers)

    assert (found.percent, found.unanswered, found.knock_outs) == (percent, unanswered, knock_outs)
    assert found.is_complete is (not unanswered)


def test_sections_are_scored_for_themselves() -> None:
    found = score(QUESTIONS, ANSWERS)

    assert [(one.code, one.points.percent) for one in found.sections] == [
        ("ONE", Fraction(84)),
        ("TWO", Fraction(220, 3)),
    ]


@given(st.dictionaries(st.sampled_from(["Q1", "Q2"]), st.sampled_from(["na", "1"])))
def test_a_score_is_never_outside_0_and_100(answers: dict[str, str]) -> None:
    said = {code: "yes" if code == "Q1" and one == "1" else one for code, one in answers.items()}
    percent = score(QUESTIONS, said).percent

    assert percent is None or 0 <= percent <= 100


@pytest.mark.parametrize(
    ("percent", "shown"),
    [(Fraction(236, 3), "78.7"), (Fraction(9005, 100), "90.1"), (Fraction(8995, 100), "90.0"),
     (Fraction(100), "100.0"), (None, None)],
)  # fmt: skip
def test_a_percentage_is_shown_rounded_half_up(percent: Fraction | None, shown: str | None) -> None:
    assert rounded(percent) == (None if shown is None else Decimal(shown))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text_en": ""}, "text_en"),
        ({"weight": 0}, "weight"),
        ({"weight": 101}, "weight"),
        ({"target": Decimal(1)}, "target"),
        ({"type": AnswerType.NUMBER}, "target"),
        ({"type": AnswerType.NUMBER, "target": Decimal(1), "minimum": Decimal(1)}, "minimum"),
        ({"type": AnswerType.NUMBER, "target": Decimal("1e-7")}, "target"),
        ({"options": CHOICE.options}, "options"),
        ({"type": AnswerType.CHOICE}, "options"),
        ({"type": AnswerType.CHOICE, "options": CHOICE.options[:1] * 2}, "options"),
        ({"type": AnswerType.CHOICE, "options": CHOICE.options[2:] * 2}, "options"),
    ],
)
def test_what_cannot_be_asked_is_told_by_field(change: dict[str, object], field: str) -> None:
    fault = fault_of(replace(YES_NO, **change))  # type: ignore[arg-type]

    assert fault is not None
    assert fault[0] == field


def test_options_are_written_as_lines_and_read_again() -> None:
    assert read_options(options_as_text(CHOICE.options)) == CHOICE.options
    assert read_options("a｜10｜Good｜好") == (Option("a", Decimal(10), "Good", "好"),)
    assert read_options("a | many | Good") is None


def test_versions_are_compared_question_by_question() -> None:
    after = [replace(QUESTIONS[0], weight=5), *QUESTIONS[2:], replace(YES_NO, section="TWO")]
    found = compare(QUESTIONS, after)

    assert [(one.code, one.fields) for one in found] == [("Q1", ("weight",)), ("A", ()), ("Q2", ())]
    assert found[1] == Compared("A", None, after[-1])


@pytest.mark.parametrize(
    ("code", "sections", "least"), [("ADMISSION", 6, 40), ("SELF-ASSESSMENT", 3, 12)]
)
def test_delivered_checklists_can_be_asked_in_both_languages(
    code: str, sections: int, least: int
) -> None:
    found = read_delivered(code)

    assert code in DELIVERED
    assert (len(found.sections), len(found.questions) >= least) == (sections, True)
    assert len({one.code for one in found.questions}) == len(found.questions)
    assert [one.code for one in found.questions if fault_of(one)] == []
    assert all(one.text_en and one.text_zh for one in found.questions)
    assert all(bool(one.guidance_en) == bool(one.guidance_zh) for one in found.questions)
    assert all(option.en and option.zh for one in found.questions for option in one.options)
    assert any(one.is_knock_out for one in found.questions)
