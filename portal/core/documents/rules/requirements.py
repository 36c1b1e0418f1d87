"""Which proof a supplier needs, and how it stands with each."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.core.documents.rules import OPEN, RequirementLevel, VersionState, counts

EXPIRING_DAYS = 30
"""From so many days before its last day a proof is shown as expiring."""

STRENGTH = (RequirementLevel.WARN, RequirementLevel.REQUIRED, RequirementLevel.BLOCK)


class Standing(StrEnum):
    """How it stands with one required type, worst last."""

    VALID = "valid"
    EXPIRING = "expiring"
    WAITING = "submitted"
    RETURNED = "rejected"
    EXPIRED = "expired"
    MISSING = "missing"


MET = frozenset({Standing.VALID, Standing.EXPIRING})


@dataclass(frozen=True)
class MatrixLine:
    """One cell of the requirement matrix; None stands for any."""

    type_id: int
    level: RequirementLevel
    category_id: int | None = None
    tier: str | None = None
    market: str | None = None

    def is_for(
        self, categories: Collection[int], tier: str | None, markets: Collection[str]
    ) -> bool:
        """Return whether a supplier of these categories, tier and markets is asked for it."""
        return (
            self.category_id in (None, *categories)
            and self.tier in (None, tier)
            and self.market in (None, *markets)
        )


def required_types(
    lines: Iterable[MatrixLine],
    categories: Collection[int],
    tier: str | None,
    markets: Collection[str],
) -> dict[int, RequirementLevel]:
    """Return the required types, each with the strongest level of the lines that apply."""
    levels: dict[int, RequirementLevel] = {}
    for line in lines:
        if line.is_for(categories, tier, markets):
            known = levels.get(line.type_id, RequirementLevel.WARN)
            levels[line.type_id] = max(known, line.level, key=STRENGTH.index)
    return levels


@dataclass(frozen=True)
class Proof:
    """What matters of one version when it is asked whether it proves something."""

    state: VersionState
    expires_on: date | None
    version_id: int = 0
    document_id: int = 0


def standing(proofs: Iterable[Proof], today: date) -> tuple[Standing, Proof | None]:
    """Return how it stands with a type, and the version that makes it so.

    A valid proof outweighs what is waiting; what is waiting outweighs what was returned.
    """
    proofs = list(proofs)
    good = [proof for proof in proofs if counts(proof.state, proof.expires_on, today)]
    if good:
        best = max(good, key=lambda proof: (proof.expires_on or date.max, proof.version_id))
        soon = best.expires_on and best.expires_on <= today + timedelta(days=EXPIRING_DAYS)
        return (Standing.EXPIRING if soon else Standing.VALID), best
    return _unmet(sorted(proofs, key=lambda proof: proof.version_id, reverse=True))


UNMET: tuple[tuple[frozenset[VersionState], Standing], ...] = (
    (OPEN, Standing.WAITING),
    (frozenset({VersionState.REJECTED}), Standing.RETURNED),
    (frozenset({VersionState.EXPIRED, VersionState.APPROVED}), Standing.EXPIRED),
)


def _unmet(newest_first: list[Proof]) -> tuple[Standing, Proof | None]:
    for states, found in UNMET:
        for proof in newest_first:
            if proof.state in states:
                return found, proof
    return Standing.MISSING, None


@dataclass(frozen=True)
class Impact:
    """What follows when a document stops being proof."""

    level: RequirementLevel | None = None
    """The strongest requirement that becomes unmet; None where nothing does."""


def impact(
    required: Mapping[int, RequirementLevel],
    type_id: int,
    others: Iterable[Proof],
    expires_on: date,
) -> Impact:
    """Return what becomes unmet the day after `expires_on`, given the type's other proofs."""
    after = expires_on + timedelta(days=1)
    covered = any(counts(proof.state, proof.expires_on, after) for proof in others)
    return Impact(None if covered else required.get(type_id))
