"""Work in a child: whatever happens to it, we go on."""

import os
import time

import pytest

from portal.adapters.child import Child, ChildFailed, Refused, run_in_child

HERE = "tests.adapters.deeds"


def test_an_answer_comes_back() -> None:
    assert run_in_child(f"{HERE}:echo", "检验", 3) == ["检验", 3]


def test_a_refusal_comes_back_with_its_values() -> None:
    with pytest.raises(Refused) as refusal:
        run_in_child(f"{HERE}:refuse", 7)

    assert (refusal.value.code, refusal.value.values) == ("too_many", {"count": 7})


@pytest.mark.parametrize("deed", ["crash", "fail", "fill", "chatter_and_die"])
def test_a_child_that_dies_is_a_failure_of_its_own(deed: str) -> None:
    with pytest.raises(ChildFailed):
        run_in_child(f"{HERE}:{deed}", memory_mb=256)


@pytest.mark.parametrize("deed", ["spin", "wait"])
def test_a_child_that_does_not_end_is_killed(deed: str) -> None:
    started = time.monotonic()
    with pytest.raises(ChildFailed):
        run_in_child(f"{HERE}:{deed}", seconds=1)

    assert time.monotonic() - started < 6


def test_what_a_library_prints_is_no_answer() -> None:
    assert run_in_child(f"{HERE}:chatter") == "done"


def test_a_child_knows_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_SECRET_KEY", "the secret of the house")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "the secret of the bucket")

    assert run_in_child(f"{HERE}:names") == ["LANG", "LC_CTYPE", "PATH", "PYTHONPATH"]


def test_nothing_is_left_of_a_child_that_was_not_asked() -> None:
    child = Child(f"{HERE}:echo")
    number = child._line.pid
    child.end()

    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
