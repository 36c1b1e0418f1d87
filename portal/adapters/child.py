"""Work on foreign files in a process of its own that may be killed.

The child has little memory, little time, no secrets in its environment, and says one line of JSON.
Whatever goes wrong with it (a crash, a bomb, an endless loop) stays there.
"""

import importlib
import json
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, cast

HOUSE = Path(__file__).parents[2]
MEMORY_MB = 512
SECONDS = 20
AT_ONCE = threading.BoundedSemaphore(max(2, os.cpu_count() or 2))
"""How many children may work at the same time; the others wait, ready and small."""


class Refused(Exception):
    """Raised inside the child: the file is not accepted, for a reason with a code."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class ChildFailed(Exception):
    """The child gave no answer: out of time or memory, or dead."""


class Child:
    """One child that is started before it is needed, so that it is ready when the file is there."""

    def __init__(
        self,
        task: str,
        memory_mb: int = MEMORY_MB,
        seconds: int = SECONDS,
        warm: Sequence[str] = (),
    ) -> None:
        self.seconds = seconds
        self._holds_place = False
        self._line = subprocess.Popen(  # noqa: S603 - our own module, no shell
            [sys.executable, "-m", __name__, task, str(memory_mb), str(seconds), *warm],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PYTHONPATH": str(HOUSE), "PATH": os.defpath, "LANG": "C.UTF-8"},
            start_new_session=True,
        )
        self._ear = cast("IO[bytes]", self._line.stdin)

    def ask(self, *args: Any) -> Any:
        """Return what the task answers; raises Refused or ChildFailed."""
        self.tell(*args)
        return self.answer()

    def tell(self, *args: Any) -> None:
        """Let the child begin; `answer` waits for what it says."""
        AT_ONCE.acquire()
        self._holds_place = True
        try:
            self._ear.write(json.dumps(args).encode() + b"\n")
            self._ear.flush()
        except OSError as error:
            self.end()
            raise ChildFailed(str(error)) from error

    def answer(self) -> Any:
        """Return what the task answers to what it was told; raises Refused or ChildFailed."""
        try:
            said, _ = self._line.communicate(timeout=self.seconds + 1)
            answer = json.loads(said)
        except (subprocess.TimeoutExpired, ValueError, OSError) as error:
            raise ChildFailed(str(error)) from error
        finally:
            self.end()
        if "refused" in answer:
            raise Refused(answer["refused"], **answer["values"])
        if "failed" in answer:
            raise ChildFailed(answer["failed"])
        return answer["result"]

    def end(self) -> None:
        """Kill the child if it still lives, and leave nothing of it behind."""
        if self._line.poll() is None:
            self._line.kill()
            self._line.wait()
        for pipe in (self._line.stdin, self._line.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        if self._holds_place:
            self._holds_place = False
            AT_ONCE.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()


def run_in_child(task: str, *args: Any, memory_mb: int = MEMORY_MB, seconds: int = SECONDS) -> Any:
    """Return what `module:function` answers to `args` in a child; raises Refused or ChildFailed."""
    with Child(task, memory_mb, seconds) as child:
        return child.ask(*args)


def _confine(memory_mb: int, seconds: int) -> None:
    """Take from this process what hostile files live on."""
    for limit, value in (
        (resource.RLIMIT_AS, memory_mb * 1024 * 1024),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_FSIZE, 64 * 1024 * 1024),
    ):
        resource.setrlimit(limit, (value, value))


def _main(task: str, memory_mb: str, seconds: str, *warm: str) -> None:
    mouth = os.dup(1)
    os.dup2(2, 1)
    _confine(int(memory_mb), int(seconds))
    module, _, function = task.partition(":")
    work = getattr(importlib.import_module(module), function)
    for name in warm:
        importlib.import_module(name)
    line = sys.stdin.readline()
    if not line:
        return
    signal.alarm(int(seconds))
    answer: dict[str, Any]
    try:
        answer = {"result": work(*json.loads(line))}
    except Refused as refusal:
        answer = {"refused": refusal.code, "values": refusal.values}
    except MemoryError:
        answer = {"failed": "out of memory"}
    except Exception as error:
        answer = {"failed": f"{type(error).__name__}: {error}"}
    os.write(mouth, json.dumps(answer).encode())


if __name__ == "__main__":
    # The tasks raise the Refused of the module they import, so it must be this one.
    sys.modules[__spec__.name] = sys.modules[__name__]
    _main(*sys.argv[1:])
