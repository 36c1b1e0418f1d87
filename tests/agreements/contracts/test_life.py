"""An agreement from its draft to the day it is in force, refused wherever something is amiss."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from agreements.clauses.canonical import digest
from agreements.clauses.kinds import ClauseKind
from agreements.clauses.law import TermTerms
from agreements.clauses.sampling import SamplingTerms
from agreements.contracts.models import AgreementSignature, AgreementVersion, ClauseProposal
from agreements.contracts.operations.drafting import start_version
from agreements.contracts.operations.hands import Hand
from agreements.contracts.operations.negotiating import (
    accept_proposal,
    propose_change,
    reject_proposal,
)
from agreements.contracts.operations.signing import sign_version
from agreements.contracts.queries.finding import open_proposal_of
from agreements.contracts.queries.governing import sampling_on, version_in_force
from agreements.contracts.rules import ProposalState, Side, VersionState
from portal.core.actor import Actor
from portal.core.clock import today
from portal.core.errors import Invalid, NotAllowed, NotFound, Outpaced, WrongState
from portal.core.products.models import Product
from portal.core.products.rules import DefectClass
from tests.factories.agreements import (
    agree,
    agreed,
    clause,
    clauses,
    drafted,
    in_force,
    on,
    send,
    sent,
    sign,
    signing,
    the,
    with_terms,
    worded,
)
from tests.factories.goods import a_mug, acting
from tests.people import BEN, ENA, LEO, LIN, MAYA, WEI, Person
from tests.world import World

S = VersionState


def state(world: World, number: str, version: int = 1) -> VersionState:
    return on(world, BEN, number, lambda s, a, v: v.state, version)


def propose(world: World, person: Person, number: str, position: int, **aqls: str) -> None:
    def act(session: Session, actor: Actor) -> None:
        found = clause(session, actor, number, position)
        before = found.wording.terms.aqls  # type: ignore[attr-defined]
        named = {DefectClass(name): aql for name, aql in aqls.items()}
        said = with_terms(found.wording, aqls={**before, **named})
        propose_change(session, actor, found, said, found.revision, "We need this.")

    acting(world, person, act)


def answer(world: World, person: Person, number: str, position: int, reason: str = "") -> None:
    def act(session: Session, actor: Actor) -> None:
        found = open_proposal_of(session, clause(session, actor, number, position).id)
        assert found is not None
        if reason:
            reject_proposal(session, actor, found, reason)
        else:
            accept_proposal(session, actor, found)

    acting(world, person, act)


def test_negotiated_in_rounds_signed_by_both_and_in_force(world: World) -> None:
    sku = a_mug(world)
    number = sent(world, sku)
    propose(world, LEO, number, 2, major="4.0")
    propose(world, ENA, number, 2, major="1.5")
    answer(world, LIN, number, 2, "Not possible at this price.")
    propose(world, LIN, number, 2, minor="6.5")
    answer(world, BEN, number, 2)
    agree(world, number)
    sign(world, LIN, number)
    assert state(world, number) is S.HALF_SIGNED
    sign(world, MAYA, number)

    with world.looking() as session:
        version = session.scalars(select(AgreementVersion)).one()
        product = session.scalars(select(Product).where(Product.sku == sku)).one()
        held = version_in_force(session, version.supplier_id, product, today())
        assert held is not None
        states = session.scalars(select(ClauseProposal.state).order_by(ClauseProposal.id)).all()
        signatures = session.scalars(select(AgreementSignature)).all()
        terms = sampling_on(session, held)
    assert states == [ProposalState.COUNTERED, ProposalState.REJECTED, ProposalState.ACCEPTED]
    assert version.state is S.IN_FORCE
    assert version.sha256 == held.sha256 == digest(version.content or "")
    assert {one.side: one.sha256 for one in signatures} == {
        Side.SUPPLIER: version.sha256,
        Side.BRAND: version.sha256,
    }
    assert terms.aqls == {
        DefectClass.CRITICAL: "0",
        DefectClass.MAJOR: "2.5",
        DefectClass.MINOR: "6.5",
    }


def test_a_draft_is_not_there_for_the_supplier(world: World) -> None:
    number = drafted(world, a_mug(world))

    with pytest.raises(NotFound):
        on(world, LIN, number, lambda s, a, v: v.id)
    assert number not in world.browser(LIN).get("/audit").text
    assert number in world.browser(MAYA).get("/audit").text
    send(world, number)
    assert number in world.browser(LIN).get("/audit").text
    on(world, LIN, number, lambda s, a, v: v.id)
    with pytest.raises(NotFound):
        on(world, WEI, number, lambda s, a, v: v.id)


@pytest.mark.parametrize(
    ("person", "refusal"),
    [(LEO, NotAllowed), (BEN, NotAllowed), (ENA, NotAllowed), (MAYA, WrongState), (WEI, NotFound)],
)
def test_only_who_may_sign_signs_and_the_supplier_first(
    world: World, person: Person, refusal: type[Exception]
) -> None:
    number = agreed(world, a_mug(world))

    with pytest.raises(refusal):
        sign(world, person, number)
    assert state(world, number) is S.AGREED


def test_signing_twice_signs_once(world: World) -> None:
    number = agreed(world, a_mug(world))
    sign(world, LIN, number)

    with pytest.raises(Outpaced):
        sign(world, LIN, number)
    with world.looking() as session:
        assert len(session.scalars(select(AgreementSignature)).all()) == 1


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"hand": Hand("Somebody else", intends=True)}, Invalid),
        ({"hand": Hand("", intends=True)}, Invalid),
        ({"hand": Hand(LIN.name, intends=False)}, Invalid),
        ({"sha256": "0" * 64}, Outpaced),
    ],
)
def test_a_signature_needs_name_intent_and_the_text_that_was_shown(
    world: World, change: dict[str, object], refusal: type[Exception]
) -> None:
    number = agreed(world, a_mug(world))

    def act(session: Session, actor: Actor, version: AgreementVersion) -> None:
        given = signing(actor, version)
        sign_version(session, actor, version, type(given)(**{**vars(given), **change}))

    with pytest.raises(refusal):
        on(world, LIN, number, act)
    with world.looking() as session:
        assert session.scalars(select(AgreementSignature)).all() == []


def test_an_open_proposal_stands_in_the_way_of_agreeing(world: World) -> None:
    number = sent(world, a_mug(world))
    propose(world, BEN, number, 2, major="1.5")

    with pytest.raises(WrongState):
        agree(world, number)


def test_two_agreements_for_the_same_goods_do_not_hold_on_the_same_day(world: World) -> None:
    sku = a_mug(world)
    in_force(world, sku)
    later = today() + timedelta(days=365)
    number = sent(world, sku, clauses(today() + timedelta(days=300)))

    with pytest.raises(WrongState, match="Only one can"):
        agree(world, number)
    agreed(world, sku, clauses(later, later + timedelta(days=10)))


def test_a_new_version_supersedes_the_old_one_from_its_first_day(world: World) -> None:
    sku = a_mug(world)
    number = in_force(world, sku, clauses(today(), today() + timedelta(days=100)))

    def begin(session: Session, actor: Actor, before: AgreementVersion) -> None:
        version = start_version(session, actor, before)
        session.flush()
        term = the(session, actor, number, 2).clauses[4]
        first = today() + timedelta(days=10)
        term.terms = TermTerms(first, first + timedelta(days=100), 30).as_json()
        assert version.number == 2

    on(world, BEN, number, begin)
    send(world, number, 2)
    agree(world, number, 2)
    sign(world, LIN, number, 2)
    sign(world, MAYA, number, 2)

    with world.looking() as session:
        product = session.scalars(select(Product).where(Product.sku == sku)).one()
        supplier_id = world.supplier_id("S-LIN")
        held = [
            version_in_force(session, supplier_id, product, today() + timedelta(days=days))
            for days in (0, 9, 10, 110, 111)
        ]
    assert [one and one.number for one in held] == [1, 1, 2, 2, None]


@pytest.mark.parametrize(
    "terms",
    [
        TermTerms(today(), today() - timedelta(days=1)),
        SamplingTerms(aqls={DefectClass.MAJOR: "2.4", DefectClass.MINOR: "4.0"}),
    ],
)
def test_impossible_values_are_refused(world: World, terms: object) -> None:
    kinds = {TermTerms: ClauseKind.TERM, SamplingTerms: ClauseKind.SAMPLING}
    said = [one for one in clauses() if one.kind is not kinds[type(terms)]]

    with pytest.raises(Invalid):
        drafted(world, a_mug(world), [*said, worded(kinds[type(terms)], terms)])
