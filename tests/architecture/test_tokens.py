"""Nothing that changes something is done without this session's own token (R-CSRF-1, R-CSRF-3)."""

import re

import pytest
from sqlalchemy import select

from portal.core.audit.models import AuditHead
from tests.architecture.routes import routes
from tests.people import LIN, MAYA
from tests.world import World

SAFE = {"GET", "HEAD", "OPTIONS"}
REFUSED = (400, 403)
MISSING, EMPTY, STRANGERS, ANOTHERS = "missing", "empty", "a stranger's", "another person's"


def somewhere(rule: str) -> str:
    """Return an address that a rule fits."""
    rule = re.sub(r"<any\((\w+)[^>]*>", r"\1", rule)
    return re.sub(r"<[^>]+>", "x", re.sub(r"<int:[^>]+>", "1", rule))


def line(world: World) -> int:
    """Return the number of the last line of the trail."""
    with world.looking() as session:
        return session.scalars(select(AuditHead.seq)).one()


@pytest.mark.parametrize("token", [MISSING, EMPTY, STRANGERS, ANOTHERS])
@pytest.mark.parametrize("kind", ["form", "json"])
def test_without_ones_own_token_nothing_happens(world: World, token: str, kind: str) -> None:
    browser, other = world.browser(MAYA), world.browser(LIN)
    tokens = {
        MISSING: {},
        EMPTY: {"csrf_token": ""},
        STRANGERS: {"csrf_token": world.browser().token()},
        ANOTHERS: {"csrf_token": other.token("/")},
    }
    before = line(world)
    headers = {"X-CSRFToken": tokens[token].get("csrf_token", "")}

    found = {
        route.name: browser.open(
            somewhere(route.rule), method=route.method, headers=headers, **{
                "data" if kind == "form" else kind: tokens[token]
            },
        ).status_code
        for route in routes(world.app)
        if route.method not in SAFE and not route.is_api
    }  # fmt: skip

    assert len(found) > 150
    assert {name: status for name, status in found.items() if status not in REFUSED} == {}
    assert line(world) == before
