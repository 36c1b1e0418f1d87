"""Pages speak in components, and nothing in them can run or look otherwise than our files say."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import HOUSE

TEMPLATES = HOUSE / "portal/web/templates"

RAW = re.compile(r"<(input|table|button|select|textarea)\b", re.IGNORECASE)
FORBIDDEN = {
    "inline style": re.compile(r"\bstyle\s*=|<style\b", re.IGNORECASE),
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "unescaped text": re.compile(r"\|\s*safe\b|\bautoescape\s+false|\bMarkup\("),
    "value taken for a sentence of ours": re.compile(r"(?<![\w.])(?:_|gettext)\(\s*(?![\s'\"])"),
    "file of another host": re.compile(r"(?:src|href)=[\"'](?:https?:)?//", re.IGNORECASE),
}
FRAMES = frozenset({"layout.html"})
"""What is around every page may write a tag itself: it is a component of its own."""
HAND_ESCAPED = frozenset({"components/documents.html"})
"""Escapes text that people typed by itself, for speed; test_escaping tries it with markup."""


def faults(templates: Path) -> Iterator[str]:
    """Yield what is wrong with the templates of a folder."""
    for path in sorted(templates.rglob("*.html")):
        name = str(path.relative_to(templates))
        text = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
        if not name.startswith("components/") and name not in FRAMES:
            yield from (f"{name}: raw <{found[1]}>" for found in RAW.finditer(text))
        for fault, pattern in FORBIDDEN.items():
            if fault == "unescaped text" and name in HAND_ESCAPED:
                continue
            yield from (f"{name}: {fault}" for _ in pattern.finditer(text))


def test_pages_speak_in_components() -> None:
    assert list(faults(TEMPLATES)) == []


def test_a_faulty_page_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        '<p style="color:red">{{ x | safe }}{{ _(name) }}</p><button onclick="go()">Go</button>'
        "<script>go()</script><script src='https://cdn.example/x.js'></script>"
        "{# <table> in a comment is nobody's fault #}"
    )

    assert sorted(faults(tmp_path)) == [
        "page.html: event handler",
        "page.html: file of another host",
        "page.html: inline script",
        "page.html: inline style",
        "page.html: raw <button>",
        "page.html: unescaped text",
        "page.html: value taken for a sentence of ours",
    ]


def test_our_scripts_neither_evaluate_nor_write_markup() -> None:
    evil = re.compile(r"\beval\(|new Function\(|document\.write\(|insertAdjacentHTML|outerHTML\s*=")
    found = [
        path.name
        for path in sorted((HOUSE / "portal/web/static/js").glob("*.js"))
        if evil.search(path.read_text("utf-8"))
    ]

    assert found == []
