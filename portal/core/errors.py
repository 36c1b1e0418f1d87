"""Everything the business can refuse, each with a sentence a person can read.

A message is an English msgid plus its parameters; the door translates it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from portal.core.i18n import N_, Message, say

NOTHING_HERE = N_("There is nothing here.")
OUT_OF_TIME = N_("A day lies between the years 1900 and 2199.")


class DomainError(Exception):
    """The business says no."""

    def __init__(self, message: Message, *, field: str | None = None, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.values = values

    def in_(self, locale: str) -> str:
        """Return the sentence in `locale`."""
        return say(locale, self.message, **self.values)


class NotAllowed(DomainError):
    """This person may not do that."""


class NotFound(DomainError):
    """No such thing, or not one this person may know of."""

    def __init__(self, message: Message = NOTHING_HERE, *, field: str | None = None) -> None:
        super().__init__(message, field=field)


class Invalid(DomainError):
    """The input has the right shape but the wrong meaning."""


class WrongState(DomainError):
    """The thing is not in a state where that can be done."""


class Outpaced(WrongState):
    """Someone else changed the thing since it was shown."""


class TooLarge(DomainError):
    """More than the portal accepts at once."""


class TooMany(DomainError):
    """Too often in too short a time."""

    retry_after_seconds: int = 60


class NeedsFreshSignIn(DomainError):
    """Only after the password (and second factor) was entered again just now."""


class RowsRefused(Invalid):
    """Some rows of a list have the wrong meaning; each says why, and the others may come again."""

    def __init__(self, rows: Mapping[int, Invalid]) -> None:
        first = rows[min(rows)]
        super().__init__(first.message, field=first.field, **first.values)
        self.rows = rows


class Refusals:
    """Goes through a list to its end and keeps why rows of it are refused, by their place."""

    def __init__(self) -> None:
        self.rows: dict[int, Invalid] = {}

    @contextmanager
    def of(self, at: int) -> Iterator[None]:
        """Keep a refusal inside the block as that of the row at this place, and go on."""
        try:
            yield
        except RowsRefused as error:
            self.rows.update((at + place, why) for place, why in error.rows.items())
        except Invalid as error:
            self.rows[at] = error

    def demand_none(self) -> None:
        """Refuse the list, with every row's reason, if any row was refused."""
        if self.rows:
            raise RowsRefused(self.rows)
