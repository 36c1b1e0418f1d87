"""From a received file to a submitted version, and back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.core.audit.models import AuditEntry
from portal.core.clock import today
from portal.core.documents.models import Document, DocumentVersion
from portal.core.documents.operations.deciding import Seen
from portal.core.documents.operations.submission import submit_document, withdraw_version
from portal.core.documents.queries.finding import find_version
from portal.core.documents.rules import VersionState
from portal.core.errors import Invalid, NotAllowed, NotFound, Outpaced, WrongState
from tests.factories.documents import (
    a_catalogue,
    a_submission,
    an_upload,
    approved,
    submitted,
)
from tests.people import BEN, ENA, LIN, OTTO, WEI
from tests.world import World


def test_a_submission_becomes_a_version_that_waits(world: World) -> None:
    version_id = submitted(world)

    with world.looking() as session:
        version = session.get_one(DocumentVersion, version_id)
        assert (version.number, version.state, version.submitted_by, version.due_on) == (
            1, VersionState.SUBMITTED, LIN.name, today() + timedelta(days=5),
        )  # fmt: skip
        assert session.scalars(
            select(AuditEntry.event).where(AuditEntry.subject_id == version.document_id)
        ).all() == ["document.submitted"]


def test_the_next_one_about_the_same_thing_is_its_next_version(world: World) -> None:
    first, second = approved(world), submitted(world)

    with world.looking() as session:
        versions = [session.get_one(DocumentVersion, each) for each in (first, second)]
        assert [version.number for version in versions] == [1, 2]
        assert versions[0].document_id == versions[1].document_id
        assert versions[0].state is VersionState.APPROVED


def test_another_product_is_another_document(world: World) -> None:
    submitted(world, code="REACH_REPORT", subject="Chair A", expires_on=None)
    submitted(world, code="REACH_REPORT", subject="Chair B", expires_on=None)

    with world.looking() as session:
        assert len(session.scalars(select(Document)).all()) == 2


def test_a_document_has_one_open_version(world: World) -> None:
    submitted(world)

    with pytest.raises(WrongState):
        submitted(world)


def test_the_same_file_or_number_is_not_taken_twice(world: World) -> None:
    approved(world, content=b"certificate")
    with pytest.raises(Invalid) as refused:
        submitted(world, content=b"certificate")
    assert refused.value.field == "upload_id"

    submitted(world, code="REACH_REPORT", subject="A", expires_on=None, certificate_number="7")
    with pytest.raises(Invalid) as refused:
        submitted(world, code="REACH_REPORT", subject="B", expires_on=None, certificate_number="7")
    assert refused.value.field == "certificate_number"


def test_an_upload_is_used_once(world: World) -> None:
    lin, kinds = world.actor(LIN), a_catalogue(world)
    supplier_id = world.supplier_id("S-LIN")
    with world.acting() as session:
        upload = an_upload(session, lin, supplier_id)
        used = upload.id
        submit_document(session, lin, a_submission(supplier_id, kinds["ISO_9001"], used))
    with world.acting() as session, pytest.raises(NotFound):
        submit_document(session, lin, a_submission(supplier_id, kinds["ISO_14001"], used))


def test_a_supplier_submits_for_itself_only(world: World) -> None:
    wei, kinds = world.actor(WEI), a_catalogue(world)
    supplier_id = world.supplier_id("S-LIN")
    with world.acting() as session:
        upload = an_upload(session, world.actor(LIN), supplier_id)
        for given in (
            a_submission(supplier_id, kinds["ISO_9001"], upload.id),
            a_submission(world.supplier_id("S-WEI"), kinds["ISO_9001"], upload.id),
        ):
            with pytest.raises(NotFound):
                submit_document(session, wei, given)


def test_who_only_reads_does_not_submit(world: World) -> None:
    kinds = a_catalogue(world)
    supplier_id = world.supplier_id("S-LIN")
    with world.acting() as session:
        upload = an_upload(session, world.actor(BEN), supplier_id)
        given = a_submission(supplier_id, kinds["ISO_9001"], upload.id)
        with pytest.raises(NotAllowed):
            submit_document(session, world.actor(OTTO), given)


def test_a_renewal_must_fit_what_it_renews(world: World) -> None:
    first = approved(world)
    with pytest.raises(Invalid) as refused:
        submitted(world, code="ISO_14001", renews_id=first)
    assert refused.value.field == "type_id"
    with pytest.raises(NotFound):
        submitted(world, WEI, renews_id=first)


def test_the_side_that_sent_it_may_take_it_back_while_it_waits(world: World) -> None:
    version_id = submitted(world)
    with world.acting() as session:
        version = find_version(session, world.actor(BEN), version_id)
        seen = Seen.of(version)
        with pytest.raises(NotAllowed):
            withdraw_version(session, world.actor(BEN), version, seen)
        with pytest.raises(NotFound):
            withdraw_version(session, world.actor(WEI), version, seen)
        withdraw_version(session, world.actor(LIN), version, seen)
        with pytest.raises(Outpaced):
            withdraw_version(session, world.actor(LIN), version, Seen.of(version))
    with world.looking() as session:
        version = session.get_one(DocumentVersion, version_id)
        assert version.state is VersionState.WITHDRAWN


def test_a_foreign_and_a_missing_version_are_the_same(world: World) -> None:
    version_id = submitted(world)
    with world.looking() as session:
        assert find_version(session, world.actor(ENA), version_id)
        for wanted in (version_id, 1):
            with pytest.raises(NotFound):
                find_version(session, world.actor(WEI), wanted)
