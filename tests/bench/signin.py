"""Signing in, beside nothing but the password check."""

import http.client
import re
import time
from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

from portal.core.accounts.passwords import is_password
from tests.bench.figures import Figure, Ratio, in_turn
from tests.bench.portal import Stage, on_stage
from tests.people import ENA, PASSWORD
from tests.world import HASH

TIMES = 40
ROUNDS = 9


def measure() -> Iterator[Figure]:
    """Yield what signing in costs over the argon2 check alone, in processor time."""
    with on_stage("SQLite") as stage:
        yield Ratio(
            "sign-in, CPU beside the password check alone",
            in_turn(ROUNDS, lambda: sign_in(stage), check),
            goal=1.10, unit="ms",
        )  # fmt: skip


def check() -> float:
    """Return the milliseconds of processor time that one password check takes."""
    begun = time.process_time()
    for _ in range(TIMES):
        assert is_password(HASH, PASSWORD)
    return (time.process_time() - begun) / TIMES * 1000


def sign_in(stage: Stage) -> float:
    """Return the milliseconds of the server's processor time that one sign-in takes."""
    parts = urlsplit(stage.server.base)
    link = http.client.HTTPConnection(parts.hostname or "", parts.port)
    link.request("GET", "/login")
    answer = link.getresponse()
    page, cookie = answer.read().decode(), str(answer.getheader("Set-Cookie")).partition(";")[0]
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    body = urlencode({"csrf_token": token[1], "email": ENA.email, "password": PASSWORD})
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    begun = stage.server.cpu_seconds()
    for _ in range(TIMES):
        link.request("POST", "/login", body, headers)
        answer = link.getresponse()
        answer.read()
        assert answer.status == 303, answer.status
    link.close()
    return (stage.server.cpu_seconds() - begun) / TIMES * 1000
