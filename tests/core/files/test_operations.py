"""Receiving files, taking them back, scanning and forgetting them."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from portal.core.actor import Actor
from portal.core.audit.models import AuditEntry
from portal.core.clock import now
from portal.core.errors import Invalid, NotAllowed, NotFound, Outpaced, TooMany
from portal.core.files.models import StoredFile, Upload
from portal.core.files.operations import (
    drop_upload,
    forget_file,
    settle_scan,
    stage_upload,
    sweep_uploads,
    use_upload,
)
from portal.core.files.queries import files_to_forget, find_upload, find_uploads
from portal.core.files.rules import DailyQuota, ScanState
from portal.core.notifications.models import Notice
from tests.factories.files import CERTIFICATE, staged, upload
from tests.people import ENA, IVO, LEO, LIN, WEI
from tests.world import World

CLOCK = Actor.system("housekeeping")


def age(world: World, days: int) -> None:
    """Make everything received so far that much older."""
    past = now() - timedelta(days=days)
    with world.database.transaction() as session:
        session.execute(update(Upload).values(at=past))
        session.execute(update(StoredFile).values(stored_at=past))


def test_an_upload_waits_for_everybody_of_the_supplier_and_the_brand(world: World) -> None:
    made = upload(world, LEO)

    for who in (LEO, LIN, ENA):
        with world.looking() as session:
            found = find_upload(session, world.actor(who), made.id)
            assert (found.file_name, found.file.sha256) == ("certificate.pdf", made.sha256)
    with world.looking() as session, pytest.raises(NotFound):
        find_upload(session, world.actor(WEI), made.id)
    with world.looking() as session:
        assert find_uploads(session, world.actor(WEI), [made.id]) == []


def test_uploads_are_found_in_the_order_asked_for(world: World) -> None:
    ids = [upload(world, LEO, staged(bytes([n]))).id for n in range(3)]

    with world.looking() as session:
        found = find_uploads(session, world.actor(LEO), [ids[2], 7, ids[0]])

    assert [one.id for one in found] == [ids[2], ids[0]]


def test_nobody_uploads_for_another_supplier(world: World) -> None:
    with world.database.transaction() as session:
        with pytest.raises(NotFound):
            stage_upload(session, world.actor(LEO), world.supplier_id("S-WEI"), CERTIFICATE)
        with pytest.raises(NotAllowed):
            stage_upload(session, world.actor(IVO), world.supplier_id("S-WEI"), CERTIFICATE)


@pytest.mark.parametrize("quota", [DailyQuota(1, 1000), DailyQuota(10, 0)])
def test_a_supplier_sends_no_more_than_its_quota(world: World, quota: DailyQuota) -> None:
    upload(world, LEO)
    with world.database.transaction() as session, pytest.raises(TooMany):
        stage_upload(session, world.actor(LIN), world.supplier_id("S-LIN"), CERTIFICATE, quota)


def test_yesterdays_uploads_do_not_count(world: World) -> None:
    upload(world, LEO)
    age(world, 2)
    with world.database.transaction() as session:
        stage_upload(
            session, world.actor(LEO), world.supplier_id("S-LIN"), CERTIFICATE, DailyQuota(1)
        )


@pytest.mark.parametrize("act", [drop_upload, use_upload])
def test_an_upload_is_taken_once(world: World, act: object) -> None:
    made, wins, losses = upload(world, LEO), [], []

    def take() -> None:
        try:
            with world.database.transaction() as session:
                found = session.get_one(Upload, made.id)
                act(session, world.actor(LEO), found)  # type: ignore[operator]
            wins.append(1)
        except Outpaced:
            losses.append(1)

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(wins), len(losses)) == (1, 7)
    with world.looking() as session, pytest.raises(NotFound):
        find_upload(session, world.actor(LEO), made.id)


def test_the_same_new_file_sent_by_two_people_at_once_is_one_file(world: World) -> None:
    """The row is unique in the database; the loser of the race is tried again by Reception."""
    upload(world, LEO)
    upload(world, LIN)

    with world.looking() as session:
        assert session.scalar(select(func.count(StoredFile.id))) == 1
        assert session.scalar(select(func.count(Upload.id))) == 2


# -- scanning


def scanned(world: World, finding: str | None) -> StoredFile:
    made = upload(world, LEO, staged(scan=ScanState.PENDING))
    with world.database.transaction() as session:
        file = session.scalars(select(StoredFile)).one()
        settle_scan(session, CLOCK, file, finding)
    assert made.id
    with world.looking() as session:
        return session.scalars(select(StoredFile)).one()


def test_a_clean_file_is_clean(world: World) -> None:
    file = scanned(world, None)

    assert (file.scan, file.finding) == (ScanState.CLEAN, None)
    assert file.scanned_at


def test_who_sent_an_infected_file_is_told_and_it_cannot_be_sent_again(world: World) -> None:
    file = scanned(world, "Eicar-Test")

    assert (file.scan, file.finding) == (ScanState.INFECTED, "Eicar-Test")
    with world.looking() as session:
        notice = session.scalars(select(Notice)).one()
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert (notice.audience, notice.values) == (
        f"person:{world.actor(LEO).user_id}",
        {"finding": "Eicar-Test"},
    )
    assert last
    assert last.event == "stored_file.found_infected"
    with pytest.raises(Invalid):
        upload(world, LIN)
    assert upload(world, WEI)


def test_a_verdict_is_given_once(world: World) -> None:
    file = scanned(world, None)
    with world.database.transaction() as session, pytest.raises(Outpaced):
        settle_scan(session, CLOCK, file, "Late-Finding")


def test_a_person_gives_no_verdict(world: World) -> None:
    upload(world, LEO, staged(scan=ScanState.PENDING))
    with world.database.transaction() as session:
        file = session.scalars(select(StoredFile)).one()
        with pytest.raises(NotAllowed):
            settle_scan(session, world.actor(ENA), file, None)


# -- forgetting


def sweep(world: World) -> tuple[int, list[str]]:
    """Return how many uploads were swept, and the keys whose bytes go."""
    with world.database.transaction() as session:
        swept = sweep_uploads(session, CLOCK)
    with world.looking() as session:
        doomed = files_to_forget(session, now() - timedelta(days=1))
    keys = []
    for file_id in doomed:
        with world.database.transaction() as session:
            file = session.get_one(StoredFile, file_id)
            keys.append(file.key)
            assert forget_file(session, CLOCK, file)
    return swept, keys


def test_what_was_not_used_is_forgotten_after_a_day(world: World) -> None:
    made = upload(world, LEO)
    assert sweep(world) == (0, [])

    age(world, 2)

    assert sweep(world) == (1, [f"{made.supplier_id}/{made.sha256}"])
    assert sweep(world) == (0, [])


def test_a_file_that_is_sent_again_today_is_kept(world: World) -> None:
    upload(world, LEO)
    age(world, 2)
    upload(world, LIN)

    assert sweep(world) == (1, [])


def test_a_file_that_became_a_document_is_never_forgotten(world: World) -> None:
    from portal.core.documents.models import Document, DocumentType, DocumentVersion

    made = upload(world, LEO)
    with world.database.transaction() as session:
        kind = DocumentType(code="T", name_en="T", name_zh="T", reminder_days=frozenset())
        session.add(kind)
        session.flush()
        document = Document(supplier_id=made.supplier_id, type_id=kind.id)
        session.add(document)
        session.flush()
        session.add(
            DocumentVersion(
                supplier_id=made.supplier_id,
                document_id=document.id,
                type_id=kind.id,
                number=1,
                sha256=made.sha256,
                file_name="a.pdf",
                submitted_by_id=made.by_id,
                submitted_by="Leo",
                due_on=now().date(),
            )
        )
    age(world, 9)

    assert sweep(world) == (1, [])
    with world.database.transaction() as session:
        file = session.scalars(select(StoredFile)).one()
        assert forget_file(session, CLOCK, file) is False
