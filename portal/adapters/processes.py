"""Who works: a name for this process, and whether the one behind a name is still there."""

import hashlib
import os
import socket
from functools import cache
from pathlib import Path


@cache
def _machine() -> str:
    """Return a name for this machine and, in containers, for this one's numbering of processes."""
    try:
        namespace = os.readlink("/proc/self/ns/pid")
    except OSError:
        namespace = ""
    return hashlib.sha256(f"{socket.gethostname()} {namespace}".encode()).hexdigest()[:16]


def _started(pid: int) -> str:
    """Return when the process began, so that a number given again is not taken for the old one."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def this_process() -> str:
    """Return the name under which this process claims work."""
    pid = os.getpid()
    return f"{_machine()}:{pid}:{_started(pid)}"


def is_gone(name: str) -> bool:
    """Return whether the process of that name was on this machine and has ended."""
    machine, _, rest = name.partition(":")
    pid, _, started = rest.partition(":")
    if machine != _machine() or not pid.isdigit() or not started:
        return False
    return _started(int(pid)) != started
