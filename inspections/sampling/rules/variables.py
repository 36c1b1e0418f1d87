"""Plans for measured characteristics: ANSI/ASQ Z1.9, standard deviation and known variability.

Form k (the standard's form 1) judges a limit by its quality index; form M (form 2) judges by the
estimated percent nonconforming. One limit takes form k. Two limits under one AQL take form M, both
estimates added: two tests by k would let each limit use up the whole allowance. Two limits with an
AQL of their own each are two tests by k.
"""

import json
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import inf, isfinite
from pathlib import Path
from typing import Any

from inspections.sampling.rules.printed import printed_aql
from inspections.sampling.rules.sentences import Sentence, sentence
from inspections.sampling.rules.vocabulary import SEVERITY_WORDS, Severity
from portal.core.errors import Invalid
from portal.core.i18n import N_, Message

TABLES = Path(__file__).parents[1] / "tables"

EDITION = "ANSI/ASQ Z1.9-2003 (R2018)"


class Method(StrEnum):
    S = "s"
    SIGMA = "sigma"


LEVELS = ("S-3", "S-4", "I", "II", "III")


@dataclass(frozen=True)
class VariablesPlan:
    """How many units are measured, and what their mean and spread must show."""

    method: Method
    lot_size: int
    level: str
    aql: str
    severity: Severity
    letter: str
    n: int
    k: float
    m_percent: float
    confidence: str

    @property
    def is_full(self) -> bool:
        """Return whether the plan takes as many units as the lot has: 100 % inspection."""
        return self.n >= self.lot_size

    @property
    def path(self) -> tuple[Sentence, ...]:
        """Return how the plan was found."""
        steps = [
            sentence(
                N_("Z1.9: lot %(lot)s, level %(level)s -> letter %(letter)s."),
                lot=self.lot_size,
                level=self.level,
                letter=self.letter,
            ),
            sentence(
                N_(
                    "AQL %(aql)s, %(method)s, %(severity)s -> measure %(n)s, k = %(k)s, "
                    "M = %(m)s %%."
                ),
                aql=self.aql,
                method=METHOD_WORDS[self.method],
                severity=SEVERITY_WORDS[self.severity],
                n=self.n,
                k=self.k,
                m=self.m_percent,
            ),
        ]
        if self.is_full:
            steps.append(sentence(N_("The plan takes as many as the lot has: measure every unit.")))
        return tuple(steps)


METHOD_WORDS: dict[Method, Message] = {
    Method.S: N_("s-method"),
    Method.SIGMA: N_("sigma-method"),
}


@cache
def _table(name: str) -> Any:
    return json.loads((TABLES / name).read_text("utf-8"))


@cache
def _letters() -> tuple[list[float], list[list[str]]]:
    rows = _table("variables_code_letters.json")["rows"]
    return [row[0] or inf for row in rows], [row[1:] for row in rows]


def variables_aqls() -> tuple[str, ...]:
    """Return the AQLs that Z1.9 has plans for."""
    return tuple(_table("variables_s.json")["aqls"])


def variables_letter(lot_size: int, level: str) -> str:
    """Return the code letter of Z1.9: not that of Z1.4 for the same lot."""
    if level not in LEVELS:
        raise Invalid(
            N_("Z1.9 has the levels %(levels)s."), field="level", levels=", ".join(LEVELS)
        )
    if lot_size < 2:
        raise Invalid(N_("A lot of one is inspected whole: there is no plan."), field="lot_size")
    ends, letters = _letters()
    return letters[bisect_left(ends, lot_size)][LEVELS.index(level)]


def variables_plan(
    lot_size: int,
    aql: str,
    level: str = "II",
    severity: Severity = Severity.NORMAL,
    method: Method = Method.S,
) -> VariablesPlan:
    """Return the plan of Z1.9 for a lot of measured units."""
    letter = variables_letter(lot_size, level)
    preferred = _preferred(aql)
    table = _table("variables_s.json" if method is Method.S else "variables_sigma.json")
    n, k, m_percent = table["plans"][severity][letter][table["aqls"].index(preferred)]
    confidence = table["confidence"][severity]
    return VariablesPlan(
        method, lot_size, level, preferred, severity, letter, n, k, m_percent, confidence
    )


def _preferred(aql: str) -> str:
    """Return the AQL as the table prints it; one it does not have is refused, never rounded."""
    printed = printed_aql(aql, variables_aqls())
    if printed is not None:
        return printed
    refusal = N_("%(aql)s is not an AQL of Z1.9. It has %(aqls)s.")
    raise Invalid(refusal, field="aql", aql=aql, aqls=", ".join(variables_aqls()))


@dataclass(frozen=True)
class Limits:
    """What a measured unit must keep: a lower limit, an upper limit, or both."""

    lower: float | None = None
    upper: float | None = None

    def __post_init__(self) -> None:
        if self.lower is None and self.upper is None:
            raise Invalid(N_("Give a lower limit, an upper limit, or both."), field="lower")
        if not all(isfinite(one) for one in (self.lower, self.upper) if one is not None):
            raise Invalid(N_("A limit is a number."), field="lower")
        if self.lower is not None and self.upper is not None and self.lower >= self.upper:
            raise Invalid(N_("The lower limit must be below the upper limit."), field="upper")

    @property
    def both(self) -> bool:
        """Return whether there are two limits."""
        return self.lower is not None and self.upper is not None


def refuse_another_n(plan: VariablesPlan, values: Sequence[float]) -> None:
    """Refuse measurements of more or fewer units than the plan takes."""
    if plan.n > plan.lot_size:
        refusal = N_(
            "The plan takes %(n)s units and the lot has %(lot)s: judge each unit by its limits."
        )
        raise Invalid(refusal, field="values", n=plan.n, lot=plan.lot_size)
    if len(values) != plan.n:
        refusal = N_("The plan takes %(n)s measurements; these are %(found)s.")
        raise Invalid(refusal, field="values", n=plan.n, found=len(values))
