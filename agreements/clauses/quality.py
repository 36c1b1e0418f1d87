"""Clauses about the goods and what comes with them: specification, standard, papers, changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

from agreements.clauses.kinds import Fact, Terms, whole, words
from agreements.clauses.sampling import NO, YES
from portal.core.errors import Invalid
from portal.core.i18n import N_, Bilingual, Message

MOST_DAYS = 3650


class Basis(StrEnum):
    """What the goods are held against."""

    PORTAL = "portal"
    DRAWING = "drawing"
    SAMPLE = "sample"


BASIS_WORDS: Mapping[Basis, Message] = {
    Basis.PORTAL: N_("the specification published in the portal"),
    Basis.DRAWING: N_("drawings and documents handed over"),
    Basis.SAMPLE: N_("the sealed sample"),
}


@dataclass(frozen=True)
class SpecificationTerms(Terms):
    """What the goods must be like."""

    basis: Basis = Basis.PORTAL
    reference: str = ""
    sealed_sample: bool = False

    def check(self) -> Self:
        """Return the values; raises Invalid where drawings are not named."""
        reference = " ".join(self.reference.split())
        if self.basis is Basis.DRAWING and not reference:
            raise Invalid(N_("Name the drawings or documents."), field="reference")
        if len(reference) > 200:
            raise Invalid(N_("That is too many, or one of them is too long."), field="reference")
        return replace(self, reference=reference)

    def facts(self) -> Sequence[Fact]:
        reference = Fact("reference", N_("Reference"), self.reference)
        return (
            Fact("basis", N_("Goods are held against"), BASIS_WORDS[self.basis]),
            *((reference,) if self.reference else ()),
            Fact("sealed_sample", N_("Sealed sample kept"), YES if self.sealed_sample else NO),
        )

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """Return kept values."""
        return cls(Basis(kept["basis"]), kept["reference"], kept["sealed_sample"])


class Place(StrEnum):
    """Where lots are inspected."""

    FACTORY = "factory"
    WAREHOUSE = "warehouse"
    LABORATORY = "laboratory"


PLACE_WORDS: Mapping[Place, Message] = {
    Place.FACTORY: N_("at the supplier's factory"),
    Place.WAREHOUSE: N_("at the brand's warehouse"),
    Place.LABORATORY: N_("at an independent laboratory"),
}


@dataclass(frozen=True)
class StandardTerms(Terms):
    """By which product standards, where, and how long before an inspection is booked."""

    standards: tuple[str, ...] = ()
    place: Place = Place.FACTORY
    booking_days: int = 5

    def check(self) -> Self:
        """Return the values; raises Invalid for days out of bounds."""
        whole(self.booking_days, 0, 90, "booking_days")
        return replace(self, standards=words(self.standards, "standards"))

    def facts(self) -> Sequence[Fact]:
        named = Fact("standards", N_("Standards"), ", ".join(self.standards))
        return (
            *((named,) if self.standards else ()),
            Fact("place", N_("Place of inspection"), PLACE_WORDS[self.place]),
            Fact("booking_days", N_("Booked before"), str(self.booking_days), N_("days")),
        )

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """Return kept values."""
        return cls(tuple(kept["standards"]), Place(kept["place"]), kept["booking_days"])


@dataclass(frozen=True)
class DocumentTerms(Terms):
    """Which types of documents the supplier keeps valid in the portal."""

    codes: tuple[str, ...] = ()
    names: Mapping[str, Bilingual] = field(default_factory=dict)
    """What the types were called when the clause was written: signed with it. Clauses that were
    written before names were kept have none, and keep the bytes that were signed."""

    def check(self) -> Self:
        """Return the codes once each; raises Invalid if there is none."""
        codes = words(self.codes, "codes")
        if not codes:
            raise Invalid(N_("Name at least one type of document."), field="codes")
        return replace(self, codes=codes).called(self.names)

    def called(self, names: Mapping[str, Bilingual]) -> Self:
        """Return the same types with their names, where they have one."""
        return replace(self, names={code: names[code] for code in self.codes if code in names})

    def facts(self) -> Sequence[Fact]:
        called = [self.names.get(code, Bilingual(code)) for code in self.codes]
        listed = Bilingual(
            ", ".join(name.in_("en") for name in called),
            "、".join(name.in_("zh") for name in called),
        )
        return (Fact("codes", N_("Types of documents"), listed),)

    def as_json(self) -> dict[str, Any]:
        """Return what is kept and signed."""
        names = {code: {"en": name.en, "zh": name.zh} for code, name in self.names.items()}
        return {"codes": list(self.codes)} | ({"names": names} if names else {})

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """Return kept values."""
        names = {code: Bilingual(**name) for code, name in kept.get("names", {}).items()}
        return cls(tuple(kept["codes"]), names)


class Change(StrEnum):
    """What may not change unannounced."""

    MATERIAL = "material"
    PROCESS = "process"
    SITE = "site"
    SUBCONTRACTOR = "subcontractor"
    TOOLING = "tooling"
    PACKAGING = "packaging"


CHANGE_WORDS: Mapping[Change, Message] = {
    Change.MATERIAL: N_("material"),
    Change.PROCESS: N_("process"),
    Change.SITE: N_("place of production"),
    Change.SUBCONTRACTOR: N_("subcontractor"),
    Change.TOOLING: N_("tooling"),
    Change.PACKAGING: N_("packaging"),
}


@dataclass(frozen=True)
class ChangeTerms(Terms):
    """How long before a change the brand is told, and of which."""

    days: int = 60
    changes: tuple[Change, ...] = tuple(Change)

    def check(self) -> Self:
        """Return the values; raises Invalid for days out of bounds or no kind of change."""
        whole(self.days, 1, MOST_DAYS, "days")
        if not self.changes:
            raise Invalid(N_("Say which changes are announced."), field="changes")
        return replace(self, changes=tuple(one for one in Change if one in self.changes))

    def facts(self) -> Sequence[Fact]:
        return (
            Fact("days", N_("Told before"), str(self.days), N_("days")),
            *(
                Fact(f"change_{one.value}", N_("Announced"), YES, about=CHANGE_WORDS[one])
                for one in self.changes
            ),
        )

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """Return kept values."""
        return cls(kept["days"], tuple(Change(one) for one in kept["changes"]))
