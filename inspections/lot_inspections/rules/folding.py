"""What an inspector's taps add up to: counts per class and sample, whatever order they came in.

Observations are a set: each has a key, none is changed, one may take another back. The sum does not
depend on the order in which they arrive or on how often; two devices may report side by side.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from inspections.lot_inspections.rules import ObservationKind
from inspections.lot_inspections.rules.judging import ClassPlan
from inspections.sampling.rules.deciding import Outcome, decide
from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.products.rules import GRAVEST_FIRST, DefectClass, Limits


@dataclass(frozen=True)
class Tap:
    """One observation as it counts."""

    key: str
    kind: ObservationKind
    unit: int | None = None
    """Which of the drawn units, from 1 in the order of drawing."""
    defect_id: int | None = None
    characteristic_id: int | None = None
    value: Decimal | None = None
    carton: int | None = None
    words: str = ""
    undoes: str | None = None


@dataclass(frozen=True)
class Asked:
    """A measured characteristic: its limits, and how grave it is to break them."""

    limits: Limits
    defect_class: DefectClass


@dataclass(frozen=True)
class Terms:
    """What the plan counts by."""

    ends: Mapping[DefectClass, Sequence[int]]
    """Per class the number of units drawn by the end of each sample."""
    per_100: bool
    """Whether each nonconformity counts, not each nonconforming unit."""
    defects: Mapping[int, DefectClass]
    measured: Mapping[int, Asked]


@dataclass(frozen=True)
class Contradiction:
    """Two values for the same measurement; somebody must take one back."""

    characteristic_id: int
    unit: int
    values: tuple[Decimal, ...]


@dataclass(frozen=True)
class Tally:
    """What was seen, added up."""

    counts: Mapping[DefectClass, tuple[int, ...]]
    """Per class and sample: nonconforming units, or nonconformities."""
    defects: Mapping[int, int]
    """How often each defect of the catalogue was seen."""
    measured: Mapping[tuple[int, int], Decimal]
    """(characteristic, unit) -> value."""
    done: frozenset[int]
    """Units that were looked at to the end."""
    cartons: frozenset[int]
    remarks: tuple[str, ...] = ()
    contradictions: tuple[Contradiction, ...] = field(default=())

    def first_undone(self, end: int) -> int | None:
        """Return the first unit up to `end` that was not looked at to the end."""
        return next((unit for unit in range(1, end + 1) if unit not in self.done), None)


def fold(taps: Iterable[Tap], terms: Terms) -> Tally:
    """Add up what was observed under the plan's terms."""
    live = _live(taps)
    values: dict[tuple[int, int], set[Decimal]] = {}
    for tap in live:
        if tap.kind is ObservationKind.MEASUREMENT:
            key = (tap.characteristic_id or 0, tap.unit or 0)
            values.setdefault(key, set()).add(tap.value or Decimal(0))
    measured = {key: found.copy().pop() for key, found in values.items() if len(found) == 1}
    found = [(tap.unit or 0, tap.defect_id or 0) for tap in live if _is_defect(tap)]
    return Tally(
        counts=_counts(_flaws(found, measured, terms), terms),
        defects=Counter(defect for _, defect in found),
        measured=measured,
        done=frozenset(
            tap.unit for tap in live if tap.kind is ObservationKind.UNIT_DONE and tap.unit
        ),
        cartons=frozenset(
            tap.carton for tap in live if tap.kind is ObservationKind.CARTON_OPENED and tap.carton
        ),
        remarks=tuple(tap.words for tap in live if tap.kind is ObservationKind.REMARK),
        contradictions=tuple(
            Contradiction(characteristic, unit, tuple(sorted(several)))
            for (characteristic, unit), several in sorted(values.items())
            if len(several) > 1
        ),
    )


