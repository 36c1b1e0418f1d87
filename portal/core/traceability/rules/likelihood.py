"""Which lot a line without one may have come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Candidate:
    """A lot of the product: when it came in first, how many, and how many surely went elsewhere."""

    lot_id: int
    received_on: date
    received: int
    sold: int = 0

    @property
    def left(self) -> int:
        return max(0, self.received - self.sold)


def likelihoods(shipped_on: date | None, candidates: Sequence[Candidate]) -> dict[int, float]:
    """Return for each lot that can be it how likely it is; together they are 1.

    A lot can be it if it came in on or before the day of shipping and has pieces that no line
    names. Every such piece is taken to be as likely as every other. Without a day of shipping
    every lot with pieces left can be it.
    """
    possible = [
        one
        for one in candidates
        if one.left and (shipped_on is None or one.received_on <= shipped_on)
    ]
    pieces = sum(one.left for one in possible)
    return {one.lot_id: one.left / pieces for one in possible}
