"""A sentence with its values: made by a rule, said in somebody's language at the door."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from portal.core.i18n import Bilingual, Message, say


@dataclass(frozen=True)
class Sentence:
    """One sentence of a path or a reason."""

    message: Message
    values: Mapping[str, object] = field(default_factory=dict)

    def in_(self, locale: str) -> str:
        """Return the sentence in `locale`."""
        return say(locale, self.message, **self.values)

    def as_json(self) -> dict[str, Any]:
        """Return the sentence as it is stored with what it explains."""
        return {"text": self.message, "values": {k: _stored(v) for k, v in self.values.items()}}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Return a stored sentence."""
        return cls(Message(stored["text"]), {k: _read(v) for k, v in stored["values"].items()})


def _stored(value: object) -> object:
    """Return a value as JSON has it; a name keeps both its languages."""
    return {"en": value.en, "zh": value.zh} if isinstance(value, Bilingual) else value


def _read(value: object) -> object:
    return Bilingual(value["en"], value["zh"]) if isinstance(value, dict) else value


def sentence(message: Message, **values: object) -> Sentence:
    """Return a sentence with its values."""
    return Sentence(message, values)
