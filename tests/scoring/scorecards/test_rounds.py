"""A period's cards at once: which are opened, which are published, what waits for whom."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select
from time_machine import travel

from portal.adapters.jobs import Background
from portal.core.jobs.models import JobRun
from portal.core.jobs.rules import JobState
from scoring.scorecards.models import Scorecard
from scoring.scorecards.rules import CardState
from tests.factories.facts import deliver, delivery
from tests.people import ENA, LIN, MAYA
from tests.scoring.scorecards.test_computing import card, computed
from tests.world import World

PERIOD = "2026-09"
OPEN, DRAFT, DONE = CardState.OPENED, CardState.DRAFT, CardState.PUBLISHED


@pytest.fixture
def rated(any_world: World) -> Iterator[World]:
    """Yield a world on 5 October with two rated drafts of September."""
    with travel("2026-10-05 09:00:00+00:00", tick=False):
        deliver(
            any_world,
            delivery("PO-1", "2026-09-01", "2026-09-01"),
            delivery("PO-W", "2026-09-03", "2026-09-03", supplier="S-WEI"),
        )
        computed(any_world)
        yield any_world


@contextmanager
def later(world: World) -> Iterator[None]:
    """Let the time to object go by; whoever was signed in signs in again."""
    with travel("2026-10-20 09:00:00+00:00", tick=False):
        world.clients.clear()
        yield


def states(world: World) -> list[CardState]:
    with world.looking() as session:
        wanted = select(Scorecard.state).where(Scorecard.period == PERIOD)
        return sorted(session.scalars(wanted))


def carried(world: World, step: str, days: str = "14") -> JobState | None:
    """Ask for a round, do the work, and return how it ended."""
    asked = world.browser(MAYA).submit("/scorecards/round", period=PERIOD, step=step, days=days)
    assert asked.status_code == 303, asked.text
    background: Background = world.app.extensions["background"]
    background.run_due()
    with world.looking() as session:
        newest = select(JobRun).where(JobRun.kind == "scorecard_round").order_by(JobRun.id.desc())
        return session.scalars(newest.limit(1)).one().state


def test_every_rated_draft_is_opened_and_published_when_suppliers_have_been_heard(
    rated: World,
) -> None:
    assert carried(rated, "open") is JobState.DONE
    assert states(rated) == [OPEN, OPEN]
    lin = rated.browser(LIN)
    said = {"objection": "PO-1 was moved.", "revision": card(rated).revision}
    lin.submit(f"/scorecards/{card(rated).id}/objection", **said)

    carried(rated, "publish")
    assert states(rated) == [OPEN, OPEN]
    with later(rated):
        carried(rated, "publish")
        assert (card(rated).state, card(rated, code="S-WEI").state) == (OPEN, DONE)
        answer = {"answer": "It was not.", "revision": card(rated).revision}
        rated.browser(MAYA).submit(f"/scorecards/{card(rated).id}/answer", **answer)
        carried(rated, "publish")
        assert states(rated) == [DONE, DONE]


def test_without_days_to_object_all_can_be_published_at_once(rated: World) -> None:
    carried(rated, "open", "0")
    carried(rated, "publish")
    assert states(rated) == [DONE, DONE]


def test_what_waits_stands_on_the_page_one_begins_with(rated: World) -> None:
    maya, lin = rated.browser(MAYA), rated.browser(LIN)
    assert "2 rated drafts can be shown" in maya.get(f"/scorecards?period={PERIOD}").text
    assert "Scorecards that wait for you" not in maya.get("/").text
    carried(rated, "open")
    assert "Look at it; you can object until 2026-10-19." in lin.get("/").text
    said = {"objection": "PO-1 was moved.", "revision": card(rated).revision}
    lin.submit(f"/scorecards/{card(rated).id}/objection", **said)
    assert "Look at it" not in lin.get("/").text
    assert f"Objects to its scorecard of {PERIOD}" in maya.get("/").text
    assert "1 objection waits for an answer" in maya.get(f"/scorecards?period={PERIOD}").text
    with later(rated):
        assert "1 scorecard can be published." in rated.browser(MAYA).get("/").text


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"step": "open", "days": "x", "period": PERIOD}, 422),
        ({"step": "open", "days": "91", "period": PERIOD}, 422),
        ({"step": "open", "days": "1", "period": "2099-01"}, 409),
        ({"step": "open", "days": "1", "period": "soon"}, 422),
        ({"step": "burn", "days": "1", "period": PERIOD}, 404),
    ],
)
def test_a_round_that_cannot_be_changes_nothing(
    rated: World, told: dict[str, str], status: int
) -> None:
    assert rated.browser(MAYA).submit("/scorecards/round", **told).status_code == status
    assert rated.browser(ENA).submit("/scorecards/round", **told).status_code in (403, 404)
    assert states(rated) == [DRAFT, DRAFT]
