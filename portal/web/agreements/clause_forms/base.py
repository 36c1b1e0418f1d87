"""A clause as it is typed: title and text in both languages."""

from collections.abc import Mapping
from typing import Any

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from agreements.clauses.kinds import ClauseKind, FreeTerms, Terms
from agreements.clauses.wording import LONGEST_TEXT, LONGEST_TITLE, Wording
from portal.core.i18n import N_, Bilingual
from portal.web.choices import options
from portal.web.forms import PageForm


class ClauseForm(PageForm):
    """A clause as it is typed; its values are fields of the classes below."""

    title_zh = StringField(N_("Title in Chinese"), [InputRequired(), Length(max=LONGEST_TITLE)])
    title_en = StringField(N_("Title in English"), [InputRequired(), Length(max=LONGEST_TITLE)])
    text_zh = TextAreaField(N_("Text in Chinese"), [InputRequired(), Length(max=LONGEST_TEXT)])
    text_en = TextAreaField(N_("Text in English"), [InputRequired(), Length(max=LONGEST_TEXT)])
    note = TextAreaField(N_("Why, for the other side"), [Length(max=2000)])
    revision = HiddenField()

    VALUES: tuple[str, ...] = ()
    """The fields of the values, in their order."""

    @classmethod
    def told(cls, said: Wording, revision: int) -> dict[str, Any]:
        """Return what a clause says, as its form holds it."""
        return {
            "title_zh": said.title.zh,
            "title_en": said.title.en,
            "text_zh": said.text.zh,
            "text_en": said.text.en,
            "revision": revision,
            **cls.values_of(said.terms),
        }

    @classmethod
    def values_of(cls, terms: Any) -> dict[str, Any]:
        """Return the values as their fields hold them."""
        return {name: getattr(terms, name) for name in cls.VALUES}

    def to_wording(self, kind: ClauseKind) -> Wording:
        """Return what the act takes."""
        return Wording(
            kind,
            Bilingual(self.title_en.data or "", self.title_zh.data or ""),
            Bilingual(self.text_en.data or "", self.text_zh.data or ""),
            self.to_terms(),
        )

    def to_terms(self) -> Terms:
        """Return the values."""
        return FreeTerms()

    def offer(self, types: Mapping[str, Bilingual], kept: Terms | None) -> None:
        """Take what can be chosen from the portal's lists, and what the clause has already."""

    def value_fields(self) -> list[Any]:
        """Return the fields of the values."""
        return [self[name] for name in self.VALUES]


def in_words(found: Mapping[Any, str]) -> list[Any]:
    """Return the values of a list of ours with their words, as options."""
    return options((key.value, word) for key, word in found.items())


def parts(text: str | None) -> tuple[str, ...]:
    """Return what somebody typed with commas between, Chinese ones too."""
    plain = (text or "").replace("，", ",").replace("、", ",").replace(";", ",").replace("；", ",")
    return tuple(plain.split(","))
