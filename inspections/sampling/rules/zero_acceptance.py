"""Plans that accept on no nonconforming unit only (C = 0), after Squeglia.

They belong to no standard: no levels, no switching. The AQL is the label of the Z1.4 plan whose
consumer's risk they match, not a quality that is usually accepted.
"""

import json
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from math import inf
from pathlib import Path
from typing import Any

from inspections.sampling.rules.printed import printed_aql
from inspections.sampling.rules.sentences import Sentence, sentence
from portal.core.errors import Invalid
from portal.core.i18n import N_

TABLE = Path(__file__).parents[1] / "tables/zero_acceptance.json"


@dataclass(frozen=True)
class ZeroPlan:
    """How many units are taken, of which none may be nonconforming."""

    lot_size: int
    aql: str
    n: int
    is_full: bool

    @property
    def path(self) -> tuple[Sentence, ...]:
        """Return how the plan was found."""
        if self.is_full:
            told = N_("C=0, lot %(lot)s, AQL %(aql)s -> inspect all %(n)s, accept on 0 only.")
        else:
            told = N_("C=0, lot %(lot)s, AQL %(aql)s -> take %(n)s, accept on 0 only.")
        return (sentence(told, lot=self.lot_size, aql=self.aql, n=self.n),)


@cache
def _table() -> Any:
    return json.loads(TABLE.read_text("utf-8"))


@cache
def _ends() -> list[float]:
    return [row[0] or inf for row in _table()["rows"]]


def zero_aqls() -> tuple[str, ...]:
    """Return the AQLs that C=0 plans are labelled with."""
    return tuple(_table()["aqls"])


def zero_plan(lot_size: int, aql: str) -> ZeroPlan:
    """Return the C=0 plan of a lot; all of it where the table says so or n reaches the lot."""
    if lot_size < 1:
        raise Invalid(N_("The lot size must be at least 1."), field="lot_size")
    printed = _preferred(aql)
    row = _table()["rows"][bisect_left(_ends(), lot_size)]
    n = row[1 + _table()["aqls"].index(printed)]
    is_full = n == "all" or n >= lot_size
    return ZeroPlan(lot_size, printed, lot_size if is_full else n, is_full)


def _preferred(aql: str) -> str:
    printed = printed_aql(aql, zero_aqls())
    if printed is not None:
        return printed
    refusal = N_("%(aql)s is not an AQL of the C=0 table. It has %(aqls)s.")
    raise Invalid(refusal, field="aql", aql=aql, aqls=", ".join(zero_aqls()))
