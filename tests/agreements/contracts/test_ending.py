"""How agreements end: by the clock, announced before; and how they are given up."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agreements.clauses.canonical import digest
from agreements.contracts.models import AgreementEnding, AgreementVersion
from agreements.contracts.operations.drafting import start_version, withdraw_version
from agreements.contracts.operations.ending import (
    expire_versions,
    remind_of_renewal,
)
from agreements.contracts.operations.hands import Hand
from agreements.contracts.operations.terminating import EndingInput, end_version
from agreements.contracts.queries.verifying import Standing, vouch_by_token
from agreements.contracts.rules import EndingKind, VersionState
from portal.core.actor import Actor
from portal.core.clock import today
from portal.core.errors import Invalid, NotAllowed, Outpaced, WrongState
from portal.core.notifications.models import Notice
from tests.factories.agreements import agreed, clauses, drafted, end, in_force, on, sent, sign
from tests.factories.goods import a_mug
from tests.people import BEN, LEO, LIN, MAYA, Person
from tests.world import World

CLOCK = Actor.system("nightly")
S = VersionState


def the_version(world: World) -> AgreementVersion:
    with world.looking() as session:
        return session.scalars(select(AgreementVersion)).one()


def endings(world: World) -> list[AgreementEnding]:
    with world.looking() as session:
        return list(session.scalars(select(AgreementEnding)))


def notices(world: World, subject: str) -> int:
    with world.looking() as session:
        told = select(func.count()).select_from(Notice).where(Notice.subject.like(f"%{subject}%"))
        return session.scalar(told) or 0


def test_both_sides_are_told_once_before_the_end(any_world: World) -> None:
    world = any_world
    in_force(world, a_mug(world))
    last = the_version(world).holds_until
    assert last is not None
    given = []
    for days in (100, 61, 60, 59, 0):
        with world.database.transaction() as session:
            given.append(remind_of_renewal(session, CLOCK, last - timedelta(days=days)))

    assert given == [0, 0, 1, 0, 0]
    assert notices(world, "ends on") == 2


def test_what_is_renewed_already_is_not_announced(world: World) -> None:
    number = in_force(world, a_mug(world))
    last = the_version(world).holds_until
    on(world, BEN, number, lambda s, a, v: start_version(s, a, v) and None)
    assert last is not None
    with world.database.transaction() as session:
        assert remind_of_renewal(session, CLOCK, last) == 0


def test_after_the_last_day_it_has_expired(any_world: World) -> None:
    world = any_world
    in_force(world, a_mug(world))
    last = the_version(world).holds_until
    assert last is not None
    given = []
    for days in (0, 1, 2):
        with world.database.transaction() as session:
            given.append(expire_versions(session, CLOCK, last + timedelta(days=days)))

    assert given == [0, 1, 0]
    assert the_version(world).state is S.EXPIRED


def test_strangers_are_told_where_it_stands_on_any_day(world: World) -> None:
    in_force(world, a_mug(world), clauses(today() + timedelta(days=10)))
    version = the_version(world)
    with world.looking() as session:
        found = [
            vouch_by_token(session, version.token or "", today() + timedelta(days=days))
            for days in (0, 10, 374, 375)
        ]

    assert [one and one.standing for one in found] == [
        Standing.NOT_YET,
        Standing.IN_FORCE,
        Standing.IN_FORCE,
        Standing.EXPIRED,
    ]


@pytest.mark.parametrize(
    ("person", "days", "reason", "refusal"),
    [
        (BEN, 0, "They left.", NotAllowed),
        (LEO, 0, "They left.", NotAllowed),
        (MAYA, 0, " ", Invalid),
        (MAYA, None, "They left.", Invalid),
        (MAYA, -1, "They left.", Invalid),
        (MAYA, 400, "They left.", Invalid),
    ],
)
def test_termination_needs_the_right_a_reason_and_a_day_to_come(
    world: World, person: Person, days: int | None, reason: str, refusal: type[Exception]
) -> None:
    number = in_force(world, a_mug(world))
    day = None if days is None else today() + timedelta(days=days)

    with pytest.raises(refusal):
        end(world, person, number, day, reason)
    assert the_version(world).state is S.IN_FORCE
    assert endings(world) == []


@pytest.mark.parametrize(
    "change", [{"name": "Somebody else"}, {"name": ""}, {"intends": False}], ids=str
)
def test_an_ending_is_signed_like_the_agreement(world: World, change: dict[str, object]) -> None:
    number = in_force(world, a_mug(world))

    def act(session: Session, actor: Actor, version: AgreementVersion) -> None:
        hand = Hand(**{"name": actor.name, "intends": True, **change})  # type: ignore[arg-type]
        end_version(session, actor, version, version.revision, EndingInput(today(), "No.", hand))

    with pytest.raises(Invalid):
        on(world, MAYA, number, act)
    assert endings(world) == []


@pytest.mark.parametrize("person", [LIN, MAYA])
def test_either_side_terminates_by_a_signed_record(world: World, person: Person) -> None:
    number = in_force(world, a_mug(world))
    last = today() + timedelta(days=30)
    end(world, person, number, last, "They left.")

    version, (ending,) = the_version(world), endings(world)
    side = "supplier" if person is LIN else "brand"
    assert (version.state, version.holds_until) == (S.TERMINATED, last)
    assert json.loads(ending.content) == {
        "form": "portal-agreement-ending/1",
        "agreement": number,
        "version": 1,
        "sha256": version.sha256,
        "kind": "termination",
        "side": side,
        "last_day": last.isoformat(),
        "reason": "They left.",
    }
    assert ending.sha256 == digest(ending.content)
    assert (ending.name, ending.side) == (person.name, side)
    assert notices(world, "is terminated") == 2
    with pytest.raises(WrongState):
        end(world, MAYA, number, last, "Again.")


@pytest.mark.parametrize("person", [LIN, MAYA])
def test_what_one_side_signed_is_withdrawn_by_a_signature(world: World, person: Person) -> None:
    number = agreed(world, a_mug(world))
    sign(world, LIN, number)
    with pytest.raises(WrongState, match="by a signature"):
        on(world, BEN, number, lambda s, a, v: withdraw_version(s, a, v, v.revision, "Wrong."))
    end(world, person, number, None, "Wrong goods.")

    (ending,) = endings(world)
    assert (ending.kind, the_version(world).state) == (EndingKind.WITHDRAWAL, S.WITHDRAWN)
    assert json.loads(ending.content)["last_day"] is None
    assert notices(world, "was withdrawn") == 1
    with pytest.raises(WrongState):
        sign(world, MAYA, number)


@pytest.mark.parametrize("bring", [sent, agreed])
def test_what_nobody_signed_is_not_ended_by_a_signature(
    world: World, bring: Callable[[World, str], str]
) -> None:
    number = bring(world, a_mug(world))

    with pytest.raises(WrongState, match="not ended by a signature"):
        end(world, MAYA, number, today(), "No.")


def test_what_is_in_force_is_not_withdrawn(world: World) -> None:
    number = in_force(world, a_mug(world))

    with pytest.raises(Outpaced):
        on(world, BEN, number, lambda s, a, v: withdraw_version(s, a, v, v.revision, "No."))


def test_an_unsent_draft_is_given_up_without_a_word(world: World) -> None:
    number = drafted(world, a_mug(world))
    on(world, BEN, number, lambda s, a, v: withdraw_version(s, a, v, v.revision, ""))

    assert the_version(world).state is S.WITHDRAWN
    assert notices(world, "withdrawn") == 0
    other = sent(world, a_mug(world, "MUG-2"))
    with pytest.raises(Invalid):
        on(world, BEN, other, lambda s, a, v: withdraw_version(s, a, v, v.revision, ""))
