"""Which units are taken from a lot: at random, again from the seed, and out of enough cartons."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from math import isqrt

from inspections.sampling.rules.randomness import Stream
from portal.core.errors import Invalid
from portal.core.i18n import N_

LARGEST_LOT = 10_000_000
LARGEST_SAMPLE = 100_000
LONGEST_SEED = 64


@dataclass(frozen=True)
class Packing:
    """How a lot lies in cartons; units are numbered from 1, carton after carton.

    Without `per_carton` the cartons are as equal as can be, the fuller ones first; with it the
    last one holds the rest.
    """

    lot_size: int
    cartons: int
    per_carton: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.lot_size <= LARGEST_LOT:
            sentence = N_("The lot size must be a whole number from 1 to %(most)s.")
            raise Invalid(sentence, field="lot_size", most=LARGEST_LOT)
        if not 1 <= self.cartons <= self.lot_size:
            sentence = N_("There must be at least one carton, and no more cartons than units.")
            raise Invalid(sentence, field="cartons")
        if self.per_carton is not None and self.cartons != -(-self.lot_size // self.per_carton):
            sentence = N_(
                "%(lot_size)s units at %(per_carton)s each do not fill %(cartons)s cartons."
            )
            raise Invalid(
                sentence,
                field="cartons",
                lot_size=self.lot_size,
                per_carton=self.per_carton,
                cartons=self.cartons,
            )

    def size(self, carton: int) -> int:
        """Return how many units the carton holds; cartons are counted from 1."""
        return self.begin(carton + 1) - self.begin(carton)

    def begin(self, carton: int) -> int:
        """Return how many units lie in the cartons before this one."""
        if self.per_carton is not None:
            return min((carton - 1) * self.per_carton, self.lot_size)
        each, fuller = divmod(self.lot_size, self.cartons)
        return (carton - 1) * each + min(carton - 1, fuller)

    @property
    def fewest_opened(self) -> int:
        """Return the square root of the cartons, rounded up."""
        return isqrt(self.cartons - 1) + 1


@dataclass(frozen=True)
class Unit:
    """One unit to take: its place in the random order, its number, and where it lies."""

    rank: int
    number: int
    carton: int
    position: int


@dataclass(frozen=True)
class Drawing:
    """The units of a sample in random order, with all that is needed to draw them again."""

    seed: str
    packing: Packing
    units: tuple[Unit, ...]

    @property
    def cartons(self) -> tuple[int, ...]:
        """Return the numbers of the cartons to open, ascending."""
        return tuple(sorted({unit.carton for unit in self.units}))

    def first(self, n: int) -> tuple[Unit, ...]:
        """Return the units that belong to a smaller sample: the first `n` of the random order."""
        return self.units[:n]

    def by_carton(self) -> list[tuple[int, tuple[Unit, ...]]]:
        """Return the list as it is walked: carton by carton, position by position."""
        lying: dict[int, list[Unit]] = {carton: [] for carton in self.cartons}
        for unit in self.units:
            lying[unit.carton].append(unit)
        return [
            (carton, tuple(sorted(units, key=lambda unit: unit.position)))
            for carton, units in lying.items()
        ]

    def samples_of(self, unit: Unit, sizes: Mapping[str, int]) -> tuple[str, ...]:
        """Return the names of the samples, by their n, that the unit belongs to."""
        return tuple(name for name, n in sizes.items() if unit.rank <= n)


def draw_units(seed: str, n: int, packing: Packing, opened: int | None = None) -> Drawing:
    """Draw `n` units in random order out of at least the square root of the cartons.

    Cartons are chosen at random, each as likely as the others; then they give one unit each in
    turn, in an order made anew for every turn, so that the first units of the order are spread
    as well as all of them. `opened` asks for more cartons than the fewest.
    """
    _check(seed, n, packing, opened)
    wanted = min(n, max(opened or 0, packing.fewest_opened))
    cartons = _choose_cartons(seed, packing, n, wanted)
    orders = {carton: _positions(seed, packing, carton) for carton in cartons}
    turns = Stream(seed, "turns")
    units: list[Unit] = []
    while len(units) < n:
        for place in list(turns.order(len(cartons))):
            carton = cartons[place]
            position = next(orders[carton], None)
            if position is not None and len(units) < n:
                number = packing.begin(carton) + position
                units.append(Unit(len(units) + 1, number, carton, position))
    return Drawing(seed, packing, tuple(units))


def _check(seed: str, n: int, packing: Packing, opened: int | None) -> None:
    if not seed or len(seed) > LONGEST_SEED or not seed.isprintable():
        raise Invalid(N_("A seed is 1 to 64 printable characters."), field="seed")
    if not 1 <= n <= LARGEST_SAMPLE:
        raise Invalid(
            N_("The number of units must be from 1 to %(most)s."), field="n", most=LARGEST_SAMPLE
        )
    if n > packing.lot_size:
        sentence = N_("The lot has only %(lot_size)s units.")
        raise Invalid(sentence, field="n", lot_size=packing.lot_size)
    if opened is not None and not packing.fewest_opened <= opened <= packing.cartons:
        sentence = N_("Open at least %(fewest)s of %(cartons)s cartons: their square root.")
        raise Invalid(
            sentence, field="opened", fewest=packing.fewest_opened, cartons=packing.cartons
        )


def _choose_cartons(seed: str, packing: Packing, n: int, wanted: int) -> list[int]:
    """Return `wanted` cartons, and as many more as it takes to find `n` units in them."""
    chosen: list[int] = []
    held = 0
    for place in Stream(seed, f"cartons of {packing.cartons}").order(packing.cartons):
        if len(chosen) >= wanted and held >= n:
            break
        chosen.append(place + 1)
        held += packing.size(place + 1)
    return chosen


def _positions(seed: str, packing: Packing, carton: int) -> Iterator[int]:
    order = Stream(seed, f"carton {carton}").order(packing.size(carton))
    return (place + 1 for place in order)


def draw_order(seed: str, n: int, lot_size: int) -> tuple[int, ...]:
    """Return the numbers of `n` units of a lot that lies open, in random order."""
    _check(seed, n, Packing(lot_size, 1), None)
    return tuple(number + 1 for number in islice(Stream(seed, "units").order(lot_size), n))
