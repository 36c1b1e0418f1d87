"""Holding what was reported against the copied plan, before anything of it is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy.orm import Session

from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.queries.results import (
    CatalogueDefect,
    Measured,
    PlannedLine,
    catalogue_defects,
    measured_characteristics,
    planned_lines,
)
from inspections.lot_inspections.rules import Verdict
from inspections.lot_inspections.rules.judging import (
    Judged,
    demand_defects_counted,
    demand_measurements_counted,
    judge,
    verdict_of,
)
from inspections.lot_inspections.rules.own_samples import all_accept, planned_tests
from inspections.sampling.rules.vocabulary import Regime
from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.products.rules import DefectClass, is_entry

LONGEST_KEY = 64
MOST_CARTONS = 1_000_000
LARGEST_VALUE = Decimal(10) ** 12


@dataclass(frozen=True)
class FoundInput:
    """How often a defect of the catalogue was found."""

    defect: int | str
    """Its id, or its code, as programs name it."""
    count: int
    defect_class: DefectClass | None = None
    """Where it counts another way than the catalogue says."""
    comment: str = ""


@dataclass(frozen=True)
class MeasuredInput:
    """One measured value of one unit, counted from 1 in the order of drawing."""

    characteristic: int | str
    """Its id, or its code, as programs name it."""
    unit: int
    value: Decimal


@dataclass(frozen=True)
class ResultInput:
    """What was found in a lot."""

    key: str
    """Of whoever sends it: the same key is the same result."""
    counts: Mapping[DefectClass, Sequence[int]]
    """Per sample, not cumulative: nonconforming units, or nonconformities."""
    defects: Sequence[FoundInput] = ()
    measured: Sequence[MeasuredInput] = ()
    cartons_opened: int | None = None
    remarks: str = ""
    reason: str = field(default="")
    """Why an earlier result is corrected."""


@dataclass(frozen=True)
class Found:
    """A defect of the catalogue, and the class in which it counts."""

    defect_id: int
    defect_class: DefectClass
    count: int
    comment: str


@dataclass(frozen=True)
class Noted:
    """A value of one unit, and whether it keeps the limits."""

    characteristic_id: int
    defect_class: DefectClass
    unit: int
    value: Decimal
    keeps: bool


@dataclass(frozen=True)
class Weighed:
    """A result that can be true, with everything that goes into its rows."""

    lines: Mapping[DefectClass, PlannedLine]
    judged: Mapping[DefectClass, Judged]
    found: Sequence[Found]
    noted: Sequence[Noted]
    verdict: Verdict


def weigh(session: Session, inspection: Inspection, given: ResultInput) -> Weighed:
    """Return what the plan says to what was reported; raises Invalid for what cannot be."""
    _check_frame(inspection, given)
    lines = planned_lines(session, inspection)
    per_100 = inspection.regime is Regime.PER_100
    judged = judge([line.plan for line in lines.values()], given.counts, per_100=per_100)
    found = _found(session, given.defects)
    counted = [(one.defect_class, one.count) for one in found]
    demand_defects_counted(judged, counted, per_100=per_100)
    tests = planned_tests(inspection.own_samples)
    drawn = max(*(one.inspected for one in judged.values()), *(one.n for one in tests), 0)
    noted = _noted(session, inspection, given.measured, drawn)
    beyond = [(one.defect_class, one.unit) for one in noted if not one.keeps]
    demand_measurements_counted(judged, beyond, per_100=per_100)
    verdict = verdict_of(judged.values())
    keeps = {(one.characteristic_id, one.unit): one.keeps for one in noted}
    if tests and not all_accept(tests, keeps):
        verdict = Verdict.NOT_ACCEPTED
    return Weighed(lines, judged, found, noted, verdict)


def _check_frame(inspection: Inspection, given: ResultInput) -> None:
    if not given.key or len(given.key) > LONGEST_KEY:
        raise Invalid(N_("A result needs a key of its own, of at most 64 characters."), field="key")
    opened = given.cartons_opened
    if opened is not None and not 0 <= opened <= (inspection.cartons or MOST_CARTONS):
        raise Invalid(N_("More cartons were opened than there are."), field="cartons_opened")


def _found(session: Session, given: Sequence[FoundInput]) -> list[Found]:
    known = catalogue_defects(session, {one.defect for one in given})
    return [
        Found(
            asked.id, one.defect_class or asked.defect_class, one.count, one.comment.strip()[:400]
        )
        for one in given
        for asked in [_in_catalogue(known, one.defect)]
    ]


def _in_catalogue(known: Mapping[int | str, CatalogueDefect], name: int | str) -> CatalogueDefect:
    if name in known:
        return known[name]
    if isinstance(name, int):
        raise Invalid(N_("This defect is not in the catalogue."), field="defects")
    raise Invalid(N_("The catalogue has no defect “%(code)s”."), field="defects", code=name)


def _noted(
    session: Session, inspection: Inspection, given: Sequence[MeasuredInput], drawn: int
) -> list[Noted]:
    known = measured_characteristics(session, inspection) if given else {}
    noted = []
    seen: set[tuple[int, int]] = set()
    for one in given:
        asked = _in_specification(known, one.characteristic)
        _check_value(one, asked, drawn)
        if (asked.id, one.unit) in seen:
            refusal = N_("Unit %(unit)s has two values of the same characteristic.")
            raise Invalid(refusal, field="measured", unit=one.unit)
        seen.add((asked.id, one.unit))
        keeps = asked.limits.keeps(one.value)
        noted.append(Noted(asked.id, asked.defect_class, one.unit, one.value, keeps))
    return noted


def _in_specification(known: Mapping[int | str, Measured], name: int | str) -> Measured:
    if name in known:
        return known[name]
    if isinstance(name, int):
        refusal = N_("This is not a measured characteristic of the specification.")
        raise Invalid(refusal, field="measured")
    unknown = N_("The specification has no characteristic “%(code)s”.")
    raise Invalid(unknown, field="measured", code=name)


def _check_value(one: MeasuredInput, asked: Measured, drawn: int) -> None:
    if not 1 <= one.unit <= drawn:
        refusal = N_("Unit %(unit)s was not looked at; the sample has %(drawn)s units.")
        raise Invalid(refusal, field="measured", unit=one.unit, drawn=drawn)
    if not one.value.is_finite() or abs(one.value) >= LARGEST_VALUE:
        raise Invalid(N_("A measured value is a number."), field="measured")
    if not is_entry(asked.limits, one.value):
        raise Invalid(N_("This test is passed or failed: note 1 or 0."), field="measured")
