"""Uploads: beside the bare stream with its hash, and how much memory 100 MiB take."""

import http.client
import os
import re
import time
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

from tests.bench.figures import Amount, Figure, Ratio, in_turn
from tests.bench.portal import Stage, on_stage
from tests.bench.server import Server, ended, serve
from tests.servers.swift import ACCESS_KEY, SECRET_KEY, Swift

MIB = 1024 * 1024
SIZE = 48 * MIB
LARGE = 100 * MIB
ROUNDS = 5


def measure() -> Iterator[Figure]:
    """Yield the figures of uploads to a folder and to S3."""
    with serve("tests.bench.hello:app", "/hello") as bare, on_stage("folder") as stage:
        yield Ratio(
            "upload, speed beside the bare stream with hash (folder)",
            in_turn(ROUNDS, lambda: portal_speed(stage), lambda: bare_speed(bare)),
            goal=0.85, unit="MiB/s", at_least=True,
        )  # fmt: skip
        yield Amount("upload, memory rise at 100 MiB (folder)", rise(stage), 6, "MiB")
    with ended(Swift()) as swift:
        os.environ.update(_amazon(swift))
        with on_stage("S3", files_url="s3://bench/files") as stage:
            yield Amount("upload, memory rise at 100 MiB (S3)", rise(stage), 24, "MiB")


def _amazon(swift: Swift) -> dict[str, str]:
    return {
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL_S3": swift.endpoint,
    }


def rise(stage: Stage) -> float:
    """Return by how many MiB the server grew at its most while receiving 100 MiB."""
    put(stage, text(MIB))
    before = stage.server.resident_mib()
    stage.server.forget_peak()
    put(stage, text(LARGE))
    return stage.server.peak_mib() - before


def portal_speed(stage: Stage) -> float:
    """Return MiB per second of an upload, from the first byte to the answer."""
    body = text(SIZE)
    begun = time.perf_counter()
    put(stage, body)
    return SIZE / MIB / (time.perf_counter() - begun)


def bare_speed(server: Server) -> float:
    """Return MiB per second of a body that is only hashed and written."""
    body = text(SIZE)
    begun = time.perf_counter()
    _send(server, "/bare", body, {})
    return SIZE / MIB / (time.perf_counter() - begun)


def text(size: int) -> bytes:
    """Return so many bytes of text that no other upload had: a CSV that passes inspection."""
    seed = os.urandom(16).hex()
    line = f"{seed},certificate,2026-11-23\n".encode()
    return (line * (size // len(line) + 1))[: size - 1] + b"\n"


def put(stage: Stage, body: bytes) -> None:
    """Upload a body as the page does."""
    request = urllib.request.Request(  # noqa: S310
        stage.server.base + "/documents/upload", headers={"Cookie": stage.supplier_cookie}
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        token = re.search(r'name="csrf-token" content="([^"]+)"', answer.read().decode())
    assert token
    headers = {"Cookie": stage.supplier_cookie, "X-CSRFToken": token[1]}
    _send(stage.server, f"/files/uploads?name={os.urandom(4).hex()}.csv", body, headers)


def _send(server: Server, path: str, body: bytes, headers: dict[str, str]) -> None:
    parts = urlsplit(server.base)
    link = http.client.HTTPConnection(parts.hostname or "", parts.port)
    link.request("PUT", path, body, {"Content-Type": "application/octet-stream", **headers})
    answer = link.getresponse()
    said = answer.read()
    assert answer.status < 300, said
    link.close()
