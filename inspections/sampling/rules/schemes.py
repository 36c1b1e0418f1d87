"""What is asked of lots, and what a tier makes of it; both hold before anyone sets them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from inspections.sampling.rules.classes import InspectionPlan, Terms, plan_inspection
from inspections.sampling.rules.rates import RATES
from inspections.sampling.rules.sentences import Sentence, sentence
from inspections.sampling.rules.vocabulary import (
    NO_AQL,
    SEVERITY_WORDS,
    CriticalMode,
    Edition,
    Kind,
    Level,
    Regime,
    Severity,
    demand_regime,
    preferred_aql,
)
from inspections.sampling.rules.zero_acceptance import zero_plan
from portal.core.errors import Invalid
from portal.core.i18n import N_, Bilingual
from portal.core.products.rules import DefectClass
from portal.core.suppliers.rules import TIER_WORDS, Tier

BRAND = "brand"


@dataclass(frozen=True)
class Scheme:
    """How lots are inspected, whoever asks for it."""

    edition: Edition = Edition.ISO_2859_1
    level: Level = Level.II
    kind: Kind = Kind.SINGLE
    regime: Regime = Regime.PERCENT
    aqls: Mapping[DefectClass, str] = field(
        default_factory=lambda: {
            DefectClass.CRITICAL: "0",
            DefectClass.MAJOR: "2.5",
            DefectClass.MINOR: "4.0",
        }
    )
    critical_mode: CriticalMode = CriticalMode.NONE_ACCEPTED
    largest_letter: bool = False
    switching: bool = True
    reduced_approved: bool = False
    skip_one_in: int | None = None
    """Of proven products one lot in so many is inspected; None: every lot is."""

    def terms(self, defect_class: DefectClass) -> str:
        """Return what a switching pair is about, as one word: what is agreed anew begins anew."""
        aql = self.aqls[defect_class]
        parts = (self.edition.value, self.kind.value, self.level.value, aql, self.regime.value)
        return "|".join(parts)

    @property
    def switched(self) -> tuple[DefectClass, ...]:
        """Return the classes that switch: those with an AQL of the standard."""
        critical = self.critical_mode is CriticalMode.AQL
        return tuple(name for name in self.aqls if name is not DefectClass.CRITICAL or critical)

    def asked(self, lot_size: int, severities: Mapping[DefectClass, Severity]) -> Terms:
        """Return what is asked for a lot."""
        return Terms(
            lot_size, self.aqls, self.level, self.edition, self.kind, self.regime, severities,
            self.critical_mode, self.largest_letter,
        )  # fmt: skip


@dataclass(frozen=True)
class Basis:
    """The signed version of an agreement that a scheme comes from."""

    number: str
    version: int
    sha256: str
    """Of the content that both sides signed."""


@dataclass(frozen=True)
class Governing:
    """The scheme that holds for a product, where it comes from, and why."""

    scheme: Scheme
    source: str
    """`brand`, `category:<code>`, `agreement:<number>`."""
    reason: Sentence
    basis: Basis | None = None


BRAND_REASON = sentence(N_("Nothing else was agreed for this product: the brand's default holds."))


def category_reason(name: Bilingual) -> Sentence:
    """Return why the scheme of a category holds."""
    return sentence(N_("The sampling scheme of the category “%(category)s” holds."), category=name)


@dataclass(frozen=True)
class TierPolicy:
    """What a tier means for how hard we look."""

    floor: Severity
    """Never laxer than this."""
    start: Severity
    """Where a new pair begins."""
    reduced_allowed: bool = False
    skip_lot_allowed: bool = False


S = Severity
TIER_POLICIES: Mapping[Tier, TierPolicy] = {
    Tier.STRATEGIC: TierPolicy(S.REDUCED, S.NORMAL, reduced_allowed=True, skip_lot_allowed=True),
    Tier.EXCELLENT: TierPolicy(S.REDUCED, S.NORMAL, reduced_allowed=True),
    Tier.QUALIFIED: TierPolicy(S.NORMAL, S.NORMAL),
    Tier.PROBATION: TierPolicy(S.TIGHTENED, S.TIGHTENED),
}
"""What holds until a quality manager sets something else."""

UNTIERED = Tier.QUALIFIED
"""Whom nobody has put into a tier is treated like this one."""

STRICTNESS: Mapping[Severity, int] = {S.REDUCED: 0, S.NORMAL: 1, S.TIGHTENED: 2}


def stricter(one: Severity, other: Severity) -> Severity:
    """Return the severity that looks harder."""
    return max(one, other, key=STRICTNESS.__getitem__)


FLOOR = N_("The tier “%(tier)s” is never inspected less severely than %(floor)s.")
NO_REDUCED = N_("The tier “%(tier)s” is not inspected under reduced inspection.")


def bounded(
    severity: Severity, policy: TierPolicy, tier: Tier | None
) -> tuple[Severity, Sentence | None]:
    """Return the severity within a tier's policy, and why it is another one, if it is."""
    named = TIER_WORDS[tier or UNTIERED]
    if severity is S.REDUCED and not policy.reduced_allowed:
        bound = stricter(S.NORMAL, policy.floor)
        if bound is S.NORMAL:
            return bound, sentence(NO_REDUCED, tier=named)
    else:
        bound = stricter(severity, policy.floor)
    if bound is severity:
        return severity, None
    return bound, sentence(FLOOR, tier=named, floor=SEVERITY_WORDS[policy.floor])


