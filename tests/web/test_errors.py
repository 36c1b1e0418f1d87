"""Every refusal is a page in the person's language, and no input breaks the portal."""

from collections.abc import Callable

import pytest

from portal.core.errors import (
    DomainError,
    Invalid,
    NeedsFreshSignIn,
    NotAllowed,
    NotFound,
    Outpaced,
    TooLarge,
    TooMany,
    WrongState,
)
from portal.core.i18n import N_
from portal.web.request import open_to_people
from tests.api.client import program_of
from tests.architecture.routes import filled, routes
from tests.architecture.things import THINGS, Thing, missing
from tests.people import ADA, ENA, LIN, MAYA
from tests.world import World

REFUSALS: list[tuple[Callable[[], Exception], int, str]] = [
    (lambda: NotAllowed(N_("x")), 403, "This is not open to you"),
    (lambda: NeedsFreshSignIn(N_("x")), 403, "This is not open to you"),
    (NotFound, 404, "There is nothing here"),
    (lambda: Outpaced(N_("x")), 409, "This has changed in the meantime"),
    (lambda: WrongState(N_("x")), 409, "This has changed in the meantime"),
    (lambda: TooLarge(N_("x")), 413, "This is too large"),
    (lambda: Invalid(N_("x")), 422, "Something is not right yet"),
    (lambda: TooMany(N_("x")), 429, "Too often, too quickly"),
    (lambda: ValueError("secret"), 500, "Something went wrong on our side"),
]


@pytest.mark.parametrize(("make", "status", "title"), REFUSALS)
def test_each_refusal_is_a_page_in_both_languages(
    world: World, make: Callable[[], Exception], status: int, title: str
) -> None:
    def refuse() -> str:
        raise make()

    world.app.add_url_rule("/refuse", "refuse", open_to_people(refuse))
    browser = world.browser(ENA)

    english, chinese = browser.get("/refuse?lang=en"), browser.get("/refuse?lang=zh")

    assert (english.status_code, chinese.status_code) == (status, status)
    assert f"<h1>{title}</h1>" in english.text
    assert title not in chinese.text
    assert '<html lang="zh-Hans">' in chinese.text
    assert "secret" not in english.text + chinese.text
    assert 'href="/"' in english.text


def test_every_refusal_of_the_business_has_a_status() -> None:
    from portal.web.errors import SENTENCES, STATUS, TITLES

    kinds = set(DomainError.__subclasses__()) | {Outpaced}

    assert kinds <= set(STATUS)
    assert set(STATUS.values()) <= set(TITLES) & set(SENTENCES)


def test_too_many_says_how_long_to_wait(world: World) -> None:
    def refuse() -> str:
        raise TooMany(N_("x"))

    world.app.add_url_rule("/refuse", "refuse", open_to_people(refuse))

    assert world.browser(ENA).get("/refuse").headers["Retry-After"] == "60"


def test_a_wrong_address_a_wrong_method_and_a_bad_form(world: World) -> None:
    browser = world.browser(ENA)

    assert "There is nothing here" in browser.get("/nowhere").text
    wrong = browser.post("/audit", data={"csrf_token": browser.token()})
    assert (wrong.status_code, "This cannot be done here" in wrong.text) == (405, True)
    assert "GET" in wrong.headers["Allow"]
    old = browser.post("/logout", data={"csrf_token": "made up"})
    assert (old.status_code, "too old" in old.text) == (400, True)


def test_a_request_that_is_too_large_is_refused_before_it_is_read(world: World) -> None:
    answer = world.browser().post("/login", data={"email": "x" * 2_000_000})

    assert answer.status_code == 413
    assert "This is too large" in answer.text


def test_a_crash_has_a_number_that_stands_in_the_log_too(world: World) -> None:
    world.app.add_url_rule("/crash", "crash", open_to_people(lambda: 1 / 0))

    page = world.browser(ENA).get("/crash").text

    assert "Incident number" in page


ODD = [
    "\x00",
    "'",
    "' OR 1=1 --",
    '"><script>alert(1)</script>',
    "{{ 7*7 }}",
    "%s%n%x",
    "../../../../etc/passwd",
    "\r\nSet-Cookie: x=1",
    "\ud7ff\u202e\ufeff😀",
    "9" * 40,
    "-1",
    "0",
    "NaN",
    "1e309",
    "A" * 5000,
    "[]",
]
ASKED = ("q", "state", "sort", "page", "limit", "cursor", "before", "from", "to", "kind", "lang")


def test_odd_questions_break_no_page(world: World) -> None:
    """Every page, every usual parameter, every odd value: nothing above 499 (R-ERR-1)."""
    broken = []
    pages = [r for r in routes(world.app) if r.method == "GET" and r.name != "GET /login"]
    for number, route in enumerate(pages):
        address = filled(world.app, route, missing(route))
        for step, odd in enumerate(ODD):
            names = (ASKED[(number + step) % len(ASKED)], ASKED[(number + 3 * step + 1) % 11])
            query = dict.fromkeys(names, odd)
            if route.is_api:
                asker = program_of(world, MAYA)
                answer = asker.get(address.removeprefix("/api/v1"), query_string=query)
            else:
                answer = world.browser((ADA, LIN)[step % 2]).get(address, query_string=query)
            if answer.status_code >= 500:
                broken.append((route.name, query))

    assert not broken, "\n".join(map(str, broken))


def test_odd_names_of_things_break_no_page(world: World) -> None:
    broken = []
    for route in routes(world.app):
        for odd in ("0", "-1", "9" * 40, "%00", "%ff", "..", "x" * 300, "%F0%9F%98%80"):
            if not any(isinstance(THINGS[name], Thing) for name in route.arguments):
                continue
            address = route.rule
            for _ in route.arguments:
                start = address.index("<")
                address = address[:start] + odd + address[address.index(">", start) + 1 :]
            if world.browser(ADA).open(address, method=route.method).status_code >= 500:
                broken.append((route.method, address))

    assert not broken, "\n".join(map(str, broken))


def test_odd_forms_break_no_page(world: World) -> None:
    """Every form, filled with odd values for the fields that forms have: nothing above 499."""
    fields = ("name", "email", "password", "reason", "comment", "state", "role", "roles", "code")
    more = ("country", "expires_on", "issued_on", "number", "type", "subject", "file", "revision")
    broken = []
    for route in routes(world.app):
        if route.method != "POST" or route.is_api or route.rule == "/logout":
            continue
        address = filled(world.app, route, missing(route))
        browser = world.browser(ADA)
        token = browser.token()
        for odd in ODD:
            form = {"csrf_token": token, **dict.fromkeys(fields + more, odd)}
            if browser.post(address, data=form).status_code >= 500:
                broken.append((route.name, odd))

    assert not broken, "\n".join(map(str, broken))
