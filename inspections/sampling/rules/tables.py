"""The standards' tables as data, read once: letters, single, double and multiple plans.

`v` and `^` are the printed arrows: they lead to the next printed cell of the same AQL.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from inspections.sampling.rules.vocabulary import AQLS, Cell, Edition, Kind, Level, Severity

TABLES = Path(__file__).parents[1] / "tables"
ARROWS = {"v": (Cell.DOWN, 1), "^": (Cell.UP, -1)}
NOT_YET = -1
"""Ac of a sample after which the lot cannot be accepted yet; the tables print #."""


class Entry(NamedTuple):
    """What the single table leads to: the kind of cell, the letter it is carried out with."""

    cell: Cell
    letter: str
    n: int
    ac: int
    re: int


class Bounds(NamedTuple):
    """Cumulative acceptance and rejection numbers after one sample."""

    ac: int
    re: int


@dataclass(frozen=True)
class Printed:
    """One table of a standard."""

    name: str
    confidence: str
    entries: Mapping[tuple[str, str], Entry]
    """(code letter, AQL) -> entry."""


@dataclass(frozen=True)
class Staged:
    """The plans in several samples that stand for single ones."""

    name: str
    confidence: str
    sizes: Mapping[str, int]
    """Letter -> units in each sample."""
    plans: Mapping[tuple[int, int], tuple[Bounds, ...]]
    """(Ac, Re) of the single plan -> bounds after each sample."""

    def for_entry(self, entry: Entry) -> tuple[int, tuple[Bounds, ...]] | None:
        """Return the size of each sample and its bounds, or None where the table prints none."""
        size, bounds = self.sizes.get(entry.letter), self.plans.get((entry.ac, entry.re))
        return (size, bounds) if size is not None and bounds is not None else None


@cache
def code_letters() -> tuple[list[int], Mapping[Level, list[str]]]:
    """Return the smallest lot of each row, and the rows' letters by level (Table 1)."""
    table = _read("code_letters")
    rows = [row["letters"].split() for row in table["rows"]]
    levels = [Level(level) for level in table["levels"].split()]
    starts = [row["from"] for row in table["rows"]]
    return starts, {level: [row[at] for row in rows] for at, level in enumerate(levels)}


@cache
def single_table(edition: Edition, severity: Severity) -> Printed:
    """Return the single plans of an edition and severity, with all arrows followed."""
    table = next(
        table
        for table in _read("single")["tables"]
        if table["severity"] == severity and edition in table["printed_in"]
    )
    entries = dict(_entries(table))
    return Printed(table["printed_in"][edition], table["confidence"], entries)


def _entries(table: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], Entry]]:
    letters = list(table["rows"])
    sizes = dict(zip(letters, table["sizes"], strict=True))
    grid = {letter: row.split() for letter, row in table["rows"].items()}
    beyond = table.get("beyond_r")
    if beyond:
        letters.append(beyond["letter"])
        sizes[beyond["letter"]] = beyond["size"]
        grid[beyond["letter"]] = [beyond["cells"].get(aql, "^") for aql in AQLS]
    for start, letter in enumerate(letters):
        for column, aql in enumerate(AQLS):
            cell, step = ARROWS.get(grid[letter][column], (Cell.DIRECT, 0))
            at = start
            while grid[letters[at]][column] in ARROWS:
                at += step
            ac, _, re = grid[letters[at]][column].partition("/")
            found = letters[at]
            entry = Entry(cell, found, sizes[found], int(ac), int(re) if re else int(ac) + 1)
            yield (letter, aql), entry


@cache
def staged_table(edition: Edition, severity: Severity, kind: Kind) -> Staged | None:
    """Return the double or multiple plans of an edition, or None if we have no such table."""
    found = [
        table
        for table in _read(kind)["tables"]
        if table["edition"] == edition and table["severity"] == severity
    ]
    if not found:
        return None
    table = found[0]
    plans = {_bounds(entry): _all_bounds(line) for entry, line in table["plans"].items()}
    return Staged(table["printed_in"], table["confidence"], table["sizes"], plans)


def _bounds(entry: str) -> tuple[int, int]:
    ac, _, re = entry.partition("/")
    return int(ac), int(re) if re else int(ac) + 1


def _all_bounds(line: str) -> tuple[Bounds, ...]:
    pairs = (pair.split(",") for pair in line.split())
    return tuple(Bounds(NOT_YET if ac == "#" else int(ac), int(re)) for ac, re in pairs)


def _read(name: str) -> Any:
    return json.loads((TABLES / f"{name}.json").read_text("utf-8"))