EXAMPLE_LOT = 3200
SMALL_LOT = 50


def example(scheme: Scheme, severity: Severity, lot_size: int = EXAMPLE_LOT) -> InspectionPlan:
    """Return what a scheme comes to for a lot, all classes under one severity."""
    return plan_inspection(scheme.asked(lot_size, dict.fromkeys(scheme.switched, severity)))


def offered(scheme: Scheme, severity: Severity, lot_size: int) -> InspectionPlan | None:
    """Return the plan, or None where we have no confirmed table for it."""
    try:
        return example(scheme, severity, lot_size)
    except Invalid as error:
        if error.field == "kind" and severity is Severity.REDUCED:
            return None
        raise


def checked(given: Scheme) -> Scheme:
    """Return a scheme as the standards print it; raises Invalid for what no table has.

    Reduced plans may be missing: then nobody gets below normal inspection.
    """
    aqls = {name: _printed(name, given) for name in DefectClass}
    scheme = replace(given, aqls=aqls)
    if scheme.skip_one_in is not None:
        _demand_skippable(scheme)
    for severity in (Severity.NORMAL, Severity.TIGHTENED, Severity.REDUCED):
        for lot_size in (SMALL_LOT, EXAMPLE_LOT):
            offered(scheme, severity, lot_size)
    return scheme


def _demand_skippable(scheme: Scheme) -> None:
    """Refuse skip-lot at a rate that nobody agrees on, and where no severity switches."""
    if scheme.skip_one_in not in RATES:
        refusal = N_("Of skipped lots one in 2, 3, 4 or 5 is inspected.")
        raise Invalid(refusal, field="skip_one_in")
    if not scheme.switching:
        refusal = N_("Skip-lot goes with switching only: it ends when inspection is tightened.")
        raise Invalid(refusal, field="skip_one_in")


def _printed(name: DefectClass, given: Scheme) -> str:
    """Return the AQL of a class as printed; critical may be none, which is a mode of its own."""
    aql, place = given.aqls[name].strip(), f"{name.value}_aql"
    if name is DefectClass.CRITICAL and given.critical_mode in WITHOUT_AQL:
        if aql.rstrip("0.") not in ("", "-"):
            refusal = N_("With this mode the critical class has no AQL: leave it at 0.")
            raise Invalid(refusal, field=place)
        return NO_AQL
    if name is DefectClass.CRITICAL and given.critical_mode is CriticalMode.C0:
        try:
            return zero_plan(EXAMPLE_LOT, aql).aql
        except Invalid as error:
            raise Invalid(error.message, field=place, **error.values) from None
    printed = preferred_aql(aql, place)
    demand_regime(printed, given.regime, place)
    return printed


WITHOUT_AQL = frozenset({CriticalMode.NONE_ACCEPTED, CriticalMode.FULL})
