"""Made-up histories of taps, and what they add up to by the server's rules."""

from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any

from inspections.lot_inspections.rules import ObservationKind
from inspections.lot_inspections.rules.folding import Asked, Tap, Terms, fold
from portal.core.products.rules import DefectClass, Limits

C, MA, MI = DefectClass.CRITICAL, DefectClass.MAJOR, DefectClass.MINOR
K = ObservationKind
SHARP, CRACK, STAIN = 1, 2, 3
LENGTH = 7

TERMS = Terms(
    ends={C: (8,), MA: (5, 8), MI: (3,)},
    per_100=False,
    defects={SHARP: C, CRACK: MA, STAIN: MI},
    measured={LENGTH: Asked(Limits(Decimal(10), Decimal(12)), MA)},
)


def terms_as_json() -> dict[str, Any]:
    """Return the terms as the page gets them."""
    return {
        "ends": {name.value: list(ends) for name, ends in TERMS.ends.items()},
        "per_100": False,
        "defects": {str(key): name.value for key, name in TERMS.defects.items()},
        "measured": {str(LENGTH): {"lower": "10", "upper": "12", "class": "major"}},
    }


def histories(number: int) -> Iterator[tuple[list[dict[str, Any]], dict[str, list[int]]]]:
    """Yield taps as a device keeps them, and the counts per class and sample."""
    for seed in range(number):
        taps = list(_taps(Random(seed)))  # noqa: S311 - not for secrets
        counts = fold(taps, TERMS).counts
        yield (
            [_as_json(tap) for tap in taps],
            {name.value: list(found) for name, found in counts.items()},
        )


def _taps(chance: Random) -> Iterator[Tap]:
    for place in range(chance.randrange(30)):
        key, unit = f"k{place}", chance.randint(1, 9)
        what = chance.random()
        if what < 0.5:
            yield Tap(key, K.DEFECT, unit=unit, defect_id=chance.choice([SHARP, CRACK, STAIN]))
        elif what < 0.75:
            value = Decimal(chance.choice(["9", "10", "11.5", "12", "12.1"]))
            yield Tap(key, K.MEASUREMENT, unit=unit, characteristic_id=LENGTH, value=value)
        elif place:
            yield Tap(key, K.UNDO, undoes=f"k{chance.randrange(place)}")


def _as_json(tap: Tap) -> dict[str, Any]:
    return {
        "key": tap.key,
        "kind": tap.kind.value,
        "unit": tap.unit,
        "defect": str(tap.defect_id) if tap.defect_id else None,
        "characteristic": str(tap.characteristic_id) if tap.characteristic_id else None,
        "value": str(tap.value) if tap.value is not None else None,
        "undoes": tap.undoes,
    }
