"""Every main page for everybody: no serious fault for axe, one heading, a title, a language.

One visit goes over many pages: what costs time is the browser, not the portal.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.core.documents.models import DocumentVersion
from portal.imports.rules import ImportMode
from tests.browser import Window, grave_faults, serving
from tests.factories.agreements import sent
from tests.factories.checklists import a_checklist, an_assessment
from tests.factories.documents import approved, submitted
from tests.factories.genealogy import a_genealogy, lot_id
from tests.factories.imports import begun, factories
from tests.factories.inspections import booked, scheduled
from tests.factories.proof import keep_file
from tests.factories.suppliers import contact_of, site_of
from tests.hostile import pdf
from tests.people import ADA, ENA, IVO, LIN, MAYA, Person
from tests.world import World, people_world, test_config

pytestmark = pytest.mark.xdist_group("browser")

LANGUAGES = {"zh": "zh-Hans", "en": "en"}
NOWHERE = "/nowhere"
DOOR = ("/login", "/register", "/register/sent", "/reset", "/reset/sent", "/verify", NOWHERE)
COMPANY = "/suppliers/S-LIN"
OF_COMPANY = (
    COMPANY,
    *(f"{COMPANY}/{part}" for part in ("documents", "sites", "history", "admission", "tier")),
)


@dataclass(frozen=True)
class Stage:
    """A world with something on every page, and the pages of each person."""

    window: Window
    pages: dict[Person, Sequence[str]]


@pytest.fixture(scope="module")
def stage(engine: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Serve one world for all visits: they only look."""
    world = people_world(test_config(tmp_path_factory.mktemp("stage")))
    with serving(world) as address:
        yield Stage(Window(engine, address), _furnished(world))
    world.database.dispose()


def _furnished(world: World) -> dict[Person, Sequence[str]]:
    """Put something on every page and return who looks at which."""
    asked, planned = booked(world), scheduled(world)
    content = pdf(2)
    with world.database.transaction() as session:
        keep_file(world, session, content)
    proven, waiting = approved(world), submitted(world, code="ISO_14001", content=content)
    site, contact = site_of(world), contact_of(world)
    run = begun(world, factories(3), ImportMode.KEEP_GOOD).args["run"]
    with world.looking() as session:
        papers = [
            f"/documents/{session.get_one(DocumentVersion, key).document_id}"
            for key in (proven, waiting)
        ]
    looked_at = (
        "/inspections", "/inspections/calendar", "/inspections/calendar?view=month",
        f"/inspections/{planned}",
    )  # fmt: skip
    a_genealogy(world)
    agreement, lot = f"/agreements/{sent(world, 'SHOE')}", f"/lots/{lot_id(world, 'F-3')}"
    checklist = f"/checklists/{a_checklist(world)}/1"
    assessment = f"/assessments/{an_assessment(world)}"
    judged = (
        "/assessments", assessment, "/agreements", agreement, "/scorecards", "/nonconformities",
    )  # fmt: skip
    goods = ("/products", "/products/SHOE", "/lots", lot)
    own = ("/", "/account", "/documents", *papers, *OF_COMPANY)
    return {
        LIN: (
            *own, f"{COMPANY}/people", f"{COMPANY}/edit", "/documents/upload", "/people", "/audit",
            *looked_at, f"/inspections/{asked}", "/inspections/new", *judged, *goods,
        ),
        ENA: (
            *own, "/documents/review", "/documents/upload", "/search?q=lin",
            *looked_at, f"/inspections/{asked}", "/inspections/new",
            "/inspections/new?supplier=S-LIN",
        ),
        IVO: ("/", *looked_at),
        MAYA: (
            "/", f"{COMPANY}/state", "/suppliers", "/settings", "/sampling", *goods, *judged,
            "/settings/inspections", "/settings/tiers", "/settings/sampling", "/settings/scoring",
            "/settings/sampling/brand", "/settings/scoring/edit", "/settings/admission",
            "/suppliers/admission", "/agreements/new", "/agreements/gates", "/assessments/new",
            f"{agreement}/versions/1", "/checklists", checklist, "/checklists/new",
            "/assessments/findings", f"{lot}/trace", f"{lot}/label", f"{lot}/edit",
            "/trace", "/mock-recalls", "/switching",
            "/nonconformities/new", "/defects", "/defects/new", "/products/new", "/lots/new",
            "/sampling/variables", "/sampling/zero-acceptance", "/sampling/drawing",
            "/scorecards/heat", "/scorecards/compare", "/search",
            "/settings/types", "/settings/types/new", "/settings/categories",
            f"{COMPANY}/sites/{site.id}", f"{COMPANY}/contacts/{contact.id}",
        ),
        ADA: (
            "/people", "/people/invite", f"/people/{world.actor(LIN).user_id}", "/imports",
            "/imports/new", f"/imports/{run}", "/jobs", "/jobs/mail", "/audit",
            "/account/password", "/account/sessions", "/account/tokens", "/account/email",
        ),
    }  # fmt: skip


