"""Which foreign column means what: guessed from the names, checked before a run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.imports.cells import DAYS, NUMBERS, Parser
from portal.imports.forms import DayForm, Forms, NumberForm, guess_forms
from portal.imports.readers.shape import Batch, Fault, Reading, Row, below_header, folded
from portal.imports.source import Column, Columns, Source

LEFT_OUT = ""
"""A column of the file that is not imported."""

REFUSAL_NAMES = (
    N_("refused: line"),
    N_("refused: column"),
    N_("refused: reason"),
)
"""Names of the columns that a file of refusals adds; such a file may come back corrected."""

MOST_REMEMBERED = 4_096
"""Values kept of each column, so that memory does not grow with the file."""

REFUSAL_FOLDED = frozenset(
    folded(name) for name in (*REFUSAL_NAMES, "拒绝：行号", "拒绝：列", "拒绝：原因")
)


@dataclass(frozen=True)
class ColumnMapping:
    """Each header of the file with the column it fills ('' leaves it out), and constants."""

    columns: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)

    def fits(self, header: Sequence[str]) -> bool:
        """Return whether exactly these headers are mapped."""
        names = {name for name in header if folded(name) not in REFUSAL_FOLDED}
        return names == {name for name in self.columns if folded(name) not in REFUSAL_FOLDED}

    def without_the_rest(self, header: Iterable[str]) -> "ColumnMapping":
        """Return the mapping that leaves out whatever else the file has."""
        return ColumnMapping(dict.fromkeys(header, LEFT_OUT) | dict(self.columns), self.defaults)


def guess(source: Source, header: Iterable[str]) -> ColumnMapping:
    """Return the mapping that the names suggest; a header nobody knows is not in it."""
    columns: dict[str, str] = {}
    taken: set[str] = set()
    for name in header:
        if folded(name) in REFUSAL_FOLDED:
            columns[name] = LEFT_OUT
            continue
        for column in source.columns:
            if folded(name) in column.names and column.code not in taken:
                columns[name] = column.code
                taken.add(column.code)
                break
    return ColumnMapping(columns)


AS_EVER = Forms()


@dataclass(frozen=True)
class Plan:
    """A mapping that fits its file: from here on rows only need to be read."""

    source: Source
    header: tuple[str, ...]
    places: tuple[tuple[int, Column], ...]
    constants: Mapping[str, Any]
    forms: Forms = AS_EVER

    @cached_property
    def header_of(self) -> dict[str, str]:
        """Return by column code the header that fills it."""
        return {column.code: self.header[place] for place, column in self.places}

    @cached_property
    def _remembered(self) -> tuple[tuple[int, Column, Parser, dict[str, Any]], ...]:
        """Return each column with the values of its latest cells: most cells of a file recur."""
        return tuple(
            (place, column, self.forms.parser(column.parse), {}) for place, column in self.places
        )

    def read(self, row: Row) -> tuple[Any, list[Fault]]:
        """Return the row's value, or None and everything that is wrong with it."""
        faults = [self._of_shape(row, place, *why) for place, *why in row.faults]
        if any(place < 0 for place, *_ in row.faults):
            return None, faults
        spoilt = {place for place, *_ in row.faults}
        values = dict(self.constants)
        for place, column, parse, known in self._remembered:
            if place in spoilt:
                continue
            cell = row.cells[place]
            if cell in known:
                values[column.code] = known[cell]
                continue
            text = cell.strip()
            if not text:
                if column.required and column.code not in values:
                    faults.append(Fault(self.header[place], "", N_("The cell is empty.")))
                continue
            try:
                values[column.code] = value = parse(text)
                if len(known) >= MOST_REMEMBERED:
                    known.clear()
                known[cell] = value
            except Invalid as error:
                faults.append(Fault(self.header[place], text, error.message, error.values))
        if faults:
            return None, faults
        for group in self.source.any_of:
            if all(values.get(code) in (None, "", ()) for code in group):
                names = ", ".join(self.header_of[code] for code in group if code in self.header_of)
                reason = N_("At least one of these must be filled in: %(names)s.")
                return None, [Fault("", "", reason, {"names": names})]
        try:
            return self.source.to_row(values), []
        except Invalid as error:
            return None, [self.fault_of(row, error)]

    @cached_property
    def _turned(self) -> tuple[tuple[int, Column, Parser, dict[str, Any]], ...]:
        return tuple((*told[:3], {}) for told in self._remembered)

    def read_columns(self, batch: Batch) -> Columns:
        """Return the values of each column; what is wrong with a cell `read` says."""
        odd = set(batch.odd)
        values: dict[str, Sequence[Any]] = {}
        for place, column, parse, known in self._turned:
            cells = batch.columns[place]
            if len(known) > MOST_REMEMBERED:
                known.clear()
            try:
                values[column.code] = list(map(known.__getitem__, cells))
            except KeyError:
                different = set(cells)
                bad = {c for c in different if not self._learn(c, column, parse, known)}
                odd.update(at for at, cell in enumerate(cells if bad else ()) if cell in bad)
                values[column.code] = list(map(known.get, cells))
        return Columns(len(batch), values, self.constants, odd)

    def _learn(self, cell: str, column: Column, parse: Parser, known: dict[str, Any]) -> bool:
        """Note the value of a cell, unless it is none."""
        if cell in known:
            return True
        text = cell.strip()
        if not text:
            constant = self.constants.get(column.code)
            if column.required and constant is None:
                return False
            known[cell] = constant
            return True
        try:
            known[cell] = parse(text)
        except Invalid:
            return False
        return True

    def fault_of(self, row: Row, error: Invalid) -> Fault:
        """Return the refusal of a whole row, at the cell it is about where that is known."""
        for place, column in self.places:
            if column.code == error.field:
                return Fault(self.header[place], row.cells[place], error.message, error.values)
        return Fault("", "", error.message, error.values)

    def _of_shape(self, row: Row, place: int, reason: Any, values: Any) -> Fault:
        if place < 0 or place >= len(self.header):
            return Fault("", "", reason, values)
        return Fault(self.header[place], row.cells[place], reason, values)


