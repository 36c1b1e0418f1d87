"""When a document counts, what is required, and what a submission must say."""

from datetime import date

import pytest

from portal.core.clock import months_later
from portal.core.documents.rules import (
    RequirementLevel,
    SubjectKind,
    Validity,
    VersionState,
    counts,
    due_reminder,
    gap_days,
)
from portal.core.documents.rules.catalogue import REQUIREMENTS, TYPES
from portal.core.documents.rules.guessing import KEYWORDS, guess_type
from portal.core.documents.rules.requirements import (
    Impact,
    MatrixLine,
    Proof,
    Standing,
    impact,
    required_types,
    standing,
)
from portal.core.documents.rules.submission import Said, TypeFacts, settle
from portal.core.errors import Invalid

TODAY = date(2026, 11, 23)
V, L = VersionState, RequirementLevel


@pytest.mark.parametrize(
    ("state", "expires", "good"),
    [
        (V.APPROVED, None, True),
        (V.APPROVED, TODAY, True),
        (V.APPROVED, date(2026, 11, 22), False),
        (V.SUBMITTED, None, False),
        (V.SUPERSEDED, date(2030, 1, 1), False),
    ],
)
def test_only_an_approved_document_within_its_days_counts(
    state: VersionState, expires: date | None, good: bool
) -> None:
    assert counts(state, expires, TODAY) is good


@pytest.mark.parametrize(
    ("expired", "renewed", "gap"),
    [
        (date(2026, 1, 31), date(2026, 2, 1), 0),
        (date(2026, 1, 31), date(2026, 1, 15), 0),
        (date(2026, 1, 31), date(2026, 2, 11), 10),
        (None, date(2026, 2, 1), None),
    ],
)
def test_the_gap_is_the_days_without_proof(
    expired: date | None, renewed: date, gap: int | None
) -> None:
    assert gap_days(expired, renewed) == gap


@pytest.mark.parametrize(
    ("left", "step"),
    [(91, None), (90, 90), (61, 90), (60, 60), (8, 30), (7, 7), (0, 7), (-1, None)],
)
def test_the_nearest_reminder_is_due(left: int, step: int | None) -> None:
    from datetime import timedelta

    assert due_reminder(TODAY + timedelta(days=left), TODAY, (90, 60, 30, 7)) == step


LINES = (
    MatrixLine(1, L.WARN),
    MatrixLine(1, L.BLOCK, market="EU"),
    MatrixLine(2, L.REQUIRED, category_id=7),
    MatrixLine(3, L.WARN, tier="probation"),
    MatrixLine(1, L.REQUIRED, category_id=7),
)


@pytest.mark.parametrize(
    ("categories", "tier", "markets", "levels"),
    [
        ((), None, (), {1: L.WARN}),
        ((), None, ("US",), {1: L.WARN}),
        ((), None, ("US", "EU"), {1: L.BLOCK}),
        ((7, 8), None, (), {1: L.REQUIRED, 2: L.REQUIRED}),
        ((7,), "probation", ("EU",), {1: L.BLOCK, 2: L.REQUIRED, 3: L.WARN}),
    ],
)
def test_the_strongest_level_that_applies_is_required(
    categories: tuple[int, ...],
    tier: str | None,
    markets: tuple[str, ...],
    levels: dict[int, RequirementLevel],
) -> None:
    assert required_types(LINES, categories, tier, markets) == levels


GOOD = Proof(V.APPROVED, date(2027, 6, 1), 1)
SOON = Proof(V.APPROVED, date(2026, 12, 1), 2)
OVER = Proof(V.EXPIRED, date(2026, 1, 1), 3)
SENT = Proof(V.SUBMITTED, date(2027, 6, 1), 4)
BACK = Proof(V.REJECTED, date(2027, 6, 1), 5)


@pytest.mark.parametrize(
    ("proofs", "how", "which"),
    [
        ((), Standing.MISSING, None),
        ((SOON, GOOD, SENT), Standing.VALID, GOOD),
        ((SOON, SENT), Standing.EXPIRING, SOON),
        ((OVER, BACK, SENT), Standing.WAITING, SENT),
        ((OVER, BACK), Standing.RETURNED, BACK),
        ((OVER,), Standing.EXPIRED, OVER),
        ((Proof(V.APPROVED, date(2026, 11, 22), 9),), Standing.EXPIRED,
         Proof(V.APPROVED, date(2026, 11, 22), 9)),
    ],
)  # fmt: skip
def test_what_is_valid_outweighs_what_waits(
    proofs: tuple[Proof, ...], how: Standing, which: Proof | None
) -> None:
    assert standing(proofs, TODAY) == (how, which)


