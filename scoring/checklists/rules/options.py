"""Answers to choose, written one per line: code | points | English | Chinese."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from scoring.checklists.rules import Option


def options_as_text(options: Sequence[Option]) -> str:
    """Return the lines that `read_options` reads."""
    return "\n".join(
        f"{option.code} | {option.points.normalize():f} | {option.en} | {option.zh}".rstrip(" |")
        for option in options
    )


def read_options(text: str) -> tuple[Option, ...] | None:
    """Return the options that lines say, or None if a line cannot be read."""
    found = [_read(line) for line in text.splitlines() if line.strip()]
    return None if None in found else tuple(option for option in found if option)


def _read(line: str) -> Option | None:
    parts = [part.strip() for part in line.replace("｜", "|").split("|")]
    if not 3 <= len(parts) <= 4 or not parts[0] or len(parts[0]) > 40:
        return None
    try:
        points = Decimal(parts[1])
    except InvalidOperation:
        return None
    return Option(parts[0].lower(), points, *parts[2:]) if points.is_finite() else None
