"""The plan of one inspection as a page tells it: sentences, stages, the draw, and the curves."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from portal.adapters.charts import Chart
from portal.core.i18n import N_, Message
from portal.web.sampling.telling import StageLine

CLASS_WORDS: dict[str, Message] = {
    "critical": N_("Critical"),
    "major": N_("Major"),
    "minor": N_("Minor"),
}


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
