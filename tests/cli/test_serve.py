"""A served portal as a process: it is asked to end while it answers, and killed."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.people import ENA, PASSWORD
from tests.servers import free_port, listens
from tests.world import World

HOUSE = Path(__file__).parents[2]


@contextmanager
def served(world: World, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run `portal serve` on the world's database until it listens."""
    var = world.config.var
    command = "from portal.cli import main; main()"
    with (var / "log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", command, "serve"],
            cwd=HOUSE,
            env=os.environ | {"PYTHONPATH": str(HOUSE), "PORTAL_VAR": str(var), "PORT": str(port)},
            stdout=log,
            stderr=log,
        )
    try:
        until = time.monotonic() + 30
        while not listens(port):
            assert process.poll() is None, (var / "log").read_text()
            assert time.monotonic() < until
            time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.wait()


def ask(port: int, path: str, **headers: str) -> tuple[int, str, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    cookie = SimpleCookie(answer.headers.get("Set-Cookie", ""))
    connection.close()
    return answer.status, text, "; ".join(f"{key}={one.value}" for key, one in cookie.items())


def half_a_sign_in(port: int) -> http.client.HTTPConnection:
    """Begin to sign in, and leave the last byte of the form for later."""
    _, page, cookie = ask(port, "/login")
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found
    form = urlencode({"email": ENA.email, "password": PASSWORD, "csrf_token": found[1]}).encode()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.putrequest("POST", "/login")
    connection.putheader("Cookie", cookie)
    connection.putheader("Content-Type", "application/x-www-form-urlencoded")
    connection.putheader("Content-Length", str(len(form)))
    connection.endheaders(form[:-1])
    connection.rest = form[-1:]  # type: ignore[attr-defined]
    return connection


@pytest.fixture
def port() -> int:
    return free_port()


def test_what_was_begun_is_answered_before_the_process_ends(world: World, port: int) -> None:
    with served(world, port) as process:
        connection = half_a_sign_in(port)
        assert ask(port, "/healthz")[0] == 200

        process.send_signal(signal.SIGTERM)
        until = time.monotonic() + 10
        while listens(port):
            assert time.monotonic() < until
            time.sleep(0.02)
        connection.send(connection.rest)  # type: ignore[attr-defined]
        status = connection.getresponse().status
        connection.close()

        assert status == 303
        assert process.wait(timeout=30) == 0


def test_a_killed_portal_is_ready_again_within_ten_seconds(world: World, port: int) -> None:
    with served(world, port) as process:
        process.kill()
        process.wait()
    begun = time.monotonic()

    with served(world, port):
        status, _, _ = ask(port, "/readyz")
        assert ask(port, "/metrics")[0] == 200
        assert ask(port, "/metrics", **{"X-Forwarded-For": "127.0.0.1"})[0] == 404

    assert (status, time.monotonic() - begun < 10) == (200, True)
