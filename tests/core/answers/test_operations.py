"""Answers are kept for a week and then forgotten."""

from datetime import timedelta

import pytest

from portal.core.actor import Actor
from portal.core.answers.operations import claim_answer, forget_answers, keep_answer
from portal.core.answers.queries import find_answer
from portal.core.clock import today
from portal.core.errors import NotAllowed
from tests.people import BEN
from tests.world import World


@pytest.mark.parametrize(("days", "forgotten"), [(0, 0), (7, 0), (8, 1)])
def test_an_answer_is_kept_for_a_week(world: World, days: int, forgotten: int) -> None:
    ben = world.actor(BEN)
    with world.database.transaction() as session:
        assert claim_answer(session, ben, "key", "0" * 64) is None
        keep_answer(session, ben, "key", 201, {"Location": "/x"}, b"made")

    with world.database.transaction() as session:
        day = today() + timedelta(days=days)
        assert forget_answers(session, Actor.system("test"), day) == forgotten

    with world.looking() as session:
        kept = find_answer(session, ben, "key", "0" * 64)
        assert (kept is None) is bool(forgotten)
        assert kept is None or (kept.status, kept.body) == (201, b"made")


def test_only_the_clock_forgets(world: World) -> None:
    with pytest.raises(NotAllowed), world.database.transaction() as session:
        forget_answers(session, world.actor(BEN), today())
