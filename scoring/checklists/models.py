"""Checklists, their versions, sections and questions."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base, CreatedAt, Id, Key, OptionalUserRef
from portal.core.i18n import Bilingual
from scoring.checklists.rules import (
    AnswerType,
    ChecklistKind,
    ChecklistState,
    Option,
    Question,
    Section,
)


class Checklist(Base):
    """A list of questions for one occasion."""

    __tablename__ = "checklist"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[ChecklistKind]
    name_en: Mapped[str] = mapped_column(String(200), default="")
    name_zh: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[CreatedAt]
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}

    @property
    def name(self) -> Bilingual:
        return Bilingual(self.name_en, self.name_zh)


IS_OPEN = sql("state = 'draft'")
IS_IN_FORCE = sql("state = 'published'")


class ChecklistVersion(Base):
    """A checklist as it is asked from a day on; a published version never changes."""

    __tablename__ = "checklist_version"
    __table_args__ = (
        UniqueConstraint("checklist_id", "number"),
        Index(
            "uq_checklist_version_draft", "checklist_id",
            unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN,
        ),
        Index(
            "uq_checklist_version_published", "checklist_id",
            unique=True, sqlite_where=IS_IN_FORCE, postgresql_where=IS_IN_FORCE,
        ),
    )  # fmt: skip

    id: Mapped[Id]
    checklist_id: Mapped[int] = mapped_column(Key, ForeignKey("checklist.id"))
    number: Mapped[int]
    state: Mapped[ChecklistState] = mapped_column(default=ChecklistState.DRAFT)
    note: Mapped[str] = mapped_column(Text, default="")
    """What is new in it."""
    created_at: Mapped[CreatedAt]
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[OptionalUserRef]
    revision: Mapped[int] = mapped_column(default=1)

    checklist: Mapped[Checklist] = relationship(lazy="raise_on_sql")
    sections: Mapped[list["ChecklistSection"]] = relationship(
        lazy="raise_on_sql", order_by="ChecklistSection.position", viewonly=True
    )
    lines: Mapped[list["ChecklistQuestion"]] = relationship(
        lazy="raise_on_sql", order_by="ChecklistQuestion.position", viewonly=True
    )

    __mapper_args__ = {"version_id_col": revision}

    @property
    def questions(self) -> list[Question]:
        """Return the questions as they are asked, section after section."""
        place = {section.code: section.position for section in self.sections}
        lines = sorted(self.lines, key=lambda line: (place[line.section], line.position))
        return [line.asked for line in lines]


class ChecklistSection(Base):
    """A part of a version."""

    __tablename__ = "checklist_section"
    __table_args__ = (UniqueConstraint("version_id", "code"),)

    id: Mapped[Id]
    version_id: Mapped[int] = mapped_column(Key, ForeignKey("checklist_version.id"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    name_zh: Mapped[str] = mapped_column(String(200), default="")

    @property
    def name(self) -> Bilingual:
        return Bilingual(self.name_en, self.name_zh)

    @property
    def wanted(self) -> Section:
        return Section(self.code, self.name_en, self.name_zh)


class ChecklistQuestion(Base):
    """One question of a version."""

    __tablename__ = "checklist_question"
    __table_args__ = (
        UniqueConstraint("version_id", "code"),
        ForeignKeyConstraint(
            ["version_id", "section"], ["checklist_section.version_id", "checklist_section.code"]
        ),
    )

    id: Mapped[Id]
    version_id: Mapped[int] = mapped_column(Key, ForeignKey("checklist_version.id"))
    section: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(40))
    type: Mapped[AnswerType]
    text_en: Mapped[str] = mapped_column(Text, default="")
    text_zh: Mapped[str] = mapped_column(Text, default="")
    weight: Mapped[int]
    is_knock_out: Mapped[bool] = mapped_column(default=False)
    needs_evidence: Mapped[bool] = mapped_column(default=False)
    guidance_en: Mapped[str] = mapped_column(Text, default="")
    guidance_zh: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str] = mapped_column(String(20), default="")
    minimum: Mapped[Decimal | None]
    target: Mapped[Decimal | None]
    options: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    @property
    def asked(self) -> Question:
        """Return the question as plain values."""
        said = {name: getattr(self, name) for name in Question.__dataclass_fields__}
        options = (
            Option(one["code"], Decimal(one["points"]), one["en"], one["zh"])
            for one in self.options
        )
        return Question(**said | {"options": tuple(options)})

    def write(self, wanted: Question) -> None:
        """Take over what is wanted."""
        for name, value in vars(wanted).items():
            setattr(self, name, value)
        self.options = [
            {"code": one.code, "points": f"{one.points:f}", "en": one.en, "zh": one.zh}
            for one in wanted.options
        ]
