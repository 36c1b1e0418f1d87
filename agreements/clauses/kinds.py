"""What a clause can be about, and what all values of clauses have in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import Enum, StrEnum
from typing import Any, Self

from portal.core.errors import Invalid
from portal.core.i18n import N_, Bilingual, Message


class ClauseKind(StrEnum):
    """What a clause regulates; each kind has values of its own."""

    SPECIFICATION = "specification"
    STANDARD = "standard"
    SAMPLING = "sampling"
    NONCONFORMITY = "nonconformity"
    LIABILITY = "liability"
    DOCUMENTS = "documents"
    CHANGES = "changes"
    CONFIDENTIALITY = "confidentiality"
    TERM = "term"
    LANGUAGE = "language"
    FREE = "free"


K = ClauseKind
KIND_WORDS: Mapping[ClauseKind, Message] = {
    K.SPECIFICATION: N_("Product specification"),
    K.STANDARD: N_("Inspection standard"),
    K.SAMPLING: N_("Sampling plan"),
    K.NONCONFORMITY: N_("Handling of nonconformities"),
    K.LIABILITY: N_("Liability"),
    K.DOCUMENTS: N_("Documents required"),
    K.CHANGES: N_("Notification of changes"),
    K.CONFIDENTIALITY: N_("Confidentiality"),
    K.TERM: N_("Term"),
    K.LANGUAGE: N_("Prevailing language"),
    K.FREE: N_("Free text"),
}

ONCE = frozenset(K) - {K.FREE}
"""Kinds that an agreement has at most one clause of: two sampling plans would contradict."""

NEEDED = (K.SAMPLING, K.TERM)
"""Kinds without which an agreement cannot be sent: what governs, and when."""


@dataclass(frozen=True)
class Fact:
    """One value of a clause as people read it: its name, and the value in plain words."""

    key: str
    label: Message
    value: str | Bilingual
    """A figure, a code, a msgid, or names in both languages."""
    unit: Message | None = None
    about: Message | None = None
    """What of several the value is for: a severity, a class, a cause."""


class Terms:
    """The values of one clause; every kind is a frozen dataclass below this."""

    def check(self) -> Self:
        """Return the values in their one spelling; raises Invalid for what cannot be meant."""
        return self

    def facts(self) -> Sequence[Fact]:
        """Return the values as people read them."""
        return ()

    def as_json(self) -> dict[str, Any]:
        """Return the values as they are kept and signed: text, whole numbers, lists and words."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}  # type: ignore[arg-type]


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {_plain(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


@dataclass(frozen=True)
class FreeTerms(Terms):
    """Nothing but text."""


def whole(value: object, least: int, most: int, field: str) -> int:
    """Return a whole number within its bounds; raises Invalid that names them."""
    if type(value) is int and least <= value <= most:
        return value
    raise Invalid(
        N_("Give a whole number from %(least)s to %(most)s."), field=field, least=least, most=most
    )


def words(values: Sequence[str], field: str, most: int = 40) -> tuple[str, ...]:
    """Return codes or names without blanks and repetitions, in the order they were given."""
    kept = tuple(dict.fromkeys(word for value in values if (word := " ".join(value.split()))))
    if len(kept) > most or any(len(word) > 120 for word in kept):
        raise Invalid(N_("That is too many, or one of them is too long."), field=field)
    return kept
