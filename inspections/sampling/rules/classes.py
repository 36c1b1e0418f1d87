"""One inspection of several defect classes: each with its plan, all on one drawing of units."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from inspections.sampling.rules.plans import LotPlan, Plan, Stage, find_plan, plan_at
from inspections.sampling.rules.sentences import Sentence, sentence
from inspections.sampling.rules.vocabulary import (
    NO_AQL,
    CriticalMode,
    Edition,
    Kind,
    Level,
    Regime,
    Severity,
    inspection_level,
    preferred_aql,
)
from inspections.sampling.rules.zero_acceptance import zero_plan
from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.products.rules import GRAVEST_FIRST, DefectClass

C = DefectClass.CRITICAL
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Terms:
    """What an inspection is asked to be: the standard, and an AQL for each class."""

    lot_size: int
    aqls: Mapping[DefectClass, str]
    level: Level = Level.II
    edition: Edition = Edition.ISO_2859_1
    kind: Kind = Kind.SINGLE
    regime: Regime = Regime.PERCENT
    severities: Mapping[DefectClass, Severity] = field(default_factory=dict)
    critical_mode: CriticalMode | None = None
    """None: `none_accepted` for AQL "0", else the AQL as it stands."""
    largest_letter: bool = False


@dataclass(frozen=True)
class ClassPlan:
    """The plan of one class within an inspection."""

    name: DefectClass
    aql: str
    severity: Severity
    mode: CriticalMode
    lot_size: int
    stages: tuple[Stage, ...]
    path: tuple[Sentence, ...]
    notes: tuple[Sentence, ...] = ()
    found: LotPlan | None = None
    """The standard's plan; None where the trade's convention stands in for one."""

    @property
    def every_unit(self) -> bool:
        """Return whether each unit drawn for any class is judged for this one."""
        return self.mode is CriticalMode.NONE_ACCEPTED

    @property
    def units(self) -> int:
        return min(self.stages[-1].cumulative_n, self.lot_size)

    @property
    def full_inspection(self) -> bool:
        return self.stages[0].n >= self.lot_size

    @property
    def letter(self) -> str:
        return self.found.plan.letter if self.found else ""

    @property
    def detectable(self) -> float | None:
        """Return the fraction nonconforming that Ac = 0 finds with 95 % certainty.

        1 - 0.05^(1/n), binomial; None where more than 0 are accepted, 0 where all are inspected.
        """
        if self.stages[0].ac != 0 or self.stages[0].re != 1:
            return None
        if self.full_inspection:
            return 0.0
        return float(1 - (1 - CONFIDENCE) ** (1 / self.stages[0].n))


@dataclass(frozen=True)
class InspectionPlan:
    """All classes of one inspection, and how many units are drawn for them."""

    classes: Mapping[DefectClass, ClassPlan]
    warnings: tuple[Sentence, ...]

    @property
    def draw(self) -> int:
        """Return how many units are drawn at most; smaller samples are the first of them."""
        return max(plan.units for plan in self.classes.values())

    @property
    def subsets(self) -> Mapping[DefectClass, int]:
        """Return how many of the drawn units belong to each class: the first of the order."""
        return {name: plan.units for name, plan in self.classes.items()}


def plan_inspection(terms: Terms) -> InspectionPlan:
    """Return the plans of all classes on one drawing; raises Invalid for what cannot be."""
    if not terms.aqls:
        raise Invalid(N_("Name at least one defect class with its AQL."), field="classes")
    mode = _critical_mode(terms)
    plans = {
        name: _by_aql(terms, name, aql)
        for name, aql in terms.aqls.items()
        if name is not C or mode is CriticalMode.AQL
    }
    warnings = [_even_out(plans)] if terms.largest_letter else []
    if mode not in (None, CriticalMode.AQL):
        plans[C] = _critical(terms, mode, plans)
    warnings += _differing(plans)
    ordered = {name: plans[name] for name in GRAVEST_FIRST if name in plans}
    return InspectionPlan(ordered, tuple(warnings))


def _critical_mode(terms: Terms) -> CriticalMode | None:
    if C not in terms.aqls:
        return None
    is_zero = str(terms.aqls[C]).strip() in (NO_AQL, "0.0")
    mode = terms.critical_mode or (CriticalMode.NONE_ACCEPTED if is_zero else CriticalMode.AQL)
    if mode is CriticalMode.AQL and is_zero:
        raise Invalid(
            N_("0 is not an AQL of the standard. Say how none accepted is meant."),
            field="critical_mode",
        )
    if mode is CriticalMode.C0 and is_zero:
        raise Invalid(N_("A C=0 plan needs the AQL it is labelled with."), field="classes")
    return mode


def _by_aql(terms: Terms, name: DefectClass, aql: str) -> ClassPlan:
    severity = terms.severities.get(name, Severity.NORMAL)
    found = find_plan(
        terms.lot_size, preferred_aql(aql, name.value), terms.level, severity, terms.kind,
        terms.edition, terms.regime,
    )  # fmt: skip
    return _of(name, found, CriticalMode.AQL)


def _of(name: DefectClass, found: LotPlan, mode: CriticalMode) -> ClassPlan:
    plan = found.plan
    return ClassPlan(
        name, plan.aql, plan.severity, mode, found.lot_size, plan.stages, found.path,
        found.notes, found,
    )  # fmt: skip


def _differing(plans: Mapping[DefectClass, ClassPlan]) -> list[Sentence]:
    if len({plan.units for plan in plans.values()}) < 2:
        return []
    told = N_(
        "The classes have samples of different sizes: draw the largest once; the smaller samples"
        " are the first units of the random order."
    )
    return [sentence(told)]


def _even_out(plans: dict[DefectClass, ClassPlan]) -> Sentence:
    """Give all classes the letter of the largest sample (ISO 2859-1, 10.3), where it has a plan.

    An arrow at that letter may lead a class on to a larger one, which then holds for all.
    """
    for _ in range(len(GRAVEST_FIRST)):
        largest = max(plans.values(), key=lambda plan: plan.stages[-1].cumulative_n)
        if not largest.letter or all(plan.letter == largest.letter for plan in plans.values()):
            break
        for name, plan in plans.items():
            plans[name] = _at_letter(plan, largest.letter)
    return sentence(N_("Agreed option: the letter of the largest sample holds for all classes."))


def _at_letter(plan: ClassPlan, letter: str) -> ClassPlan:
    if plan.found is None or plan.found.plan.code_letter == letter:
        return plan
    before = plan.found.plan
    moved = plan_at(before.edition, before.severity, before.asked_kind, letter, before.aql)
    found = plan.found._replace(plan=moved, own_letter=plan.found.code_letter)
    return _of(plan.name, found, plan.mode)


def _critical(
    terms: Terms, mode: CriticalMode, others: Mapping[DefectClass, ClassPlan]
) -> ClassPlan:
    severity = terms.severities.get(C, Severity.NORMAL)
    values: dict[str, Any] = {"lot": terms.lot_size}
    if mode is CriticalMode.FULL:
        stages: tuple[Stage, ...] = (Stage(terms.lot_size, terms.lot_size, 0, 1),)
        told = N_("Critical: every unit of the lot is inspected, none may be nonconforming.")
    elif mode is CriticalMode.C0:
        plan = zero_plan(terms.lot_size, terms.aqls[C])
        stages = (Stage(plan.n, plan.n, 0, 1),)
        told = N_("Critical: C=0 plan, AQL %(aql)s -> take %(n)s, accept on 0 only.")
        values = {"aql": plan.aql, "n": plan.n}
    else:
        stages = _on_every_unit(terms, others)
        told = N_("Critical: none accepted on any unit that is drawn; no AQL of the standard.")
    return ClassPlan(
        C, terms.aqls[C], severity, mode, terms.lot_size, stages, (sentence(told, **values),)
    )


def _on_every_unit(terms: Terms, others: Mapping[DefectClass, ClassPlan]) -> tuple[Stage, ...]:
    """Return the samples that the other classes draw; alone, the sample of the code letter."""
    if not others:
        alone = find_plan(terms.lot_size, "1.0", terms.level, edition=terms.edition)
        n = _letter_size(alone.plan)
        return (Stage(n, n, 0, 1),)
    samples = max(len(plan.stages) for plan in others.values())
    ends = [
        max(plan.stages[min(place, len(plan.stages) - 1)].cumulative_n for plan in others.values())
        for place in range(samples)
    ]
    before = [0, *ends[:-1]]
    pairs = zip(before, ends, strict=True)
    return tuple(Stage(end - start, end, 0, 1) for start, end in pairs if end > start)


def _letter_size(plan: Plan) -> int:
    """Return the sample size that belongs to the code letter itself."""
    sizes = {"A": 2, "B": 3, "C": 5, "D": 8, "E": 13, "F": 20, "G": 32, "H": 50, "J": 80, "K": 125,
             "L": 200, "M": 315, "N": 500, "P": 800, "Q": 1250, "R": 2000, "": 1}  # fmt: skip
    return sizes[plan.code_letter]


@dataclass(frozen=True)
class OwnSample:
    """A sample beside those of the classes: a test at an inspection level of its own."""

    letter: str
    n: int
    ac: int
    re: int
    path: tuple[Sentence, ...]


def own_sample(terms: Terms, name: DefectClass, level: Level) -> OwnSample:
    """Return the sample of a characteristic that is tested at its own level (S-1 to S-4).

    One sample, whatever the inspection takes: a test that destroys is not begun twice. A class
    that has no AQL of the standard accepts none, on the sample of the code letter.
    """
    severity = terms.severities.get(name, Severity.NORMAL)
    if name is C and _critical_mode(terms) is not CriticalMode.AQL:
        alone = find_plan(terms.lot_size, "1.0", level, edition=terms.edition)
        n = min(_letter_size(alone.plan), terms.lot_size)
        told = N_("Level %(level)s -> letter %(letter)s: take %(n)s, none may be nonconforming.")
        letter = alone.plan.code_letter
        said = sentence(told, level=level.value, letter=letter, n=n)
        return OwnSample(letter, n, 0, 1, (said,))
    found = find_plan(
        terms.lot_size, terms.aqls[name], level, severity, Kind.SINGLE, terms.edition, terms.regime
    )
    stage = found.plan.stages[0]
    n = min(stage.n, terms.lot_size)
    return OwnSample(found.plan.letter, n, stage.ac, stage.re, (*found.path, *found.notes))


def inspection_terms(lot_size: int, aqls: Mapping[DefectClass, str], level: str) -> Terms:
    """Return the usual terms: ISO 2859-1, single, normal, percent."""
    return Terms(lot_size, aqls, inspection_level(level))
