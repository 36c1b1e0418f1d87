"""What plan a lot would be inspected under now, and why; nothing is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.rules.judging import CLASS_WORDS
from inspections.lot_inspections.rules.own_samples import OwnTest
from inspections.sampling.queries.ledger import pairs_of, standing_of_pair
from inspections.sampling.queries.schemes import governing_scheme, tier_policy
from inspections.sampling.rules.classes import (
    ClassPlan,
    InspectionPlan,
    own_sample,
    plan_inspection,
)
from inspections.sampling.rules.ledger import beginning
from inspections.sampling.rules.plans import Stage
from inspections.sampling.rules.schemes import Governing, Scheme, TierPolicy, bounded
from inspections.sampling.rules.sentences import Sentence, sentence
from inspections.sampling.rules.switching import Standing
from inspections.sampling.rules.vocabulary import CriticalMode, Level, Severity
from portal.core.errors import Invalid, WrongState
from portal.core.i18n import N_
from portal.core.products.models import Characteristic, Product, SpecificationVersion
from portal.core.products.rules import DefectClass, SpecificationState
from portal.core.suppliers.models import Supplier
from portal.core.suppliers.rules import Tier

Reasons = tuple[Sentence, ...]
UNSWITCHED = sentence(N_("The scheme does not switch: every lot is inspected alike."))
UNCONFIRMED = sentence(
    N_("Reduced inspection was earned, but no confirmed table has its plan: normal inspection.")
)


class Presented(Protocol):
    """What a plan is asked for: so many units of a supplier's product."""

    @property
    def supplier_id(self) -> int: ...
    @property
    def product_id(self) -> int: ...
    @property
    def quantity(self) -> int: ...


@dataclass(frozen=True)
class Resolved:
    """The plan of a lot with everything that led to it."""

    governing: Governing
    policy: TierPolicy
    plan: InspectionPlan
    reasons: Mapping[DefectClass, Reasons]
    """Why each class has its severity."""
    is_sorting: bool = False
    """Whether every unit is looked at instead of a sample."""

    @property
    def scheme(self) -> Scheme:
        return self.governing.scheme

    @property
    def switched(self) -> tuple[DefectClass, ...]:
        """Return the classes whose result counts in the ledger."""
        return self.scheme.switched if self.scheme.switching and not self.is_sorting else ()


def resolve_plan(session: Session, presented: Presented, *, full: bool = False) -> Resolved:
    """Return the plan that a lot would have now; `full` looks at every unit instead of a sample.

    Raises WrongState where acceptance by sampling is discontinued.
    """
    product = session.get_one(Product, presented.product_id)
    supplier = session.get_one(Supplier, presented.supplier_id)
    governing = governing_scheme(session, supplier.id, product)
    policy = tier_policy(session, supplier.tier)
    if full:
        plan = _sorting(governing.scheme, presented.quantity)
        return Resolved(governing, policy, plan, dict.fromkeys(plan.classes, (SORTED,)), True)
    standings = _standings(session, presented, governing.scheme, policy)
    severities: dict[DefectClass, Severity] = {}
    reasons: dict[DefectClass, Reasons] = {}
    for name, (severity, why) in standings.items():
        severities[name], reasons[name] = _bounded(severity, why, policy, supplier.tier)
    plan = _planned(governing.scheme, presented.quantity, severities, reasons)
    return Resolved(governing, policy, plan, reasons)


def _standings(
    session: Session, presented: Presented, scheme: Scheme, policy: TierPolicy
) -> dict[DefectClass, tuple[Severity, Reasons]]:
    if not scheme.switching:
        return dict.fromkeys(scheme.switched, (policy.start, (UNSWITCHED,)))
    terms = {name: scheme.terms(name) for name in scheme.switched}
    pairs = pairs_of(session, presented.supplier_id, presented.product_id, terms)
    found: dict[DefectClass, tuple[Severity, Reasons]] = {}
    for name in scheme.switched:
        if name not in pairs:
            found[name] = policy.start, (beginning(policy.start),)
            continue
        standing, why = standing_of_pair(pairs[name])
        if standing is Standing.DISCONTINUED:
            raise WrongState(DISCONTINUED, **{"class": CLASS_WORDS[name]})
        found[name] = standing.severity, why
    return found


DISCONTINUED = N_(
    "%(class)s: 5 lots were not accepted under tightened inspection, so that no lot of this product"
    " is accepted by sampling. Agree corrective action with the supplier and note it in the"
    " switching ledger, or inspect every unit."
)


def _bounded(
    severity: Severity, why: Reasons, policy: TierPolicy, tier: Tier | None
) -> tuple[Severity, Reasons]:
    within, bound = bounded(severity, policy, tier)
    return within, (*why, bound) if bound else why


def _planned(
    scheme: Scheme,
    lot_size: int,
    severities: dict[DefectClass, Severity],
    reasons: dict[DefectClass, Reasons],
) -> InspectionPlan:
    """Return the plans of all classes; reduced ones without a confirmed table become normal."""
    try:
        return plan_inspection(scheme.asked(lot_size, severities))
    except Invalid as error:
        lax = [name for name, severity in severities.items() if severity is Severity.REDUCED]
        if error.field != "kind" or not lax:
            raise
    for name in lax:
        severities[name] = Severity.NORMAL
        reasons[name] = (*reasons[name], UNCONFIRMED)
    return plan_inspection(scheme.asked(lot_size, severities))


SORTED = sentence(N_("Every unit is inspected; the lot is accepted if none is nonconforming."))


def _sorting(scheme: Scheme, lot_size: int) -> InspectionPlan:
    classes = {
        name: ClassPlan(
            name, scheme.aqls[name], Severity.NORMAL, CriticalMode.FULL, lot_size,
            (Stage(lot_size, lot_size, 0, 1),), (SORTED,),
        )
        for name in DefectClass
    }  # fmt: skip
    return InspectionPlan(classes, ())


def own_tests(session: Session, inspection: Inspection, resolved: Resolved) -> list[OwnTest]:
    """Return the tests at levels of their own that the specification in force asks for."""
    asked = session.scalars(
        select(Characteristic)
        .where(Characteristic.version_id == inspection.specification_id, Characteristic.level != "")
        .order_by(Characteristic.position)
    )
    severities = {name: one.severity for name, one in resolved.plan.classes.items()}
    terms = resolved.scheme.asked(inspection.quantity, severities)
    tests = []
    for one in asked:
        sample = own_sample(terms, one.defect_class, Level(one.level))
        path = [step.as_json() for step in sample.path]
        test = OwnTest(
            one.id, one.name, one.level, sample.letter, sample.n, sample.ac, sample.re,
            one.is_measured, path,
        )  # fmt: skip
        tests.append(test)
    return tests


def preview_plan(session: Session, inspection: Inspection) -> Resolved | WrongState:
    """Return the plan that starting now would make, or why none can be made."""
    try:
        return resolve_plan(session, inspection)
    except WrongState as refusal:
        return refusal


def specification_in_force(session: Session, product_id: int) -> int | None:
    """Return the id of the specification that a product is held against now."""
    return session.scalar(
        select(SpecificationVersion.id).where(
            SpecificationVersion.product_id == product_id,
            SpecificationVersion.state == SpecificationState.PUBLISHED,
        )
    )
