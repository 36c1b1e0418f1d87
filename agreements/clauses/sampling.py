"""The sampling clause: what lots are inspected by once both sides have signed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from agreements.clauses.kinds import Fact, Terms
from portal.core.errors import Invalid
from portal.core.i18n import N_, Message
from portal.core.products.rules import GRAVEST_FIRST, DefectClass
from portal.core.standards import (
    NO_AQL,
    CriticalMode,
    Edition,
    Kind,
    Level,
    Regime,
    demand_regime,
    preferred_aql,
)

CLASS_WORDS: Mapping[DefectClass, Message] = {
    DefectClass.CRITICAL: N_("Critical"),
    DefectClass.MAJOR: N_("Major"),
    DefectClass.MINOR: N_("Minor"),
}
MODE_WORDS: Mapping[CriticalMode, Message] = {
    CriticalMode.NONE_ACCEPTED: N_("none accepted among the units drawn"),
    CriticalMode.FULL: N_("every unit is inspected"),
    CriticalMode.C0: N_("C = 0 plan, accept on none"),
    CriticalMode.AQL: N_("by its AQL"),
}
PLAN_WORDS: Mapping[Kind, Message] = {
    Kind.SINGLE: N_("single sampling"),
    Kind.DOUBLE: N_("double sampling"),
    Kind.MULTIPLE: N_("multiple sampling"),
}
REGIME_WORDS: Mapping[Regime, Message] = {
    Regime.PERCENT: N_("percent nonconforming items"),
    Regime.PER_100: N_("nonconformities per 100 items"),
}
YES, NO = N_("Yes"), N_("No")
WITHOUT_AQL = frozenset({CriticalMode.NONE_ACCEPTED, CriticalMode.FULL})


def _usual() -> dict[DefectClass, str]:
    return {DefectClass.CRITICAL: "0", DefectClass.MAJOR: "2.5", DefectClass.MINOR: "4.0"}


@dataclass(frozen=True)
class SamplingTerms(Terms):
    """The plan that was agreed for every lot the agreement covers."""

    edition: Edition = Edition.ISO_2859_1
    level: Level = Level.II
    kind: Kind = Kind.SINGLE
    regime: Regime = Regime.PERCENT
    aqls: Mapping[DefectClass, str] = field(default_factory=_usual)
    critical_mode: CriticalMode = CriticalMode.NONE_ACCEPTED
    switching: bool = True
    reduced_approved: bool = False
    skip_lot: bool = False

    def check(self) -> Self:
        """Return the plan with its AQLs as the standard prints them; raises Invalid."""
        if self.skip_lot and not self.switching:
            raise Invalid(
                N_("Skip-lot needs the switching rules: it goes with normal inspection only."),
                field="skip_lot",
            )
        return replace(self, aqls={name: self._aql(name) for name in GRAVEST_FIRST})

    def _aql(self, name: DefectClass) -> str:
        aql, place = self.aqls.get(name, "").strip(), f"{name.value}_aql"
        if name is DefectClass.CRITICAL and self.critical_mode in WITHOUT_AQL:
            if aql.rstrip("0.") not in ("", "-"):
                refusal = N_("With this mode the critical class has no AQL: leave it at 0.")
                raise Invalid(refusal, field=place)
            return NO_AQL
        printed = preferred_aql(aql, place)
        demand_regime(printed, self.regime, place)
        return printed

    def facts(self) -> Sequence[Fact]:
        aqls = [
            Fact(f"aql_{name.value}", N_("AQL"), self.aqls[name], about=CLASS_WORDS[name])
            for name in GRAVEST_FIRST
            if self.aqls[name] != NO_AQL
        ]
        return (
            Fact("edition", N_("Standard and edition"), self.edition.value),
            Fact("level", N_("Inspection level"), self.level.value),
            Fact("kind", N_("Type of plan"), PLAN_WORDS[self.kind]),
            Fact("regime", N_("What is counted"), REGIME_WORDS[self.regime]),
            *aqls,
            Fact("critical_mode", N_("Critical defects"), MODE_WORDS[self.critical_mode]),
            Fact("switching", N_("Switching rules apply"), YES if self.switching else NO),
            Fact(
                "reduced_approved",
                N_("Reduced inspection approved"),
                YES if self.reduced_approved else NO,
            ),
            Fact("skip_lot", N_("Skip-lot allowed"), YES if self.skip_lot else NO),
        )

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """Return kept values."""
        return cls(
            Edition(kept["edition"]),
            Level(kept["level"]),
            Kind(kept["kind"]),
            Regime(kept["regime"]),
            {DefectClass(name): aql for name, aql in kept["aqls"].items()},
            CriticalMode(kept["critical_mode"]),
            kept["switching"],
            kept["reduced_approved"],
            kept["skip_lot"],
        )
