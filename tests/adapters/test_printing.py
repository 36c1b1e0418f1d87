"""Printing: confined, alone, and with nothing fetched from disk or net (R-PDF-1, R-PDF-2)."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdf
import pytest

from portal.adapters.printing import BROKEN, TOO_MUCH, Enclosed, Press, PrintFailed

ENDLESS = "<p>x</p>" * 300_000


@pytest.fixture
def press() -> Iterator[Press]:
    press = Press(seconds=5)
    yield press
    press.end()


def first_line(pdf: bytes) -> str:
    return pypdf.PdfReader(BytesIO(pdf)).pages[0].extract_text().splitlines()[0]


def test_a_page_is_printed_in_both_languages(press: Press) -> None:
    title = "检验报告 Inspection report"

    assert first_line(press.print(f"<h1>{title}</h1>")) == title


def test_a_file_is_enclosed_in_an_archive_of_the_wanted_kind(press: Press) -> None:
    signed = Enclosed(b'{"a":1}', "signed.json", "What was signed")

    pdf = press.print("<p>Text</p>", enclosed=[signed], variant="pdf/a-3u")

    with pikepdf.open(BytesIO(pdf)) as opened:
        files = {name: one.get_file().read_bytes() for name, one in opened.attachments.items()}
        claimed = opened.open_metadata()
        kind = claimed["pdfaid:part"] + claimed["pdfaid:conformance"]
    assert (list(files.values()), kind) == ([b'{"a":1}'], "3U")


def test_a_page_that_takes_too_long_fails_and_the_others_are_printed(press: Press) -> None:
    with ThreadPoolExecutor(2) as pool:
        endless = pool.submit(press.print, ENDLESS)
        others = [first_line(press.print(f"<p>Page {n}</p>")) for n in range(3)]

        with pytest.raises(PrintFailed) as caught:
            endless.result()

    assert caught.value.message == TOO_MUCH
    assert others == ["Page 0", "Page 1", "Page 2"]


def test_a_page_that_takes_too_much_memory_fails() -> None:
    press = Press(memory_mb=200)
    try:
        with pytest.raises(PrintFailed) as caught:
            press.print(ENDLESS)
    finally:
        press.end()

    assert caught.value.message == TOO_MUCH


def test_what_is_no_page_fails_with_the_reason(press: Press) -> None:
    with pytest.raises(PrintFailed) as caught:
        press.print("<p>Text</p>", variant="pdf/none")

    assert caught.value.message == BROKEN
    assert "pdf/none" in caught.value.values["reason"]


def test_a_press_that_was_killed_is_started_again(press: Press) -> None:
    press.print("<p>One</p>")
    assert press.pid is not None
    os.kill(press.pid, signal.SIGKILL)

    assert first_line(press.print("<p>Two</p>")) == "Two"


def test_a_press_ends_with_whoever_started_it(press: Press) -> None:
    press.print("<p>One</p>")
    process = Path(f"/proc/{press.pid}")
    press.end()

    assert not process.exists()


def state_of(process: int) -> tuple[str, int]:
    """Return a process's state and its parent; nothing and 0 once it is gone."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return "", 0
    state, parent = stat.rpartition(")")[2].split()[:2]
    return state, int(parent)


def runs(process: int) -> bool:
    """Return whether a process is there, and not only its place in the list."""
    return state_of(process)[0] not in ("", "Z")


def printers(press: int) -> set[int]:
    """Return the processes that a press has forked and that still run."""
    there = {int(path.name) for path in Path("/proc").glob("[0-9]*")}
    return {one for one in there if state_of(one)[1] == press and runs(one)}


def becomes(true: Callable[[], bool]) -> bool:
    """Return whether it comes true within some seconds."""
    until = time.monotonic() + 10
    while not true() and time.monotonic() < until:
        time.sleep(0.02)
    return true()


def test_a_printer_that_died_while_it_waited_is_replaced(press: Press) -> None:
    press.print("<p>One</p>")
    of = press.pid or 0
    assert becomes(lambda: len(printers(of)) == 1)
    os.kill(printers(of).pop(), signal.SIGKILL)
    assert becomes(lambda: not printers(of))

    assert (first_line(press.print("<p>Two</p>")), press.pid) == ("Two", of)


def test_no_printer_outlives_its_press(press: Press) -> None:
    press.print("<p>One</p>")
    assert becomes(lambda: len(printers(press.pid or 0)) == 1)
    waiting = printers(press.pid or 0).pop()
    os.kill(press.pid or 0, signal.SIGKILL)

    assert becomes(lambda: not runs(waiting))


@pytest.mark.parametrize(
    "markup",
    [
        '<link rel=attachment href="file://%(secret)s">',
        '<a rel=attachment href="file://%(secret)s">x</a>',
        '<img src="file://%(secret)s">',
        '<img src="http://127.0.0.1:9/x.png">',
        '<link rel=stylesheet href="file://%(secret)s">',
        '<style>@import url("file://%(secret)s"); p { background: url(file://%(secret)s) }</style>',
        '<object data="file://%(secret)s"></object>',
        '<embed src="file://%(secret)s">',
        '<svg><image href="file://%(secret)s"/></svg>',
    ],
)
def test_nothing_is_read_from_disk_or_net(press: Press, tmp_path: Path, markup: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the seal's key")

    pdf = press.print(f"<p>Text</p>{markup % {'secret': secret}}")

    with pikepdf.open(BytesIO(pdf)) as opened:
        assert list(opened.attachments) == []
        content = b"".join(
            one.read_bytes() for one in opened.objects if isinstance(one, pikepdf.Stream)
        )
    assert b"the seal's key" not in content + pdf
    assert first_line(pdf) == "Text"
