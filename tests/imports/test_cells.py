"""One documented form per kind of value; everything else is refused, nothing is guessed."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from portal.core.errors import Invalid
from portal.imports import cells

TAKEN: list[tuple[Callable[[str], Any], str, Any]] = [
    (cells.text_of(40), " 000123 ", "000123"),
    (cells.text_of(40), "NA", "NA"),
    (cells.text_of(40), "null", "null"),
    (cells.text_of(40), "1e5", "1e5"),
    (cells.text_of(40), "12345678901234567890123", "12345678901234567890123"),
    (cells.text_of(40), "\u3000林禾\u00a0", "林禾"),
    (cells.number, "-1234.50", Decimal("-1234.50")),
    (cells.number, "0", Decimal(0)),
    (cells.whole, "1200", 1200),
    (cells.day, "2026-11-22", date(2026, 11, 22)),
    (cells.day, "2026-11-22 00:00:00", date(2026, 11, 22)),
    (cells.day, "2026/11/2", date(2026, 11, 2)),
    (cells.day, "2026.11.22", date(2026, 11, 22)),
    (cells.day, "2026年11月2日", date(2026, 11, 2)),
    (cells.day, "22.11.2026", date(2026, 11, 22)),
    (cells.calendar_day, "2026/11/2 8:05", date(2026, 11, 2)),
    (cells.calendar_day, "22-Nov-26", date(2026, 11, 22)),
    (cells.moment, "2026-11-22T08:30:05.5+08:00", datetime(2026, 11, 22, 0, 30, 5, tzinfo=UTC)),
    (cells.mail, "lin@linhe.example", "lin@linhe.example"),
    (cells.website, "linhe.example/zh", "https://linhe.example/zh"),
    (cells.website, "http://linhe.example", "http://linhe.example"),
    (cells.words, "TOYS; 纺织、shoes，a", ("TOYS", "纺织", "shoes", "a")),
    (cells.country, "cn", "CN"),
    (cells.country, "CHINA", "CN"),
    (cells.country, "中国", "CN"),
    (cells.country, "P.R. China", "CN"),
    (cells.country, "香港", "HK"),
    (cells.country, "Viet Nam", "VN"),
    (cells.country, "Slovak Republic", "SK"),
    (cells.country, "Türkiye", "TR"),
    (cells.country, "USA", "US"),
    (cells.country, "uk", "GB"),
    (cells.country, "德国", "DE"),
]

REFUSED: list[tuple[Callable[[str], Any], str]] = [
    (cells.text_of(3), "abcd"),
    (cells.text_of(40), "a\x00b"),
    (cells.text_of(40), "a\u202eb"),
    (cells.text_of(40), "a\u200bb"),
    (cells.text_of(40), "a\ufffdb"),
    *(
        (cells.number, text)
        for text in (
            "NaN",
            "inf",
            "1e309",
            "1e5",
            "１２３",
            "1,234",
            "1.234,5",
            "--1",
            "+1",
            ".5",
            "٣",
        )
    ),
    *((cells.whole, text) for text in ("-1", "1.0", "1 000", "１", "9" * 16)),
    *(
        (cells.day, text)
        for text in ("03/04/2026", "2026/11.22", "22.11.26", "2026-02-30", "2026-1-2", "20261122")
    ),
    *(
        (cells.moment, text)
        for text in ("2026-11-22", "0001-01-01 00:00+14:00", "2026-02-30 08:00", "2026-11-22 25:00")
    ),
    *((cells.mail, text) for text in ("wei", "a@b", "a b@c.example", "a@b.example, c@d.example")),
    *((cells.website, text) for text in ("javascript:alert(1)", "ftp://x.example", "no site")),
    *((cells.country, text) for text in ("火星", "Chinna", "C", "EU", "ZZ")),
]


@pytest.mark.parametrize(("parse", "text", "value"), TAKEN)
def test_a_value_is_taken_exactly(parse: Callable[[str], Any], text: str, value: Any) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(("parse", "text"), REFUSED)
def test_another_form_is_refused(parse: Callable[[str], Any], text: str) -> None:
    with pytest.raises(Invalid):
        parse(text)
