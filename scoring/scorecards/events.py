"""What can have happened to scorecards."""

from dataclasses import dataclass
from datetime import date

from portal.core.events import Event


@dataclass(frozen=True)
class ScorecardsRequested(Event, name="scorecard.requested"):
    period: str


@dataclass(frozen=True)
class ScorecardsComputed(Event, name="scorecard.computed"):
    period: str
    created: int
    updated: int
    left: int
    """Opened or published already, so that they stayed as they are."""


@dataclass(frozen=True)
class RoundRequested(Event, name="scorecard.round_requested"):
    period: str
    step: str


@dataclass(frozen=True)
class ScorecardOpened(Event, name="scorecard.opened"):
    period: str
    objection_until: date


@dataclass(frozen=True)
class ScorecardTakenBack(Event, name="scorecard.taken_back"):
    period: str
    reason: str


@dataclass(frozen=True)
class ScorecardObjected(Event, name="scorecard.objected"):
    period: str


@dataclass(frozen=True)
class ObjectionAnswered(Event, name="scorecard.answered"):
    period: str


@dataclass(frozen=True)
class ScorecardPublished(Event, name="scorecard.published"):
    period: str
    score: str | None
    grade: str | None


@dataclass(frozen=True)
class ScorecardPaperRequested(Event, name="scorecard.paper_requested"):
    languages: str


@dataclass(frozen=True)
class ScorecardPaperFetched(Event, name="scorecard.paper_fetched"):
    sha256: str


@dataclass(frozen=True)
class ScorecardsExported(Event, name="scorecards.exported"):
    period: str
    format: str
    rows: int
