"""The plan of one inspection as a page tells it: sentences, stages, the draw, and the curves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from portal.adapters.charts import Chart
from portal.core.i18n import N_, Message
from portal.web.language import gettext

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
    seen: float | None
    """The fraction nonconforming that Ac = 0 shows with 95 % confidence."""
    path: tuple[str, ...]
    severity: Message | None = None
    """None where no table of the standard stands behind it."""

    @property
    def word(self) -> Message:
        """Return the class in words."""
        return CLASS_WORDS[self.name]


@dataclass(frozen=True)
class Answer:
    """What the calculator says of one lot."""

    edition: str
    kind: Message
    lot_size: int
    classes: tuple[ClassAnswer, ...]
    draw: int
    subsets: Mapping[str, int]
    warnings: tuple[str, ...]
    chart: Chart | None

    @property
    def severities(self) -> tuple[Message, ...]:
        """Return under which severities the classes are planned, each once."""
        return tuple(dict.fromkeys(one.severity for one in self.classes if one.severity))

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
        return [(one.word, one.stages[0].n, one.seen) for one in self.classes if one.seen]

    @property
    def drawing_href(self) -> str:
        """Return the address of the list of units for this inspection."""
        return f"/sampling/drawing?{urlencode({'lot_size': self.lot_size, **self.subsets})}"


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
