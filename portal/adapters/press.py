"""The press: a process that has read the fonts and forks a printer for each page (R-PDF-2).

A printer has little memory and little time. Whatever goes wrong with it stays there: the next page
is printed by the next one, which is ready before, and nobody who waits for another page notices.
"""

import gc
import math
import os
import resource
import select
import signal
import socket
import sys
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

MEMORY_MB = 512
SECONDS = 30
OUT_OF_MEMORY = "out of memory"
COLLECT_AFTER = (50_000, 20, 50)


def main(control_fd: str, memory_mb: str, seconds: str) -> None:
    """Hand every connection over to a printer of its own, until whoever started this is gone."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _warm_up()
    limits = int(memory_mb), int(seconds)
    with socket.socket(fileno=int(control_fd)) as control:
        printer = _ready_printer(control, None, *limits)
        while True:
            _, handed, _, _ = socket.recv_fds(control, 1, 1)
            if not handed:
                return
            try:
                socket.send_fds(printer, [b"."], handed)
            except OSError:
                printer = _ready_printer(control, None, *limits)
                socket.send_fds(printer, [b"."], handed)
            os.close(handed[0])
            with printer as busy:
                printer = _ready_printer(control, busy, *limits)


def _ready_printer(
    control: socket.socket, busy: socket.socket | None, memory_mb: int, seconds: int
) -> socket.socket:
    """Fork the printer of the next page and return the line to it; `busy` is the line to the last.

    Memory that a printer writes to is copied for it bit by bit, which takes as long as a part of a
    paper: it has that behind it before anybody waits, but does it once the last one has ended.
    """
    ours, theirs = socket.socketpair()
    if os.fork():
        theirs.close()
        return ours
    try:
        ours.close()
        control.close()
        ready, _, _ = select.select([theirs, busy or theirs], [], [], None if busy else 0)
        if theirs not in ready:
            _warm_up()
        # What is there stays: the collector need not look through it again for every paper.
        gc.freeze()
        gc.set_threshold(*COLLECT_AFTER)
        _, handed, _, _ = socket.recv_fds(theirs, 1, 1)
        if handed:
            _print(Connection(handed[0]), memory_mb, seconds)
    finally:
        os._exit(0)


def _print(line: Connection, memory_mb: int, seconds: int) -> None:
    """Print what `line` tells, and answer."""
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


def _drawn(asked: dict[str, Any]) -> bytes:
    from portal.adapters.pdf import draw_pdf

    return draw_pdf(**asked)


def _warm_up() -> None:
    from portal.adapters.pdf import warm_up

    warm_up()


def confine(memory_mb: int, seconds: int) -> None:
    """Take from this process what endless pages live on; what it has used so far is not counted."""
    used = math.ceil(time.process_time())
    for limit, value in (
        (resource.RLIMIT_AS, memory_mb * 1024 * 1024),
        (resource.RLIMIT_CPU, used + seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    signal.alarm(seconds)


if __name__ == "__main__":
    main(*sys.argv[1:])
