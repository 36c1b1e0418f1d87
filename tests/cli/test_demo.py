"""The demo world tells the stories that it promises."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from inspections.defects.models import Defect
from inspections.defects.rules import OFFERED
from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.models.results import ClassResult, Concession, ReportCheck
from inspections.lot_inspections.rules import Verdict
from inspections.sampling.models import SwitchingPair
from inspections.sampling.rules.switching import Standing
from portal.adapters.readiness import BACKLOG
from portal.cli.demo_world import trace
from portal.cli.demo_world.goods import GOODS
from portal.core.clock import now
from portal.core.db import EVERYTHING, Database
from portal.core.jobs.queries import waiting_since
from portal.core.notifications.queries import mails_to_send, notices_to_spread
from portal.core.products.models import Product, SpecificationVersion
from portal.core.products.rules import SpecificationState
from tests.world import World

pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(scope="module")
def demo(demo_world: World) -> Database:
    return demo_world.database


def test_a_portal_tried_for_the_first_time_is_ready_and_writes_no_old_letters(
    demo: Database,
) -> None:
    with demo.reading(EVERYTHING) as session:
        at = now()
        assert at - (waiting_since(session, at) or at) < BACKLOG
        assert list(notices_to_spread(session)) == []
        assert list(mails_to_send(session, at)) == []


def test_every_product_that_is_inspected_has_a_specification_in_force(demo: Database) -> None:
    with demo.reading(EVERYTHING) as session:
        in_force = SpecificationVersion.state == SpecificationState.PUBLISHED
        counted = select(func.count()).select_from(SpecificationVersion).where(in_force)
        assert session.scalar(counted) == len(GOODS)
        skus = {one.sku for one in GOODS} | {sku for sku, *_ in trace.GOODS}
        assert set(session.scalars(select(Product.sku))) == skus
        assert session.scalar(select(func.count(Defect.id))) == len(OFFERED)


def test_lots_were_accepted_and_not_conceded_and_inspected_again(demo: Database) -> None:
    with demo.reading(EVERYTHING) as session:
        decided = session.scalars(select(Inspection).where(Inspection.verdict.is_not(None))).all()
        assert Counter(one.verdict for one in decided) == {
            Verdict.ACCEPTED: 15, Verdict.NOT_ACCEPTED: 4,
        }  # fmt: skip
        assert sum(one.released_at is not None for one in decided) == 17
        assert [one.verdict for one in decided if one.previous_id] == [Verdict.ACCEPTED]
        assert session.scalar(select(func.count(Concession.id))) == 1
        assert session.scalar(select(func.max(ClassResult.stage))) == 2


def test_a_product_went_over_to_tightened_inspection(demo: Database) -> None:
    with demo.reading(EVERYTHING) as session:
        tightened = select(Product.sku).join(SwitchingPair, SwitchingPair.product_id == Product.id)
        found = session.scalars(tightened.where(SwitchingPair.standing == Standing.TIGHTENED))
        assert set(found) == {"HS-SLIPPER-41"}


def test_a_third_partys_report_contradicts_the_plan(demo: Database) -> None:
    with demo.reading(EVERYTHING) as session:
        (check,) = session.scalars(select(ReportCheck))
        assert (check.stated, check.computed) == (Verdict.ACCEPTED, Verdict.NOT_ACCEPTED)
