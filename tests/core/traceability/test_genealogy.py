"""Which lot went into which: no circles, never more than there is, the same twice nothing."""

import pytest
from sqlalchemy import insert

from portal.core.errors import Invalid
from portal.core.traceability.models import TraceEdge
from portal.core.traceability.operations import MergeCount, merge_genealogy
from portal.core.traceability.queries.tracing import edges_of, reached
from portal.core.traceability.rules import Direction, EdgeKind
from tests.factories.genealogy import a_genealogy, edge, lot_id, merged, numbers
from tests.world import World

REACHED = [
    ("C-1", Direction.FORWARD, {"C-1", "B-1", "B-2", "F-1", "F-2", "F-3"}),
    ("C-2", Direction.FORWARD, {"C-2", "B-2", "F-3"}),
    ("F-3", Direction.BACKWARD, {"F-3", "B-2", "C-1", "C-2"}),
    ("F-1", Direction.BOTH, {"C-1", "B-1", "B-2", "F-1", "F-2", "F-3"}),
    ("F-4", Direction.BOTH, {"F-4"}),
]


def test_a_trace_reaches_all_and_nothing_else(any_world: World) -> None:
    a_genealogy(any_world)
    for start, direction, expected in REACHED:
        with any_world.looking() as session:
            found = reached(session, [lot_id(any_world, start)], direction)
        assert (start, direction, numbers(any_world, found)) == (start, direction, expected)
        assert len(found) == len(expected)


def test_the_same_list_twice_changes_nothing(any_world: World) -> None:
    a_genealogy(any_world)
    rows = [edge("C-1", "B-1"), edge("B-1", "F-1")]
    assert merged(any_world, merge_genealogy, rows) == MergeCount(0, 0, 2)
    assert merged(any_world, merge_genealogy, [edge("C-1", "B-1", 11)]) == MergeCount(0, 1, 0)


def test_a_circle_is_refused_in_one_list_and_over_several(any_world: World) -> None:
    a_genealogy(any_world)
    with pytest.raises(Invalid, match="close a circle"):
        merged(any_world, merge_genealogy, [edge("F-1", "C-1")])
    with pytest.raises(Invalid, match="close a circle"):
        merged(any_world, merge_genealogy, [edge("F-4", "C-2"), edge("F-3", "F-4")])
    with pytest.raises(Invalid, match="into itself"):
        merged(any_world, merge_genealogy, [edge("F-1", "F-1")])


def test_no_more_is_taken_out_than_a_lot_had(any_world: World) -> None:
    a_genealogy(any_world)
    merged(any_world, merge_genealogy, [edge("F-1", "F-4", 50)])
    with pytest.raises(Invalid, match="are left") as refused:
        merged(any_world, merge_genealogy, [edge("F-1", "F-2", 1)])
    assert refused.value.values["left"] == 0
    with pytest.raises(Invalid, match="more than 0"):
        merged(any_world, merge_genealogy, [edge("B-1", "F-4", 0)])


def test_circles_in_foreign_data_end_with_the_right_set(any_world: World) -> None:
    a_genealogy(any_world)
    back = {
        "from_lot_id": lot_id(any_world, "F-3"),
        "to_lot_id": lot_id(any_world, "C-1"),
        "kind": EdgeKind.CONSUMED,
        "quantity": 1,
    }
    with any_world.database.transaction() as session:
        session.execute(insert(TraceEdge), [back])
    with any_world.looking() as session:
        found = reached(session, [lot_id(any_world, "C-2")], Direction.FORWARD)
        edges = edges_of(session, [lot_id(any_world, "C-2")], Direction.FORWARD)
    assert numbers(any_world, found) == {"C-2", "B-2", "F-3", "C-1", "B-1", "F-1", "F-2"}
    assert len(edges) == 7
