"""Text in two languages without knowing any web framework.

Text in code is an English msgid; `say` looks up the Chinese in `portal/locale`. Catalogues are
one `.po` file per noun, read at start: nothing to compile, nothing to forget.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NewType

from babel.messages.pofile import read_po

Message = NewType("Message", str)

LOCALES = {"zh": "中文", "en": "English"}
"""What a person may choose, each in its own words."""

FOLDER = Path(__file__).parents[1] / "locale"
CATALOGUES = {"zh": FOLDER / "zh_Hans_CN", "en": FOLDER / "en"}
"""English has lines only for words that are one in English and two in Chinese: "Name (of a thing)"
is read "Name", and 名称 where a person's is 姓名."""


def N_(text: str) -> Message:
    """Mark `text` for the catalogue; the door translates it when it is shown."""
    return Message(text)


@dataclass(frozen=True)
class Bilingual:
    """Text that people typed, in English and Chinese; either may be empty."""

    en: str
    zh: str = ""

    def in_(self, locale: str) -> str:
        """Return the text for `locale`, or the other language where this one is missing."""
        return (self.zh or self.en) if locale == "zh" else (self.en or self.zh)

    def __str__(self) -> str:
        return " · ".join(part for part in (self.en, self.zh) if part)


@cache
def catalogue(locale: str) -> Mapping[str, str]:
    """Return msgid -> text for `locale`; what is not in it is said as it stands."""
    folder = CATALOGUES.get(locale)
    texts: dict[str, str] = {}
    for path in sorted(folder.glob("*.po")) if folder else ():
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_Hans_CN"):
                forms = message.string if isinstance(message.string, tuple) else (message.string,)
                ids = message.id if isinstance(message.id, tuple) else (message.id,)
                for msgid in ids:
                    if msgid and forms[0]:
                        texts[str(msgid)] = str(forms[0])
    return texts


def translate(locale: str, text: str) -> str:
    """Return the catalogue's text for `text`, or `text` itself."""
    return catalogue(locale).get(text, text)


def translate_plural(locale: str, one: str, many: str, count: int) -> str:
    """Return the form for `count`; Chinese has only one."""
    text = one if count == 1 else many
    return catalogue(locale).get(text, text)


def say(locale: str, text: str, /, **values: object) -> str:
    """Return `text` in `locale` with its values filled in; bilingual values pick their language."""
    spoken = {key: speak(locale, value) for key, value in values.items()}
    return translate(locale, text) % spoken if values else translate(locale, text)


def speak(locale: str, value: object) -> object:
    """Return a value as it reads inside a sentence of `locale`."""
    if isinstance(value, Bilingual):
        return value.in_(locale)
    if isinstance(value, str):
        return translate(locale, value)
    return value
