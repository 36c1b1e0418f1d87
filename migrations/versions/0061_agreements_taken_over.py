"""The trail tells of what was said, proposed and signed about agreements before it told all.

Until 0050 the trail named signatures and proposals without the SHA-256 of their rows, counted
comments, and did not tell what an agreed version covers or which code its paper bears. Each
version with such lines gets one more: that it was taken over as it stood on the day of the
upgrade. A row that no line of the old kind speaks of is not taken over, so that `portal verify`
goes on finding it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import rfc8785
import sqlalchemy as sa
from alembic import op

from migrations.trail import ENTRY, MOMENT, add_line

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

TYPES: Mapping[str, Any] = {
    "at": MOMENT, "was": sa.JSON(), "terms": sa.JSON(), "with_code": sa.Boolean(),
    "holds_from": sa.Date(), "holds_until": sa.Date(),
}  # fmt: skip


def _table(name: str, columns: str) -> sa.TableClause:
    return sa.table(name, *(sa.column(one, TYPES.get(one)) for one in ["id", *columns.split()]))


SIGNATURE = _table(
    "agreement_signature",
    "version_id side sha256 name role meaning by_id at address time_zone with_code",
)
PROPOSAL = _table(
    "clause_proposal",
    "version_id clause_id side note was by_id by_name at kind title_en title_zh text_en text_zh"
    " terms",
)
COMMENT = _table("clause_comment", "version_id clause_id side text by_id by_name at")
VERSION = _table(
    "agreement_version",
    "agreement_id number supplier_id state holds_from holds_until token",
)
AGREEMENT = _table("agreement", "number")
COVER = _table("agreement_cover", "version_id category_id product_id")

Facts = Mapping[str, Any]


@dataclass
class Heard:
    """What the lines about one version leave open."""

    signatures: dict[int, Facts] = field(default_factory=dict)
    proposals: set[int] = field(default_factory=set)
    comments: Counter[str] = field(default_factory=Counter)
    """How many each side made."""
    last: dict[str, Facts] = field(default_factory=dict)
    """The last line of each kind."""

    def hear(self, event: str, facts: Facts) -> None:
        self.last[event] = facts
        if "record_sha256" in facts:
            return
        match event:
            case "agreement.signed":
                self.signatures[facts["signature_id"]] = facts
            case "agreement.change_proposed":
                self.proposals.add(facts["proposal_id"])
            case "agreement.commented":
                self.comments[facts["side"]] += 1

    def lacks(self, event: str, fact: str) -> bool:
        return event in self.last and fact not in self.last[event]


def upgrade() -> None:
    heard: dict[tuple[int, int], Heard] = defaultdict(Heard)
    lines = sa.select(ENTRY.c.event, ENTRY.c.subject_id, ENTRY.c.facts)
    of_agreements = lines.where(ENTRY.c.subject_kind == "agreement").order_by("seq")
    for event, subject_id, facts in op.get_bind().execute(of_agreements):
        if "version" in facts:
            heard[subject_id, facts["version"]].hear(event, facts)
    versions = sa.select(VERSION, AGREEMENT.c.number.label("agreement")).join_from(
        VERSION, AGREEMENT, AGREEMENT.c.id == VERSION.c.agreement_id
    )
    day = datetime.now(UTC).date().isoformat()
    for version in op.get_bind().execute(versions.order_by(VERSION.c.id)).all():
        open_facts = dict(_open_facts(version, heard[version.agreement_id, version.number]))
        if open_facts:
            said = {"number": version.agreement, "version": version.number, "written_before": day}
            add_line(
                "agreement.taken_over", version.agreement_id, version.supplier_id, said | open_facts
            )


def downgrade() -> None:
    """Leave the lines: what was told stays told."""


def _open_facts(version: Any, heard: Heard) -> Iterator[tuple[str, Any]]:
    """Yield what the lines about a version leave open, as the rows say it."""
    for name, rows in (
        ("signatures", _signatures(version.id, heard)),
        ("proposals", _proposals(version.id, heard)),
        ("comments", _comments(version.id, heard)),
    ):
        if rows:
            yield name, {str(row.id): _digest(row) for row in rows}
    if heard.lacks("agreement.agreed", "covers"):
        covers = sa.select(COVER).where(COVER.c.version_id == version.id).order_by("id")
        rows = op.get_bind().execute(covers)
        yield "covers", [str(row.category_id or row.product_id) for row in rows]
    if heard.lacks("agreement.in_force", "token_sha256") and version.token:
        yield "token_sha256", sha256(version.token.encode()).hexdigest()
    if heard.lacks("agreement.superseded", "state"):
        yield "state", version.state
        for name in ("holds_from", "holds_until"):
            day = getattr(version, name)
            yield name, day.isoformat() if day else None


def _signatures(version_id: int, heard: Heard) -> Sequence[Any]:
    told = {(key, one["side"], one["sha256"]) for key, one in heard.signatures.items()}
    rows = _rows(SIGNATURE, version_id)
    return [row for row in rows if (row.id, row.side, row.sha256) in told]


def _proposals(version_id: int, heard: Heard) -> Sequence[Any]:
    return [row for row in _rows(PROPOSAL, version_id) if row.id in heard.proposals]


def _comments(version_id: int, heard: Heard) -> Sequence[Any]:
    """Return the comments, unless a side has more than it was heard to make."""
    rows = _rows(COMMENT, version_id) if heard.comments else []
    return rows if Counter(row.side for row in rows) <= heard.comments else []


def _rows(table: sa.TableClause, version_id: int) -> Sequence[Any]:
    found = sa.select(table).where(table.c.version_id == version_id).order_by("id")
    return op.get_bind().execute(found).all()


def _digest(row: Any) -> str:
    """Return the SHA-256 of all that a row says, as canonical JSON (RFC 8785)."""
    said = {name: _plain(value) for name, value in row._mapping.items() if name != "id"}
    return sha256(rfc8785.dumps(said)).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.astimezone(UTC).isoformat()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value
