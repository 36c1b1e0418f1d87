"""Addresses of scripts, styles and pictures that change when their content does."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, current_app, request, url_for
from markupsafe import Markup

STATIC = Path(__file__).parent / "static"
SHEET = "css/look.css"
# In the order in which one overrides another; small screens and paper have the last word.
SHEET_PARTS = (
    *("tokens", "base", "shell", "parts", "forms", "tables", "door"),
    *("files", "documents", "imports", "people", "api", "audit", "pages"),
    *("small", "print"),
)


@cache
def sheet() -> bytes:
    """Return the look as browsers fetch it: its parts in one answer."""
    return b"\n".join((STATIC / f"css/look/{part}.css").read_bytes() for part in SHEET_PARTS)


@cache
def stamp(name: str) -> str:
    """Return the first digits of a packaged file's hash."""
    content = sheet() if name == SHEET else (STATIC / name).read_bytes()
    return hashlib.sha256(content).hexdigest()[:10]


@cache
def folder_stamp(name: str) -> str:
    """Return the first digits of the hash of a folder's files, for files that name each other."""
    content = hashlib.sha256()
    for path in sorted((STATIC / name).iterdir()):
        content.update(path.read_bytes())
    return content.hexdigest()[:10]


@cache
def asset(name: str) -> str:
    """Return the address of a packaged file, good for a year."""
    return f"/static/{name}?v={stamp(name)}"


@cache
def icon(name: str, label: str = "") -> Markup:
    """Return a drawn icon; decoration unless it has a label."""
    hidden = Markup('aria-hidden="true"')
    said = Markup('role="img" aria-label="{}"').format(label) if label else hidden
    drawn = Markup('<svg class="icon" {}><use href="{}#{}"></use></svg>')
    return drawn.format(said, asset("icons.svg"), name)


def _send(filename: str, **_: str) -> Response:
    """Send a packaged file; a stamp in its path reaches the files that it names, too."""
    if filename != SHEET:
        return current_app.send_static_file(filename)
    answer = Response(sheet(), mimetype="text/css")
    answer.cache_control.public = True
    answer.cache_control.max_age = current_app.get_send_file_max_age(filename)
    answer.set_etag(stamp(SHEET))
    answer.make_conditional(request)
    return answer


def init_app(app: Flask) -> None:
    """Attach this to the app."""
    app.view_functions["static"] = _send
    app.add_url_rule("/static/at-<stamp>/<path:filename>", endpoint="static")
    app.jinja_env.globals.update(asset=asset, icon=icon, url_for=url_for)
