"""One sampling plan: from lot, level, AQL and severity to what is taken and what is accepted.

An arrow is followed for the sample size too: the plan is that of the letter it leads to.
"""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from inspections.sampling.rules.sentences import Sentence, sentence
from inspections.sampling.rules.tables import (
    NOT_YET,
    Bounds,
    Entry,
    code_letters,
    single_table,
    staged_table,
)
from inspections.sampling.rules.vocabulary import (
    AQLS,
    KIND_WORDS,
    SEVERITY_WORDS,
    Cell,
    Edition,
    Kind,
    Level,
    Regime,
    Severity,
    demand_lot_size,
    demand_regime,
    inspection_level,
    preferred_aql,
)
from portal.core.errors import Invalid
from portal.core.i18n import N_


class Stage(NamedTuple):
    """One sample: its own size, and the bounds of the cumulative count after it."""

    n: int
    cumulative_n: int
    ac: int
    """-1 where the lot cannot be accepted after this sample yet."""
    re: int


@dataclass(frozen=True)
class Plan:
    """What a cell of the tables says, whatever the lot."""

    edition: Edition
    severity: Severity
    kind: Kind
    """As carried out: the tables have the single plan where no double one stands."""
    asked_kind: Kind
    aql: str
    code_letter: str
    cell: Cell
    letter: str
    stages: tuple[Stage, ...]
    single_n: int
    table: str
    staged: str
    """Name of the table of the samples, if the plan has several."""
    is_confirmed: bool

    @property
    def has_gap(self) -> bool:
        """Return whether a count between Ac and Re accepts the lot and ends reduced inspection."""
        last = self.stages[-1]
        return last.re > last.ac + 1


class LotPlan(NamedTuple):
    """A plan for one lot."""

    plan: Plan
    lot_size: int
    level: Level
    own_letter: str = ""
    """The lot's code letter, where another one was agreed for all classes."""

    @property
    def code_letter(self) -> str:
        """Return the code letter that Table 1 has for the lot."""
        return self.own_letter or self.plan.code_letter

    @property
    def full_inspection(self) -> bool:
        """Return whether the first sample is the whole lot: 100 % inspection."""
        return self.plan.stages[0].n >= self.lot_size

    @property
    def units_to_inspect(self) -> int:
        """Return how many units are looked at, at most."""
        return min(self.plan.stages[-1].cumulative_n, self.lot_size)

    @property
    def path(self) -> tuple[Sentence, ...]:
        """Return how the plan was found, step by step."""
        return tuple(_path(self))

    @property
    def notes(self) -> tuple[Sentence, ...]:
        """Return what one should know before using it."""
        return tuple(_notes(self))


def find_plan(
    lot_size: object,
    aql: object,
    level: object = Level.II,
    severity: Severity = Severity.NORMAL,
    kind: Kind = Kind.SINGLE,
    edition: Edition = Edition.ISO_2859_1,
    regime: Regime = Regime.PERCENT,
) -> LotPlan:
    """Return the plan for a lot; raises Invalid for what the standard does not have."""
    size = lot_size if type(lot_size) is int and lot_size > 0 else demand_lot_size(lot_size)
    printed = preferred_aql(aql)
    if regime is Regime.PERCENT:
        demand_regime(printed, regime)
    found = level if type(level) is Level else inspection_level(level)
    starts, letters = code_letters()
    if size < starts[0]:
        return LotPlan(_plan_of_one(edition, severity, kind, printed), size, found)
    letter = letters[found][bisect_right(starts, size) - 1]
    return LotPlan(plan_at(edition, severity, kind, letter, printed), size, found)


@cache
def plan_at(edition: Edition, severity: Severity, kind: Kind, letter: str, aql: str) -> Plan:
    """Return the plan of a code letter; raises Invalid where we have no confirmed table."""
    table = single_table(edition, severity)
    entry = table.entries[letter, aql]
    for tried in _kinds(kind):
        staged = staged_table(edition, severity, tried)
        if staged is None:
            raise Invalid(
                N_("There is no table of %(kind)s for %(edition)s here."),
                field="kind",
                kind=KIND_WORDS[tried],
                edition=edition.value,
            )
        if staged.confidence == "low":
            raise Invalid(
                N_(
                    "Our table of %(kind)s for reduced inspection of %(edition)s is not confirmed"
                    " by a printed source; take single sampling."
                ),
                field="kind",
                kind=KIND_WORDS[tried],
                edition=edition.value,
            )
        samples = staged.for_entry(entry)
        if samples is not None:
            stages = _stages(*samples)
            sure = staged.confidence != "medium"
            return _plan(
                edition, severity, tried, kind, letter, aql, entry, stages, staged.name, sure
            )
    stages = _stages(entry.n, (Bounds(entry.ac, entry.re),))
    return _plan(edition, severity, Kind.SINGLE, kind, letter, aql, entry, stages, "", True)


def _plan(
    edition: Edition, severity: Severity, kind: Kind, asked: Kind, letter: str, aql: str,
    entry: Entry, stages: tuple[Stage, ...], staged: str, sure: bool,
) -> Plan:  # fmt: skip
    return Plan(
        edition, severity, kind, asked, aql, letter, entry.cell, entry.letter, stages, entry.n,
        single_table(edition, severity).name, staged, sure,
    )  # fmt: skip


