"""The plan of one inspection as a page tells it: sentences, stages, the draw, and the curves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from inspections.sampling.rules.risks import surely_seen
from portal.core.i18n import N_, Message
from portal.web.language import gettext
from portal.web.sampling.charts import Chart

CLASS_WORDS: dict[str, Message] = {
    "critical": N_("Critical"),
    "major": N_("Major"),
    "minor": N_("Minor"),
}


@dataclass(frozen=True)
class StageLine:
    """One sample of a plan; `ac` is None where it cannot accept."""

    n: int
    cumulative_n: int
    ac: int | None
    re: int


@dataclass(frozen=True)
class ClassAnswer:
    """One class: its plan as a sentence and as stages, and the path that led to it."""

    name: str
    aql: str
    letters: str
    line: str
    stages: tuple[StageLine, ...]
    is_full: bool
    path: tuple[str, ...]

    @property
    def word(self) -> Message:
        """Return the class in words."""
        return CLASS_WORDS[self.name]

    @property
    def n(self) -> int:
        """Return the most units that the class takes."""
        return self.stages[-1].cumulative_n

    @property
    def accepts_none(self) -> bool:
        """Return whether one nonconforming unit is already too many."""
        return self.stages[-1].re == 1


@dataclass(frozen=True)
class Answer:
    """What the calculator says of one lot."""

    edition: str
    severity: Message
    kind: Message
    lot_size: int
    classes: tuple[ClassAnswer, ...]
    draw: int
    subsets: Mapping[str, int]
    warnings: tuple[str, ...]
    chart: Chart | None

    @property
    def is_full(self) -> bool:
        """Return whether every unit is inspected for some class."""
        return self.draw >= self.lot_size

    @property
    def smaller(self) -> list[tuple[Message, int]]:
        """Return the classes that are judged on fewer units than are drawn."""
        return [(CLASS_WORDS[name], n) for name, n in self.subsets.items() if n < self.draw]

    @property
    def seen(self) -> list[tuple[Message, int, float]]:
        """Return what each class with Ac = 0 shows with 95 % confidence."""
        return [
            (one.word, self.subsets[one.name], surely_seen(self.subsets[one.name]))
            for one in self.classes
            if one.accepts_none and self.subsets[one.name] < self.lot_size
        ]

    @property
    def drawing_href(self) -> str:
        """Return the address of the list of units for this inspection."""
        return f"/sampling/drawing?{urlencode({'lot_size': self.lot_size, **self.subsets})}"


def stages_in_words(stages: Sequence[StageLine], is_full: bool, lot_size: int) -> str:
    """Return what is taken and when the lot is accepted, as an inspector would say it."""
    first = stages[0]
    if is_full:
        said = gettext("inspect all %(lot)s, accept up to %(ac)s, reject from %(re)s")
        last = stages[-1]
        return said % {"lot": f"{lot_size:,}", "ac": last.re - 1, "re": last.re}
    said = _stage(first, gettext("take %(n)s, accept up to %(ac)s, reject from %(re)s"),
                  gettext("take %(n)s, reject from %(re)s"))  # fmt: skip
    for stage in stages[1:]:
        more = _stage(
            stage,
            gettext("%(n)s more: accept up to %(ac)s, reject from %(re)s"),
            gettext("%(n)s more: reject from %(re)s"),
        )
        said = gettext("%(before)s; in between %(more)s") % {"before": said, "more": more}
    return said


def _stage(stage: StageLine, usual: str, without_acceptance: str) -> str:
    told = without_acceptance if stage.ac is None else usual
    return told % {"n": f"{stage.n:,}", "ac": stage.ac, "re": stage.re}
