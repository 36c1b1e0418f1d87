"""A version that changed by one byte can neither be signed nor verified."""

from collections.abc import Sequence
from contextlib import closing

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from agreements.contracts.operations.ending import expire_versions
from portal.adapters.files import open_store
from portal.adapters.verification import verify_all
from portal.core.actor import Actor
from portal.core.audit.verification import Finding
from portal.core.clock import today
from portal.core.errors import WrongState
from tests.factories.agreements import agreed, in_force, make_papers, sign
from tests.factories.goods import a_mug
from tests.people import LIN
from tests.world import World

TRIGGERS = (
    "agreement_clause_is_not_changed",
    "agreement_version_is_sealed",
    "agreement_signature_is_fixed",
    "agreement_signature_is_kept",
    "agreement_cover_is_not_changed",
)
CHANGES = (
    "UPDATE agreement_clause SET text_en = text_en || '.' WHERE position = 1",
    "UPDATE agreement_clause SET terms = replace(terms, '2.5', '6.5') WHERE position = 2",
    "UPDATE agreement_clause SET terms = 'no JSON' WHERE position = 2",
    "UPDATE agreement_clause SET kind = 'gift' WHERE position = 2",
    "UPDATE agreement_version SET title_en = 'Another'",
    "UPDATE agreement_version SET content = content || ' '",
    "UPDATE agreement_version SET sha256 = '" + "0" * 64 + "'",
    "UPDATE agreement_cover SET code = 'OTHER'",
)
"""One change each, behind the portal's back."""


def behind_its_back(world: World, statement: str) -> None:
    """Do what somebody could who holds the database: drop the guards, then write."""
    with world.database.engine.begin() as connection:
        for trigger in TRIGGERS:
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.execute(text(statement))


def findings(world: World) -> Sequence[Finding]:
    config = world.config
    files = open_store(config.files_url, config.var / "incoming")
    with closing(verify_all(world.database, files, config.anchors_url)) as found:
        return [one for one in found if not one.record.endswith(("_is_sealed", "_is_fixed"))]


@pytest.mark.parametrize("statement", CHANGES)
def test_what_was_changed_behind_the_back_cannot_be_signed(world: World, statement: str) -> None:
    number = agreed(world, a_mug(world))
    behind_its_back(world, statement)

    with pytest.raises((WrongState, LookupError, ValueError)):
        sign(world, LIN, number)


@pytest.mark.parametrize(
    "statement",
    [
        *CHANGES,
        "UPDATE agreement_signature SET sha256 = '" + "0" * 64 + "'",
        "DELETE FROM agreement_signature WHERE side = 'brand'",
    ],
)
def test_what_was_changed_behind_the_back_is_found(world: World, statement: str) -> None:
    in_force(world, a_mug(world))
    make_papers(world)
    behind_its_back(world, statement)

    records = {one.record.split()[0] for one in findings(world)}
    assert records & {"agreement_version", "agreement_signature"}


def test_what_is_as_it_was_signed_verifies(world: World) -> None:
    in_force(world, a_mug(world))
    make_papers(world)

    assert findings(world) == []


@pytest.mark.parametrize(
    "statement",
    [
        *(one for one in CHANGES if "gift" not in one),
        "DELETE FROM agreement_clause",
        "DELETE FROM agreement_signature",
        "DELETE FROM agreement_version",
        "UPDATE agreement_version SET state = 'sent'",
        "UPDATE agreement_signature SET name = 'Somebody'",
    ],
)
def test_the_database_itself_refuses_to_change_what_is_signed(world: World, statement: str) -> None:
    in_force(world, a_mug(world))

    with pytest.raises(DatabaseError), world.database.engine.begin() as connection:
        connection.execute(text(statement))


def test_the_clock_still_ends_a_signed_version(world: World) -> None:
    in_force(world, a_mug(world))
    with world.database.transaction() as session:
        later = today().replace(year=today().year + 2)
        assert expire_versions(session, Actor.system("nightly"), later) == 1
    assert findings(world) == []
