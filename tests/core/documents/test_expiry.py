"""What the clock does, and what is still to be proven."""

from collections.abc import Collection
from datetime import timedelta
from types import SimpleNamespace

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.models import AuditEntry
from portal.core.clock import today
from portal.core.documents.models import DocumentVersion, ExpiryReminder
from portal.core.documents.operations.expiry import expire_versions, remind_of_expiry
from portal.core.documents.queries.hits import Bookings, Planned, hits_of
from portal.core.documents.queries.standings import proof_of, suppliers_at_risk
from portal.core.documents.rules import VersionState
from portal.core.i18n import Message, say
from portal.core.notifications.models import Notice
from portal.core.notifications.rules import unpack
from portal.core.products.models import Product
from tests.factories.documents import a_catalogue, approved, ends_on, submitted
from tests.factories.goods import a_mug, ordered
from tests.people import LIN, MAYA, WEI
from tests.world import World

CLOCK = Actor.system("nightly")


def test_versions_expire_the_day_after_their_last(any_world: World) -> None:
    last, over = approved(any_world), approved(any_world, WEI)
    ends_on(any_world, last, today())
    ends_on(any_world, over, today() - timedelta(days=1))

    with any_world.acting() as session:
        assert expire_versions(session, CLOCK, today()) == 1
    with any_world.acting() as session:
        assert expire_versions(session, CLOCK, today()) == 0

    with any_world.looking() as session:
        assert session.get_one(DocumentVersion, last).state is VersionState.APPROVED
        assert session.get_one(DocumentVersion, over).state is VersionState.EXPIRED
        line = session.scalars(
            select(AuditEntry).where(AuditEntry.event == "document.expired")
        ).one()
        assert (line.facts["version_id"], line.facts["unmet"]) == (over, "required")
        told = session.scalars(
            select(Notice.audience).where(Notice.dedupe.startswith("expired:"))
        ).all()
        assert sorted(audience.partition(":")[0] for audience in told) == ["brand", "supplier"]


def test_each_reminder_is_given_once(any_world: World) -> None:
    version_id = approved(any_world)
    ends_on(any_world, version_id, today() + timedelta(days=60))
    given = []
    for later in (0, 0, 1, 30, 31, 53, 60, 61):
        with any_world.acting() as session:
            given.append(remind_of_expiry(session, CLOCK, today() + timedelta(days=later)))

    assert given == [1, 0, 0, 1, 0, 1, 0, 0]
    with any_world.looking() as session:
        steps = select(ExpiryReminder.days_before).order_by(ExpiryReminder.days_before)
        assert session.scalars(steps).all() == [7, 30, 60]


def test_a_renewal_on_file_ends_the_reminders(any_world: World) -> None:
    approved(any_world, expires_on=today() + timedelta(days=20))
    approved(any_world)

    with any_world.acting() as session:
        assert remind_of_expiry(session, CLOCK, today()) == 0


def test_a_supplier_sees_what_it_still_has_to_prove(any_world: World) -> None:
    approved(any_world)
    submitted(any_world, code="BUSINESS_LICENCE", issued_on=None, expires_on=None)

    with any_world.looking() as session:
        lines = proof_of(session, any_world.actor(LIN), any_world.supplier_id("S-LIN"), today())
        assert [(line.code, line.level.value, line.standing.value) for line in lines] == [
            ("BUSINESS_LICENCE", "block", "submitted"),
            ("AMFORI_BSCI", "required", "missing"),
            ("REACH_REPORT", "required", "missing"),
            ("ISO_14001", "warn", "missing"),
            ("ISO_9001", "required", "valid"),
        ]


def test_suppliers_at_risk_come_worst_first_in_few_queries(any_world: World) -> None:
    a_catalogue(any_world)
    approved(any_world, code="BUSINESS_LICENCE", issued_on=None, expires_on=None)
    approved(any_world, expires_on=today() + timedelta(days=12))

    with any_world.looking() as session:
        risks = suppliers_at_risk(session, any_world.actor(MAYA), today())
        assert [
            (risk.code, risk.level and risk.level.value, risk.missing, risk.waiting, risk.expiring)
            for risk in risks
        ] == [("S-WEI", "block", 5, 0, 0), ("S-LIN", "required", 3, 0, 1)]
        assert suppliers_at_risk(session, any_world.actor(LIN), today()) == []


def test_an_expiry_names_what_it_hits(any_world: World) -> None:
    mug = a_mug(any_world)
    a_mug(any_world, "CUP-9", "S-WEI")
    later = today() + timedelta(days=40)
    ordered(any_world, mug, "PO-1", later)
    ordered(any_world, mug, "PO-2", None)
    ordered(any_world, mug, "PO-3", today() + timedelta(days=1))
    ordered(any_world, "CUP-9", "PO-4", later, "S-WEI")
    ends_on(any_world, approved(any_world), today() + timedelta(days=7))

    def booked(session: Session, actor: Actor, supplier_ids: Collection[int]) -> Bookings:
        made = session.scalars(select(Product.id).where(Product.sku == mug)).one()
        days = enumerate((later, today()), 1)
        booking = [Planned(number, f"I-{number}", made, day) for number, day in days]
        return dict.fromkeys(supplier_ids, booking)

    with any_world.acting() as session:
        assert remind_of_expiry(session, CLOCK, today(), booked) == 1

    with any_world.looking() as session:
        notices = session.scalars(select(Notice).where(Notice.dedupe.startswith("expires:"))).all()
        assert len(notices) == 2
        for notice in notices:
            said = {name: notice.values[name] for name in ("products", "orders", "inspections")}
            assert said == {"products": mug, "orders": "PO-1/1, PO-2/1", "inspections": "I-1"}
            spoken = say("zh", Message(notice.body), **unpack(notice.values))
            assert "此后到期的订单行：PO-1/1, PO-2/1" in spoken


def test_a_document_about_one_product_hits_that_one(any_world: World) -> None:
    a_mug(any_world)
    a_mug(any_world, "MUG-2")
    supplier_id = any_world.supplier_id("S-LIN")
    row = SimpleNamespace(id=1, supplier_id=supplier_id, subject="MUG-2", expires_on=today())

    with any_world.looking() as session:
        found = hits_of(session, [row, SimpleNamespace(**vars(row) | {"id": 2, "subject": ""})], {})

    assert (found[1].products, found[1].is_by_name) == (("MUG-2",), True)
    assert (found[2].products, found[2].is_by_name) == (("MUG-1", "MUG-2"), False)
