"""A clause as it is read: a title, a text in both languages, and values of its kind."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any, Self

from agreements.clauses.kinds import KIND_WORDS, ClauseKind, FreeTerms, Terms
from agreements.clauses.law import (
    ConfidentialityTerms,
    LanguageTerms,
    LiabilityTerms,
    NonconformityTerms,
    TermTerms,
)
from agreements.clauses.quality import (
    ChangeTerms,
    DocumentTerms,
    SpecificationTerms,
    StandardTerms,
)
from agreements.clauses.sampling import SamplingTerms
from portal.core.errors import Invalid
from portal.core.i18n import N_, Bilingual

LONGEST_TITLE = 200
LONGEST_TEXT = 20_000

K = ClauseKind
READERS: Mapping[ClauseKind, Any] = {
    K.SPECIFICATION: SpecificationTerms,
    K.STANDARD: StandardTerms,
    K.SAMPLING: SamplingTerms,
    K.NONCONFORMITY: NonconformityTerms,
    K.LIABILITY: LiabilityTerms,
    K.DOCUMENTS: DocumentTerms,
    K.CHANGES: ChangeTerms,
    K.CONFIDENTIALITY: ConfidentialityTerms,
    K.TERM: TermTerms,
    K.LANGUAGE: LanguageTerms,
}


def terms_of(kind: ClauseKind, kept: Mapping[str, Any]) -> Terms:
    """Return the values of a clause as they were kept."""
    found: Terms = READERS[kind].of(kept) if kind in READERS else FreeTerms()
    return found


@dataclass(frozen=True)
class Wording:
    """What a clause says."""

    kind: ClauseKind
    title: Bilingual
    text: Bilingual
    terms: Terms

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Return the paragraphs side by side, Chinese first."""
        sides = paragraphs_of(self.text.zh), paragraphs_of(self.text.en)
        return list(zip_longest(*sides, fillvalue=""))

    def check(self) -> Self:
        """Return the clause in its one spelling; raises Invalid where a language is missing."""
        title = Bilingual(_line(self.title.en), _line(self.title.zh))
        text = Bilingual(_paragraphs(self.text.en), _paragraphs(self.text.zh))
        for name, said in (("title", title), ("text", text)):
            for language in ("en", "zh"):
                if not getattr(said, language):
                    raise Invalid(
                        N_("A clause has a title and a text in Chinese and in English."),
                        field=f"{name}_{language}",
                    )
        if max(len(title.en), len(title.zh)) > LONGEST_TITLE:
            raise Invalid(N_("This title is too long."), field="title_en")
        if max(len(text.en), len(text.zh)) > LONGEST_TEXT:
            raise Invalid(N_("This text is too long for one clause."), field="text_en")
        return replace(self, title=title, text=text, terms=self._checked_terms())

    def _checked_terms(self) -> Terms:
        if not isinstance(self.terms, READERS.get(self.kind, FreeTerms)):
            raise Invalid(
                N_("These values do not belong to “%(kind)s”."), kind=KIND_WORDS[self.kind]
            )
        checked: Terms = self.terms.check()
        return checked


def paragraphs_of(text: str) -> list[str]:
    """Return the paragraphs of a clause's text; each is numbered below its clause."""
    return [part for part in text.split("\n\n") if part]


def _line(text: str) -> str:
    return " ".join(text.split())


def _paragraphs(text: str) -> str:
    """Return text with one spelling of its breaks, so that the same text has the same hash."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    parts = (" ".join(part.split()) for part in plain.split("\n\n"))
    return "\n\n".join(part for part in parts if part)
