"""Characteristics that are tested at an inspection level of their own, on a sample of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.core.errors import Invalid
from portal.core.i18n import N_, Bilingual


@dataclass(frozen=True)
class OwnTest:
    """What was planned for one characteristic, as it was copied in."""

    characteristic_id: int
    name: Bilingual
    level: str
    letter: str
    n: int
    ac: int
    re: int
    is_measured: bool
    path: Sequence[Mapping[str, Any]] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the test as it is kept with its inspection."""
        return vars(self) | {"name": vars(self.name), "path": list(self.path)}

    def accepts(self, beyond: int) -> bool:
        """Return whether so many units beyond their limits are accepted; in the gap they are."""
        return beyond < self.re


def planned_tests(kept: Sequence[Mapping[str, Any]] | None) -> list[OwnTest]:
    """Return the tests of an inspection; none before it was planned."""
    return [OwnTest(**{**one, "name": Bilingual(**one["name"])}) for one in kept or ()]


def all_accept(tests: Sequence[OwnTest], keeps: Mapping[tuple[int, int], bool]) -> bool:
    """Return whether every test accepts; `keeps` is by (characteristic, unit).

    Raises Invalid while units of such a sample have no entry.
    """
    accepted = True
    for test in tests:
        units = range(1, test.n + 1)
        done = [unit for unit in units if (test.characteristic_id, unit) in keeps]
        if len(done) < test.n:
            refusal = N_(
                "%(name)s is tested at level %(level)s: note the first %(n)s units; %(done)s"
                " are noted."
            )
            raise Invalid(
                refusal, field="measured", name=test.name, level=test.level, n=test.n,
                done=len(done),
            )  # fmt: skip
        beyond = sum(not keeps[test.characteristic_id, unit] for unit in units)
        accepted = accepted and test.accepts(beyond)
    return accepted
