"""Plans: the time that one takes once the tables are loaded, beside a dict and a bisect."""

import random
import time
from bisect import bisect_right
from collections.abc import Callable, Iterator

from inspections.sampling.rules.plans import find_plan
from inspections.sampling.rules.tables import code_letters, single_table
from inspections.sampling.rules.vocabulary import PERCENT_AQLS, Edition, Level, Severity
from tests.bench.figures import Amount, Figure, Ratio, in_turn

TIMES = 50_000
ROUNDS = 7
MICROSECONDS = 2.0
BARE = 0.15
"""What a dict and a bisect take, as measured with the design."""

Asked = list[tuple[int, str]]


def measure() -> Iterator[Figure]:
    """Yield the processor time of one plan, and the same beside the bare look into the table."""
    chance = random.Random(2859)  # noqa: S311 - lots to ask for, no secret
    asked = [(chance.randint(2, 600_000), chance.choice(PERCENT_AQLS)) for _ in range(TIMES)]
    bare = _bare()
    for lot, aql in asked:
        stage = find_plan(lot, aql).plan.stages[0]
        assert (stage.n, stage.ac, stage.re) == bare(lot, aql)
    pairs = in_turn(ROUNDS, lambda: _took(find_plan, asked), lambda: _took(bare, asked))
    yield Amount("a plan, processor time", min(ours for ours, _ in pairs), MICROSECONDS, "µs")
    yield Ratio("a plan, beside dict + bisect", pairs, goal=MICROSECONDS / BARE, unit="µs")


def _bare() -> Callable[[int, str], tuple[int, int, int]]:
    """Return the least that can be done: the letter by bisection, the cell by its key."""
    starts, letters = code_letters()
    level_two = letters[Level.II]
    table = single_table(Edition.ISO_2859_1, Severity.NORMAL)
    cells = {key: (cell.n, cell.ac, cell.re) for key, cell in table.entries.items()}
    return lambda lot, aql: cells[level_two[bisect_right(starts, lot) - 1], aql]


def _took(plan: Callable[[int, str], object], asked: Asked) -> float:
    """Return the microseconds of processor time that one plan takes."""
    begin = time.process_time()
    for lot, aql in asked:
        plan(lot, aql)
    return (time.process_time() - begin) / len(asked) * 1e6
