"""A worker process for tests: each job adds its number to a file, in two steps, and takes a while.

Run as `python -m tests.adapters.jobs_target FOLDER DATABASE`; ends like `portal worker`.
"""

import os
import sys
import time
from pathlib import Path

from portal.adapters.files import open_store
from portal.adapters.jobs import Background, Work
from portal.adapters.logs import set_up_logs
from portal.config import Config
from portal.core.db import Database


def note(work: Work) -> dict[str, int]:
    """Write down that the job was begun, work for a moment, write down that it was done."""
    folder = work.config.var
    _append(folder / "begun", work.args["n"])
    until = time.monotonic() + 0.02
    while time.monotonic() < until:
        pass
    _append(folder / "done", work.args["n"])
    return {"n": work.args["n"]}


def _append(path: Path, number: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(handle, f"{number}\n".encode())
    os.close(handle)


def main() -> None:
    """Work until told to end."""
    folder = Path(sys.argv[1])
    config = Config(
        secret_key="a test key of more than 32 characters",
        var=folder,
        database_url=sys.argv[2],
        files_url=f"file:{folder}/files",
    )
    set_up_logs(config)
    database = Database(config.database_url)
    background = Background(config, database, open_store(config.files_url), {"note": note})
    print("working", flush=True)  # noqa: T201
    background.until_told(2)


if __name__ == "__main__":
    main()
