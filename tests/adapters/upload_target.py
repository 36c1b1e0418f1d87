"""A portal that is born again each time it is killed: `python -m tests.adapters.upload_target`.

It forks, so that a new life begins within a moment; what serves is the same as `portal serve`.
"""

import os
import signal
import sys
from types import FrameType

from portal.adapters.serving import Server
from portal.app import create_app
from portal.config import Config


def live(config: Config) -> None:
    Server(create_app(config), config.host, config.port, 8).run()


def main() -> None:
    config = Config.from_env(os.environ)
    living = 0

    def end(*_: int | FrameType | None) -> None:
        os.kill(living, signal.SIGKILL)
        os._exit(0)

    while True:
        living = os.fork()
        if not living:
            os.dup2(2, 1)
            live(config)
            os._exit(0)
        signal.signal(signal.SIGTERM, end)
        sys.stdout.write(f"{living}\n")
        sys.stdout.flush()
        os.waitpid(living, 0)


if __name__ == "__main__":
    main()
