"""Whether what was reported can be true, and what it says of the lot."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from inspections.lot_inspections.rules import Verdict
from inspections.sampling.rules.deciding import Decision, Outcome, decide
from inspections.sampling.rules.plans import Stage
from inspections.sampling.rules.vocabulary import Severity
from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.products.rules import GRAVEST_FIRST, DefectClass

MOST_NONCONFORMITIES = 1_000_000

CLASS_WORDS = {
    DefectClass.CRITICAL: N_("Critical"),
    DefectClass.MAJOR: N_("Major"),
    DefectClass.MINOR: N_("Minor"),
}


@dataclass(frozen=True)
class ClassPlan:
    """The plan of one class as it was copied into the inspection."""

    defect_class: DefectClass
    stages: tuple[Stage, ...]
    units: int
    severity: Severity
    every_unit: bool = False
    """Whether each unit drawn for any class is judged for this one."""
    tighter_ac: int | None = None

    @property
    def single_ac(self) -> int:
        """Return the acceptance number that the switching score asks about."""
        return self.stages[0].ac if len(self.stages) == 1 else 0

    @property
    def ends(self) -> tuple[int, ...]:
        """Return how many units are drawn by the end of each sample; no more than there are."""
        return tuple(min(stage.cumulative_n, self.units) for stage in self.stages)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Return how many units each sample has."""
        begins = (0, *self.ends)
        return tuple(end - begin for begin, end in zip(begins, self.ends, strict=False))


@dataclass(frozen=True)
class Judged:
    """What the plan of a class says to its counts."""

    plan: ClassPlan
    counts: tuple[int, ...]
    decided: Decision

    @property
    def found(self) -> int:
        return sum(self.counts)

    @property
    def accepts(self) -> bool:
        return self.decided.is_accepted

    @property
    def inspected(self) -> int:
        return self.plan.ends[self.decided.stage - 1]

    def token(self, *, resubmitted: bool) -> str:
        """Return what the lot tells the switching rules."""
        if resubmitted:
            return "a" if self.accepts else "r"
        if not self.accepts:
            return "R"
        if self.decided.outcome is Outcome.ACCEPT_AND_REVERT:
            return "Ag"
        if len(self.plan.stages) > 1:
            return f"A{self.decided.stage}"
        if self.plan.tighter_ac is None:
            return "A"
        return "A+" if self.found <= self.plan.tighter_ac else "A-"


def judge(
    plans: Sequence[ClassPlan], counts: Mapping[DefectClass, Sequence[int]], *, per_100: bool
) -> dict[DefectClass, Judged]:
    """Return what each class's plan says; raises Invalid for counts that cannot be."""
    planned = {plan.defect_class for plan in plans}
    for name in counts:
        if name not in planned:
            refusal = N_("The plan has no class “%(class)s”.")
            raise Invalid(refusal, field="counts", **{"class": CLASS_WORDS[name]})
    judged = {plan.defect_class: _judge(plan, counts, per_100) for plan in plans}
    _demand_whole(judged)
    return judged


def _demand_whole(judged: Mapping[DefectClass, Judged]) -> None:
    """Refuse a class that is judged on every unit but was not counted on the last sample."""
    drawn = max(one.inspected for one in judged.values())
    for name, one in judged.items():
        if one.plan.every_unit and one.accepts and one.inspected < drawn:
            refusal = N_("%(class)s: every unit counts; say what the last sample showed, too.")
            raise Invalid(refusal, field=field_of(name), **{"class": CLASS_WORDS[name]})


