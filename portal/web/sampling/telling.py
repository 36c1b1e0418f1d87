"""A plan in one sentence: lot, level, letter, AQL, what is taken, and when the lot is accepted."""

from collections.abc import Sequence
from dataclasses import dataclass

from inspections.lot_inspections.models.booking import Inspection, PlannedClass
from inspections.lot_inspections.rules.judging import ClassPlan as CopiedPlan
from inspections.sampling.rules.classes import ClassPlan
from inspections.sampling.rules.vocabulary import Cell
from portal.web.language import gettext


@dataclass(frozen=True)
class StageLine:
    """One sample of a plan; `ac` is None where it cannot accept."""

    n: int
    cumulative_n: int
    ac: int | None
    re: int


@dataclass(frozen=True)
class ToldPlan:
    """What the sentence of one class speaks of, whether planned now or copied in long ago."""

    lot_size: int
    level: str
    aql: str
    code_letter: str
    """The lot's own; empty where no table of the standard stands behind the plan."""
    letter: str
    cell: Cell
    stages: tuple[StageLine, ...]
    every_unit: bool
    is_full: bool

    @property
    def letters(self) -> str:
        """Return the lot's letter, and the one that is carried out if it is another."""
        if not self.code_letter:
            return "–"
        same = self.code_letter == self.letter
        return self.letter if same else f"{self.code_letter} → {self.letter}"

    @property
    def line(self) -> str:
        """Return the plan as a sentence without its full stop."""
        if self.is_full:
            told = whole_in_words(self.stages, self.lot_size)
        else:
            told = (every_unit_in_words if self.every_unit else stages_in_words)(self.stages)
        return f"{_beginning(self)} → {told}"


def told_plan(one: ClassPlan, level: str) -> ToldPlan:
    """Return what is told of a plan that is made now."""
    found = one.found
    return ToldPlan(
        one.lot_size,
        level,
        one.aql,
        found.code_letter if found else "",
        one.letter,
        found.plan.cell if found else Cell.DIRECT,
        tuple(_stage(*stage) for stage in one.stages),
        one.every_unit,
        one.full_inspection,
    )


def told_copy(inspection: Inspection, line: PlannedClass, plan: CopiedPlan) -> ToldPlan:
    """Return what is told of a plan as it was copied into an inspection."""
    return ToldPlan(
        inspection.quantity,
        inspection.level,
        line.aql,
        line.code_letter,
        line.letter,
        Cell(line.cell or Cell.DIRECT),
        tuple(_stage(*stage) for stage in plan.stages),
        plan.every_unit,
        line.full_inspection,
    )


def _stage(n: int, cumulative_n: int, ac: int, re: int) -> StageLine:
    return StageLine(n, cumulative_n, None if ac < 0 else ac, re)


def _beginning(of: ToldPlan) -> str:
    """Return what leads to the numbers: lot, level, letter, AQL, and the arrow if there is one."""
    lot = f"{of.lot_size:,}"
    if of.every_unit:
        return gettext("Lot %(lot)s, on every unit drawn") % {"lot": lot}
    if not of.code_letter:
        whole = (
            gettext("Lot %(lot)s") if of.lot_size == 1 else gettext("Lot %(lot)s, none accepted")
        )
        return whole % {"lot": lot}
    values = {"lot": lot, "level": of.level, "letter": of.code_letter, "aql": of.aql}
    said = gettext("Lot %(lot)s, level %(level)s → letter %(letter)s, AQL %(aql)s") % values
    if of.letter == of.code_letter:
        return said
    way = {
        Cell.DIRECT: gettext("by agreement letter %(letter)s"),
        Cell.DOWN: gettext("arrow down to letter %(letter)s"),
        Cell.UP: gettext("arrow up to letter %(letter)s"),
    }[of.cell]
    return f"{said} → {way % {'letter': of.letter}}"


def stages_in_words(stages: Sequence[StageLine]) -> str:
    """Return what is taken and when the lot is accepted, as an inspector would say it."""
    first, last = stages[0], stages[-1]
    if len(stages) > 2:
        said = gettext("take up to %(count)s samples of %(n)s, judged one after the other")
        return said % {"count": len(stages), "n": f"{first.n:,}"}
    if first.ac is None:
        said = gettext("take %(n)s, reject from %(re)s") % _values(first)
    else:
        said = gettext("take %(n)s, accept up to %(ac)s, reject from %(re)s") % _values(first)
    if len(stages) == 2:
        more = gettext("in between take %(n)s more, accept up to %(ac)s in all, reject from %(re)s")
        said = gettext("%(before)s; %(after)s") % {"before": said, "after": more % _values(last)}
    if last.ac is not None and last.re > last.ac + 1:
        back = gettext("in between accept, and return to normal inspection")
        said = gettext("%(before)s; %(after)s") % {"before": said, "after": back}
    return said


def whole_in_words(stages: Sequence[StageLine], lot_size: int) -> str:
    """Return how a lot is judged that is inspected whole."""
    last = stages[-1]
    said = gettext("inspect all %(n)s, accept up to %(ac)s, reject from %(re)s")
    return said % {"n": f"{lot_size:,}", "ac": last.re - 1, "re": last.re}


def every_unit_in_words(stages: Sequence[StageLine]) -> str:
    """Return how a class is judged that no unit may have, whichever samples are drawn."""
    if len(stages) == 1:
        return stages_in_words(stages)
    said = gettext(
        "reject from 1 on the first %(n)s; if further samples are drawn, none on all %(all)s either"
    )
    return said % {"n": f"{stages[0].n:,}", "all": f"{stages[-1].cumulative_n:,}"}


def _values(stage: StageLine) -> dict[str, object]:
    return {"n": f"{stage.n:,}", "ac": stage.ac, "re": stage.re}
