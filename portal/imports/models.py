"""Runs, refusals and saved mappings."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, CreatedAt, Id, Key, OptionalUserRef, Sha256
from portal.imports.rules import ImportMode, RunState


class ImportMapping(Base):
    """Which foreign column means what, kept by source under a name."""

    __tablename__ = "import_mapping"
    __table_args__ = (UniqueConstraint("source", "name"),)

    id: Mapped[Id]
    source: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    columns: Mapped[dict[str, Any]] = mapped_column(JSON)
    defaults: Mapped[dict[str, Any]] = mapped_column(JSON)
    forms: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    """How its files write numbers and days."""
    saved_by_id: Mapped[OptionalUserRef]
    saved_at: Mapped[CreatedAt]


class ImportRun(Base):
    """One file read for one source, and what came of it."""

    __tablename__ = "import_run"

    id: Mapped[Id]
    source: Mapped[str] = mapped_column(String(40), index=True)
    file_name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[Sha256] = mapped_column(index=True)
    size: Mapped[int]
    reading: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Encoding, delimiter, sheet, header line: what was detected or chosen."""
    columns: Mapped[dict[str, Any]] = mapped_column(JSON)
    defaults: Mapped[dict[str, Any]] = mapped_column(JSON)
    mode: Mapped[ImportMode] = mapped_column(default=ImportMode.ALL_OR_NOTHING)
    dry_run: Mapped[bool] = mapped_column(default=False)
    state: Mapped[RunState] = mapped_column(default=RunState.UPLOADED)
    rows: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    next_row: Mapped[int] = mapped_column(default=0)
    """Where a resumed run goes on: everything before is committed."""
    message: Mapped[str | None] = mapped_column(String(500))
    message_values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    mapping_name: Mapped[str] = mapped_column(String(120), default="")
    """The saved mapping that was taken, if any."""
    job_id: Mapped[int | None] = mapped_column(Key)
    by_id: Mapped[OptionalUserRef]
    by_name: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[CreatedAt] = mapped_column(index=True)
    finished_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}


class ImportRefusal(Base):
    """One cell or row that was not taken, and why."""

    __tablename__ = "import_refusal"
    __table_args__ = (Index(None, "run_id", "line"),)

    id: Mapped[Id]
    run_id: Mapped[int] = mapped_column(Key, ForeignKey("import_run.id"))
    line: Mapped[int]
    """Line of the file, the header being counted."""
    column: Mapped[str] = mapped_column(String(120), default="")
    value: Mapped[str] = mapped_column(String(500), default="")
    reason: Mapped[str] = mapped_column(String(300))
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    row: Mapped[list[Any]] = mapped_column(JSON)
