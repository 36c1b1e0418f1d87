"""Columns that mean the same on SQLite as on PostgreSQL."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import DateTime, Dialect, Numeric, String, TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime, on SQLite as on PostgreSQL."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """Read SQLite's text in one go: the general way calls two functions a value."""
        if dialect.name == "sqlite":
            return _utc_of_text
        return super().result_processor(dialect, coltype)


def _utc_of_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


class Exact(TypeDecorator[Decimal]):
    """An exact decimal: NUMERIC on PostgreSQL, text on SQLite, which has none."""

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        plain = dialect.name == "sqlite"
        return dialect.type_descriptor(String(40) if plain else Numeric(24, 6))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        return str(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class WordSet(TypeDecorator[frozenset[str]]):
    """A small set of codes in one column, kept sorted so that equal sets are equal text."""

    impl = String(500)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else " ".join(sorted(str(word) for word in value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[str]:
        return frozenset(value.split()) if value else frozenset()
