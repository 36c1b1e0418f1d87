"""A sentence with its values: made by a rule, said in somebody's language at the door."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.core.i18n import Message, say


@dataclass(frozen=True)
class Sentence:
    """One sentence of a path or a reason."""

    message: Message
    values: Mapping[str, object] = field(default_factory=dict)

    def in_(self, locale: str) -> str:
        """Return the sentence in `locale`."""
        return say(locale, self.message, **self.values)


def sentence(message: Message, **values: object) -> Sentence:
    """Return a sentence with its values."""
    return Sentence(message, values)
