"""Rows against what is known: the house's own records, and the other rows of the same file."""

from dataclasses import replace
from typing import Any

from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.imports.mapping import Plan
from portal.imports.readers.shape import Fault, Row, folded


class Desk:
    """Checks the rows of one run in their order; remembers what each was about."""

    def __init__(self, plan: Plan, known: Any) -> None:
        self.plan, self.known = plan, known
        self._seen: dict[tuple[str, ...], tuple[int, Any]] = {}

    def check(self, row: Row) -> tuple[Any, list[Fault]]:
        """Return the row's value, or None and all that is wrong with it."""
        value, faults = self.plan.read(row)
        if value is None:
            return None, faults
        source = self.plan.source
        try:
            value = source.place(value, self.known)
            source.check(value, self.known)
            value = self._compare(row, value)
        except Invalid as error:
            return None, [self.plan.fault_of(row, error)]
        return value, []

    def _compare(self, row: Row, value: Any) -> Any:
        """Return the row, spelt as the first row of the file about the same thing.

        One that says something else is refused: taking both in turn would change the record each
        time the file comes.
        """
        keys = self.plan.source.keys(value)
        if not keys:
            return value
        for key in keys:
            if key in self._seen:
                line, first = self._seen[key]
                column = self._difference(first, value)
                if column:
                    raise Invalid(
                        N_("Line %(line)s says something else about the same record."),
                        field=column,
                        line=line,
                    )
                value = self._spelt_alike(first, value)
        for key in keys:
            self._seen[key] = (row.line, value)
        return value

    def _spelt_alike(self, first: Any, other: Any) -> Any:
        told = {column.code: getattr(first, column.code) for column in self.plan.source.columns}
        return replace(other, **{code: value for code, value in told.items() if value})

    def _difference(self, one: Any, other: Any) -> str | None:
        """Return the column in which two rows differ, case, blanks and marks aside."""
        for column in self.plan.source.columns:
            before, after = getattr(one, column.code), getattr(other, column.code)
            if before and after and _plain(before) != _plain(after):
                return column.code
        return None


def _plain(value: Any) -> Any:
    return folded(value) if isinstance(value, str) else value
