"""A third party's report held against the plan that governs the lot."""

from collections.abc import Mapping
from dataclasses import dataclass

from inspections.lot_inspections.rules import Verdict
from inspections.lot_inspections.rules.judging import CLASS_WORDS
from inspections.sampling.rules.classes import ClassPlan
from inspections.sampling.rules.plans import Stage
from inspections.sampling.rules.sentences import Sentence, sentence
from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.products.rules import DefectClass

LARGEST = 100_000_000


@dataclass(frozen=True)
class Reported:
    """What a report says: units of the lot, units looked at, nonconforming units by class."""

    lot_size: int
    sample_size: int
    counts: Mapping[DefectClass, int]
    stated: Verdict


@dataclass(frozen=True)
class Checked:
    """What the plan says of the same figures."""

    computed: Verdict
    findings: tuple[Sentence, ...]


def demand_possible(reported: Reported, *, per_100: bool) -> None:
    """Refuse figures that no report can truly have."""
    if not 1 <= reported.lot_size <= LARGEST:
        refusal = N_("A lot has at least one unit.")
        raise Invalid(refusal, field="lot_size")
    if reported.sample_size < 1:
        raise Invalid(N_("A sample has at least one unit."), field="sample_size")
    if reported.sample_size > reported.lot_size:
        refusal = N_("The sample of %(sample)s is larger than the lot of %(lot)s.")
        values = {"sample": reported.sample_size, "lot": reported.lot_size}
        raise Invalid(refusal, field="sample_size", **values)
    for name, count in reported.counts.items():
        if count < 0:
            raise Invalid(N_("A count is never less than 0."), field=name.value)
        if not per_100 and count > reported.sample_size:
            refusal = N_("%(count)s nonconforming units in a sample of %(sample)s cannot be.")
            values = {"count": count, "sample": reported.sample_size}
            raise Invalid(refusal, field=name.value, **values)


def check(
    plans: Mapping[DefectClass, ClassPlan], reported: Reported, registered: int | None
) -> Checked:
    """Return the verdict that the governing plan gives on a report's figures, and what is at odds.

    A sample that is too small accepts nothing; one that is larger is judged by the plan's numbers.
    `registered` is the size of the lot as we know it.
    """
    findings = list(_of_size(reported, registered))
    accepted = True
    for name, plan in plans.items():
        accepts, told = _judged(plan, reported.sample_size, reported.counts.get(name, 0))
        accepted = accepted and accepts
        findings += told
    return Checked(Verdict.ACCEPTED if accepted else Verdict.NOT_ACCEPTED, tuple(findings))


def _of_size(reported: Reported, registered: int | None) -> list[Sentence]:
    if registered is None or registered == reported.lot_size:
        return []
    told = N_("The report is about %(stated)s units; the lot has %(known)s.")
    return [sentence(told, stated=reported.lot_size, known=registered)]


def _judged(plan: ClassPlan, sample: int, found: int) -> tuple[bool, list[Sentence]]:
    """Return whether one class accepts, and why not."""
    values: dict[str, object] = {"class": CLASS_WORDS[plan.name], "found": found}
    reached = [stage for stage in plan.stages if _end(stage, plan) <= sample]
    if not reached:
        told = N_("%(class)s: the plan asks for %(n)s units, the report looked at %(sample)s.")
        n = _end(plan.stages[0], plan)
        short = sentence(told, **values, n=n, sample=sample)
        return False, [short, *_beyond(plan.stages[-1], found, values)]
    stage = reached[-1]
    if found <= stage.ac:
        return True, []
    if found < stage.re and stage is not plan.stages[-1]:
        following = plan.stages[len(reached)]
        told = N_(
            "%(class)s: %(found)s found in %(sample)s units decides nothing; the plan goes on to"
            " %(n)s units."
        )
        return False, [sentence(told, **values, sample=sample, n=_end(following, plan))]
    return False, _beyond(stage, found, values)


def _beyond(stage: Stage, found: int, values: Mapping[str, object]) -> list[Sentence]:
    """Return that more was found than is accepted, if it was."""
    if found <= stage.ac:
        return []
    told = N_("%(class)s: %(found)s found, at most %(ac)s are accepted.")
    return [sentence(told, **values, ac=max(stage.ac, 0))]


def _end(stage: Stage, plan: ClassPlan) -> int:
    """Return how many units are drawn by the end of a sample; no more than there are."""
    return min(stage.cumulative_n, plan.lot_size)
