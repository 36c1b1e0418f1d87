"""What stands on pages has a look: a rule that goes missing is not seen by any other test."""

import re
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "portal" / "web"
STYLES = "".join(
    path.read_text()
    for folder in ("css", "vendor/tabler")
    for path in sorted((WEB / "static" / folder).rglob("*.css"))
)
RULED = set(re.findall(r"\.([a-zA-Z][\w-]*)", STYLES))
TAKEN_OUT = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
IN_PAGES = re.compile(r'class="([^"]*)"')
IN_SCRIPTS = re.compile(r'class: "([^"]*)"|class="([^"]*)"')
WHOLE = re.compile(r"[a-zA-Z][\w-]*[a-zA-Z0-9]")
NAMES = {
    "cal-views", "chart-body", "counting", "drawing", "entry", "findings-told", "measuring",
    "picturing", "score-about", "sync", "upload", "way-what",
}  # fmt: skip
"""Of parts that look like what they stand in: for scripts, and for whoever reads the page."""


def named(path: Path) -> set[str]:
    """Return the classes that a template or a script writes out."""
    text = path.read_text()
    if path.suffix == ".html":
        lists = IN_PAGES.findall(TAKEN_OUT.sub(" ", text))
    else:
        lists = [one or two for one, two in IN_SCRIPTS.findall(text)]
    return {name for each in lists for name in each.split() if WHOLE.fullmatch(name)}


PARTS = [*(WEB / "templates").rglob("*.html"), *(WEB / "static" / "js").rglob("*.js")]


@pytest.mark.parametrize("path", PARTS, ids=lambda path: str(path.relative_to(WEB)))
def test_each_class_has_a_rule(path: Path) -> None:
    assert named(path) - RULED - NAMES == set()


@pytest.mark.parametrize("tag", ["dialog", "kbd", "details", "summary", "code"])
def test_each_element_of_ours_has_a_rule(tag: str) -> None:
    assert re.search(rf"(^|[\s,}}>]){tag}\b[^;{{}}]*{{", STYLES)
