"""The pages of agreements: drafted, negotiated and signed as people do it, and checked by all."""

import json
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from markupsafe import escape
from sqlalchemy import select, update

from agreements.clauses.library import templates as shipped
from agreements.contracts.models import (
    AgreementSignature,
    AgreementVersion,
    ClauseProposal,
)
from agreements.contracts.queries.papers import PAPER
from agreements.contracts.rules import VersionState
from portal.core.audit.models import AuditEntry
from portal.core.clock import now, today
from portal.core.jobs.models import JobRun
from portal.core.jobs.rules import JobState
from portal.core.products.models import Product
from tests.factories.agreements import (
    agreed,
    clauses,
    end,
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


def test_a_paper_is_looked_up_by_its_code_or_its_address(world: World) -> None:
    number = in_force(world, a_mug(world))
    token, stranger = version(world).token, world.browser(None)
    pages = {
        typed: number in stranger.get("/verify", query_string={"v": typed}).text
        for typed in (token, f" http://portal.example/verify?v={token} ", f"{token}0", "x" * 48)
    }

    assert list(pages.values()) == [True, True, False, False]


def test_the_certificate_of_the_seal_is_there_for_other_tools(world: World) -> None:
    stranger = world.browser(None)
    assert stranger.get("/verify/certificate.pem").status_code == 404
    in_force(world, a_mug(world))
    make_papers(world)
    pem = stranger.get("/verify/certificate.pem").data
    shown = x509.load_pem_x509_certificate(pem).fingerprint(SHA256()).hex()

    assert pem == (world.config.var / "seal" / "seal-cert.pem").read_bytes()
    assert shown in stranger.get("/verify").text


def test_what_is_terminated_holds_until_its_last_day(world: World) -> None:
    number = in_force(world, a_mug(world))
    last = today() + timedelta(days=30)
    end(world, MAYA, number, last, "They left.")
    told = world.browser(None).get(f"/verify?v={version(world).token}").text

    assert "Terminated, in force until its last day" in told
    assert str(last) in told
    assert "They left." not in told


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


def test_in_production_nobody_signs_without_a_second_factor(world: World) -> None:
    number = agreed(world, a_mug(world))
    world.app.extensions["portal"] = replace(
        world.app.extensions["portal"], config=replace(world.config, environment="production")
    )
    lin, path = world.browser(LIN), f"/agreements/{number}/versions/1/sign"

    assert lin.get(path).location == "/account/second-factor"
    assert lin.get(f"/agreements/{number}").status_code == 200


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
    for path in ("", ".pdf", ".json", "/sign", "/terminate", "/ending.json", "/compare/1"):
        address = f"/agreements/{number}/versions/1{path}"
        assert browser.get(address).status_code == 404, address


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


def test_other_goods_and_titles_are_shown_between_versions(world: World) -> None:
    number = in_force(world, a_mug(world))
    a_mug(world, "MUG-2")
    base, browser = f"/agreements/{number}/versions", world.browser(BEN)
    assert browser.submit(f"{base}/1/next").status_code == 303
    second = version(world, 2)
    with world.looking() as session:
        other = session.scalars(select(Product.id).where(Product.sku == "MUG-2")).one()
    fields = {"title_en": "Quality agreement", "title_zh": second.title_zh}
    answer = browser.submit(
        f"{base}/2/cover", **fields, products=str(other), revision=second.revision
    )
    assert answer.status_code == 303, answer.text

    page = browser.get(f"{base}/2/compare/1").text
    assert "<del>MUG-1</del>" in page
    assert "<ins>MUG-2</ins>" in page
    assert "<del>assurance </del>" in page or "<del> assurance</del>" in page


def test_the_page_follows_the_making_of_the_paper(world: World) -> None:
    number = in_force(world, a_mug(world))
    base = f"/agreements/{number}/versions/1"
    told = []
    for state in (JobState.QUEUED, JobState.FAILED):
        with world.database.transaction() as session:
            session.execute(update(JobRun).where(JobRun.kind == PAPER).values(state=state))
        told.append(world.browser(LIN).get(base).text)
    make_papers(world)
    made = world.browser(LIN).get(base).text

    assert "is being made and sealed" in told[0]
    assert "<progress" in told[0]
    assert "could not be made" in told[1]
    assert f'data-over data-then="{base}"' in made
    assert "Signed PDF" in made


def test_a_version_is_kept_as_a_template_and_drafts_begin_from_it(world: World) -> None:
    number = in_force(world, a_mug(world))
    ben = world.browser(BEN)
    names = {"name_en": "Mugs", "name_zh": "马克杯", "about_en": "For mugs.", "about_zh": ""}
    kept = ben.submit(f"/agreements/{number}/versions/1/keep", **names)
    assert kept.status_code == 303, kept.text
    code = kept.location.rpartition("/")[2]
    assert "Who we are." in ben.get(kept.location).text
    assert "Mugs" in ben.get("/agreements/templates").text
    begun = ben.submit(
        "/agreements/new", supplier="S-LIN", template=code, begins_on="2027-01-01",
        ends_on="2027-12-31",
    )  # fmt: skip
    assert begun.status_code == 303, begun.text
    page = ben.get(begun.location).text
    assert "Who we are." in page
    assert "2027-12-31" in page

    assert ben.submit(f"/agreements/templates/{code}/retire").status_code == 303
    assert code not in ben.get("/agreements/templates").text
    assert ben.get(f"/agreements/templates/{code}").status_code == 404
    assert world.browser(LIN).get("/agreements/templates").status_code == 403


def test_a_template_needs_a_name_in_both_languages(world: World) -> None:
    number = in_force(world, a_mug(world))
    answer = world.browser(BEN).submit(
        f"/agreements/{number}/versions/1/keep", name_en="Mugs", name_zh=""
    )

    assert answer.status_code == 422
    assert "This field is required." in answer.text


@pytest.mark.parametrize("code", ["general", "trial"])
def test_every_template_that_comes_along_can_be_read_and_sent(world: World, code: str) -> None:
    ben, first = world.browser(BEN), today()
    assert 'lang="zh-Hans"' in ben.get(f"/agreements/templates/{code}").text
    sku = a_mug(world)
    said = shipped()[code].clauses(first, first + timedelta(days=364))
    number = agreed(world, sku, said)

    assert f"/agreements/{number}/versions/1/sign" in world.browser(LIN).get("/").text


def ending_fields(world: World, person: Person, **changes: object) -> dict[str, object]:
    fields = {
        "last_day": str(version(world).holds_from),
        "reason": "They left.",
        "revision": version(world).revision,
        "name": person.name,
        "password": PASSWORD,
        "intends": "y",
    }
    return {**fields, **changes}


@pytest.mark.parametrize("person", [LIN, MAYA])
def test_an_agreement_is_terminated_by_a_signed_declaration(world: World, person: Person) -> None:
    number = in_force(world, a_mug(world))
    base = f"/agreements/{number}/versions/1"
    answer = world.browser(person).submit(f"{base}/terminate", **ending_fields(world, person))

    assert answer.status_code == 303, answer.text
    assert version(world).state is VersionState.TERMINATED
    page = world.browser(LIN).get(base).text
    assert "They left." in page
    assert "I terminate this agreement" in page
    declared = world.browser(LIN).get(f"{base}/ending.json")
    assert declared.json["sha256"] == version(world).sha256
    assert world.browser(WEI).get(f"{base}/ending.json").status_code == 404


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"password": "wrong password"}, "The password is not right."),
        ({"name": "Somebody"}, "Type your name as it is in your account"),
        ({"last_day": ""}, "Give the last day."),
        ({"last_day": "2020-01-01"}, "The last day is from today to"),
        ({"reason": ""}, "This field is required."),
    ],
)
def test_a_termination_is_refused_with_a_sentence(
    world: World, change: dict[str, str], sentence: str
) -> None:
    number = in_force(world, a_mug(world))
    answer = world.browser(MAYA).submit(
        f"/agreements/{number}/versions/1/terminate", **ending_fields(world, MAYA, **change)
    )

    assert answer.status_code == 422
    assert sentence in answer.text
    assert version(world).state is VersionState.IN_FORCE


