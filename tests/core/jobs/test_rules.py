"""When work is due."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.core.jobs.rules import every_minutes, is_last, once_a_day, wait_after


@pytest.mark.parametrize(
    ("at", "slot"),
    [
        (datetime(2026, 11, 23, 8, 0, tzinfo=UTC), "anchor/2026-11-23T08:00"),
        (datetime(2026, 11, 23, 8, 4, 59, 999999, tzinfo=UTC), "anchor/2026-11-23T08:00"),
        (datetime(2026, 11, 23, 8, 5, tzinfo=UTC), "anchor/2026-11-23T08:05"),
        (datetime(2026, 11, 23, 23, 59, tzinfo=UTC), "anchor/2026-11-23T23:55"),
    ],
)
def test_every_five_minutes_is_one_slot(at: datetime, slot: str) -> None:
    assert every_minutes("anchor", 5)(at) == slot


@pytest.mark.parametrize(
    ("at", "slot"),
    [
        (datetime(2026, 11, 23, 17, 59, tzinfo=UTC), None),
        (datetime(2026, 11, 23, 18, 0, tzinfo=UTC), "nightly/2026-11-23"),
        (datetime(2026, 11, 23, 23, 59, tzinfo=UTC), "nightly/2026-11-23"),
        (datetime(2026, 11, 24, 0, 0, tzinfo=UTC), None),
    ],
)
def test_a_day_is_one_slot_from_its_hour_on(at: datetime, slot: str | None) -> None:
    assert once_a_day("nightly", 18)(at) == slot


def test_waits_grow_and_end() -> None:
    waits = [wait_after(attempt).total_seconds() for attempt in range(1, 5)]

    assert waits == [5, 30, 120, 600]
    assert wait_after(9) == timedelta(seconds=600)
    assert [is_last(attempt) for attempt in (1, 4, 5, 6)] == [False, False, True, True]
