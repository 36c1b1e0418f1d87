"""What may be done to the trail: copy it, and forget a person in it. Nothing else."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from portal.core.audit.models import AuditEntry
from portal.core.audit.operations import erase_personal
from portal.core.audit.rules import GENESIS, Line, digest_personal
from portal.core.errors import NotAllowed, NotFound
from tests.factories.happenings import happen
from tests.people import ADA, BEN, LEO, LIN, Person
from tests.world import World


def verify(session: Session) -> int:
    """Return how many lines follow from one another; raises AssertionError at the first that
    does not."""
    previous = GENESIS
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
    for entry in entries:
        covered = {name: getattr(entry, name) for name in Line.__dataclass_fields__}
        assert entry.previous == previous
        assert Line(**covered).digest() == entry.digest
        if entry.personal is not None:
            assert digest_personal(entry.salt or "", entry.personal) == entry.personal_digest
        previous = entry.digest
    return len(entries)


def test_an_erased_person_is_gone_and_the_chain_holds(world: World) -> None:
    leo = world.actor(LEO)
    happen(world, leo, "by Leo", leo.supplier_id)
    happen(world, world.actor(LIN), "by Lin", leo.supplier_id)

    with world.database.transaction() as session:
        assert erase_personal(session, world.actor(ADA), leo.user_id or 0) == 1

    with world.looking() as session:
        rows = session.execute(
            select(AuditEntry.event, AuditEntry.facts, AuditEntry.personal, AuditEntry.salt)
            .where(AuditEntry.event.in_(("test.seen", "person.personal_erased")))
            .order_by(AuditEntry.seq)
        ).all()
        assert verify(session) == 3
    assert rows[0] == ("test.seen", {"word": "by Leo"}, None, None)
    assert rows[1].personal == {"whom": "", "by": LIN.name, "from": ""}
    assert rows[2].facts == {"lines": [1]}


@pytest.mark.parametrize(("person", "refusal"), [(BEN, NotAllowed), (LIN, NotFound)])
def test_only_an_administrator_of_the_brand_erases(
    world: World, person: Person, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal), world.database.transaction() as session:
        erase_personal(session, world.actor(person), 1)


@pytest.mark.parametrize(
    "rewriting",
    [
        "UPDATE audit_entry SET facts = '{}'",
        "UPDATE audit_entry SET user_id = 7",
        'UPDATE audit_entry SET personal = \'{"by": "somebody else"}\'',
        "DELETE FROM audit_entry",
        "DELETE FROM audit_head",
    ],
)
def test_the_database_refuses_to_rewrite_the_trail(world: World, rewriting: str) -> None:
    happen(world, world.actor(ADA), "kept")

    with pytest.raises(DatabaseError), world.database.transaction() as session:
        session.execute(text(rewriting))
