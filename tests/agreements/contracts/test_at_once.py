"""Whatever many do at once, an agreement is signed exactly once by each side."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agreements.contracts.models import (
    AgreementEnding,
    AgreementSignature,
    AgreementVersion,
    ClauseProposal,
)
from agreements.contracts.operations.hands import Hand
from agreements.contracts.operations.negotiating import agree_version, propose_change
from agreements.contracts.operations.signing import sign_version
from agreements.contracts.operations.terminating import EndingInput, end_version
from agreements.contracts.queries.papers import PAPER
from agreements.contracts.rules import ProposalState, VersionState
from portal.core.actor import Actor
from portal.core.audit.models import AuditEntry
from portal.core.clock import today
from portal.core.errors import WrongState
from portal.core.jobs.models import JobRun
from portal.core.products.rules import DefectClass
from tests.factories.agreements import (
    agreed,
    clause,
    in_force,
    sent,
    sign,
    signing,
    the,
    with_terms,
)
from tests.factories.goods import a_mug
from tests.people import BEN, LIN, MAYA, Person
from tests.world import World

Act = Callable[[Session, Actor], object]
AT_ONCE = 16


def all_at_once(world: World, acts: list[tuple[Person, Act]]) -> list[str]:
    """Let everybody act in the same moment and return how it ended for each."""
    actors = [(world.actor(person), act) for person, act in acts]
    start = Barrier(len(acts))

    def one(at: int) -> str:
        actor, act = actors[at]
        start.wait()
        try:
            with world.database.transaction(actor.supplier_id or "all") as session:
                act(session, actor)
        except WrongState as refusal:
            return type(refusal).__name__
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(one, range(len(acts))))


@pytest.mark.parametrize("person", [LIN, MAYA])
def test_of_sixteen_signatures_at_once_one_holds(any_world: World, person: Person) -> None:
    world = any_world
    number = agreed(world, a_mug(world))
    if person is MAYA:
        sign(world, LIN, number)

    def act(session: Session, actor: Actor) -> None:
        version = the(session, actor, number)
        sign_version(session, actor, version, signing(actor, version))

    ends = all_at_once(world, [(person, act)] * AT_ONCE)

    assert ends == ["Outpaced"] * (AT_ONCE - 1) + ["done"]
    with world.looking() as session:
        signatures = session.scalar(select(func.count()).select_from(AgreementSignature))
        lines = session.scalar(
            select(func.count())
            .select_from(AuditEntry)
            .where(AuditEntry.event == "agreement.signed")
        )
        papers = session.scalar(
            select(func.count()).select_from(JobRun).where(JobRun.kind == PAPER)
        )
    signers = 2 if person is MAYA else 1
    assert (signatures, lines, papers) == (signers, signers, signers - 1)


def test_nobody_agrees_to_a_text_that_is_being_changed(any_world: World) -> None:
    world = any_world
    number = sent(world, a_mug(world))

    def propose(session: Session, actor: Actor) -> None:
        found = clause(session, actor, number, 2)
        said = with_terms(
            found.wording,
            aqls={
                DefectClass.CRITICAL: "0",
                DefectClass.MAJOR: "1.5",
                DefectClass.MINOR: "4.0",
            },
        )
        propose_change(session, actor, found, said, found.revision)

    def agree(session: Session, actor: Actor) -> None:
        version = the(session, actor, number)
        agree_version(session, actor, version, version.revision)

    all_at_once(world, [(BEN, propose), (LIN, agree)] * 4)

    with world.looking() as session:
        version = session.scalars(select(AgreementVersion)).one()
        waiting = session.scalars(
            select(ClauseProposal).where(ClauseProposal.state == ProposalState.OPEN)
        ).all()
    assert (version.state is VersionState.AGREED) is not bool(waiting)


def test_of_two_agreements_for_the_same_goods_signed_at_once_one_is_in_force(
    any_world: World,
) -> None:
    world = any_world
    sku = a_mug(world)
    numbers = [agreed(world, sku) for _ in range(4)]
    for number in numbers:
        sign(world, LIN, number)

    def signing_of(number: str) -> Act:
        def act(session: Session, actor: Actor) -> None:
            version = the(session, actor, number)
            sign_version(session, actor, version, signing(actor, version))

        return act

    ends = all_at_once(world, [(MAYA, signing_of(number)) for number in numbers])

    assert ends == ["WrongState"] * 3 + ["done"]
    with world.looking() as session:
        states = session.scalars(select(AgreementVersion.state)).all()
    assert sorted(states) == [VersionState.HALF_SIGNED] * 3 + [VersionState.IN_FORCE]


def test_of_sixteen_endings_at_once_one_holds(any_world: World) -> None:
    world = any_world
    number = in_force(world, a_mug(world))

    def act(session: Session, actor: Actor) -> None:
        version = the(session, actor, number)
        hand = Hand(actor.name, intends=True)
        end_version(session, actor, version, version.revision, EndingInput(today(), "No.", hand))

    ends = all_at_once(world, [(MAYA, act), (LIN, act)] * (AT_ONCE // 2))

    assert ends.count("done") == 1
    assert set(ends) <= {"done", "Outpaced", "WrongState"}
    with world.looking() as session:
        assert len(session.scalars(select(AgreementEnding)).all()) == 1
