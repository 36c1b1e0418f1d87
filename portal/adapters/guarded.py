"""What the migrations say must never change, never go, and be confined to its supplier."""

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Final

from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory

MIGRATIONS: Final = Path(__file__).parents[2] / "migrations"


@dataclass
class Guarded:
    """Tables under guard."""

    fixed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Columns that never change once written, by table."""
    kept: set[str] = field(default_factory=set)
    """Tables whose rows are never deleted."""
    confined: set[str] = field(default_factory=lambda: {"supplier"})
    """Tables with row security."""
    sealed: set[str] = field(default_factory=set)
    """Triggers that guard under a condition of their own."""


def guarded() -> Guarded:
    """Return what is under guard, as the migrations tell.

    The first ones tell it in names of their own, all later ones in one `GUARDS`.
    """
    found = Guarded()
    for step in _steps():
        guards = getattr(step, "GUARDS", None)
        if guards is not None:
            fixed, kept, confined = guards.fixed, guards.kept, {*guards.owned, *guards.sourced}
        else:
            fixed, kept = getattr(step, "FIXED", {}), getattr(step, "KEPT", ())
            names = ("OWNED", "READ_OWN", "ASKED_BY_ALL")
            confined = {table for name in names for table in getattr(step, name, ())}
        for table, columns in fixed.items():
            found.fixed[table] |= set(columns)
        found.kept |= set(kept)
        found.confined |= confined
        found.sealed |= set(getattr(step, "SEALED", ()))
    return found


def scripts() -> ScriptDirectory:
    """Return the line of migrations."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config)


def _steps() -> list[ModuleType]:
    return [step.module for step in scripts().walk_revisions()]
