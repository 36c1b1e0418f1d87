"""Names, endings and quotas of received files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.files.rules import (
    ENDINGS,
    MEDIA_TYPES,
    DailyQuota,
    Kind,
    clean_name,
    ending_of,
    kind_of,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a.pdf", "a.pdf"),
        ("检验报告-2026（最终版）.pdf", "检验报告-2026（最终版）.pdf"),
        ("Prüfbericht 👩‍🔬.pdf", "Prüfbericht 👩‍🔬.pdf"),
        ("Zu\u0308rich.pdf", "Zu\u0308rich.pdf"),
        ('it\'s "50%" <b>; a=1&c.pdf', 'it\'s "50%" <b>; a=1&c.pdf'),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\lin\\证书.pdf", "证书.pdf"),
        ("/", ""),
        ("..", ""),
        (" . ", ""),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("a\0b\x1b[2J.pdf", "ab[2J.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("\ufeffa\u2028b.pdf", "ab.pdf"),
        ("  a.pdf  ", "a.pdf"),
        ("\ud800.pdf", ".pdf"),
    ],
)
def test_a_name_keeps_all_that_is_printed(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@given(st.text())
def test_a_clean_name_is_fit_for_headers_paths_and_pages(typed: str) -> None:
    cleaned = clean_name(typed)

    assert clean_name(cleaned) == cleaned
    assert not set(cleaned) & set("/\\\r\n\0\u202e\u2066")
    cleaned.encode()


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("a.PDF", "pdf"),
        ("a.tar.gz", "gz"),
        ("a", ""),
        (".pdf", ""),
        ("a.", ""),
        ("证书.Pdf", "pdf"),
    ],
)
def test_the_ending_is_what_follows_the_last_full_stop(name: str, ending: str) -> None:
    assert ending_of(name) == ending


def test_every_kind_has_an_ending_and_a_media_type() -> None:
    assert set(ENDINGS.values()) == set(MEDIA_TYPES) == set(Kind)
    assert [kind_of(media_type) for media_type in MEDIA_TYPES.values()] == list(Kind)
    assert kind_of("text/html") is None


@pytest.mark.parametrize(
    ("files", "size", "allowed"),
    [
        (1, 1, True),
        (10, 0, True),
        (11, 0, False),
        (1, 100 * 1024**2, True),
        (1, 100 * 1024**2 + 1, False),
    ],
)
def test_a_quota_counts_files_and_bytes(files: int, size: int, allowed: bool) -> None:
    assert DailyQuota.of(10, 50) == DailyQuota(10, 100)
    assert DailyQuota.of(10, 50).allows(files, size) is allowed
