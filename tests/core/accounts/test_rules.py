"""The rules of accounts, as tables."""

from datetime import UTC, datetime

import pytest

from portal.core.accounts.codes import matching_step, new_recovery_codes, plain_code
from portal.core.accounts.rules import Tries, device_of, may_hold, needed_to_invite
from portal.core.permissions import Permission, Role


@pytest.mark.parametrize(
    ("tries", "is_too_many"),
    [
        (Tries(9, 9, 9), False),
        (Tries(10, 10, 10), True),
        (Tries(0, 49, 49), False),
        (Tries(0, 50, 50), True),
        (Tries(0, 0, 1000), True),
        (Tries(0, 0, 1000, is_known_address=True), False),
        (Tries(10, 10, 1000, is_known_address=True), True),
    ],
)
def test_tries_are_limited_by_account_address_and_everywhere(
    tries: Tries, is_too_many: bool
) -> None:
    assert tries.is_too_many is is_too_many


@pytest.mark.parametrize(
    ("roles", "supplier_id", "fits"),
    [
        ({Role.BUYER}, None, True),
        ({Role.BUYER, Role.ADMIN}, None, True),
        ({Role.SUPPLIER_USER}, 7, True),
        ({Role.SUPPLIER_USER}, None, False),
        ({Role.BUYER}, 7, False),
        ({Role.SUPPLIER_USER, Role.BUYER}, 7, False),
        ({Role.SYSTEM}, None, False),
        (set(), None, False),
    ],
)
def test_roles_fit_the_side_of_the_person(
    roles: set[Role], supplier_id: int | None, fits: bool
) -> None:
    assert may_hold(frozenset(roles), supplier_id) is fits


@pytest.mark.parametrize(
    ("role", "from_brand", "needed"),
    [
        (Role.SUPPLIER_ADMIN, True, Permission.SUPPLIER_INVITE),
        (Role.SUPPLIER_USER, False, Permission.PERSON_MANAGE),
        (Role.QUALITY_ENGINEER, True, Permission.PERSON_MANAGE),
    ],
)
def test_who_may_invite_whom(role: Role, from_brand: bool, needed: Permission) -> None:
    assert needed_to_invite(frozenset({role}), from_brand=from_brand) is needed


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
         "Firefox · Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
         " Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15"
         " (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Linux; Android 15; V2301A) AppleWebKit/537.36 (KHTML, like Gecko)"
         " Chrome/130.0 Mobile Safari/537.36 MicroMessenger/8.0.50", "WeChat · Android"),
        ("curl/8.5.0", ""),
    ],
)  # fmt: skip
def test_a_browser_is_named_as_people_know_it(agent: str, device: str) -> None:
    assert device_of(agent) == device


SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""RFC 6238, appendix B: at 59 s, which is step 1, its code ends in 287082."""


@pytest.mark.parametrize(
    ("seconds", "step"), [(30, 1), (59, 1), (60, 1), (89, 1), (90, None), (3600, None)]
)
def test_a_code_fits_its_step_and_half_a_minute_around(seconds: int, step: int | None) -> None:
    assert matching_step(SECRET, "287082", datetime.fromtimestamp(seconds, UTC)) == step


def test_a_code_of_odd_characters_fits_nothing() -> None:
    assert matching_step(SECRET, "२८७०८२", datetime.fromtimestamp(59, UTC)) is None


def test_recovery_codes_differ_and_may_be_typed_freely() -> None:
    codes = new_recovery_codes()

    assert len(set(codes)) == 10
    assert plain_code(f" {codes[0].lower()} ") == codes[0].replace("-", "")
