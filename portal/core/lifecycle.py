"""State machines written as one table."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from portal.core.errors import WrongState
from portal.core.i18n import N_

S = TypeVar("S", bound=StrEnum)


class Lifecycle(Generic[S]):
    """Which state may follow which."""

    def __init__(self, moves: Mapping[S, frozenset[S]]) -> None:
        self.moves = moves

    def move(self, current: S, to: S) -> S:
        """Return `to`, or refuse when it cannot follow `current`."""
        if to not in self.moves[current]:
            raise WrongState(
                N_("This is already “%(current)s” and cannot become “%(to)s”."),
                current=current.value.replace("_", " "),
                to=to.value.replace("_", " "),
            )
        return to

    def may_move(self, current: S, to: S) -> bool:
        """Return whether `to` can follow `current`."""
        return to in self.moves[current]
