"""What a source declares: its columns, how a row becomes a value, and the act that takes it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.i18n import Message
from portal.imports.cells import Parser
from portal.imports.readers.shape import folded
from portal.imports.rules import CHUNK_ROWS, ImportMode


class Counts(Protocol):
    """How many rows made something new, changed something, or changed nothing."""

    @property
    def created(self) -> int: ...
    @property
    def updated(self) -> int: ...
    @property
    def unchanged(self) -> int: ...


@dataclass(frozen=True)
class Column:
    """One thing a source knows; `parse` makes its value from the text of a cell."""

    code: str
    label: Message
    parse: Parser
    required: bool = False
    aliases: tuple[str, ...] = ()
    """Other names of the column in foreign files, in either language, any case."""
    hint: Message | None = None
    constant: bool = False
    """Whether one value for all rows makes sense, such as a country."""

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(folded(name) for name in (self.code, *self.aliases))


@dataclass(slots=True)
class Columns:
    """Rows turned by a quarter: the values of each column, None where a cell is empty."""

    count: int
    values: Mapping[str, Sequence[Any]]
    constants: Mapping[str, Any]
    odd: set[int]
    """Places of the rows that cannot be read so, and must be looked at one by one."""

    def get(self, code: str) -> Sequence[Any]:
        """Return a column as long as every other."""
        if code in self.values:
            return self.values[code]
        return [self.constants.get(code)] * self.count


@dataclass(frozen=True)
class Source:
    """One kind of rows that other systems send."""

    code: str
    label: Message
    text: Message
    columns: tuple[Column, ...]
    to_row: Callable[[Mapping[str, Any]], Any]
    """Makes the value that `apply` takes; raises Invalid with `field` for what spans columns."""
    apply: Callable[[Session, Actor, Sequence[Any]], Counts]
    mode: ImportMode = ImportMode.ALL_OR_NOTHING
    any_of: tuple[tuple[str, ...], ...] = ()
    """Groups of columns of which at least one must be there."""
    look_up: Callable[[Session], Any] = lambda session: None
    """Reads once per run what `check` compares rows with."""
    check: Callable[[Any, Any], None] = lambda row, known: None
    """Raises Invalid, with the column as `field`, for a row that does not fit what is known."""
    place: Callable[[Any, Any], Any] = lambda row, known: row
    """Completes a row by where it stands in its file; `known` may keep count of rows for it."""
    order: Callable[[Any], Any] | None = None
    """By what rows are put in order where all of a file are stored at once."""
    chunk: int = CHUNK_ROWS
    """How many rows are stored, and committed, together."""
    apply_columns: Callable[[Session, Actor, Columns], tuple[Counts, set[int]]] | None = None
    """Stores at once the rows that surely are new and right; returns the places of the others,
    which `check` and `apply` then look at one by one."""
    keys: Callable[[Any], Sequence[tuple[str, ...]]] = lambda row: ()
    """What a row is known by; two rows of a file with a key in common are about one thing."""

    @cached_property
    def by_code(self) -> Mapping[str, Column]:
        return {column.code: column for column in self.columns}

    @cached_property
    def known_names(self) -> frozenset[str]:
        """Return every header this source would recognise, folded."""
        return frozenset[str]().union(*(column.names for column in self.columns))
