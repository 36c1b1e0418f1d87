"""Where the goods of some lots are: what was made against what can be accounted for."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True)
class Quantities:
    """Pieces of one lot, or of several together."""

    produced: int = 0
    consumed: int = 0
    """Gone into other lots."""
    shipped: int = 0
    received: int = 0
    sold: int = 0
    returned: int = 0

    @property
    def at_maker(self) -> int:
        """Return how many have not left the maker, as far as anybody wrote it down."""
        gone = max(self.shipped, self.received)
        return max(0, self.produced - self.consumed - gone) if gone else 0

    @property
    def under_way(self) -> int:
        """Return how many left the maker and have not come in."""
        return max(0, self.shipped - self.received)

    @property
    def on_hand(self) -> int:
        """Return how many came in, or came back, and are still here."""
        return max(0, self.received - self.sold + self.returned)

    @property
    def with_customers(self) -> int:
        return max(0, self.sold - self.returned)

    @property
    def accounted(self) -> int:
        """Return how many pieces somebody can say the place of; never more than were made."""
        places = self.consumed + self.at_maker + self.under_way + self.on_hand + self.with_customers
        return min(self.produced, places)

    @property
    def accounted_percent(self) -> Decimal | None:
        """Return it in % of what was made, to one place; None where nothing was made."""
        return _percent(self.accounted, self.produced)

    @property
    def balance(self) -> "Balance":
        """Return where the pieces of this lot are."""
        return Balance(
            **vars(self),
            at_maker=self.at_maker,
            under_way=self.under_way,
            on_hand=self.on_hand,
            with_customers=self.with_customers,
            accounted=self.accounted,
        )


@dataclass(frozen=True)
class Balance:
    """Where the pieces of several lots are: each lot is reckoned by itself, then they are added.

    What one lot has too much does not make up for what another lacks.
    """

    produced: int = 0
    consumed: int = 0
    shipped: int = 0
    received: int = 0
    sold: int = 0
    returned: int = 0
    at_maker: int = 0
    under_way: int = 0
    on_hand: int = 0
    with_customers: int = 0
    accounted: int = 0

    @property
    def accounted_percent(self) -> Decimal | None:
        """Return it in % of what was made, to one place; None where nothing was made."""
        return _percent(self.accounted, self.produced)

    def __add__(self, other: "Balance") -> "Balance":
        mine, theirs = vars(self).values(), vars(other).values()
        return Balance(*(one + two for one, two in zip(mine, theirs, strict=True)))


def _percent(part: int, whole: int) -> Decimal | None:
    if not whole:
        return None
    return (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
