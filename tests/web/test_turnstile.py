"""Few pages are drawn at a time, in the order in which they were asked for."""

import threading
import time
from pathlib import Path

import pytest

from portal.web.turnstile import Turnstile, is_in_line
from tests.world import people_world, test_config

FOREVER = 60.0


class Visitor(threading.Thread):
    """Passes a turnstile, notes its name inside, and stays until it is told to go."""

    def __init__(self, turnstile: Turnstile, name: str, inside: list[str]) -> None:
        super().__init__(daemon=True)
        self.turnstile, self.word, self.inside = turnstile, name, inside
        self.is_in, self.may_go = threading.Event(), threading.Event()
        self.start()

    def run(self) -> None:
        with self.turnstile.passed():
            self.inside.append(self.word)
            self.is_in.set()
            self.may_go.wait(FOREVER)


def in_line(turnstile: Turnstile, many: int) -> None:
    """Wait until so many stand in line."""
    while len(turnstile._line) < many:
        time.sleep(0)


def test_whoever_waits_longest_is_next() -> None:
    turnstile, inside = Turnstile(at_once=1, patience_seconds=FOREVER), list[str]()
    first = Visitor(turnstile, "first", inside)
    assert first.is_in.wait(FOREVER)
    second = Visitor(turnstile, "second", inside)
    in_line(turnstile, 1)
    third = Visitor(turnstile, "third", inside)
    in_line(turnstile, 2)
    assert inside == ["first"]
    for leaving, coming in ((first, second), (second, third)):
        leaving.may_go.set()
        assert coming.is_in.wait(FOREVER)
    third.may_go.set()
    assert inside == ["first", "second", "third"]


def test_whoever_loses_patience_goes_beside_the_others_and_takes_nobodys_place() -> None:
    turnstile, inside = Turnstile(at_once=1, patience_seconds=0.01), list[str]()
    slow = Visitor(turnstile, "slow", inside)
    assert slow.is_in.wait(FOREVER)
    with turnstile.passed():
        assert not slow.may_go.is_set()
    slow.may_go.set()
    slow.join(FOREVER)
    assert (turnstile._free, len(turnstile._line)) == (1, 0)


def test_a_page_that_fails_gives_its_place_back() -> None:
    turnstile = Turnstile(at_once=1)
    with pytest.raises(ZeroDivisionError), turnstile.passed():
        _ = 1 / 0
    assert turnstile._free == 1


@pytest.mark.parametrize(
    ("method", "path", "waits"),
    [
        ("GET", "/documents/review", True),
        ("HEAD", "/suppliers", True),
        ("POST", "/documents/review", False),
        ("POST", "/documents/upload", False),
        ("GET", "/suppliers/export.csv", False),
        ("GET", "/nowhere", True),
    ],
)
def test_only_pages_that_are_looked_at_stand_in_line(
    tmp_path: Path, method: str, path: str, waits: bool
) -> None:
    app = people_world(test_config(tmp_path)).app
    with app.test_request_context(path, method=method):
        assert is_in_line() is waits
