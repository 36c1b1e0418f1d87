"""What a review and a ticket can be, and what can never have happened."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.core.errors import Invalid
from portal.core.i18n import N_

EAST = timedelta(days=1)
"""Where the day begins earlier than in UTC, it is tomorrow already."""

STARS = range(1, 6)
UNHAPPY_STARS, UNWILLING = 2, 6
"""Up to so many stars, or so much willingness to recommend, somebody is not satisfied."""

WILLINGNESS = range(11)
"""From 0 to 10, as the net promoter score asks."""


@dataclass(frozen=True)
class ReviewRow:
    """One review as another system tells it."""

    number: str
    reviewed_on: date
    order: str = ""
    sku: str = ""
    score: int | None = None
    recommends: int | None = None
    title: str = ""
    text: str = ""
    channel: str = ""


@dataclass(frozen=True)
class TicketRow:
    """One ticket as another system tells it."""

    number: str
    opened_at: datetime
    order: str = ""
    sku: str = ""
    topic: str = ""
    channel: str = ""
    answered_at: datetime | None = None
    solved_at: datetime | None = None
    contacts: int | None = None
    reopened: bool | None = None


def demand_review(row: ReviewRow, today: date) -> None:
    """Refuse what cannot have been said, whatever it is about."""
    if row.score is not None and row.score not in STARS:
        raise Invalid(N_("A review has 1 to 5 stars."), field="score")
    if row.recommends is not None and row.recommends not in WILLINGNESS:
        raise Invalid(N_("The willingness to recommend goes from 0 to 10."), field="recommends")
    if row.score is None and row.recommends is None:
        raise Invalid(N_("The review says neither stars nor a willingness to recommend."))
    if row.reviewed_on > today + EAST:
        raise Invalid(N_("A review cannot be of the future."), field="reviewed_on")


def demand_ticket(row: TicketRow, now: datetime) -> None:
    """Refuse what cannot have happened, whatever it is about."""
    if row.opened_at > now + EAST:
        raise Invalid(N_("A ticket cannot be of the future."), field="opened_at")
    if row.answered_at and row.answered_at < row.opened_at:
        raise Invalid(N_("It was answered before it was opened."), field="answered_at")
    if row.solved_at and row.solved_at < row.opened_at:
        raise Invalid(N_("It was solved before it was opened."), field="solved_at")
    if row.contacts == 0:
        raise Invalid(N_("A ticket is at least one contact."), field="contacts")