def counts_to_judge(plans: Sequence[ClassPlan], tally: Tally) -> dict[DefectClass, tuple[int, ...]]:
    """Return the counts of the samples that were needed, class by class.

    Raises Invalid while a unit of these samples was not looked at to the end, or while a
    measurement has two values.
    """
    if tally.contradictions:
        unit = tally.contradictions[0].unit
        raise Invalid(N_("Unit %(unit)s has two values of the same characteristic."), unit=unit)
    ordinary = [plan for plan in plans if not plan.every_unit] or list(plans)
    counts = {plan.defect_class: _needed(plan, tally) for plan in ordinary}
    drawn = max(plan.ends[len(counts[plan.defect_class]) - 1] for plan in ordinary)
    undone = tally.first_undone(drawn)
    if undone is not None:
        sentence = N_("Unit %(unit)s of %(drawn)s was not looked at to the end yet.")
        raise Invalid(sentence, unit=undone, drawn=drawn)
    for plan in plans:
        if plan.defect_class not in counts:
            counts[plan.defect_class] = _on_all(plan, tally, drawn)
    return counts


def _needed(plan: ClassPlan, tally: Tally) -> tuple[int, ...]:
    """Return the counts up to the sample after which the plan decides, or all."""
    given = tally.counts[plan.defect_class]
    for place in range(1, len(given) + 1):
        if decide(plan.stages, given[:place], per_100=True).outcome is not Outcome.CONTINUE:
            return given[:place]
    return given


def _on_all(plan: ClassPlan, tally: Tally, drawn: int) -> tuple[int, ...]:
    """Return the counts of all that was drawn, up to the first sample that rejects."""
    given = tally.counts[plan.defect_class]
    samples = next(place for place, end in enumerate(plan.ends, 1) if end >= drawn)
    found = next((place for place, count in enumerate(given, 1) if count), samples)
    return given[: min(samples, found)]


def _live(taps: Iterable[Tap]) -> list[Tap]:
    """Return each observation once, without those taken back, in a fixed order."""
    known = {tap.key: tap for tap in taps}
    undone = {tap.undoes for tap in known.values() if tap.kind is ObservationKind.UNDO}
    return [known[key] for key in sorted(known) if key not in undone]


def _is_defect(tap: Tap) -> bool:
    return tap.kind is ObservationKind.DEFECT


def _flaws(
    found: Sequence[tuple[int, int]],
    measured: Mapping[tuple[int, int], Decimal],
    terms: Terms,
) -> list[tuple[int, DefectClass]]:
    """Return (unit, class) for each defect seen and each value beyond its limits."""
    seen = [(unit, terms.defects[defect]) for unit, defect in found]
    beyond = [
        (unit, terms.measured[characteristic].defect_class)
        for (characteristic, unit), value in measured.items()
        if not terms.measured[characteristic].limits.keeps(value)
    ]
    return seen + beyond


def _counts(
    flaws: Sequence[tuple[int, DefectClass]], terms: Terms
) -> dict[DefectClass, tuple[int, ...]]:
    counts = {name: [0] * len(ends) for name, ends in terms.ends.items()}
    for unit, name in flaws if terms.per_100 else _gravest(flaws, terms):
        place = _sample(unit, terms.ends.get(name, ()))
        if place is not None:
            counts[name][place] += 1
    return {name: tuple(found) for name, found in counts.items()}


def _gravest(
    flaws: Sequence[tuple[int, DefectClass]], terms: Terms
) -> list[tuple[int, DefectClass]]:
    """Return each nonconforming unit once, in its gravest class among those whose sample has it."""
    classes: dict[int, set[DefectClass]] = {}
    for unit, name in flaws:
        if _sample(unit, terms.ends.get(name, ())) is not None:
            classes.setdefault(unit, set()).add(name)
    return [
        (unit, next(name for name in GRAVEST_FIRST if name in names))
        for unit, names in classes.items()
    ]


def _sample(unit: int, ends: Sequence[int]) -> int | None:
    """Return in which sample (from 0) a unit lies, or None beyond the last."""
    return next((place for place, end in enumerate(ends) if unit <= end), None)
