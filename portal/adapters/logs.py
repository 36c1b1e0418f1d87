"""What the portal writes about itself: lines of JSON, readable ones where a person looks on.

Nothing secret gets in: values under known names are dropped, and a line is always one line.
"""

import io
import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO, cast

import structlog
from structlog.typing import Processor

from portal.config import Config

SECRET = frozenset(
    {
        "authorization", "body", "code", "cookie", "csrf_token", "new_password", "password",
        "recovery_code", "secret", "secret_link", "set_cookie", "token", "totp", "totp_secret",
    }
)  # fmt: skip
_LONG_SEGMENT = re.compile(r"/[A-Za-z0-9_-]{32,}")
"""What a one-time link looks like in an address."""
QUIET = (
    "huey", "alembic", "waitress.queue", "botocore", "boto3", "urllib3", "fontTools", "weasyprint",
    "pyhanko",
)  # fmt: skip


def drop_secrets(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Leave out what must never be written, under whatever capitals, and secrets in paths."""
    if isinstance(path := line.get("path"), str):
        line["path"] = _LONG_SEGMENT.sub("/[left out]", path)
    for name in [name for name in line if name.lower().replace("-", "_") in SECRET]:
        line[name] = "[left out]"
    return line


def keep_one_line(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Write line breaks and other control characters of values as their codes (R-INJ-4)."""
    for name, value in line.items():
        if isinstance(value, str) and not value.isprintable() and name != "exception":
            line[name] = "".join(
                char if char.isprintable() else char.encode("unicode_escape").decode()
                for char in value
            )
    return line


class _StandardError(io.TextIOBase):
    """Standard error as it is at the moment of writing, not as it was when logs were set up."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def set_up_logs(config: Config, out: TextIO | None = None) -> None:
    """Send everything that is logged, ours and the libraries', to standard error."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        drop_secrets,
        keep_one_line,
    ]
    stream = out or cast(TextIO, _StandardError())
    is_read = not config.is_production and (out or sys.stderr).isatty()
    plain = structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback
    )
    render: list[Processor] = (
        [plain]
        if is_read
        else [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    )
    structlog.configure(
        processors=[*shared, *render],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(stream),
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
