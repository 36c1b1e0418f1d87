"""Templates: whole agreements in both languages, which drafts begin from."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from agreements.clauses.kinds import ClauseKind
from agreements.clauses.wording import Wording, terms_of
from portal.core.i18n import Bilingual

FOLDER = Path(__file__).parent / "library"


@dataclass(frozen=True)
class Template:
    """An agreement that only lacks its parties, its goods and its days."""

    code: str
    name: Bilingual
    title: Bilingual
    about: Bilingual
    said: tuple[Mapping[str, Any], ...]

    def clauses(self, begins_on: date, ends_on: date) -> list[Wording]:
        """Return the clauses for a term."""
        days = {"begins_on": begins_on.isoformat(), "ends_on": ends_on.isoformat()}
        return [_worded(one, days) for one in self.said]


@cache
def templates() -> Mapping[str, Template]:
    """Return the templates that come with the portal, by code."""
    found = (_read(path) for path in sorted(FOLDER.glob("*.toml")))
    return {template.code: template for template in found}


def _read(path: Path) -> Template:
    told = tomllib.loads(path.read_text("utf-8"))
    name, title, about = (
        Bilingual(told[f"{key}_en"], told[f"{key}_zh"]) for key in ("name", "title", "about")
    )
    return Template(path.stem, name, title, about, tuple(told["clause"]))


def _worded(one: Mapping[str, Any], days: Mapping[str, str]) -> Wording:
    kind = ClauseKind(one["kind"])
    kept = dict(one.get("terms", {}))
    if kind is ClauseKind.TERM:
        kept |= days
    return Wording(
        kind,
        Bilingual(one["title_en"], one["title_zh"]),
        Bilingual(one["text_en"], one["text_zh"]),
        terms_of(kind, kept),
    ).check()
