"""A row of Lin in every table, each text of it a canary that nobody else may ever see.

The tables are read from the metadata: a new table is covered the day it is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Enum,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Session

from inspections.sampling.rules.schemes import Scheme
from inspections.sampling.rules.switching import State
from portal.core.clock import now, today
from portal.core.columns import Exact, UtcDateTime, WordSet
from portal.core.numbering import new_id
from portal.core.products.rules import DefectClass
from portal.imports.readers.shape import Reading
from portal.tables import METADATA
from scoring.metrics.rules.lines import as_json, score_card
from scoring.metrics.rules.rating import ScoringRules
from scoring.tiers import rules as tiers
from tests.people import LIN

CANARY = "CANARY-7f3a"
"""Stands in every text of Lin's rows; letters and digits that no page escapes."""
SHA = "c0ffee" + "0" * 58

SKIPPED = frozenset({"alembic_version", "audit_entry", "audit_head", "trace_edge"})
"""Written by the house itself; the trail gets its canaries from what happens.

An edge of the genealogy has no text, and needs two lots.
"""

OF_ITS_MAKERS = frozenset({"product", "specification_version", "characteristic"})
"""A product is there for the suppliers that make it, by a row of `product_source`."""

READING = Reading("csv", header=(CANARY,), rows=1, sheets=(CANARY,))

CARD_LINES = [as_json(line) for line in score_card({}, ScoringRules()).lines]

GIVEN: dict[tuple[str, str], Any] = {
    ("planned_class", "cell"): "direct",
    ("assessment", "result"): None,
    ("checklist_question", "options"): [],
    ("agreement_clause", "kind"): "free",
    ("agreement_cover", "product_id"): None,
    ("agreement_version", "party"): {"name": {"en": CANARY, "zh": CANARY}},
    ("clause_proposal", "kind"): "free",
    ("clause_proposal", "was"): {
        "kind": "free", "terms": {},
        "title_en": CANARY, "title_zh": CANARY, "text_en": CANARY, "text_zh": CANARY,
    },
    ("document_type", "reminder_days"): frozenset({"30"}),
    ("import_run", "reading"): READING.as_json(),
    ("import_run", "source"): "suppliers",
    ("goods_return", "returned_on"): today(),
    ("inspection", "plan_reason"): [],
    ("order_line", "line"): "1",
    ("planned_class", "path"): [],
    ("planned_class", "severity_reason"): [],
    ("planned_class", "stages"): [[80, 80, 5, 6]],
    ("scorecard", "bands"): [["A", "50", "100"], ["D", "0", "50"]],
    ("scorecard", "lines"): CARD_LINES,
    ("scorecard", "period"): "2026-Q3",
    ("scorecard", "zone"): "UTC",
    ("scoring_setting", "bands"): [["A", "50", "100"], ["D", "0", "50"]],
    ("scoring_setting", "goals"): {},
    ("stored_file", "media_type"): "application/pdf",
    ("inspection", "own_samples"): [],
    ("sampling_scheme", "critical_aql"): "0",
    ("sampling_scheme", "level"): "II",
    ("sampling_scheme", "major_aql"): "2.5",
    ("sampling_scheme", "minor_aql"): "4.0",
    ("switching_line", "token"): "A",
    ("switching_pair", "reason"): [],
    ("tier_change", "reasons"): [],
    ("tier_policy_version", "rules"): tiers.as_json(tiers.DEFAULT),
    ("switching_pair", "state"): State().as_json(),
    ("switching_pair", "terms"): Scheme().terms(DefectClass.MAJOR),
    ("upload", "dropped_at"): None,
    ("upload", "used_at"): None,
}  # fmt: skip
"""Columns that mean something to the pages that show them."""


@dataclass
class Seed:
    """Lin's rows as they were made, by table."""

    supplier_id: int
    user_id: int
    word: str = CANARY
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)


def seed_canaries(session: Session, word: str = CANARY) -> Seed:
    """Give Lin a row in every table, `word` in each text of it, and mark what Lin has already."""
    users, suppliers = METADATA.tables["app_user"], METADATA.tables["supplier"]
    lin = session.execute(select(users).where(users.c.email == LIN.email)).mappings().one()
    seed = Seed(lin["supplier_id"], lin["id"], word)
    own = suppliers.c.id == seed.supplier_id
    marked = {"name_en": f"{word} Ltd", "name_zh": f"{word} 公司", "address": word}
    session.execute(update(suppliers).where(own).values(code=CANARY, website=word, **marked))
    session.execute(update(users).where(users.c.id == seed.user_id).values(name=word))
    for table in (users, suppliers):
        chosen = own if table is suppliers else users.c.id == seed.user_id
        seed.rows[table.name] = dict(session.execute(select(table).where(chosen)).mappings().one())
    for table in METADATA.sorted_tables:
        if table.name not in seed.rows and table.name not in SKIPPED:
            row = {column.name: value(column, seed) for column in table.columns}
            session.execute(insert(table).values(row))
            seed.rows[table.name] = row
    return seed


def value(column: Column[Any], seed: Seed) -> Any:
    """Return what stands in a column of Lin's row."""
    if (column.table.name, column.name) in GIVEN:
        return GIVEN[column.table.name, column.name]
    if column.name == "supplier_id":
        return seed.supplier_id
    if column.name in ("user_id", "by_id") or column.name.endswith("_by_id"):
        return seed.user_id
    for key in column.foreign_keys:
        row = seed.rows.get(key.column.table.name)
        if key.column.name != "supplier_id" and row is not None:
            return row[key.column.name]
    if column.foreign_keys and column.nullable:
        return None
    if column.primary_key:
        return new_id()
    if "sha256" in column.name or column.name in ("digest", "previous"):
        return SHA
    return _plain(column, seed.word if _is_owned(column.table) else "shared")


def _is_owned(table: Table) -> bool:
    """Return whether a row is somebody's: it names a supplier or a person, or who makes it may."""
    return (
        table.name in OF_ITS_MAKERS
        or "supplier_id" in table.c
        or any(
            key.column.table.name == "app_user" for column in table.c for key in column.foreign_keys
        )
    )


def _plain(column: Column[Any], word: str) -> Any:
    kind = column.type
    if isinstance(kind, Enum):
        given = column.default.arg if column.default is not None else None  # type: ignore[attr-defined]
        return given or (next(iter(kind.enum_class)) if kind.enum_class else kind.enums[0])
    for of, made in _MADE.items():
        if isinstance(kind, of):
            return made
    if isinstance(kind, WordSet):
        return frozenset({word})
    if isinstance(kind, JSON):
        return {"word": word}
    if isinstance(kind, LargeBinary):
        return word.encode()
    if isinstance(kind, String | Text):
        longest = getattr(kind, "length", None) or 200
        return word[:longest] if longest >= 12 else "XX"[:longest]
    return 1


_MADE: Mapping[type, Any] = {
    Boolean: False,
    UtcDateTime: now() + timedelta(days=1),
    Date: today() + timedelta(days=30),
    Exact: Decimal(1),
    Integer: 1,
}


def texts(session: Session) -> int:
    """Return how many tables have a canary, to know that the seed took."""
    found = 0
    for table in METADATA.sorted_tables:
        for row in session.execute(select(table)).mappings():
            if any(CANARY in str(cell) for cell in row.values()):
                found += 1
                break
    return found


def dump(session: Session, without: frozenset[str] = frozenset()) -> dict[str, list[str]]:
    """Return everything in the database as text, to see whether anything changed."""
    return {
        table.name: sorted(str(tuple(row)) for row in session.execute(select(table)))
        for table in METADATA.sorted_tables
        if table.name not in without
    }
