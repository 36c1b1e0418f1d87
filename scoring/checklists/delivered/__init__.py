"""The checklists that come with the portal: one TOML file each, read when they are taken in."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import Any

from scoring.checklists.rules import AnswerType, ChecklistKind, Option, Question, Section

DELIVERED = ("ADMISSION", "SELF-ASSESSMENT")
"""Their codes, which are the names of their files."""


@dataclass(frozen=True)
class Delivered:
    """A checklist as a file says it."""

    kind: ChecklistKind
    name_en: str
    name_zh: str
    note: str
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]


def read_delivered(code: str) -> Delivered:
    """Return a delivered checklist."""
    name = f"{code.lower().replace('-', '_')}.toml"
    said = tomllib.loads((files(__name__) / name).read_text("utf-8"), parse_float=Decimal)
    return Delivered(
        ChecklistKind(said["kind"]),
        said["en"],
        said["zh"],
        said["note"],
        tuple(Section(one["code"], one["en"], one["zh"]) for one in said["section"]),
        tuple(
            _question(question, section["code"])
            for section in said["section"]
            for question in section["question"]
        ),
    )


def _question(said: Mapping[str, Any], section: str) -> Question:
    minimum, target = said.get("minimum"), said.get("target")
    return Question(
        code=said["code"],
        section=section,
        type=AnswerType(said.get("type", "yes_no")),
        text_en=said["en"],
        text_zh=said["zh"],
        weight=said.get("weight", 1),
        is_knock_out=said.get("knock_out", False),
        needs_evidence=said.get("evidence", False),
        guidance_en=said.get("look_en", ""),
        guidance_zh=said.get("look_zh", ""),
        unit=said.get("unit", ""),
        minimum=None if minimum is None else Decimal(minimum),
        target=None if target is None else Decimal(target),
        options=tuple(
            Option(code, Decimal(points), en, zh)
            for code, points, en, zh in said.get("options", ())
        ),
    )
