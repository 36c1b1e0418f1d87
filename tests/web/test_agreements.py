"""The pages of agreements: drafted, negotiated and signed as people do it, and checked by all."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from agreements.contracts.models import (
    AgreementSignature,
    AgreementVersion,
    ClauseProposal,
)
from agreements.contracts.rules import VersionState
from portal.core.clock import now, today
from tests.factories.agreements import (
    agreed,
    clauses,
    in_force,
    make_papers,
    paper_of,
    sent,
)
from tests.factories.goods import a_mug
from tests.people import BEN, ENA, LEO, LIN, MAYA, PASSWORD, WEI, Person
from tests.web.test_door import enrol
from tests.world import World


def version(world: World, number: int = 1) -> AgreementVersion:
    with world.looking() as session:
        return session.scalars(
            select(AgreementVersion).where(AgreementVersion.number == number)
        ).one()


def proposal(world: World) -> ClauseProposal:
    with world.looking() as session:
        return session.scalars(select(ClauseProposal).order_by(ClauseProposal.id.desc())).first()


def signing_fields(world: World, person: Person, **changes: object) -> dict[str, object]:
    fields = {
        "name": person.name,
        "password": PASSWORD,
        "intends": "y",
        "sha256": version(world).sha256,
    }
    return {**fields, **changes}


SAMPLING = {
    "title_zh": "抽样", "title_en": "Sampling", "text_zh": "按约定。", "text_en": "As agreed.",
    "edition": "ISO 2859-1:1999", "level": "II", "kind": "single", "regime": "percent",
    "critical_mode": "none_accepted", "critical_aql": "0", "major_aql": "1.5", "minor_aql": "4.0",
    "switching": "y", "revision": "1",
}  # fmt: skip


def test_a_draft_begins_from_the_template(world: World) -> None:
    browser = world.browser(BEN)
    assert "Draft an agreement" in browser.get("/agreements").text
    answer = browser.submit(
        "/agreements/new", supplier="S-LIN", template="general", begins_on="2027-01-01",
        ends_on="2027-12-31",
    )  # fmt: skip

    assert answer.status_code == 303, answer.text
    page = browser.get(answer.location).text
    assert "Quality Assurance Agreement" in page
    assert version(world).state is VersionState.DRAFT


def test_an_end_before_the_start_is_refused_with_a_sentence(world: World) -> None:
    answer = world.browser(BEN).submit(
        "/agreements/new", supplier="S-LIN", template="general", begins_on="2027-01-01",
        ends_on="2026-12-31",
    )  # fmt: skip

    assert answer.status_code == 422
    assert "The end is before the start." in answer.text


def test_a_change_is_proposed_and_accepted_inline(world: World) -> None:
    number = sent(world, a_mug(world))
    base = f"/agreements/{number}/versions/1"
    answer = world.browser(LEO).submit(f"{base}/clauses/2", **SAMPLING, note="Too strict")
    assert answer.status_code == 303, answer.text

    page = world.browser(BEN).get(base).text
    assert "<del>2.5</del>" in page
    assert "<ins>1.5</ins>" in page
    accepted = world.browser(BEN).submit(f"/agreements/proposals/{proposal(world).id}/accept")
    assert accepted.status_code == 303
    assert "<del>" not in world.browser(LIN).get(base).text.partition("earlier proposal")[0]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"major_aql": "2.4"}, "Not a valid choice."),
        ({"text_zh": ""}, "This field is required."),
        ({"major_aql": "25"}, "AQLs above 10 are for nonconformities"),
    ],
)
def test_a_bad_clause_is_refused_and_kept_in_the_form(
    world: World, change: dict[str, str], sentence: str
) -> None:
    number = sent(world, a_mug(world))
    fields = {**SAMPLING, "title_en": "My own words", **change}
    answer = world.browser(LEO).submit(f"/agreements/{number}/versions/1/clauses/2", **fields)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "My own words" in answer.text


def test_both_sides_sign_on_the_page_and_the_pdf_is_checked_by_anybody(world: World) -> None:
    number = agreed(world, a_mug(world))
    base = f"/agreements/{number}/versions/1"
    for person in (LIN, MAYA):
        page = world.browser(person).get(f"{base}/sign").text
        assert str(version(world).sha256) in page
        answer = world.browser(person).submit(f"{base}/sign", **signing_fields(world, person))
        assert answer.status_code == 303, answer.text
    make_papers(world)

    content = world.browser(LIN).get(f"{base}.pdf").data
    assert content == paper_of(world, number)
    stranger = world.browser(None)
    assert "In force" in check(stranger, content)
    assert "byte for byte" in check(stranger, content)
    altered = check(stranger, content[:-10] + b"x" + content[-9:])
    assert "The file was altered" in altered
    assert number in altered
    foreign = check(stranger, b"%PDF-1.7 something else")
    assert "not one of this portal" in foreign
    assert number not in foreign
    told = stranger.get(f"/verify?v={version(world).token}").text
    assert number in told
    assert "Linhe Textiles" in told
    assert "not one of this portal" in stranger.get(f"/verify?v={'0' * 48}").text


def check(browser: object, content: bytes) -> str:
    token = browser.token("/verify")  # type: ignore[attr-defined]
    sent_file = (BytesIO(content), "qaa.pdf")
    return browser.post(  # type: ignore[attr-defined,no-any-return]
        "/verify", data={"csrf_token": token, "file": sent_file}
    ).text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"password": "wrong password"}, "The password is not right."),
        ({"name": "Lin"}, "Type your name as it is in your account"),
        ({"intends": ""}, "Tick that you mean to sign."),
    ],
)
def test_a_signature_is_refused_with_a_sentence(
    world: World, change: dict[str, str], sentence: str
) -> None:
    number = agreed(world, a_mug(world))
    fields = signing_fields(world, LIN, **change)
    if not change.get("intends", "y"):
        del fields["intends"]
    answer = world.browser(LIN).submit(f"/agreements/{number}/versions/1/sign", **fields)

    assert answer.status_code == 422
    assert sentence in answer.text
    with world.looking() as session:
        assert session.scalars(select(AgreementSignature)).all() == []


def test_signing_again_after_a_lost_answer_says_that_it_is_signed(world: World) -> None:
    number = agreed(world, a_mug(world))
    fields = signing_fields(world, LIN)
    path = f"/agreements/{number}/versions/1/sign"
    assert world.browser(LIN).submit(path, **fields).status_code == 303

    again = world.browser(LIN).submit(path, **fields)
    assert again.status_code == 409
    assert "signed already" in again.text


def test_a_supplier_user_cannot_sign(world: World) -> None:
    number = agreed(world, a_mug(world))
    answer = world.browser(LEO).submit(
        f"/agreements/{number}/versions/1/sign", **signing_fields(world, LEO)
    )

    assert answer.status_code == 403


def test_foreign_agreements_are_not_there(world: World) -> None:
    number = in_force(world, a_mug(world))
    make_papers(world)
    browser = world.browser(WEI)

    assert number not in browser.get("/agreements").text
    for path in ("", "/versions/1", "/versions/1.pdf", "/versions/1.json", "/versions/1/sign"):
        assert browser.get(f"/agreements/{number}{path}").status_code == 404


def test_versions_are_compared_by_words_and_values(world: World) -> None:
    number = in_force(world, a_mug(world))
    base = f"/agreements/{number}/versions"
    begun = world.browser(BEN).submit(f"{base}/1/next")
    assert begun.status_code == 303
    world.browser(BEN).submit(
        f"{base}/2/clauses/2", **{**SAMPLING, "title_en": "Sampling", "text_en": "As now agreed."}
    )

    page = world.browser(ENA).get(f"{base}/2/compare/1").text
    assert "<del>2.5</del>" in page
    assert "<ins>1.5</ins>" in page
    assert "<ins>now </ins>" in page or "<ins> now</ins>" in page


def test_an_agreement_is_terminated_with_a_reason(world: World) -> None:
    number = in_force(world, a_mug(world))
    base = f"/agreements/{number}/versions/1"
    fields = {
        "last_day": str(version(world).holds_from),
        "reason": "They left.",
        "revision": version(world).revision,
    }
    answer = world.browser(MAYA).submit(f"{base}/terminate", **fields)

    assert answer.status_code == 303, answer.text
    assert version(world).state is VersionState.TERMINATED
    assert "They left." in world.browser(LIN).get(base).text


def test_the_list_is_exported(world: World) -> None:
    number = sent(world, a_mug(world))
    answer = world.browser(LIN).get("/agreements/export.csv")

    assert number in answer.text


def test_pages_show_in_chinese(world: World) -> None:
    number = in_force(world, a_mug(world))
    for path in ("/agreements", f"/agreements/{number}", "/verify"):
        assert world.browser(LIN).get(f"{path}?lang=zh").status_code == 200


def test_home_says_which_agreement_waits_for_whom(world: World) -> None:
    number = agreed(world, a_mug(world))
    shown = {
        person.name: f"/agreements/{number}/versions/1/sign" in world.browser(person).get("/").text
        for person in (LIN, LEO, MAYA, BEN)
    }

    assert shown == {LIN.name: True, LEO.name: False, MAYA.name: False, BEN.name: False}


def test_what_was_signed_early_is_not_called_in_force(world: World) -> None:
    first = today() + timedelta(days=30)
    number = in_force(world, a_mug(world), clauses(first))
    page = world.browser(LIN).get(f"/agreements/{number}").text

    assert "Signed, not yet in force" in page
    assert "Signed, not yet in force" in world.browser(MAYA).get("/agreements").text


def test_the_second_factor_is_asked_for_again(world: World) -> None:
    number = agreed(world, a_mug(world))
    path = f"/agreements/{number}/versions/1/sign"
    browser = world.browser(LIN)
    totp, _ = enrol(world, LIN)
    wrong = browser.submit(path, **signing_fields(world, LIN, code="000000"))
    without = browser.submit(path, **signing_fields(world, LIN))
    right = browser.submit(
        path, **signing_fields(world, LIN, code=totp.at(now(), counter_offset=1))
    )

    assert (wrong.status_code, without.status_code) == (422, 422)
    assert "This code is not right" in wrong.text
    assert right.status_code == 303, right.text
    with world.looking() as session:
        assert session.scalars(select(AgreementSignature)).one().with_code
