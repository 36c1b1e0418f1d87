"""What can have happened to the catalogue of defects."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True)
class DefectAdded(Event, name="defect.added"):
    code: str


@dataclass(frozen=True)
class DefectEdited(Event, name="defect.edited"):
    code: str


@dataclass(frozen=True)
class DefectPictured(Event, name="defect.pictured"):
    code: str
    sha256: str


@dataclass(frozen=True)
class DefectsInstalled(Event, name="defect.catalogue_installed"):
    defects: int