def _faults(page: Page, path: str, language: str) -> list[str]:
    """Return everything that is wrong with an open page, by day and by night."""
    page.emulate_media(color_scheme="light")
    found = grave_faults(page)
    page.emulate_media(color_scheme="dark")
    found += [f"dark {fault}" for fault in grave_faults(page, ["color-contrast"])]
    said = page.evaluate(
        """() => ({
          lang: document.documentElement.lang,
          heads: document.querySelectorAll("h1").length,
          titled: document.title.trim().length > 3,
          wide: document.documentElement.scrollWidth > innerWidth,
        })"""
    )
    if said != {"lang": LANGUAGES[language], "heads": 1, "titled": True, "wide": False}:
        found.append(str(said))
    return [f"{path} {language}: {fault}" for fault in found]


def _look_around(
    window: Window, person: Person | None, paths: Sequence[str], language: str, size: str
) -> list[str]:
    """Return the faults of all pages that somebody opens."""
    with window.visit(size, language) as visit:
        if person:
            visit.sign_in(person)
        found = []
        for path in paths:
            between = "&" if "?" in path else "?"
            answer = visit.page.goto(f"{visit.address}{path}{between}lang={language}")
            if answer is None or answer.status != (404 if path == NOWHERE else 200):
                found.append(f"{path} does not open")
            found += _faults(visit.page, path, language)
        return found


@pytest.mark.parametrize("person", [LIN, ENA, MAYA, ADA, IVO], ids=lambda person: person.role.value)
def test_every_page_is_open_to_everybody(stage: Stage, person: Person) -> None:
    pages = stage.pages[person]
    faults = _look_around(stage.window, person, pages, "zh", "desktop")
    faults += _look_around(stage.window, person, pages, "en", "phone")

    assert faults == []


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_door_is_open_to_everybody(stage: Stage, size: str) -> None:
    faults = [
        fault
        for language in LANGUAGES
        for fault in _look_around(stage.window, None, DOOR, language, size)
    ]

    assert faults == []


def test_the_keys_of_a_page_are_told_and_work(stage: Stage) -> None:
    with stage.window.visit() as visit:
        page = visit.sign_in(ENA)
        visit.open("/documents/review")
        page.keyboard.press("?")
        keys = page.locator("#keys")
        expect(keys).to_be_visible()
        expect(keys).to_contain_text("Tick the line")
        assert grave_faults(page) == []
        page.keyboard.press("Escape")
        expect(keys).to_be_hidden()

        page.keyboard.press("j")
        page.keyboard.press("x")
        expect(page.locator("[data-bulk-count]")).to_have_text("1")
        page.keyboard.press("/")
        expect(page.locator("[data-search]")).to_be_focused()
        page.locator("[data-search]").blur()
        page.keyboard.press("j")
        page.keyboard.press("k")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/documents/\d+"))


def test_by_keyboard_one_sees_where_one_is(stage: Stage) -> None:
    with stage.window.visit() as visit:
        page = visit.sign_in(ENA)
        visit.open("/documents")
        skip = page.get_by_role("link", name="Skip to content")
        page.keyboard.press("Tab")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()

        unseen = []
        for _ in range(25):
            page.keyboard.press("Tab")
            unseen += _where_focus_is_not_seen(page)

        assert unseen == []


def _where_focus_is_not_seen(page: Page) -> list[str]:
    """Return the element with the focus if nothing on the screen says so."""
    found: str = page.evaluate(
        """() => {
          const at = document.activeElement, look = getComputedStyle(at);
          if (at === document.body) return "";
          const seen = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
          return seen ? "" : at.outerHTML.slice(0, 120);
        }"""
    )
    return [found] if found else []
