"""Who guesses addresses is noticed (R-LOG-1), and learns nothing of it."""

import dataclasses
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from portal.app import create_app
from portal.core.audit.models import AuditEntry
from portal.core.notifications.models import Notice
from tests.people import ENA, WEI, Person
from tests.world import World

TRIES = 10


@pytest.fixture
def watched(any_world: World) -> Iterator[World]:
    config = dataclasses.replace(any_world.config, misses_per_hour=TRIES)
    world = World(create_app(config), config)
    yield world
    world.database.dispose()


def guess(world: World, who: Person, times: int) -> set[tuple[int, bytes]]:
    browser = world.browser(who)
    answers = [browser.get(f"/documents/{1000 + n}") for n in range(times)]
    return {(answer.status_code, answer.data[:15]) for answer in answers}


def told(world: World) -> tuple[list[str], int]:
    with world.looking() as session:
        notices = session.scalars(select(Notice.audience).where(Notice.dedupe.like("beyond:%")))
        lines = select(AuditEntry).where(AuditEntry.event == "person.reached_beyond")
        return list(notices), len(session.scalars(lines).all())


def test_many_tries_of_one_person_are_told_once_a_day(watched: World) -> None:
    assert len(guess(watched, WEI, TRIES - 1)) == 1
    assert told(watched) == ([], 0)

    assert len(guess(watched, WEI, TRIES * 2)) == 1
    assert told(watched) == (["brand:person:manage"], 1)


def test_people_of_the_brand_are_not_watched(watched: World) -> None:
    guess(watched, ENA, TRIES * 2)

    assert told(watched) == ([], 0)