def test_the_signing_page_shows_all_that_is_signed(world: World) -> None:
    number = agreed(world, a_mug(world))
    page = world.browser(LIN).get(f"/agreements/{number}/versions/1/sign").text
    said = json.loads(version(world).content or "")

    assert said["covers"] == {"categories": [], "products": ["MUG-1"]}
    for text in leaves(said["supplier"]) + leaves(said["clauses"]) + ["MUG-1", said["brand"]]:
        assert str(escape(text)) in page, text


def leaves(said: object) -> list[str]:
    """Return the texts that people read; codes of values are shown in words."""
    if isinstance(said, dict):
        return [text for name, one in said.items() if name not in CODED for text in leaves(one)]
    if isinstance(said, list):
        return [text for one in said for text in leaves(one)]
    return [said] if isinstance(said, str) else []


CODED = ("kind", "values")


def test_whoever_signed_what_and_when_stands_on_the_page(world: World) -> None:
    number = in_force(world, a_mug(world))
    page = world.browser(LIN).get(f"/agreements/{number}").text
    with world.looking() as session:
        signatures = session.scalars(select(AgreementSignature)).all()
        lines = dict(
            session.execute(
                select(AuditEntry.user_id, AuditEntry.seq).where(
                    AuditEntry.event == "agreement.signed"
                )
            ).all()
        )

    assert len(signatures) == 2
    for one in signatures:
        assert one.name in page
        assert one.meaning in page
        assert f"{one.at:%Y-%m-%d %H:%M:%S} UTC" in page
        assert f"Line {lines[one.by_id]} of the audit trail" in page


def test_the_list_is_exported(world: World) -> None:
    number = sent(world, a_mug(world))
    held = in_force(world, a_mug(world, "MUG-2"))
    answer = world.browser(LIN).get("/agreements/export.csv")
    lines = {line.split(",")[0]: line for line in answer.text.splitlines()}

    assert {number, held} <= set(lines)
    assert LIN.name in lines[held]
    assert MAYA.name in lines[held]
    assert "UTC" in lines[held]
    assert "UTC" not in lines[number]


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
