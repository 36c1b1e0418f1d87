"""What has happened to received files."""

from dataclasses import dataclass, field

from portal.core.events import PERSONAL, Event


@dataclass(frozen=True)
class UploadStaged(Event, name="upload.staged"):
    sha256: str
    size: int
    media_type: str
    file_name: str = field(metadata=PERSONAL)


@dataclass(frozen=True)
class UploadDropped(Event, name="upload.dropped"):
    sha256: str


@dataclass(frozen=True)
class UploadUsed(Event, name="upload.used"):
    sha256: str


@dataclass(frozen=True)
class UploadsSwept(Event, name="upload.swept"):
    uploads: int


@dataclass(frozen=True)
class FileForgotten(Event, name="stored_file.forgotten"):
    sha256: str


@dataclass(frozen=True)
class FileFoundClean(Event, name="stored_file.found_clean"):
    sha256: str


@dataclass(frozen=True)
class FileFoundInfected(Event, name="stored_file.found_infected"):
    sha256: str
    finding: str


@dataclass(frozen=True)
class BrandFileKept(Event, name="brand_file.kept"):
    sha256: str