def make_plan(source: Source, reading: Reading, mapping: ColumnMapping) -> Plan:
    """Return the plan of a run; refuses headers left undecided and columns that are missing."""
    places: list[tuple[int, Column]] = []
    seen: dict[str, str] = {}
    for place, name in enumerate(reading.header):
        code = mapping.columns.get(name)
        if code is None:
            raise Invalid(
                N_("Line %(line)s: nobody said what the column “%(name)s” means."),
                field=f"column-{place}",
                line=reading.header_line,
                name=name,
            )
        if code == LEFT_OUT:
            continue
        column = source.by_code.get(code)
        if column is None:
            raise Invalid(N_("Not a valid choice."), field=f"column-{place}")
        if code in seen:
            raise Invalid(
                N_("Both “%(one)s” and “%(other)s” are to fill “%(column)s”. Leave one out."),
                field=f"column-{place}",
                one=seen[code],
                other=name,
                column=column.label,
            )
        seen[code] = name
        places.append((place, column))
    constants = _constants(source, mapping, seen)
    _need(source, reading, {*seen, *constants})
    return Plan(source, reading.header, tuple(places), constants, forms_of(reading))


def forms_of(reading: Reading) -> Forms:
    """Return how a file was found, or said, to write numbers and days."""
    return Forms(NumberForm(reading.numbers), DayForm(reading.days))


def forms_that_fit(source: Source, reading: Reading, mapping: ColumnMapping) -> Forms:
    """Return the forms that the first rows leave no doubt about.

    Spreadsheets keep numbers as numbers, so that only text files have a form of them.
    """
    rows = [row.cells for row in below_header(reading.head, reading) if not row.faults]
    cells: dict[bool, list[str]] = {True: [], False: []}
    for place, name in enumerate(reading.header):
        column = source.by_code.get(mapping.columns.get(name, ""))
        if column is not None and column.parse in NUMBERS | DAYS:
            cells[column.parse in NUMBERS] += [row[place] for row in rows]
    return guess_forms(cells[True] if reading.kind == "csv" else (), cells[False])


def _constants(source: Source, mapping: ColumnMapping, seen: Mapping[str, str]) -> dict[str, Any]:
    constants: dict[str, Any] = {}
    for code, text in mapping.defaults.items():
        if not text.strip():
            continue
        column = source.by_code.get(code)
        if column is None:
            raise Invalid(N_("Not a valid choice."), field="defaults")
        try:
            constants[code] = column.parse(text.strip())
        except Invalid as error:
            raise Invalid(error.message, field=f"default-{code}", **error.values) from None
    return constants


def _need(source: Source, reading: Reading, filled: set[str]) -> None:
    for column in source.columns:
        if column.required and column.code not in filled:
            raise Invalid(
                N_("No column of the file (line %(line)s) fills “%(column)s”, which is needed."),
                field=f"default-{column.code}" if column.constant else "columns",
                line=reading.header_line,
                column=column.label,
            )
    for group in source.any_of:
        if not filled.intersection(group):
            raise Invalid(
                N_("No column of the file (line %(line)s) fills “%(column)s”, which is needed."),
                field="columns",
                line=reading.header_line,
                column=source.by_code[group[0]].label,
            )
