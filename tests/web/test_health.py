"""Whether the portal lives, is ready, and how it does; and what it writes about itself."""

import dataclasses
import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
import structlog

from portal.adapters.logs import set_up_logs
from portal.app import create_app
from portal.core.clock import now
from portal.core.jobs.models import JobRun
from tests.people import ENA, LIN, PASSWORD
from tests.world import Browser, World


def test_a_living_process_says_so(world: World) -> None:
    answer = world.browser().get("/healthz")

    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_a_ready_portal_says_so(world: World) -> None:
    answer = world.browser().get("/readyz")

    assert (answer.status_code, answer.json) == (
        200,
        {"status": "ok", "database": "ok", "schema": "ok", "files": "ok", "jobs": "ok"},
    )


def test_work_that_nobody_does_makes_it_unready(world: World) -> None:
    with world.database.transaction() as session:
        stale = now() - timedelta(minutes=16)
        session.add(JobRun(kind="mail", slot="old", args={}, not_before=stale))

    answer = world.browser().get("/readyz")

    assert (answer.status_code, answer.json["jobs"]) == (503, "failed")  # type: ignore[index]


def test_a_lost_database_makes_it_unready_without_telling_secrets(world: World) -> None:
    config = dataclasses.replace(world.config, database_url="sqlite:////nowhere/at/all.sqlite")
    app = create_app(config)

    answer = Browser(app).get("/readyz")

    assert answer.status_code == 503
    assert set(answer.json or {}) == {"status", "database", "schema", "files", "jobs"}
    assert "nowhere" not in answer.text


def test_this_machine_reads_the_figures(world: World) -> None:
    world.browser(ENA).get("/")

    text = world.browser().get("/metrics").text

    assert 'portal_request_seconds_count{endpoint="home.home",method="GET",status="200"}' in text
    assert 'portal_jobs{state="failed"} 0.0' in text
    assert 'portal_mails{state="queued"} 0.0' in text
    assert "portal_queue_age_seconds 0.0" in text


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("10.0.0.9", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 404),
    ],
)
def test_figures_are_for_this_machine_only(
    world: World, address: str, headers: dict[str, str], status: int
) -> None:
    environ = {"REMOTE_ADDR": address}

    answer = world.browser().get("/metrics", headers=headers, environ_overrides=environ)

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ("Bearer right", 200),
        ("Bearer wrong", 404),
        ("right", 404),
        ("", 404),
        ("Bearer rïght", 404),
    ],
)
def test_with_a_token_only_the_token_counts(world: World, given: str, status: int) -> None:
    app = create_app(dataclasses.replace(world.config, metrics_token="right"))

    headers = {"Authorization": given} if given else {}
    assert Browser(app).get("/metrics", headers=headers).status_code == status


@pytest.fixture
def written(world: World) -> Iterator[StringIO]:
    """Return what a portal in production writes."""
    out = StringIO()
    before = logging.getLogger().handlers[:]
    set_up_logs(dataclasses.replace(world.config, environment="production"), out)
    yield out
    structlog.reset_defaults()
    logging.getLogger().handlers[:] = before


def lines(written: StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_request_is_one_line_without_its_query(world: World, written: StringIO) -> None:
    browser = world.browser(LIN)
    written.truncate(0)
    written.seek(0)

    browser.get("/account?secret=s3cret")

    (line,) = lines(written)
    assert (line["event"], line["method"], line["path"], line["status"]) == (
        "request",
        "GET",
        "/account",
        200,
    )
    assert line["user"] == world.actor(LIN).user_id
    assert line["request"]
    assert "s3cret" not in written.getvalue()


def test_secrets_and_line_breaks_stay_out(written: StringIO) -> None:
    log = structlog.get_logger("test")

    log.info("tried", password="hunter2", Set_Cookie="portal=abc", path="/reset/" + "a" * 43)
    log.warning("refused", name='x\r\n{"event": "forged"}\x1b[2J')

    first, second = lines(written)
    assert (first["password"], first["Set_Cookie"], first["path"]) == (
        "[left out]",
        "[left out]",
        "/reset/[left out]",
    )
    assert second["name"] == 'x\\r\\n{"event": "forged"}\\x1b[2J'


def test_what_libraries_log_looks_the_same(written: StringIO) -> None:
    logging.getLogger("some.library").warning("a\nb")

    assert [(line["event"], line["logger"]) for line in lines(written)] == [
        ("a\\nb", "some.library")
    ]


def test_a_refused_page_is_logged_louder(world: World, written: StringIO) -> None:
    browser = world.browser(LIN)
    written.truncate(0)
    written.seek(0)

    browser.get("/jobs/7")

    assert [(line["level"], line["status"]) for line in lines(written)][-1] == ("warning", 404)


def limited(world: World, **limits: int) -> Browser:
    return Browser(create_app(dataclasses.replace(world.config, **limits)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "You did this very often just now."), ("zh", "操作过于频繁")],
)
def test_acting_too_often_is_refused_in_words(world: World, language: str, sentence: str) -> None:
    browser = limited(world, posts_per_minute=2)

    answers = [browser.submit(f"/login?lang={language}", email="a", password="b") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [422, 422, 429]
    assert sentence in answers[-1].text
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 120


def test_looking_is_not_limited(world: World) -> None:
    browser = limited(world, posts_per_minute=1)

    assert {browser.get("/login").status_code for _ in range(20)} == {200}


def test_a_forged_address_does_not_help(world: World) -> None:
    browser = limited(world, posts_per_minute=1)

    statuses = [
        browser.post("/login", headers={"X-Forwarded-For": f"10.0.0.{n}"}).status_code
        for n in range(3)
    ]

    assert statuses == [400, 429, 429]


def test_exports_are_limited_on_their_own(world: World) -> None:
    browser = limited(world, exports_per_hour=2)
    browser.submit("/login", email=ENA.email, password=PASSWORD)

    statuses = [browser.get("/suppliers/export.csv").status_code for _ in range(3)]

    assert statuses == [200, 200, 429]
    assert browser.get("/suppliers").status_code == 200
