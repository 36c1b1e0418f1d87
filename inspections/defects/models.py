"""Defects as the catalogue names them."""

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base, Id, Key
from portal.core.i18n import Bilingual
from portal.core.products.rules import DefectClass
from portal.core.suppliers.models import Category


class Defect(Base):
    """One kind of nonconformity; of one category of goods, or of all."""

    __tablename__ = "defect"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name_en: Mapped[str] = mapped_column(String(200))
    name_zh: Mapped[str] = mapped_column(String(200), default="")
    defect_class: Mapped[DefectClass]
    """The class unless an agreement says otherwise."""
    category_id: Mapped[int | None] = mapped_column(Key, ForeignKey("category.id"), index=True)
    guidance_en: Mapped[str] = mapped_column(Text, default="")
    guidance_zh: Mapped[str] = mapped_column(Text, default="")
    picture_sha256: Mapped[str | None] = mapped_column(String(64))
    is_active: Mapped[bool] = mapped_column(default=True)
    revision: Mapped[int] = mapped_column(default=1)

    category: Mapped[Category | None] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": revision}

    @property
    def name(self) -> Bilingual:
        return Bilingual(self.name_en, self.name_zh)

    @property
    def guidance(self) -> Bilingual:
        return Bilingual(self.guidance_en, self.guidance_zh)
