"""How often one may act: counted by one process, or by all of them in one Redis."""

from collections.abc import Iterator

import pytest

from portal.app import create_app
from portal.core.errors import TooMany
from portal.web.limits import Limits
from tests.people import ENA, LEO, LIN, WEI
from tests.servers.redis import Redis
from tests.world import World


@pytest.fixture
def redis() -> Iterator[Redis]:
    server = Redis()
    server.start()
    yield server
    server.stop()
    server.remove()


def posts_until_refused(limits: Limits, who: str = "person 7") -> int:
    for count in range(20):
        try:
            limits.count(limits.posts, "posts", who)
        except TooMany:
            return count
    return 20


def test_two_processes_count_together(redis: Redis) -> None:
    one, other = (Limits(redis.url, posts_per_minute=3, exports_per_hour=0) for _ in range(2))

    assert posts_until_refused(one) == 3
    assert posts_until_refused(other) == 0
    assert posts_until_refused(other, who="person 8") == 3


def test_who_is_refused_is_told_when_to_come_back(redis: Redis) -> None:
    limits = Limits(redis.url, posts_per_minute=1, exports_per_hour=0)
    limits.count(limits.posts, "posts", "person 7")

    with pytest.raises(TooMany) as caught:
        limits.count(limits.posts, "posts", "person 7")

    assert 1 <= caught.value.retry_after_seconds <= 120


def test_while_the_store_of_the_counts_is_down_each_process_counts_alone(redis: Redis) -> None:
    limits = Limits(redis.url, posts_per_minute=3, exports_per_hour=0)
    redis.stop()

    assert posts_until_refused(limits) == 3
    redis.start()
    assert posts_until_refused(limits) == 3


def test_a_person_who_acts_too_often_is_answered_429(world: World) -> None:
    config = type(world.config)(**{**vars(world.config), "posts_per_minute": 2})
    browser = World(create_app(config), config).browser(ENA)

    answers = [browser.submit("/account/language", language="en") for _ in range(3)]

    assert [answer.status_code == 429 for answer in answers][-1]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_people_of_one_supplier_share_what_four_of_them_may(world: World) -> None:
    """Many accounts do not multiply what a company may ask for, and no other company pays."""
    config = type(world.config)(**{**vars(world.config), "exports_per_hour": 1})
    portal = World(create_app(config), config)
    limits: Limits = portal.app.extensions["limits"]
    company = f"supplier {portal.supplier_id('S-LIN')}"
    with portal.app.test_request_context():
        for _ in range(4):
            limits.count(limits.exports_together, "exports", company)

    statuses = [
        portal.browser(person).get("/documents/export.csv").status_code
        for person in (LIN, LEO, WEI)
    ]

    assert statuses == [429, 429, 200]
