"""Genealogy in the demo world: a bad sheet of foam, lots of slippers, and who got them."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.accounts.models import User
from portal.core.actor import Actor
from portal.core.clock import now, today
from portal.core.db import Database
from portal.core.nonconformities.operations.deciding import propose_disposition
from portal.core.nonconformities.operations.evidence import CostInput, note_cost
from portal.core.nonconformities.operations.opening import NonconformityInput, open_nonconformity
from portal.core.nonconformities.rules import CostKind, DispositionKind, FoundBy
from portal.core.products.operations import ProductInput, add_product, source_product
from portal.core.products.rules import DefectClass
from portal.core.suppliers.models import Category, Supplier
from portal.core.traceability.models import Lot
from portal.core.traceability.operations import (
    EdgeRow,
    LotRow,
    PurchaseRow,
    ReceiptRow,
    ReturnRow,
    SaleRow,
    ShipmentRow,
    merge_genealogy,
    merge_lots,
    merge_purchases,
    merge_receipts,
    merge_returns,
    merge_sales,
    merge_shipments,
)
from portal.core.traceability.operations.recalling import begin_mock_recall, end_mock_recall
from portal.core.traceability.rules import Direction, EdgeKind, LotKind
from scoring.feedback.operations import merge_reviews, merge_tickets
from scoring.feedback.rules import ReviewRow, TicketRow

GOODS = (
    ("LD-EVA-8", "EVA foam sheet 8 mm", "EVA 发泡片材 8 mm", "LANDAO", "m2", ""),
    ("SN-FELT-3", "Wool felt 3 mm", "羊毛毡 3 mm", "SERRA", "m2", ""),
    ("HS-SOLE-41", "Cut soles, size 41", "裁切鞋底 41 码", "HAISHENG", "pairs", ""),
    ("HS-FELTSHOE-41", "Felt slippers, size 41", "羊毛毡拖鞋 41 码", "HAISHENG", "pairs",
     "4006381333405"),
    ("XL-BOX-41", "Shoe box with print", "印刷鞋盒", "XINLAN", "pcs", ""),
)  # fmt: skip
FOAM, FELT, SOLE, SHOE, BOX = (goods[0] for goods in GOODS)
COMPONENT, BATCH, FINISHED = LotKind.COMPONENT, LotKind.BATCH, LotKind.FINISHED
LOTS = (
    ("LANDAO", "LD-EVA-0912", FOAM, 420, COMPONENT, 96),
    ("LANDAO", "LD-EVA-0917", FOAM, 400, COMPONENT, 91),
    ("SERRA", "SN-FELT-77", FELT, 300, COMPONENT, 98),
    ("XINLAN", "XL-BOX-2210", BOX, 9000, COMPONENT, 95),
    ("HAISHENG", "HS-SOLE-R31", SOLE, 2600, BATCH, 84),
    ("HAISHENG", "HS-SOLE-R32", SOLE, 2400, BATCH, 80),
    ("HAISHENG", "HS41-0350", SHOE, 1200, FINISHED, 76),
    ("HAISHENG", "HS41-0351", SHOE, 1400, FINISHED, 74),
    ("HAISHENG", "HS41-0352", SHOE, 1150, FINISHED, 70),
    ("HAISHENG", "HS41-0353", SHOE, 1250, FINISHED, 68),
)
"""Supplier, number, product, quantity, kind, made so many days ago."""

WENT_INTO = (
    ("LD-EVA-0912", "HS-SOLE-R31", 208), ("LD-EVA-0912", "HS-SOLE-R32", 96),
    ("LD-EVA-0917", "HS-SOLE-R32", 102), ("HS-SOLE-R31", "HS41-0350", 1200),
    ("HS-SOLE-R31", "HS41-0351", 1400), ("HS-SOLE-R32", "HS41-0352", 1150),
    ("HS-SOLE-R32", "HS41-0353", 1250), ("SN-FELT-77", "HS41-0350", 60),
    ("SN-FELT-77", "HS41-0351", 70), ("SN-FELT-77", "HS41-0352", 58),
    ("SN-FELT-77", "HS41-0353", 62),
)  # fmt: skip
PACKED = tuple(("XL-BOX-2210", lot, n) for _, lot, sku, n, _, _ in LOTS if sku == SHOE)
MOVED = (
    ("HS41-0350", 1200, 1196, 66, 41), ("HS41-0351", 1400, 1400, 64, 39),
    ("HS41-0352", 1150, 1150, 60, 35),
)  # fmt: skip
"""Lot, shipped, received, so many days ago each; HS41-0353 is still at the maker."""

BUYERS = (
    ("K-1007", "Nordlicht Warenhaus GmbH", "qm@nordlicht.example", "DE", 180),
    ("K-1019", "Maison Lavande SARL", "qualite@lavande.example", "FR", 120),
    ("K-1044", "Polder & Zoon B.V.", "inkoop@polder.example", "NL", 96),
    ("WEB-88121", "Anneke Visser", "anneke.v@post.example", "NL", 1),
    ("WEB-88240", "Jonas Berg", "j.berg@post.example", "SE", 2),
    ("WEB-88317", "Claire Dumont", "c.dumont@post.example", "FR", 1),
)
COMPLAINT = "The sole came off after two weeks. It just peels away, and it smells of solvent."
SAID = (
    (1, "WEB-20417", "Sole came off", COMPLAINT, 7),
    (2, "WEB-20459", "Sohle löst sich", "Nach drei Wochen löst sich die Sohle. Schade!", 5),
    (1, "WEB-20439", "鞋底开胶", "穿了两次鞋底就开胶了，还有刺鼻的气味。", 4),
    (5, "WEB-20441", "Warm and light", "Wonderfully warm, and they fit.", 12),
    (4, "WEB-20429", "", "Bequem, aber die Lieferung dauerte.", 16),
)
"""Stars, order, title, words, said so many days ago."""

ASKED = (
    ("T-5512", "WEB-20417", "Sole separated, wants the money back 鞋底脱落，要求退款", 6),
    ("T-5519", "", "Slippers smell of solvent 拖鞋有溶剂味", 3),
)
"""Number, order, topic, asked so many days ago."""


def build_trace(database: Database, tell: Callable[[str], None]) -> None:
    """Bring the goods in with their past and future, and let a complaint arrive."""
    with database.transaction() as session:
        _make_goods(session)
    with database.transaction() as session:
        lines = _move_goods(session)
    with database.transaction() as session:
        _say(session)
    with database.transaction() as session:
        _complain(session)
    tell(f"{len(LOTS)} lots with their genealogy, {lines} order lines")


def _make_goods(session: Session) -> None:
    buyer = _actor(session, "buyer@hohenfeld.example")
    category = session.scalars(select(Category.id).where(Category.code == "footwear")).one()
    for sku, en, zh, maker, unit, gtin in GOODS:
        given = ProductInput(sku, en, zh, category_id=category, unit=unit, gtin=gtin)
        product = add_product(session, buyer, given)
        session.flush()
        code = Supplier.code == maker
        source_product(session, buyer, product, session.scalars(select(Supplier).where(code)).one())


def _move_goods(session: Session) -> int:
    buyer = _actor(session, "buyer@hohenfeld.example")
    order = PurchaseRow("HAISHENG", "PO-26077", SHOE, 5000, "1", _ago(110), _ago(60), _ago(35))
    merge_purchases(session, buyer, [order])
    merge_lots(
        session,
        buyer,
        [
            LotRow(maker, number, sku, quantity, _ago(days), _orders(kind), kind)
            for maker, number, sku, quantity, kind, days in LOTS
        ],
    )
    edges = [EdgeRow(one, two, Decimal(n)) for one, two, n in WENT_INTO]
    edges += [EdgeRow(one, two, Decimal(n), EdgeKind.PACKED) for one, two, n in PACKED]
    merge_genealogy(session, buyer, edges)
    sent = [ShipmentRow(f"HS-ASN-{lot[-3:]}", lot, n, shipped_on=_ago(days), destination="Hamburg")
            for lot, n, _, days, _ in MOVED]  # fmt: skip
    merge_shipments(session, buyer, sent)
    came = [ReceiptRow(f"WE-{lot[-4:]}", lot, n, _ago(days), place="Hamburg, hall 3")
            for lot, _, n, _, days in MOVED]  # fmt: skip
    merge_receipts(session, buyer, came)
    sales = list(_sales())
    merge_sales(session, buyer, sales)
    back = [
        ReturnRow("WEB-20417", "1", 1, _ago(6), "Sole comes off 鞋底开胶", supplier_caused=True),
        ReturnRow("WEB-20433", "1", 1, _ago(4), "Not as described 与描述不符", False),
    ]
    merge_returns(session, buyer, back)
    return len(sales)


def _say(session: Session) -> None:
    """Let customers say in the shop and at the help desk what they think."""
    buyer = _actor(session, "buyer@hohenfeld.example")
    reviews = [
        ReviewRow(f"R-{8800 + place}", _ago(days), order, SHOE, stars, None, title, words, "Shop")
        for place, (stars, order, title, words, days) in enumerate(SAID)
    ]
    merge_reviews(session, buyer, reviews)
    tickets = [
        TicketRow(number, now() - timedelta(days=days), order, SHOE, topic, "E-mail")
        for number, order, topic, days in ASKED
    ]
    merge_tickets(session, buyer, tickets)


def _sales() -> list[SaleRow]:
    """Return orders of each lot that came in; every tenth line does not say its lot."""
    found = []
    for place in range(60):
        number, name, mail, country, most = BUYERS[place % len(BUYERS)]
        lot, _, _, _, days = MOVED[place % len(MOVED)]
        on = _ago(max(1, days - 2 - place % 30))
        web = number.startswith("WEB")
        found.append(
            SaleRow(
                f"WEB-{20400 + place}" if web else f"SO-{7100 + place}", SHOE, min(most, 60), on,
                "1", "" if place % 10 == 9 else lot, "HAISHENG", on, number, name, mail,
                country=country,
            )
        )  # fmt: skip
    found.append(
        SaleRow("WEB-20417", SHOE, 1, _ago(21), "1", "HS41-0351", "HAISHENG", _ago(20),
                "WEB-88121", "Anneke Visser", "anneke.v@post.example", "", "NL")
    )  # fmt: skip
    return list({(row.order, row.line): row for row in found}.values())


def _complain(session: Session) -> None:
    """Open the record of a complaint, hold what is concerned, and hold an exercise."""
    engineer = _actor(session, "engineer@hohenfeld.example")
    lot = session.scalars(select(Lot).where(Lot.number == "HS41-0351")).one()
    opened = open_nonconformity(
        session,
        engineer,
        NonconformityInput(
            lot.supplier_id, FoundBy.COMPLAINT, DefectClass.MAJOR, 1400,
            "Sole separates from the upper after short wear; smell of solvent."
            " Foam sheet suspected."
            "\n短期穿着后鞋底与鞋面分离，有溶剂气味，怀疑发泡片材有问题。",
            lot_id=lot.id, complaint=COMPLAINT, order_number="WEB-20417", spread=Direction.BOTH,
        ),
    )  # fmt: skip
    note_cost(session, engineer, opened, CostInput(CostKind.SORTING, Decimal("640.00"), "EUR"))
    reason = "Sort all three lots by peel test. 三批全部按剥离强度分选。"
    propose_disposition(session, engineer, opened, DispositionKind.RETURN, reason, opened.revision)
    foam = session.scalars(select(Lot).where(Lot.number == "LD-EVA-0912")).one()
    exercise = begin_mock_recall(session, engineer, foam, "Quarterly exercise. 季度演练。")
    exercise.begun_at -= timedelta(minutes=11, seconds=20)
    end_mock_recall(session, engineer, exercise, foam)


def _orders(kind: LotKind) -> str:
    return "PO-26077/1" if kind is FINISHED else ""


def _ago(days: int) -> date:
    return today() - timedelta(days=days)


def _actor(session: Session, mail: str) -> Actor:
    user = session.scalars(select(User).where(User.email == mail)).one()
    return Actor(user.name, user.roles, user.id, user.supplier_id, locale=user.locale)
