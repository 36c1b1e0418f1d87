"""What every view needs: the open session, the person asking, and the outside world."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, TypeVar

from flask import Flask, current_app, g, request

from portal.core.actor import Actor
from portal.core.i18n import LOCALES
from portal.core.permissions import Permission

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.config import Config
    from portal.core.db import Database
    from portal.core.ports import FileStore

View = TypeVar("View", bound=Callable[..., object])

FORM_LIMIT = 1024 * 1024
"""Bytes of a form without files."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class State:
    """What the application holds on to between requests."""

    config: "Config"
    database: "Database"
    files: "FileStore"

    def attach(self, app: Flask) -> None:
        app.extensions["portal"] = self

    @classmethod
    def here(cls) -> Self:
        state: Self = current_app.extensions["portal"]
        return state


def needs(permission: Permission) -> Callable[[View], View]:
    """Open a page to whoever has `permission`; a page without this or its like stays closed."""

    def mark(view: View) -> View:
        view.needs = permission  # type: ignore[attr-defined]
        return view

    return mark


def open_to_all(view: View) -> View:
    """Open a page to people who are not signed in."""
    view.is_open = True  # type: ignore[attr-defined]
    return view


def open_to_people(view: View) -> View:
    """Open a page to everyone who is signed in."""
    view.is_open_to_people = True  # type: ignore[attr-defined]
    return view


def acts(view: View) -> View:
    """Let a page that is only fetched write nevertheless: a download leaves a line in the trail."""
    view.acts = True  # type: ignore[attr-defined]
    return view


def begins_work(view: View) -> View:
    """Let a page that is only fetched have work done in the background, if nobody has yet."""
    view.begins_work = True  # type: ignore[attr-defined]
    return acts(view)


def stands_alone(view: View) -> View:
    """Leave transactions to the view: its body is streamed before anything is written."""
    view.stands_alone = True  # type: ignore[attr-defined]
    return view


def limit_form() -> None:
    """Refuse a form without files that is larger than any of ours, before it is read.

    Werkzeug's own limit of form memory covers only forms with files.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    if request.mimetype != "multipart/form-data" and not getattr(view, "stands_alone", False):
        request.max_content_length = FORM_LIMIT


def db() -> "Session":
    """Return this request's session; one that only looks until the view is allowed to act."""
    session: Session | None = g.get("session")
    if session is None:
        session = g.session = State.here().database.reading("all")
    return session


def me() -> Actor:
    """Return the person asking, or nobody."""
    actor: Actor | None = g.get("actor")
    return actor if actor is not None else Actor.nobody(address(), locale())


def address() -> str:
    """Return the caller's network address, as far as trusted proxies tell it."""
    return request.remote_addr or ""


def locale() -> str:
    """Return the language of this request: asked for, kept, the person's own, the browser's."""
    chosen: str | None = g.get("locale")
    if chosen is None:
        actor: Actor | None = g.get("actor")
        chosen = (
            _known(request.args.get("lang"))
            or _known(request.cookies.get("lang"))
            or (actor.locale if actor else None)
            or _known(request.accept_languages.best_match(["zh", "zh-CN", "zh-Hans", "en"]))
            or "en"
        )
        g.locale = chosen
    return chosen


def _known(language: str | None) -> str | None:
    short = (language or "")[:2].lower()
    return short if short in LOCALES else None
