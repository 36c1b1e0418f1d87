"""What people look for in the trail: the address says it all."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self

from werkzeug.datastructures import MultiDict

from portal.core.audit.queries import TrailFilter
from portal.core.errors import DomainError, Invalid
from portal.core.i18n import N_
from portal.web.language import zone
from portal.web.numbers import whole

FIELDS = ("kind", "person", "supplier", "user", "subject", "from", "to", "q")
LONGEST = 120


@dataclass(frozen=True)
class TrailQuery:
    """The filters as typed, what they mean, and what is wrong with them."""

    typed: dict[str, str]
    wanted: TrailFilter
    mistakes: tuple[DomainError, ...] = ()

    @classmethod
    def read(cls, args: "MultiDict[str, str]", time_zone: str, supplier_id: int | None) -> Self:
        """Return the filters in an address; a mistyped one is told and not applied."""
        typed = {name: args.get(name, "").strip()[:LONGEST] for name in FIELDS}
        mistakes: list[DomainError] = []

        def moment(name: str, later_days: int) -> datetime | None:
            try:
                return _begin_of(typed[name], time_zone, later_days)
            except (ValueError, OverflowError):
                sentence = N_("“%(value)s” is not a day like 2026-11-22.")
                mistakes.append(Invalid(sentence, value=typed[name]))
                return None

        wanted = TrailFilter(
            kind=typed["kind"],
            person=typed["person"],
            user_id=_whole(typed["user"]),
            supplier_id=supplier_id,
            subject_id=_whole(typed["subject"]),
            since=moment("from", 0),
            until=moment("to", 1),
            text=typed["q"],
        )
        return cls({k: v for k, v in typed.items() if v}, wanted, tuple(mistakes))


def _begin_of(text: str, time_zone: str, later_days: int) -> datetime | None:
    if not text:
        return None
    day = date.fromisoformat(text) + timedelta(days=later_days)
    return datetime.combine(day, time(), zone(time_zone))


def _whole(text: str) -> int | None:
    """Return a number that a row can have; anything else finds nothing."""
    if not text:
        return None
    number = whole(text)
    return -1 if number is None else number
