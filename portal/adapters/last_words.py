"""Whether what was decided still stands: the last word of the trail on a row, and the row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from inspections.lot_inspections.models.booking import Inspection
from portal.core.accounts.models import User
from portal.core.audit.verification import CHUNK, Finding
from portal.core.i18n import N_
from portal.core.suppliers.models import Supplier
from scoring.scorecards.models import Scorecard


@dataclass(frozen=True)
class Word:
    """An event that says what a column of its subject's row is from then on."""

    column: InstrumentedAttribute[Any]
    fact: str


WORDS: Mapping[str, Word] = {
    "supplier.moved": Word(Supplier.state, "after"),
    "supplier.tiered": Word(Supplier.tier, "after"),
    "inspection.decided": Word(Inspection.verdict, "verdict"),
    "inspection.revised": Word(Inspection.verdict, "verdict"),
    "scorecard.published": Word(Scorecard.grade, "grade"),
    "person.added": Word(User.role_names, "roles"),
    "person.invited": Word(User.role_names, "roles"),
    "person.roles_changed": Word(User.role_names, "after"),
}
"""What people decide and others rely on. Documents, signatures and the ledger of switching have
checks of their own, because more than the last line counts there."""


class LastWords:
    """The last word on each row; hears the trail line by line and keeps only that."""

    def __init__(self) -> None:
        self._told: dict[InstrumentedAttribute[Any], dict[int, str]] = {
            word.column: {} for word in WORDS.values()
        }

    def hear(self, event: str, subject_id: int, facts: Mapping[str, Any]) -> None:
        """Take in one line of the trail."""
        word = WORDS.get(event)
        if word is not None:
            self._told[word.column][subject_id] = _plain(facts.get(word.fact))

    def check(self, session: Session) -> Iterator[Finding]:
        """Yield every row that is not as it was last decided."""
        for column, told in self._told.items():
            kept = select(column.class_.id, type_coerce(column, String)).order_by(column.class_.id)
            missing = dict(told)
            with session.execute(kept.execution_options(yield_per=CHUNK)) as rows:
                for row_id, value in rows:
                    said = missing.pop(row_id, None)
                    if said is not None and said != _plain(value):
                        yield _finding(
                            column, row_id, N_("Its %(field)s is not what was last decided.")
                        )
            for row_id in missing:
                yield _finding(column, row_id, N_("The row is gone, but was decided on."))


def _plain(value: Any) -> str:
    """Return a value as a column keeps it: words sorted, nothing as nothing."""
    if isinstance(value, list | tuple):
        return " ".join(sorted(value))
    return "" if value is None else str(value)


def _finding(column: InstrumentedAttribute[Any], row_id: int, reason: Any) -> Finding:
    table = column.class_.__tablename__
    return Finding(f"{table} {row_id}", reason, {"field": column.key})
