"""What a child may do in tests."""

import os
import sys
import time

from portal.adapters.child import Refused


def echo(*values: object) -> list[object]:
    return list(values)


def refuse(count: int) -> None:
    raise Refused("too_many", count=count)


def crash() -> None:
    os.abort()


def fail() -> None:
    raise ZeroDivisionError


def fill() -> None:
    kept = []
    while True:
        kept.append(bytearray(16 * 1024 * 1024))


def spin() -> None:
    while True:
        pass


def wait() -> None:
    time.sleep(60)


def chatter() -> str:
    sys.stdout.write("warning: {}")
    sys.stdout.flush()
    os.write(1, b'{"result": "wrong"}')
    return "done"


def chatter_and_die() -> None:
    os.write(1, b'{"result": "wrong"}')
    os._exit(0)


def names() -> list[str]:
    return sorted(set(os.environ) | {"LC_CTYPE"})
