"""The press: a process that has read the fonts and forks a printer for each page (R-PDF-2).

A printer has little memory and little time. Whatever goes wrong with it stays there: the next page
is printed by the next one, and nobody who waits for another page notices.
"""

import os
import resource
import signal
import socket
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

MEMORY_MB = 512
SECONDS = 30
OUT_OF_MEMORY = "out of memory"


def main(control_fd: str, memory_mb: str, seconds: str) -> None:
    """Fork a printer for every connection handed over, until whoever started this is gone."""
    from portal.adapters.pdf import warm_up

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warm_up()
    with socket.socket(fileno=int(control_fd)) as control:
        while True:
            _, handed, _, _ = socket.recv_fds(control, 1, 1)
            if not handed:
                return
            if os.fork() == 0:
                control.close()
                _print(Connection(handed[0]), int(memory_mb), int(seconds))
            os.close(handed[0])


def _print(line: Connection, memory_mb: int, seconds: int) -> None:
    """Print what `line` tells, answer, and end this process."""
    answer: dict[str, Any]
    try:
        confine(memory_mb, seconds)
        answer = {"pdf": _drawn(line.recv())}
    except MemoryError:
        answer = {"failed": OUT_OF_MEMORY}
    except Exception as error:
        answer = {"failed": f"{type(error).__name__}: {error}"}
    with suppress(OSError):
        line.send(answer)
    os._exit(0)


def _drawn(asked: dict[str, Any]) -> bytes:
    from portal.adapters.pdf import draw_pdf

    return draw_pdf(**asked)


def confine(memory_mb: int, seconds: int) -> None:
    """Take from this process what endless pages live on."""
    for limit, value in (
        (resource.RLIMIT_AS, memory_mb * 1024 * 1024),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    signal.alarm(seconds)


if __name__ == "__main__":
    main(*sys.argv[1:])
