"""Judging documents: by whom, on what, and only once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from portal.core.audit.models import AuditEntry
from portal.core.clock import today
from portal.core.documents.models import DocumentVersion
from portal.core.documents.operations.deciding import Seen
from portal.core.documents.operations.review import (
    approve_version,
    put_back,
    return_version,
    revoke_approval,
    take_review,
    verify_with_issuer,
)
from portal.core.documents.operations.submission import withdraw_version
from portal.core.documents.queries.finding import find_document, find_version
from portal.core.documents.queries.telling import downloads_of, history_of, twins_of
from portal.core.documents.rules import VersionState
from portal.core.errors import Invalid, NotAllowed, Outpaced, WrongState
from portal.core.notifications.models import Notice
from tests.factories.documents import approved, ends_on, submitted
from tests.people import BEN, EMIL, ENA, LIN, MAYA, OTTO, WEI, Person
from tests.world import World


def decide(world: World, person: Person, version_id: int, act: object, *more: object) -> None:
    with world.acting() as session:
        version = find_version(session, world.actor(person), version_id)
        act(session, world.actor(person), version, Seen.of(version), *more)  # type: ignore[operator]


def state(world: World, version_id: int) -> VersionState:
    with world.looking() as session:
        return session.get_one(DocumentVersion, version_id).state


def test_an_approved_version_takes_the_place_of_the_one_before(world: World) -> None:
    first = approved(
        world, issued_on=today() - timedelta(days=300), expires_on=today() + timedelta(days=10)
    )
    second = approved(world, issued_on=today() - timedelta(days=1))

    with world.looking() as session:
        old, new = (session.get_one(DocumentVersion, each) for each in (first, second))
        assert (old.state, new.state) == (VersionState.SUPERSEDED, VersionState.APPROVED)
        assert (new.renews_id, new.gap_days, new.reviewed_by) == (first, 0, ENA.name)


def test_the_days_without_proof_are_kept(world: World) -> None:
    first = approved(world)
    ends_on(world, first, today() - timedelta(days=20))
    second = approved(world, issued_on=today() - timedelta(days=9))

    with world.looking() as session:
        assert session.get_one(DocumentVersion, second).gap_days == 10


def test_nobody_decides_on_what_they_submitted(world: World) -> None:
    version_id = submitted(world, ENA)
    for act in (take_review, approve_version):
        with pytest.raises(NotAllowed):
            decide(world, ENA, version_id, act)
    with pytest.raises(NotAllowed):
        decide(world, ENA, version_id, return_version, "no")
    with pytest.raises(NotAllowed):
        decide(world, ENA, version_id, verify_with_issuer, "called", today())

    decide(world, EMIL, version_id, approve_version)
    with pytest.raises(NotAllowed):
        decide(world, ENA, version_id, revoke_approval, "false")


@pytest.mark.parametrize("person", [BEN, OTTO, LIN])
def test_only_reviewers_decide(world: World, person: Person) -> None:
    version_id = submitted(world)

    with pytest.raises(NotAllowed):
        decide(world, person, version_id, approve_version)
    assert state(world, version_id) is VersionState.SUBMITTED


def test_a_return_needs_words_and_the_supplier_is_told(world: World) -> None:
    version_id = submitted(world)
    with pytest.raises(Invalid):
        decide(world, ENA, version_id, return_version, "  ")
    decide(world, ENA, version_id, return_version, "The scope is missing.")

    with world.looking() as session:
        version = session.get_one(DocumentVersion, version_id)
        assert (version.state, version.comment) == (
            VersionState.REJECTED, "The scope is missing.",
        )  # fmt: skip
        notices = session.scalars(select(Notice).order_by(Notice.id)).all()
        assert [(notice.audience.partition(":")[0], notice.subject) for notice in notices] == [
            ("brand", "Documents wait for review"),
            ("supplier", "Returned: %(type)s"),
        ]


def test_what_was_not_shown_cannot_be_decided_on(world: World) -> None:
    version_id = submitted(world)
    with world.acting() as session:
        version = find_version(session, world.actor(ENA), version_id)
        for seen in (Seen(version.revision, "0" * 64), Seen(version.revision + 1, version.sha256)):
            with pytest.raises(Outpaced):
                approve_version(session, world.actor(ENA), version, seen)
    assert state(world, version_id) is VersionState.SUBMITTED


def test_the_second_one_is_told_who_was_faster(world: World) -> None:
    version_id = submitted(world)
    with world.looking() as session:
        seen = Seen.of(session.get_one(DocumentVersion, version_id))
    decide(world, EMIL, version_id, approve_version)

    with world.acting() as session:
        version = find_version(session, world.actor(ENA), version_id)
        with pytest.raises(Outpaced) as refused:
            return_version(session, world.actor(ENA), version, seen, "no")

    assert refused.value.in_("en").startswith(f"{EMIL.name} approved this version on ")


def test_withdrawn_and_superseded_versions_are_not_approved(world: World) -> None:
    gone = submitted(world)
    decide(world, LIN, gone, withdraw_version)
    old = approved(world)
    approved(world)

    for version_id in (gone, old):
        with pytest.raises(Outpaced):
            decide(world, ENA, version_id, approve_version)


def test_what_expired_while_it_waited_is_not_approved(world: World) -> None:
    version_id = submitted(world)
    ends_on(world, version_id, today() - timedelta(days=1))

    with pytest.raises(WrongState):
        decide(world, ENA, version_id, approve_version)


def test_a_review_is_taken_over_and_put_back(world: World) -> None:
    version_id = submitted(world)
    decide(world, ENA, version_id, take_review)
    decide(world, MAYA, version_id, take_review)
    assert state(world, version_id) is VersionState.IN_REVIEW
    decide(world, MAYA, version_id, put_back)
    assert state(world, version_id) is VersionState.SUBMITTED


def test_the_issuers_word_stands_beside_the_decision(world: World) -> None:
    version_id = approved(world)
    decide(world, MAYA, version_id, verify_with_issuer, "TÜV database, number found", today())

    with world.looking() as session:
        version = session.get_one(DocumentVersion, version_id)
        assert (version.state, version.verified_on, version.verified_by) == (
            VersionState.APPROVED, today(), MAYA.name,
        )  # fmt: skip

    decide(world, MAYA, version_id, revoke_approval, "The issuer does not know it.")
    assert state(world, version_id) is VersionState.REJECTED


def test_the_same_file_of_another_supplier_is_flagged_to_reviewers_only(world: World) -> None:
    mine = submitted(world, LIN, content=b"the same bytes")
    theirs = submitted(world, WEI, content=b"the same bytes")

    with world.looking() as session:
        version = find_version(session, world.actor(ENA), mine)
        found = twins_of(session, world.actor(ENA), version)
        assert [(twin.supplier.en, twin.is_other_supplier) for twin in found] == [
            ("Weiming Electronics", True)
        ]
        for person in (LIN, BEN, OTTO):
            assert twins_of(session, world.actor(person), version) == []
        theirs_seen = find_version(session, world.actor(WEI), theirs)
        assert twins_of(session, world.actor(WEI), theirs_seen) == []


def test_reviewers_matters_are_not_in_the_suppliers_history(world: World) -> None:
    version_id = submitted(world)
    decide(world, ENA, version_id, take_review)
    decide(world, ENA, version_id, return_version, "Wrong scope.")

    with world.looking() as session:
        document_id = session.get_one(DocumentVersion, version_id).document_id
        for person, events in (
            (ENA, ["returned", "taken", "submitted"]),
            (LIN, ["returned", "submitted"]),
        ):
            actor = world.actor(person)
            document = find_document(session, actor, document_id)
            assert [step.event for step in history_of(session, actor, document)] == events
            assert downloads_of(session, actor, document) == []


def test_a_version_is_never_rewritten(world: World) -> None:
    version_id = submitted(world)
    with pytest.raises(IntegrityError), world.acting() as session:
        session.get_one(DocumentVersion, version_id).certificate_number = "other"


@pytest.mark.hammered
def test_of_sixteen_at_once_one_decides(any_world: World) -> None:
    world = any_world
    version_id = submitted(world)
    with world.looking() as session:
        seen = Seen.of(session.get_one(DocumentVersion, version_id))
    actors = [world.actor((ENA, EMIL, MAYA)[at % 3]) for at in range(16)]
    start = Barrier(16)

    def one(at: int) -> str:
        start.wait()
        try:
            with world.acting() as session:
                version = find_version(session, actors[at], version_id)
                if at % 2:
                    approve_version(session, actors[at], version, seen)
                else:
                    return_version(session, actors[at], version, seen, "no")
        except Outpaced:
            return "outpaced"
        return "decided"

    with ThreadPoolExecutor(16) as pool:
        ends = list(pool.map(one, range(16)))

    assert sorted(ends) == ["decided"] + ["outpaced"] * 15
    with world.looking() as session:
        decided = AuditEntry.event.in_(("document.approved", "document.returned"))
        told = Notice.audience.startswith("supplier:")
        assert session.scalar(select(func.count()).select_from(AuditEntry).where(decided)) == 1
        assert session.scalar(select(func.count()).select_from(Notice).where(told)) == 1
