"""What a supplier can be, told in tables."""

import pytest

from portal.core.suppliers.rules import (
    GATES,
    LIFE,
    Gate,
    SupplierState,
    clean_registration,
    credit_code_check,
    is_code,
    is_credit_code,
    is_decision,
    is_web_address,
    name_key,
    registration_fault,
)

S = SupplierState

PUBLISHED = (
    "91350100M000100Y43",
    "91110000600037341L",
    "91330100799655058B",
    "91440300708461136T",
    "914403001922038216",
    "9144030071526726XG",
)
"""Codes that well-known companies publish; the first is the usual example for GB 32100-2015."""


@pytest.mark.parametrize("code", PUBLISHED)
def test_published_codes_have_the_right_check_character(code: str) -> None:
    assert (credit_code_check(code[:17]), is_credit_code(code)) == (code[17], True)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "91350100M000100Y44",
        "91350100M000100Y4",
        "91350100M000100Y433",
        "91350100m000100y43",
        "91350100M00010OY43",
        "９1350100M000100Y43",
        "9135010OM000100Y43",
    ],
)
def test_what_is_no_credit_code(code: str) -> None:
    assert not is_credit_code(code)


@pytest.mark.parametrize("code", PUBLISHED)
def test_every_mistyped_character_and_every_swap_of_neighbours_is_found(code: str) -> None:
    mistyped = [
        code[:place] + other + code[place + 1 :]
        for place in range(18)
        for other in "0123456789ABCDEFGHJKLMNPQRTUWXY"
        if other != code[place]
    ]
    swapped = [
        code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        for place in range(16)
        if code[place] != code[place + 1]
    ]

    assert [wrong for wrong in mistyped + swapped if is_credit_code(wrong)] == []


@pytest.mark.parametrize(
    ("country", "number", "is_wrong"),
    [
        ("CN", "91350100M000100Y43", False),
        ("CN", "91350100M000100Y44", True),
        ("CN", "", False),
        ("DE", "HRB12345", False),
        ("VN", "0312345678", False),
    ],
)
def test_only_the_chinese_number_has_a_form(country: str, number: str, is_wrong: bool) -> None:
    assert (registration_fault(country, number) is not None) == is_wrong


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" 9135 0100-m000100y43 ", "91350100M000100Y43"),
        ("９１３５０１００Ｍ０００１００Ｙ４３", "91350100M000100Y43"),
        ("HRB 12345", "HRB12345"),
        ("", ""),
    ],
)
def test_a_number_is_kept_without_what_people_put_between(typed: str, kept: str) -> None:
    assert clean_registration(typed) == kept


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Linhe Textiles Co., Ltd.", "LINHE TEXTILES CO LTD", True),
        ("泉州海盛鞋业（集团）有限公司", "泉州海盛鞋业(集团)有限公司", True),
        ("ＡＢＣ　Ｔｒａｄｅ", "abc trade", True),
        ("Straße & Söhne", "STRASSE SÖHNE", True),
        ("Linhe Textiles", "Linhe Textile", False),
        ("林禾纺织", "林禾织造", False),
    ],
)
def test_names_are_compared_without_case_width_and_marks(
    one: str, other: str, is_same: bool
) -> None:
    assert (name_key(one) == name_key(other)) == is_same


@pytest.mark.parametrize(
    ("code", "fits"),
    [
        ("S-7KQ2M", True),
        ("供-001", True),
        ("a.b_c", True),
        ("", False),
        ("A/B", False),
        ("A B", False),
        ("..", False),
        ("-A", False),
        ("A?B", False),
        ("A#B", False),
        ("A" * 40, True),
        ("A" * 41, False),
    ],
)
def test_a_code_can_stand_in_an_address(code: str, fits: bool) -> None:
    assert is_code(code) == fits


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://linhe.example", True),
        ("http://linhe.example/about?x=1", True),
        ("HTTPS://linhe.example", True),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("ftp://linhe.example", False),
        ("//linhe.example", False),
        ("linhe.example", False),
        ("https://a b.example", False),
        ("https://[broken", False),
        ("https://linhe.example/\x00", False),
    ],
)
def test_web_addresses(text: str, is_one: bool) -> None:
    assert is_web_address(text) == is_one


@pytest.mark.parametrize(
    ("state", "gate"),
    [
        (S.INVITED, Gate.BLOCK),
        (S.REGISTERED, Gate.BLOCK),
        (S.UNDER_REVIEW, Gate.BLOCK),
        (S.APPROVED, Gate.OK),
        (S.CONDITIONAL, Gate.WARN),
        (S.SUSPENDED, Gate.BLOCK),
        (S.REJECTED, Gate.BLOCK),
        (S.CLOSED, Gate.BLOCK),
    ],
)
def test_what_a_state_allows(state: SupplierState, gate: Gate) -> None:
    assert GATES[state] is gate


BUYERS = {
    (S.INVITED, S.REGISTERED),
    (S.INVITED, S.UNDER_REVIEW),
    (S.REGISTERED, S.UNDER_REVIEW),
    *((state, S.CLOSED) for state in S if state is not S.CLOSED),
}


def test_a_buyer_opens_reviews_and_ends_relations_and_no_more() -> None:
    possible = {(before, to) for before in S for to in S if LIFE.may_move(before, to)}

    assert {step for step in possible if not is_decision(*step)} == BUYERS


def test_no_state_leads_nowhere_and_none_to_itself() -> None:
    ends = [state for state in S if not any(LIFE.may_move(state, to) for to in S)]

    assert (ends, [state for state in S if LIFE.may_move(state, state)]) == ([], [])
