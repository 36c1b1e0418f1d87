"""Clauses and their values: what can be agreed, what is refused, and how it is spelled."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from agreements.clauses.kinds import ClauseKind, FreeTerms, Terms
from agreements.clauses.law import (
    Cause,
    ConfidentialityTerms,
    LanguageTerms,
    LiabilityTerms,
    Limit,
    NonconformityTerms,
    TermTerms,
)
from agreements.clauses.library import templates
from agreements.clauses.quality import (
    Basis,
    Change,
    ChangeTerms,
    DocumentTerms,
    SpecificationTerms,
    StandardTerms,
)
from agreements.clauses.sampling import SamplingTerms
from agreements.clauses.wording import LONGEST_TEXT, Wording, terms_of
from portal.core.errors import Invalid
from portal.core.i18n import Bilingual
from portal.core.products.rules import DefectClass
from portal.core.standards import CriticalMode, Kind, Regime

C, MA, MI = DefectClass.CRITICAL, DefectClass.MAJOR, DefectClass.MINOR
K = ClauseKind


def aqls(critical: str, major: str, minor: str) -> dict[DefectClass, str]:
    return {C: critical, MA: major, MI: minor}


def limits(**changed: Limit) -> dict[DefectClass, Limit]:
    usual = {C: Limit(24, 7), MA: Limit(48, 14), MI: Limit(72, 30)}
    return usual | {DefectClass(name): limit for name, limit in changed.items()}


def shares(**changed: int) -> dict[Cause, int]:
    return {**LiabilityTerms().shares, **{Cause(name): value for name, value in changed.items()}}


REFUSED: list[tuple[Callable[[], Terms], str]] = [
    (lambda: SamplingTerms(aqls=aqls("0", "2.4", "4.0")), "major_aql"),
    (lambda: SamplingTerms(aqls=aqls("0", "2.5", "")), "minor_aql"),
    (lambda: SamplingTerms(aqls=aqls("0", "15", "25")), "major_aql"),
    (lambda: SamplingTerms(aqls=aqls("0.65", "2.5", "4.0")), "critical_aql"),
    (
        lambda: SamplingTerms(aqls=aqls("0", "2.5", "4.0"), critical_mode=CriticalMode.AQL),
        "critical_aql",
    ),
    (lambda: SamplingTerms(switching=False, skip_lot=True), "skip_lot"),
    (lambda: SpecificationTerms(Basis.DRAWING, "  "), "reference"),
    (lambda: StandardTerms(booking_days=91), "booking_days"),
    (lambda: DocumentTerms(("", " ")), "codes"),
    (lambda: ChangeTerms(0), "days"),
    (lambda: ChangeTerms(30, ()), "changes"),
    (lambda: NonconformityTerms(limits(critical=Limit(72, 7))), "critical_response_hours"),
    (lambda: NonconformityTerms(limits(major=Limit(48, 60))), "major_correction_days"),
    (lambda: NonconformityTerms(limits(minor=Limit(0, 30))), "minor_response_hours"),
    (lambda: LiabilityTerms(shares(material=101)), "material_percent"),
    (lambda: LiabilityTerms(shares(transport=-1)), "transport_percent"),
    (lambda: LiabilityTerms(cap="-5"), "cap"),
    (lambda: LiabilityTerms(cap="1e9"), "cap"),
    (lambda: LiabilityTerms(cap="NaN"), "cap"),
    (lambda: LiabilityTerms(currency="XXX"), "currency"),
    (lambda: ConfidentialityTerms(0), "years"),
    (lambda: TermTerms(date(2027, 1, 2), date(2027, 1, 1)), "ends_on"),
    (lambda: TermTerms(date(2027, 1, 1), date(2090, 1, 1)), "ends_on"),
    (lambda: TermTerms(date(2027, 1, 1), date(2027, 12, 31), 400), "notice_days"),
]


@pytest.mark.parametrize(("made", "field"), REFUSED)
def test_what_cannot_be_meant_is_refused_at_its_field(
    made: Callable[[], Terms], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        made().check()

    assert refusal.value.field == field
    assert "%(" not in refusal.value.in_("zh")


ACCEPTED: list[tuple[ClauseKind, Terms]] = [
    (K.FREE, FreeTerms()),
    (K.SPECIFICATION, SpecificationTerms(Basis.DRAWING, "D-17, rev. 3", sealed_sample=True)),
    (K.STANDARD, StandardTerms(("GB 4806.4", "EN 1388-1"), booking_days=0)),
    (K.SAMPLING, SamplingTerms()),
    (
        K.SAMPLING,
        SamplingTerms(
            kind=Kind.DOUBLE,
            regime=Regime.PER_100,
            aqls=aqls("0.65", "15", "25"),
            critical_mode=CriticalMode.AQL,
        ),
    ),
    (K.NONCONFORMITY, NonconformityTerms()),
    (K.LIABILITY, LiabilityTerms(cap="300000.50", currency="EUR")),
    (K.DOCUMENTS, DocumentTerms(("ISO_9001",), {"ISO_9001": Bilingual("Certificate", "证书")})),
    (K.CHANGES, ChangeTerms(90, (Change.SITE,))),
    (K.CONFIDENTIALITY, ConfidentialityTerms(5)),
    (K.TERM, TermTerms(date(2027, 1, 1), date(2027, 1, 1), 0)),
    (K.LANGUAGE, LanguageTerms()),
]


@pytest.mark.parametrize(("kind", "terms"), ACCEPTED)
def test_values_survive_being_kept(kind: ClauseKind, terms: Terms) -> None:
    assert terms.check() == terms
    assert terms_of(kind, terms.as_json()) == terms
    assert len({fact.key for fact in terms.facts()}) == len(terms.facts())


def test_every_kind_is_among_them() -> None:
    assert {kind for kind, _ in ACCEPTED} == set(ClauseKind)


def test_values_have_one_spelling() -> None:
    typed = SamplingTerms(aqls={C: "", MA: "2.50", MI: " 4 "})
    cap = LiabilityTerms(cap="300,000")

    assert typed.check().aqls == aqls("0", "2.5", "4.0")
    assert cap.check().cap == "300000"
    assert DocumentTerms((" A ", "B", "A")).check().codes == ("A", "B")


def test_documents_that_were_signed_without_names_keep_their_bytes() -> None:
    signed = {"codes": ["ISO_9001", "MSDS"]}

    assert terms_of(K.DOCUMENTS, signed).as_json() == signed


def test_documents_are_called_by_their_names_in_both_languages() -> None:
    names = {"ISO_9001": Bilingual("Certificate", "证书"), "GONE": Bilingual("No more", "没了")}
    terms = DocumentTerms(("ISO_9001", "OWN"), names).check()

    assert [fact.value for fact in terms.facts()] == [Bilingual("Certificate, OWN", "证书、OWN")]
    assert set(terms.names) == {"ISO_9001"}


@pytest.mark.parametrize(
    "change",
    [
        {"title": Bilingual("Only English", "")},
        {"text": Bilingual("", "只有中文")},
        {"title": Bilingual("x" * 201, "题")},
        {"text": Bilingual("x" * (LONGEST_TEXT + 1), "文")},
        {"terms": LanguageTerms()},
    ],
)
def test_a_clause_is_whole_in_both_languages(change: dict[str, Any]) -> None:
    said = Wording(K.FREE, Bilingual("Title", "标题"), Bilingual("Text", "文"), FreeTerms())

    with pytest.raises(Invalid):
        Wording(**{**vars(said), **change}).check()


def test_the_same_text_has_one_spelling() -> None:
    windows = Bilingual("One.\r\n\r\n\r\n Two \r\nlines. ", "一。\n\n二。")
    said = Wording(K.FREE, Bilingual(" A  title ", "标题"), windows, FreeTerms()).check()

    assert (said.title.en, said.text.en) == ("A title", "One.\n\nTwo lines.")


def test_the_template_is_whole_and_parallel() -> None:
    found = templates()["general"].clauses(date(2027, 1, 1), date(2027, 12, 31))

    assert {clause.kind for clause in found} == set(ClauseKind)
    assert len(found) == 15
    for clause in found:
        assert clause.text.en.count("\n\n") == clause.text.zh.count("\n\n"), clause.title.en
