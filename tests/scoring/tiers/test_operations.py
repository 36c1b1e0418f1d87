"""Tiers are decided with a reason, dated, and followed by the next plan."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from inspections.sampling.queries.schemes import tier_policy
from inspections.sampling.rules.vocabulary import Severity
from portal.core.actor import Actor
from portal.core.clock import some_days_ago, today
from portal.core.documents.models import DocumentType, Requirement
from portal.core.documents.rules import RequirementLevel
from portal.core.errors import DomainError, Invalid, NotAllowed, NotFound, Outpaced, WrongState
from portal.core.notifications.models import Notice
from portal.core.suppliers.models import Supplier, TierChange
from portal.core.suppliers.operations import announce_requalification
from portal.core.suppliers.queries.finding import find_supplier
from portal.core.suppliers.queries.tiers import reviews_due, tier_on, tiers_of
from portal.core.suppliers.rules import SupplierState, Tier
from scoring.tiers.models import TierPolicyVersion
from scoring.tiers.operations import TierDecision, decide_tier, publish_policy
from scoring.tiers.queries import policy_in_force
from scoring.tiers.rules import DEFAULT
from tests.factories.accounts import at_once
from tests.factories.documents import a_catalogue
from tests.people import ENA, LIN, MAYA, OTTO, WEI, Person
from tests.world import World

T = Tier


def decided(
    world: World, tier: Tier, reason: str = "Audit. 审核。", revision: int | None = None,
    person: Person = MAYA,
) -> None:  # fmt: skip
    actor = world.actor(person)
    with world.database.transaction(actor.supplier_id or "all") as session:
        supplier = session.scalars(select(Supplier).where(Supplier.code == "S-LIN")).one()
        seen = supplier.revision if revision is None else revision
        decide_tier(session, actor, supplier, TierDecision(tier, reason, seen))


def revision(world: World) -> int:
    with world.looking() as session:
        return find_supplier(session, world.actor(MAYA), "S-LIN").revision


def test_a_tier_is_dated_and_that_of_any_past_day_is_known(any_world: World) -> None:
    with some_days_ago(20):
        decided(any_world, T.EXCELLENT)
    with some_days_ago(5):
        decided(any_world, T.PROBATION, "Two lots failed. 两批不合格。")

    lin = any_world.supplier_id("S-LIN")
    with any_world.looking() as session:
        days = {ago: tier_on(session, lin, today() - timedelta(days=ago)) for ago in (21, 20, 6, 5)}
        supplier = find_supplier(session, any_world.actor(LIN), "S-LIN")
        told = [change.tier_after for change in tiers_of(session, any_world.actor(LIN), supplier)]
        assert supplier.tier is T.PROBATION
    assert days == {21: None, 20: T.EXCELLENT, 6: T.EXCELLENT, 5: T.PROBATION}
    assert told == [T.PROBATION, T.EXCELLENT]


@pytest.mark.parametrize(
    ("person", "refusal"), [(ENA, NotAllowed), (OTTO, NotAllowed), (LIN, NotFound)]
)
def test_only_a_manager_decides(world: World, person: Person, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        decided(world, T.STRATEGIC, person=person)


def test_without_a_reason_or_an_approval_there_is_no_tier(world: World) -> None:
    with pytest.raises(Invalid):
        decided(world, T.STRATEGIC, " ")
    with world.database.transaction() as session:
        supplier = session.scalars(select(Supplier).where(Supplier.code == "S-LIN")).one()
        supplier.state = SupplierState.SUSPENDED
    with pytest.raises(WrongState):
        decided(world, T.STRATEGIC)


@pytest.mark.hammered
def test_of_many_decisions_at_once_one_holds(any_world: World) -> None:
    seen = revision(any_world)

    answers = at_once(16, lambda number: decided(any_world, list(Tier)[number % 4], revision=seen))

    assert sum(answer is None for answer in answers) == 1
    assert {type(answer) for answer in answers if answer is not None} == {Outpaced}
    with any_world.looking() as session:
        assert session.scalar(select(func.count(TierChange.id))) == 1


def test_a_review_falls_due_and_is_announced_once_a_step(world: World) -> None:
    decided(world, T.PROBATION)
    with world.looking() as session:
        due = find_supplier(session, world.actor(MAYA), "S-LIN").requalify_on
    assert due is not None
    assert due > today() + timedelta(days=150)

    def announced(days_before: int) -> int:
        with world.acting() as session:
            announce_requalification(
                session, Actor.system("nightly"), due - timedelta(days=days_before)
            )
        with world.looking() as session:
            about = Notice.link == "/suppliers/S-LIN/tier"
            return session.scalar(select(func.count()).select_from(Notice).where(about)) or 0

    counts = [announced(40), announced(30), announced(29), announced(0), announced(-3)]
    assert counts == [0, 1, 1, 2, 2]
    with world.looking() as session:
        (line,) = reviews_due(session, world.actor(MAYA), due)
        assert (line.code, line.requalify_on) == ("S-LIN", due)


def publish(world: World, note: str = "Stricter. 收紧。", number: int = 0) -> None:
    rules = dict(DEFAULT)
    sampling = replace(rules[T.QUALIFIED].sampling, floor=Severity.TIGHTENED,
                       start=Severity.TIGHTENED)  # fmt: skip
    rules[T.QUALIFIED] = replace(rules[T.QUALIFIED], sampling=sampling, cadence_months=3)
    with world.acting() as session:
        publish_policy(session, world.actor(MAYA), rules, note, number)


def test_a_published_policy_reaches_the_next_plan(any_world: World) -> None:
    publish(any_world)

    with any_world.looking() as session:
        policy = policy_in_force(session)
        assert (policy.number, policy.rules[T.QUALIFIED].cadence_months) == (1, 3)
        assert tier_policy(session, T.QUALIFIED).floor is Severity.TIGHTENED
    with pytest.raises(Outpaced):
        publish(any_world)
    with pytest.raises(Invalid):
        publish(any_world, " ", 1)
    with any_world.looking() as session:
        assert session.scalar(select(func.count(TierPolicyVersion.id))) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tier_change SET tier_after = 'strategic'",
        "UPDATE tier_change SET on_day = '2020-01-01'",
        "DELETE FROM tier_change",
        "UPDATE tier_policy_version SET note = 'other'",
        "DELETE FROM tier_policy_version",
    ],
)
def test_the_database_refuses_to_rewrite_what_was_decided(any_world: World, statement: str) -> None:
    decided(any_world, T.PROBATION)
    publish(any_world)

    with pytest.raises(DBAPIError, match="never"), any_world.database.transaction() as session:
        session.execute(text(statement))


def test_another_supplier_reads_nothing_of_it(any_world: World) -> None:
    decided(any_world, T.STRATEGIC)

    page = any_world.browser(WEI).get("/suppliers/S-LIN/tier")
    assert page.status_code == 404
    assert any_world.browser(LIN).get("/suppliers/S-LIN/tier").status_code == 200


def asked_of(world: World, tier: Tier) -> list[tuple[str, RequirementLevel]]:
    """Return the document types that the matrix asks of a tier alone, and how strongly."""
    with world.looking() as session:
        rows = session.execute(
            select(DocumentType.code, Requirement.level)
            .join(Requirement, Requirement.type_id == DocumentType.id)
            .where(Requirement.tier == tier)
            .order_by(DocumentType.code)
        )
        return [(code, level) for code, level in rows]


def test_the_extra_documents_of_a_policy_are_asked_of_its_tier(any_world: World) -> None:
    world = any_world
    a_catalogue(world)

    def published(number: int, *codes: str) -> None:
        rules = {**DEFAULT, T.PROBATION: replace(DEFAULT[T.PROBATION], extra_documents=codes)}
        with world.database.transaction() as session:
            publish_policy(session, world.actor(MAYA), rules, "Papers. 资料。", number)

    published(0, "ISO_9001", "MSDS")
    required = RequirementLevel.REQUIRED
    assert asked_of(world, T.PROBATION) == [("ISO_9001", required), ("MSDS", required)]
    assert asked_of(world, T.STRATEGIC) == []
    published(1, "ISO_9001", "REACH_REPORT")
    assert asked_of(world, T.PROBATION) == [("ISO_9001", required), ("REACH_REPORT", required)]
    with world.looking() as session:
        kept = policy_in_force(session).rules[T.PROBATION].extra_documents
    assert kept == ("ISO_9001", "REACH_REPORT")
    with pytest.raises(Invalid, match="no document type"):
        published(2, "NONE_SUCH")
    assert len(asked_of(world, T.PROBATION)) == 2
