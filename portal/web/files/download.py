"""Handing out stored files, so that neither the reader's browser nor the bytes can surprise."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from typing import Any, BinaryIO
from urllib.parse import quote

from flask import Response

from portal.core.errors import WrongState
from portal.core.files.models import StoredFile
from portal.core.files.rules import MEDIA_TYPES, ScanState
from portal.core.i18n import N_
from portal.core.ports import StoreFailure
from portal.web.errors import log
from portal.web.request import State

CHUNK = 256 * 1024
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


def send_stored(stored: StoredFile, file_name: str) -> Response:
    """Return the file as a download; the caller has asked whether the person may have it.

    Raises WrongState while it is being scanned or if it is infected, StoreFailure if its bytes
    are not there.
    """
    demand_harmless(stored)
    if stored.media_type not in MEDIA_TYPES.values():
        raise StoreFailure(f"{stored.key} has the media type {stored.media_type!r}")
    files = State.here().files
    opened = files.open(stored.key)
    response = Response(_Whole(opened, stored.key), content_type=stored.media_type)
    response.content_length = stored.size
    response.headers["Content-Disposition"] = attachment(file_name)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = "no-store"
    return response


def send_made(
    made: Mapping[str, Any], file_name: str, content_type: str = "application/pdf"
) -> Response:
    """Return what background work has made as a download.

    `made` is the result of the work; StoreFailure if its bytes are not there.
    """
    opened = State.here().files.open(made["key"])
    response = Response(_Whole(opened, made["key"]), content_type=content_type)
    response.content_length = made["size"]
    response.headers["Content-Disposition"] = attachment(file_name)
    return response


def demand_harmless(stored: StoredFile) -> None:
    """Refuse while the virus scanner has not said that the file is clean."""
    if stored.scan is ScanState.PENDING:
        raise WrongState(
            N_("This file is still being checked for viruses. Try again in a few minutes.")
        )
    if stored.scan is ScanState.INFECTED:
        raise WrongState(
            N_("The virus scanner found “%(finding)s” in this file. It cannot be opened."),
            finding=stored.finding or "",
        )


def attachment(file_name: str) -> str:
    """Return the Content-Disposition for any name (RFC 6266, RFC 8187)."""
    plain = "".join(
        letter if " " <= letter <= "~" and letter not in '"\\%' else "_" for letter in file_name
    )
    said = f'attachment; filename="{plain}"'
    return said if plain == file_name else f"{said}; filename*=UTF-8''{quote(file_name, safe='')}"


class _Whole:
    """The bytes in pieces; the last piece leaves only after the store has seen that all are right.

    A difference breaks the connection off, so that the reader's browser reports a failure rather
    than keeping a wrong file.
    """

    def __init__(self, opened: AbstractContextManager[BinaryIO], key: str) -> None:
        self._stack = ExitStack()
        self._file = self._stack.enter_context(opened)
        self._key = key

    def __iter__(self) -> Iterator[bytes]:
        held = b""
        try:
            while part := self._file.read(CHUNK):
                if held:
                    yield held
                held = part
        except StoreFailure:
            log.exception("file.damaged", key=self._key)
            raise
        if held:
            yield held

    def close(self) -> None:
        """Give the file back, however the answer ended."""
        self._stack.close()
