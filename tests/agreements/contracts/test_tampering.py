"""A version that changed by one byte can neither be signed nor verified."""

from collections.abc import Sequence
from contextlib import closing

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from agreements.contracts.operations.ending import expire_versions
from agreements.contracts.operations.negotiating import (
    comment_clause,
    propose_change,
    reject_proposal,
)
from agreements.contracts.queries.finding import open_proposal_of
from portal.adapters.files import open_store
from portal.adapters.verification import verify_all
from portal.core.actor import Actor
from portal.core.audit.verification import Finding
from portal.core.clock import today
from portal.core.errors import WrongState
from tests.factories.agreements import (
    agree,
    agreed,
    clause,
    end,
    in_force,
    make_papers,
    sent,
    sign,
    with_terms,
)
from tests.factories.goods import a_mug, acting
from tests.people import BEN, LIN, MAYA
from tests.world import World

TRIGGERS = (
    "agreement_clause_is_not_changed",
    "agreement_version_is_sealed",
    "agreement_signature_is_fixed",
    "agreement_signature_is_kept",
    "agreement_cover_is_not_changed",
    "agreement_cover_is_not_removed",
    "agreement_version_is_fixed",
    "agreement_ending_is_fixed",
    "agreement_ending_is_kept",
    "clause_proposal_is_fixed",
    "clause_proposal_is_kept",
    "clause_comment_is_fixed",
    "clause_comment_is_kept",
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


OF_THE_SIGNED = (
    "UPDATE agreement_signature SET sha256 = '" + "0" * 64 + "'",
    "UPDATE agreement_signature SET name = 'Somebody'",
    "UPDATE agreement_signature SET meaning = 'I was there.'",
    "UPDATE agreement_signature SET at = '2020-01-01 00:00:00.000000'",
    "UPDATE agreement_signature SET time_zone = 'Asia/Tokyo'",
    "UPDATE agreement_signature SET with_code = 1",
    "UPDATE agreement_signature SET side = 'nobody' WHERE side = 'brand'",
    "UPDATE agreement_signature SET address = '10.0.0.1'",
    "DELETE FROM agreement_signature WHERE side = 'brand'",
    "UPDATE agreement_version SET state = 'expired'",
    "UPDATE agreement_version SET state = 'draft'",
    "UPDATE agreement_version SET state = 'gone'",
    "UPDATE agreement_version SET holds_until = '2099-12-31'",
    "UPDATE agreement_version SET holds_from = '2020-01-01'",
    "UPDATE agreement_version SET begins_on = '2020-01-01'",
    "UPDATE agreement_version SET notice_days = 1",
    "UPDATE agreement_version SET token = '" + "0" * 48 + "'",
    "UPDATE agreement_version SET paper_sha256 = NULL",
    "UPDATE agreement_version SET closing_reason = 'They wanted to.'",
    "UPDATE agreement_cover SET product_id = (SELECT id FROM product WHERE sku = 'MUG-2')",
    "DELETE FROM agreement_cover",
    "UPDATE clause_proposal SET text_zh = '别的'",
    "UPDATE clause_proposal SET note = 'Because'",
    "DELETE FROM clause_proposal",
    "UPDATE clause_comment SET text = 'Never said'",
    "DELETE FROM clause_comment",
)


@pytest.mark.parametrize("statement", [*CHANGES, *OF_THE_SIGNED])
def test_what_was_changed_behind_the_back_is_found(world: World, statement: str) -> None:
    signed_after_talks(world)
    make_papers(world)
    behind_its_back(world, statement)

    assert records(world)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE agreement_ending SET content = content || ' '",
        "UPDATE agreement_ending SET name = 'Somebody'",
        "DELETE FROM agreement_ending",
        "UPDATE agreement_version SET state = 'in_force'",
        "UPDATE agreement_version SET closing_reason = 'Another'",
    ],
)
def test_a_changed_ending_is_found(world: World, statement: str) -> None:
    number = signed_after_talks(world)
    make_papers(world)
    end(world, MAYA, number, today(), "They left.")
    assert records(world) == set()
    behind_its_back(world, statement)

    assert records(world)


def records(world: World) -> set[str]:
    """Return the tables of what the verifier finds, dropped guards aside."""
    found = {one.record.split()[0] for one in findings(world)} - set(TRIGGERS)
    return found & {
        "agreement", "agreement_version", "agreement_signature", "agreement_ending",
        "clause_proposal", "clause_comment",
    }  # fmt: skip


def signed_after_talks(world: World) -> str:
    """Bring an agreement into force about which something was said and proposed."""
    number = sent(world, a_mug(world))
    a_mug(world, "MUG-2")

    def talk(session: Session, actor: Actor) -> None:
        found = clause(session, actor, number, 2)
        said = with_terms(found.wording, reduced_approved=True)
        comment_clause(session, actor, found, "What about reduced inspection?")
        propose_change(session, actor, found, said, found.revision, "We are good.")

    acting(world, LIN, talk)
    acting(
        world, BEN,
        lambda s, a: reject_proposal(
            s, a, open_proposal_of(s, clause(s, a, number, 2).id), "Not yet."
        ),
    )  # fmt: skip
    agree(world, number)
    sign(world, LIN, number)
    sign(world, MAYA, number)
    return number


def test_what_is_as_it_was_signed_verifies(world: World) -> None:
    signed_after_talks(world)
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