def _judge(plan: ClassPlan, counts: Mapping[DefectClass, Sequence[int]], per_100: bool) -> Judged:
    given = tuple(counts.get(plan.defect_class, ()))
    named = {"class": CLASS_WORDS[plan.defect_class]}
    place = field_of(plan.defect_class)
    if not given:
        raise Invalid(N_("%(class)s: say how many were found; 0 if none."), field=place, **named)
    if len(given) > len(plan.stages):
        refusal = N_("%(class)s: the plan has only %(stages)s samples.")
        raise Invalid(refusal, field=place, stages=len(plan.stages), **named)
    try:
        decided = decide(
            plan.stages, given, per_100=per_100, lot_size=plan.units, every_unit=plan.every_unit
        )
    except Invalid as error:
        raise Invalid(error.message, field=place, **error.values) from None
    if max(given) > MOST_NONCONFORMITIES:
        raise Invalid(N_("%(class)s: so many cannot be counted."), field=place, **named)
    if decided.outcome is Outcome.CONTINUE:
        refusal = N_(
            "%(class)s: %(found)s found decides nothing yet; take the next sample of"
            " %(next)s units."
        )
        raise Invalid(refusal, field=place, found=sum(given), next=decided.next_n, **named)
    return Judged(plan, given[: decided.stage], decided)


def field_of(defect_class: DefectClass) -> str:
    """Return the name of the field that holds a class's counts."""
    return f"counts.{defect_class.value}"


def verdict_of(judged: Iterable[Judged]) -> Verdict:
    """Return what the classes say together: the lot is accepted only if each class is."""
    return Verdict.ACCEPTED if all(one.accepts for one in judged) else Verdict.NOT_ACCEPTED


def demand_defects_counted(
    judged: Mapping[DefectClass, Judged],
    found: Sequence[tuple[DefectClass, int]],
    *,
    per_100: bool,
) -> None:
    """Refuse defects that the counts have no room for.

    A unit counts once, in its gravest class: units with one and the same defect are at most those
    that count in its class or a graver one. A unit beyond a class's own, smaller sample does not
    count in it, so that there is that much more room.
    """
    drawn = max(one.inspected for one in judged.values())
    for name, count in found:
        if count < 1:
            raise Invalid(N_("A defect that was found was found at least once."), field="defects")
        if name not in judged:
            refusal = N_("The plan has no class “%(class)s”.")
            raise Invalid(refusal, field="defects", **{"class": CLASS_WORDS[name]})
        if per_100:
            continue
        if count > drawn:
            refusal = N_("A defect on %(count)s units: only %(drawn)s were looked at.")
            raise Invalid(refusal, field="defects", count=count, drawn=drawn)
        room = _counted(judged, name) + drawn - judged[name].inspected
        if count > room:
            _refuse_uncounted(name, count, room)
    if per_100:
        _demand_each_counted(judged, found, drawn)


def _demand_each_counted(
    judged: Mapping[DefectClass, Judged], found: Sequence[tuple[DefectClass, int]], drawn: int
) -> None:
    for name, one in judged.items():
        total = sum(count for other, count in found if other is name)
        if one.inspected == drawn and total > one.found:
            _refuse_uncounted(name, total, one.found)


def _refuse_uncounted(name: DefectClass, count: int, room: int) -> None:
    refusal = N_(
        "%(class)s: a defect was found %(count)s times, but the counts have room for %(room)s."
    )
    values: dict[str, object] = {"class": CLASS_WORDS[name], "count": count, "room": room}
    raise Invalid(refusal, field=field_of(name), **values)


def demand_measurements_counted(
    judged: Mapping[DefectClass, Judged],
    beyond: Iterable[tuple[DefectClass, int]],
    *,
    per_100: bool,
) -> None:
    """Refuse values beyond their limits on units that do not count; `beyond` is (class, unit)."""
    listed = list(beyond)
    for name, one in judged.items():
        units = [unit for other, unit in listed if other is name and unit <= one.inspected]
        bad = len(units) if per_100 else len(set(units))
        room = one.found if per_100 else _counted(judged, name)
        if bad > room:
            refusal = N_(
                "%(class)s: measured values of %(bad)s units are beyond their limits, but only"
                " %(room)s are counted."
            )
            values: dict[str, object] = {"class": CLASS_WORDS[name], "bad": bad, "room": room}
            raise Invalid(refusal, field=field_of(name), **values)


def _counted(judged: Mapping[DefectClass, Judged], name: DefectClass) -> int:
    """Return how many units count in a class or in a graver one."""
    graver = GRAVEST_FIRST[: GRAVEST_FIRST.index(name) + 1]
    return sum(judged[one].found for one in graver if one in judged)