def _kinds(kind: Kind) -> tuple[Kind, ...]:
    """Return which staged tables are asked in turn, before the single plan stands in."""
    return {
        Kind.SINGLE: (),
        Kind.DOUBLE: (Kind.DOUBLE,),
        Kind.MULTIPLE: (Kind.MULTIPLE, Kind.DOUBLE),
    }[kind]


def _stages(n: int, bounds: tuple[Bounds, ...]) -> tuple[Stage, ...]:
    return tuple(Stage(n, n * place, *pair) for place, pair in enumerate(bounds, 1))


@cache
def _plan_of_one(edition: Edition, severity: Severity, kind: Kind, aql: str) -> Plan:
    """Return the plan of a lot of one unit, which Table 1 has no row for: the unit is inspected."""
    stages = (Stage(1, 1, 0, 1),)
    return Plan(
        edition, severity, Kind.SINGLE, kind, aql, "", Cell.DIRECT, "", stages, 1, "", "", True
    )


def accepted_one_step_tighter(plan: Plan, found: int) -> bool:
    """Return whether the count would be accepted with the AQL one step tighter.

    The row is that of the letter carried out, the column the next smaller AQL
    (ISO 2859-1, 9.3.3.2).
    """
    column = AQLS.index(plan.aql)
    if column == 0 or not plan.letter:
        return False
    table = single_table(plan.edition, plan.severity)
    entry = table.entries.get((plan.letter, AQLS[column - 1]))
    return entry is not None and entry.cell is Cell.DIRECT and found <= entry.ac


def _path(of: LotPlan) -> list[Sentence]:
    plan = of.plan
    if not plan.code_letter:
        return [sentence(N_("A lot of one unit is inspected whole."))]
    said = [
        sentence(
            N_("Lot %(lot)s, level %(level)s -> letter %(letter)s."),
            lot=f"{of.lot_size:,}", level=of.level.value, letter=of.code_letter,
        )
    ]  # fmt: skip
    if of.code_letter != plan.code_letter:
        told = N_("By agreement letter %(letter)s, that of the largest sample, is taken instead.")
        said.append(sentence(told, letter=plan.code_letter))
    values = {
        "letter": plan.code_letter, "aql": plan.aql, "to": plan.letter, "n": plan.single_n,
        "table": plan.table, "severity": SEVERITY_WORDS[plan.severity],
    }  # fmt: skip
    if plan.cell is Cell.DOWN:
        told = N_(
            "%(table)s has an arrow down at letter %(letter)s and AQL %(aql)s: letter %(to)s"
            " applies, with its own sample size."
        )
        said.append(sentence(told, **values))
    elif plan.cell is Cell.UP:
        told = N_(
            "%(table)s has an arrow up at letter %(letter)s and AQL %(aql)s: letter %(to)s"
            " applies, with its own sample size."
        )
        said.append(sentence(told, **values))
    said += _samples(plan)
    if of.full_inspection:
        told = N_(
            "The sample of %(n)s is not smaller than the lot: all %(lot)s units are inspected."
        )
        said.append(sentence(told, n=f"{plan.stages[0].n:,}", lot=f"{of.lot_size:,}"))
    return said


def _samples(plan: Plan) -> list[Sentence]:
    if len(plan.stages) == 1:
        stage = plan.stages[0]
        told = N_(
            "AQL %(aql)s, %(severity)s -> take %(n)s, accept up to %(ac)s, reject from %(re)s."
        )
        return [
            sentence(
                told, aql=plan.aql, severity=SEVERITY_WORDS[plan.severity], n=f"{stage.n:,}",
                ac=stage.ac, re=stage.re,
            )
        ]  # fmt: skip
    said = [
        sentence(
            N_("AQL %(aql)s, %(severity)s -> samples of %(n)s, judged by %(table)s."),
            aql=plan.aql, severity=SEVERITY_WORDS[plan.severity], n=f"{plan.stages[0].n:,}",
            table=plan.staged,
        )
    ]  # fmt: skip
    for place, stage in enumerate(plan.stages, 1):
        if stage.ac == NOT_YET:
            told = N_("After sample %(place)s (%(n)s in all): reject from %(re)s, else go on.")
        elif place < len(plan.stages):
            told = N_(
                "After sample %(place)s (%(n)s in all): accept up to %(ac)s, reject from %(re)s,"
                " else go on."
            )
        else:
            told = N_(
                "After sample %(place)s (%(n)s in all): accept up to %(ac)s, reject from %(re)s."
            )
        values = {"place": place, "n": f"{stage.cumulative_n:,}", "ac": stage.ac, "re": stage.re}
        said.append(sentence(told, **values))
    return said


def _notes(of: LotPlan) -> list[Sentence]:
    plan, said = of.plan, []
    if plan.kind is not plan.asked_kind and plan.code_letter:
        told = N_("The tables print no plan of %(asked)s here: %(kind)s is used.")
        said.append(sentence(told, asked=KIND_WORDS[plan.asked_kind], kind=KIND_WORDS[plan.kind]))
    if plan.has_gap:
        last = plan.stages[-1]
        told = N_(
            "A count above %(ac)s and below %(re)s accepts the lot, and normal inspection is back"
            " from the next lot on."
        )
        said.append(sentence(told, ac=last.ac, re=last.re))
    if not plan.is_confirmed:
        told = N_("Of this table (%(table)s) we have not seen a printed copy.")
        said.append(sentence(told, table=plan.staged))
    if len(plan.stages) > 1 and plan.stages[-1].cumulative_n > of.lot_size:
        told = N_("The samples together are larger than the lot: the last takes what is left.")
        said.append(sentence(told))
    return said
