"""`portal verify` finds a decision that was changed behind the portal's back."""

from collections.abc import Callable, Iterator
from dataclasses import fields

import pytest
from sqlalchemy import text

from portal.adapters.last_words import WORDS
from portal.adapters.verification import verify_rows
from portal.core.accounts.operations import change_roles
from portal.core.accounts.queries.people import find_person
from portal.core.events import Event
from portal.core.permissions import Role
from portal.core.suppliers.models import Supplier
from portal.core.suppliers.operations import StateInput, move_supplier
from portal.core.suppliers.rules import SupplierState, Tier
from scoring.tiers.operations import TierDecision, decide_tier
from tests.factories.verdicts import lots
from tests.people import ADA, LEO, MAYA
from tests.world import World


def move(world: World) -> str:
    with world.database.transaction() as session:
        supplier = session.get_one(Supplier, world.supplier_id("S-LIN"))
        step = StateInput(SupplierState.SUSPENDED, "Two recalls", supplier.revision)
        move_supplier(session, world.actor(MAYA), supplier, step)
        return f"supplier {supplier.id}"


def rate(world: World) -> str:
    with world.database.transaction() as session:
        supplier = session.get_one(Supplier, world.supplier_id("S-LIN"))
        given = TierDecision(Tier.PROBATION, "Recalls", supplier.revision)
        decide_tier(session, world.actor(MAYA), supplier, given)
        return f"supplier {supplier.id}"


def judge(world: World) -> str:
    (inspection_id,) = lots(world, "A")
    return f"inspection {inspection_id}"


def promote(world: World) -> str:
    with world.database.transaction() as session:
        leo = find_person(session, world.actor(ADA), world.actor(LEO).user_id or 0)
        change_roles(session, world.actor(ADA), leo, frozenset({Role.SUPPLIER_ADMIN}))
        return f"app_user {leo.id}"


CHANGES: list[tuple[Callable[[World], str], str, str]] = [
    (move, "UPDATE supplier SET state = 'approved'", "state"),
    (rate, "UPDATE supplier SET tier = 'strategic'", "tier"),
    (judge, "UPDATE inspection SET verdict = 'not_accepted'", "verdict"),
    (
        promote,
        "UPDATE app_user SET role_names = 'supplier_user' WHERE supplier_id > 0",
        "role_names",
    ),
]


@pytest.mark.parametrize(("decide", "statement", "field"), CHANGES, ids=[c[2] for c in CHANGES])
def test_what_was_decided_still_stands_or_is_found(
    any_world: World, decide: Callable[[World], str], statement: str, field: str
) -> None:
    record = decide(any_world)
    assert _found(any_world) == []

    with any_world.database.transaction() as session:
        session.execute(text(statement))

    assert f"{record}: Its {field} is not what was last decided." in _found(any_world)


def _found(world: World) -> list[str]:
    return [found.in_("en") for found in verify_rows(world.database, world.config.anchors_url)]


def test_each_word_is_one_that_its_event_says() -> None:
    said = {event.name: {field.name for field in fields(event)} for event in _events(Event)}

    assert [name for name, word in WORDS.items() if word.fact not in said.get(name, ())] == []


def _events(kind: type[Event]) -> Iterator[type[Event]]:
    for event in kind.__subclasses__():
        yield event
        yield from _events(event)
