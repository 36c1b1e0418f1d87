"""The shape of the tables, on SQLite and on PostgreSQL."""

from portal.adapters import schema
from tests.world import World


def test_the_tables_have_the_shape_that_the_code_expects(any_world: World) -> None:
    engine = any_world.database.engine

    assert schema.is_current(engine)
    schema.check(engine)
