"""Rows of long lists: the template draws one row with its places empty, and each line fills them.

A list of fifty rows has hundreds of texts; to call the template for each costs more than all else.
"""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

BETWEEN = "\x1f"


class Line(NamedTuple):
    """What one row says: texts, which are escaped, and what is drawn already."""

    texts: tuple[str, ...]
    drawn: tuple[Markup, ...] = ()


def fill(row: Markup, lines: Sequence[Line]) -> Markup:
    """Return `row` once per line; its places {0}, {1}, ... are the texts, then what is drawn."""
    if not lines:
        return Markup()
    safe = escape_all([text for line in lines for text in line.texts])
    width, draw = len(lines[0].texts), str(row).format
    begins = range(0, len(safe), width)
    return Markup(  # noqa: S704
        "".join(
            [
                draw(*safe[begin : begin + width], *line.drawn)
                for begin, line in zip(begins, lines, strict=True)
            ]
        )
    )


def escape_all(texts: Sequence[str]) -> list[str]:
    """Return texts escaped, all in one go unless one of them has the mark between them."""
    safe = str(escape(BETWEEN.join(texts))).split(BETWEEN)
    return safe if len(safe) == len(texts) else [str(escape(text)) for text in texts]
