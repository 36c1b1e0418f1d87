"""What every answer carries, word for word (R-HDR, R-SES-5): a change here is a decision."""

import pytest
from werkzeug.test import TestResponse

from portal.app import create_app
from tests.api.client import program_of
from tests.people import ENA, MAYA, PASSWORD
from tests.world import Browser, World, test_config

ALWAYS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
        " font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self';"
        " form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
NEVER = ("Server", "X-Powered-By", "Access-Control-Allow-Origin", "Strict-Transport-Security")


def pinned(answer: TestResponse) -> dict[str, str]:
    return {name: answer.headers.get(name, "") for name in ALWAYS}


@pytest.mark.parametrize(
    ("path", "kind", "status"),
    [
        ("/", "text/html; charset=utf-8", 200),
        ("/account", "text/html; charset=utf-8", 200),
        ("/nothing-here", "text/html; charset=utf-8", 404),
        ("/audit", "text/html; charset=utf-8", 403),
        ("/api/docs", "text/html; charset=utf-8", 200),
        ("/api/openapi.json", "application/json", 200),
        ("/api/v1/suppliers", "application/problem+json", 401),
        ("/api/v1/nothing", "application/problem+json", 404),
    ],
)
def test_pages_and_refusals(world: World, path: str, kind: str, status: int) -> None:
    answer = world.browser(ENA).get(path)

    assert answer.status_code == status
    assert pinned(answer) == ALWAYS
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" in answer.headers["Vary"]
    assert [name for name in NEVER if name in answer.headers] == []


def test_an_answer_to_a_program(world: World) -> None:
    answer = program_of(world, MAYA).get("/suppliers", headers={"Origin": "https://evil.example"})

    assert pinned(answer) == ALWAYS
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert [name for name in NEVER if name in answer.headers] == []


def test_files_of_the_look_are_kept_for_a_year(world: World) -> None:
    answer = world.browser().get("/static/css/look.css")

    assert pinned(answer) == ALWAYS
    assert answer.headers["Cache-Control"] == "public, max-age=31536000"
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "Set-Cookie" not in answer.headers
    answer.close()


def test_the_page_of_a_crash_is_hardened_too(world: World) -> None:
    from portal.web.request import open_to_people

    world.app.add_url_rule("/crash", "crash", open_to_people(lambda: 1 / 0))

    answer = world.browser(ENA).get("/crash")

    assert answer.status_code == 500
    assert pinned(answer) == ALWAYS
    assert "Traceback" not in answer.text
    assert "ZeroDivisionError" not in answer.text


def test_the_cookie_tells_scripts_and_other_sites_nothing(world: World) -> None:
    answer = world.browser().submit("/login", email=ENA.email, password=PASSWORD)

    (cookie,) = answer.headers.getlist("Set-Cookie")
    name, *flags = (part.strip() for part in cookie.split(";"))
    assert name.startswith("portal=")
    assert {flag for flag in flags if not flag.startswith("Expires")} == {
        "HttpOnly",
        "Path=/",
        "SameSite=Lax",
    }
    assert len(cookie) <= 4096


def test_behind_tls_the_cookie_is_bound_to_the_host(world: World) -> None:
    config = test_config(world.config.var, base_url="https://portal.example")
    browser = Browser(create_app(config))
    page = browser.get("/login", base_url="https://localhost")

    answer = browser.get("/login", base_url="https://localhost")

    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-portal=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {
        part.strip() for part in cookie.split(";")
    }
    assert "Domain" not in cookie
    hsts = "max-age=31536000; includeSubDomains"
    assert answer.headers["Strict-Transport-Security"] == hsts


@pytest.mark.parametrize(
    "path", ["/.git/config", "/.env", "/console", "/static/", "/static/../app.py", "/debug"]
)
def test_no_leftovers(world: World, path: str) -> None:
    answer = world.browser(ENA).get(path)

    assert answer.status_code == 404


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH"])
def test_other_methods_are_not_taken(world: World, method: str) -> None:
    assert world.browser(ENA).open("/", method=method).status_code in (400, 405)
