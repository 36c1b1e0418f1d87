"""What can have happened to reviews and tickets."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True)
class ReviewsMerged(Event, name="review.merged"):
    created: int
    updated: int
    unchanged: int


@dataclass(frozen=True)
class TicketsMerged(Event, name="ticket.merged"):
    created: int
    updated: int
    unchanged: int
