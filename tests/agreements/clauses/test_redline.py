"""What differs, by words in English, by characters in Chinese, and value by value."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.clauses.kinds import ClauseKind, FreeTerms
from agreements.clauses.redline import Mark, Part, compare, redline
from agreements.clauses.sampling import SamplingTerms
from agreements.clauses.wording import Wording
from portal.core.i18n import Bilingual
from portal.core.products.rules import DefectClass

S, A, R = Mark.SAME, Mark.ADDED, Mark.REMOVED


@pytest.mark.parametrize(
    ("before", "after", "parts"),
    [
        ("", "", []),
        ("Same.", "Same.", [(S, "Same.")]),
        ("", "New.", [(A, "New.")]),
        ("Old.", "", [(R, "Old.")]),
        ("within 7 days", "within 14 days", [(S, "within "), (R, "7"), (A, "14"), (S, " days")]),
        ("应在七日内", "应在十四日内", [(S, "应在"), (R, "七"), (A, "十四"), (S, "日内")]),
    ],
)
def test_words_and_characters(before: str, after: str, parts: list[tuple[Mark, str]]) -> None:
    assert redline(before, after) == [Part(*part) for part in parts]


@given(st.text("ab 字，.\n", max_size=30), st.text("ab 字，.\n", max_size=30))
def test_both_texts_can_be_read_out_of_it(before: str, after: str) -> None:
    parts = redline(before, after)

    assert "".join(part.text for part in parts if part.mark is not A) == before
    assert "".join(part.text for part in parts if part.mark is not R) == after


def clause(title: str, terms: object = FreeTerms(), kind: ClauseKind = ClauseKind.FREE) -> Wording:
    return Wording(kind, Bilingual(title, title), Bilingual("Text", "文"), terms)  # type: ignore[arg-type]


def test_clauses_are_matched_by_kind_and_name() -> None:
    plan = clause("Sampling", SamplingTerms(), ClauseKind.SAMPLING)
    stricter = replace(
        plan,
        terms=SamplingTerms(
            aqls={DefectClass.CRITICAL: "0", DefectClass.MAJOR: "1.5", DefectClass.MINOR: "4.0"}
        ),
    )
    before = [clause("Scope"), plan, clause("Audits")]
    after = [clause("Recall"), clause("Scope"), stricter]
    changes = compare(before, after)

    assert [
        (one.number, one.before and one.before.title.en, one.after and one.after.title.en)
        for one in changes
    ] == [
        (1, None, "Recall"),
        (2, "Scope", "Scope"),
        (3, "Sampling", "Sampling"),
        (3, "Audits", None),
    ]
    assert [one.is_changed for one in changes] == [True, False, True, True]
    (value,) = changes[2].values
    assert (value.label, value.about, value.before, value.after) == ("AQL", "Major", "2.5", "1.5")
