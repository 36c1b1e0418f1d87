"""What can have happened to the rules of scores."""

from dataclasses import dataclass
from datetime import date

from portal.core.events import Event


@dataclass(frozen=True)
class ScoringSet(Event, name="scoring.set"):
    scope: str
    number: int
    valid_from: date
