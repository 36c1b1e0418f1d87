"""Received files, and uploads that wait to be made documents."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base, CreatedAt, Id, OfSupplier, Sha256, UserRef
from portal.core.files.rules import ScanState

BRAND = "brand"
"""Stands in a key where else a supplier's id does."""


class StoredFile(OfSupplier, Base):
    """Bytes that were received for a supplier, named by what they are."""

    __tablename__ = "stored_file"
    __table_args__ = (UniqueConstraint("supplier_id", "sha256"), Index(None, "sha256"))

    id: Mapped[Id]
    sha256: Mapped[Sha256]
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(100))
    pages: Mapped[int | None]
    scan: Mapped[ScanState] = mapped_column(default=ScanState.UNSCANNED)
    scanned_at: Mapped[datetime | None]
    finding: Mapped[str | None] = mapped_column(String(200))
    stored_at: Mapped[CreatedAt]

    @property
    def key(self) -> str:
        """Return where the bytes are in the file store."""
        return f"{self.supplier_id}/{self.sha256}"


class BrandFile(Base):
    """A picture of the brand's own, such as one of a defect; no supplier's."""

    __tablename__ = "brand_file"

    id: Mapped[Id]
    sha256: Mapped[Sha256] = mapped_column(unique=True)
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(100))
    stored_at: Mapped[CreatedAt]

    @property
    def key(self) -> str:
        """Return where the bytes are in the file store."""
        return f"{BRAND}/{self.sha256}"


class Upload(OfSupplier, Base):
    """A received file that waits to be made a document; swept after a day if it is not."""

    __tablename__ = "upload"
    __table_args__ = (
        ForeignKeyConstraint(
            ["supplier_id", "sha256"], ["stored_file.supplier_id", "stored_file.sha256"]
        ),
    )

    id: Mapped[Id]
    sha256: Mapped[Sha256]
    file_name: Mapped[str] = mapped_column(String(255))
    by_id: Mapped[UserRef]
    at: Mapped[CreatedAt] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]
    """Taken back by the person; the row stays for a day so that the daily quota counts it."""

    file: Mapped[StoredFile] = relationship(lazy="raise_on_sql")