def test_an_expiry_hits_what_nothing_else_proves() -> None:
    required = {1: L.BLOCK}
    ends = date(2026, 12, 1)

    assert impact(required, 1, (), ends) == Impact(L.BLOCK)
    assert impact(required, 1, (GOOD,), ends) == Impact(None)
    assert impact(required, 1, (SOON,), ends) == Impact(L.BLOCK)
    assert impact(required, 2, (), ends) == Impact(None)


DATED = TypeFacts(SubjectKind.SUPPLIER, Validity.DATED, None, True)
YEARLY = TypeFacts(SubjectKind.PRODUCT, Validity.PERIODIC, 12, False)
WHOLE = Said(certificate_number="Q-1", issued_on=date(2026, 1, 31), expires_on=date(2027, 1, 30))


@pytest.mark.parametrize(
    ("kind", "said", "field"),
    [
        (DATED, Said(issued_on=date(2026, 1, 1), expires_on=date(2027, 1, 1)),
         "certificate_number"),
        (DATED, Said(certificate_number="1", expires_on=date(2027, 1, 1)), "issued_on"),
        (DATED, Said(certificate_number="1", issued_on=date(2026, 1, 1)), "expires_on"),
        (DATED, Said(certificate_number="1", issued_on=date(2026, 11, 24),
                     expires_on=date(2027, 1, 1)), "issued_on"),
        (DATED, Said(certificate_number="1", issued_on=date(2026, 1, 1),
                     expires_on=date(2026, 1, 1)), "expires_on"),
        (DATED, Said(certificate_number="1", issued_on=date(2025, 1, 1),
                     expires_on=date(2026, 11, 22)), "expires_on"),
        (DATED, Said(certificate_number="1", issued_on=date(2026, 1, 1),
                     expires_on=date(9999, 12, 31)), "expires_on"),
        (YEARLY, Said(issued_on=date(1, 1, 1), subject="MUG"), "issued_on"),
        (YEARLY, Said(issued_on=date(2026, 1, 1)), "subject"),
        (TypeFacts(SubjectKind.SITE, Validity.NONE, None, False), Said(), "site_id"),
        (TypeFacts(SubjectKind.LOT, Validity.NONE, None, False), Said(), "subject"),
        (TypeFacts(SubjectKind.SUPPLIER, Validity.PER_ORDER, None, False), Said(), "subject"),
    ],
)  # fmt: skip
def test_a_submission_is_refused_at_the_field_to_mend(
    kind: TypeFacts, said: Said, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        settle(kind, said, TODAY)

    assert refused.value.field == field


def test_a_periodic_document_ends_a_period_after_its_issue() -> None:
    said = Said(subject="Chair", issued_on=date(2026, 2, 28))

    assert settle(YEARLY, said, TODAY).expires_on == date(2027, 2, 28)
    assert settle(DATED, WHOLE, TODAY) == WHOLE


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_months_end_on_the_same_or_the_last_day(start: date, months: int, end: date) -> None:
    assert months_later(start, months) == end


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("营业执照-2026.pdf", "BUSINESS_LICENCE"),
        ("ISO9001_2015 Linhe.PDF", "ISO_9001"),
        ("质量管理体系认证证书.jpg", "ISO_9001"),
        ("REACH_SVHC_report.pdf", "REACH_REPORT"),
        ("第三方检验报告 LOT-1.pdf", "INSPECTION_REPORT"),
        ("产品责任保险.pdf", "LIABILITY_INSURANCE"),
        ("scan0001.pdf", None),
        ("price list.xlsx", None),
    ],
)
def test_the_name_of_a_file_hints_at_its_type(name: str, code: str | None) -> None:
    assert guess_type(name) == code


def test_what_is_guessed_and_required_is_in_the_catalogue() -> None:
    codes = {offer.code for offer in TYPES}

    assert {code for _, code in KEYWORDS} | {code for code, _, _ in REQUIREMENTS} <= codes
    assert all(offer.name_zh and offer.guidance_zh and offer.guidance_en for offer in TYPES)
