"""Reading the trail: narrowed, filtered, and page by page."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.core.audit.queries import TrailFilter, trail_of, trail_page
from portal.core.clock import now
from portal.core.errors import NotAllowed
from tests.factories.happenings import happen
from tests.people import ADA, BEN, LEO, LIN, WEI
from tests.world import World

SEEN = TrailFilter(kind="test")


def words(world: World, person: object, wanted: TrailFilter = SEEN) -> list[str]:
    with world.looking() as session:
        page = trail_page(session, world.actor(person), wanted, 50)  # type: ignore[arg-type]
        return [line.facts["word"] for line in page.lines]


@pytest.fixture
def lived(world: World) -> World:
    """Return a world in which three things happened."""
    lin, wei = world.supplier_id("S-LIN"), world.supplier_id("S-WEI")
    happen(world, world.actor(LIN), "lin's 证书", lin, 11)
    happen(world, world.actor(WEI), "wei's", wei, 12)
    happen(world, world.actor(BEN), "the brand's", None, 13, whom="Zoë")
    return world


def test_the_brand_reads_everything_and_a_supplier_its_own(lived: World) -> None:
    assert words(lived, ADA) == ["the brand's", "wei's", "lin's 证书"]
    assert words(lived, LIN) == ["lin's 证书"]
    assert words(lived, WEI) == ["wei's"]


def test_who_may_not_read_the_trail_is_told(lived: World) -> None:
    with pytest.raises(NotAllowed):
        words(lived, LEO)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (TrailFilter(kind="test.seen", text="证书"), ["lin's 证书"]),
        (TrailFilter(kind="test", text="zoë"), ["the brand's"]),
        (TrailFilter(kind="test", text="100%"), []),
        (TrailFilter(kind="test", person="wei"), ["wei's"]),
        (TrailFilter(kind="test", subject_id=13), ["the brand's"]),
        (TrailFilter(kind="test", since=now() + timedelta(hours=1)), []),
        (TrailFilter(kind="test", until=now() - timedelta(hours=1)), []),
        (TrailFilter(kind="nothing"), []),
    ],
)
def test_each_filter_narrows(lived: World, wanted: TrailFilter, found: list[str]) -> None:
    assert words(lived, ADA, wanted) == found


def test_a_supplier_cannot_widen_its_trail_by_a_filter(lived: World) -> None:
    assert words(lived, WEI, replace(SEEN, supplier_id=lived.supplier_id("S-LIN"))) == []


def test_pages_go_forth_and_back(world: World) -> None:
    ada = world.actor(ADA)
    for number in range(7):
        happen(world, ada, str(number))
    with world.looking() as session:
        first = trail_page(session, ada, SEEN, 3)
        second = trail_page(session, ada, SEEN, 3, before=first.older)
        third = trail_page(session, ada, SEEN, 3, before=second.older)
        back = trail_page(session, ada, SEEN, 3, after=third.newer)

    shown = [[line.facts["word"] for line in page.lines] for page in (first, second, third)]
    assert shown == [["6", "5", "4"], ["3", "2", "1"], ["0"]]
    assert (first.newer, third.older) == (None, None)
    assert back.lines == second.lines


def test_a_timeline_is_about_one_thing_within_reach(lived: World) -> None:
    with lived.looking() as session:
        mine = trail_of(session, lived.actor(LIN), "test", 11)
        foreign = trail_of(session, lived.actor(WEI), "test", 11)

    assert [line.facts for line in mine] == [{"word": "lin's 证书", "whom": ""}]
    assert foreign == []
