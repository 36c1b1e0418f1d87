"""The frame of every call: its scope, its description, and the document of them all."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

import flask_smorest
import marshmallow as ma
from apispec import APISpec
from flask import Flask
from flask_smorest.blueprint import Blueprint
from flask_wtf.csrf import CSRFProtect

from portal.api.identity import identify
from portal.api.problems import ProblemSchema, problem
from portal.core.permissions import SCOPES, Permission

View = TypeVar("View", bound=Callable[..., Any])

VERSION = "1"
BEARER = {
    "type": "http",
    "scheme": "bearer",
    "description": "A token made under Account → API tokens, or with `portal token create`.",
}
ABOUT = """\
Lists take `limit` and `cursor` and answer `{"items": [...], "next": ...}`; `next` is the cursor of
the following page, or null. Writes take `Idempotency-Key`: the same key with the same request is
answered the same and done once. Refusals are `application/problem+json` in the language of
`Accept-Language` (en, zh). Days are `2026-11-22`, instants are UTC, identifiers are strings.
"""


class Api(flask_smorest.Api):
    """The document, with our problem documents in place of the library's own errors."""

    ERROR_SCHEMA = ProblemSchema  # type: ignore[assignment]

    def _register_error_handlers(self) -> None:
        """Leave refusals to the one table of the house."""

    def _register_pagination_header(self) -> None:
        """Pages say in their body what follows."""

    def _register_responses(self) -> None:
        """Describe every refusal as a problem document."""
        for status in HTTPStatus:
            response: dict[str, Any] = {"description": status.phrase}
            if status >= 400:
                response["content"] = {"application/problem+json": {"schema": ProblemSchema}}
            self.spec.components.response(status.name, response, lazy=True)
        refusal = {"application/problem+json": {"schema": ProblemSchema}}
        default = {"description": "Any other refusal.", "content": refusal}
        self.spec.components.response("DEFAULT_ERROR", default, lazy=True)

    def register_blueprint(
        self, blp: "Calls", *, parameters: list[Any] | None = None, **options: Any
    ) -> None:
        """Register calls under their title instead of their blueprint's name."""
        app: Flask = self._app
        app.extensions["flask-smorest"]["blp_name_to_api"][blp.name] = self
        app.register_blueprint(blp, **options)
        blp.register_views_in_doc(self, app, self.spec, name=blp.name, parameters=parameters)
        self.spec.tag({"name": blp.title, "description": blp.description})


class Calls(Blueprint):
    """The calls about one noun."""

    def __init__(self, name: str, import_name: str, path: str, title: str, about: str) -> None:
        super().__init__(f"api_{name}", import_name, url_prefix=f"/api/v1{path}", description=about)
        self.title = title
        self.before_request(identify)

    def arguments(self, schema: type[ma.Schema], **options: Any) -> Callable[[View], View]:
        """Take `schema`; it is made once, and not again for every request."""
        taking: Callable[[View], View] = super().arguments(schema(), **options)
        return taking

    def add_url_rule(self, rule: str, *args: Any, **options: Any) -> None:
        options["tags"] = options.get("tags") or [self.title]
        super().add_url_rule(rule, *args, **options)


def scope(permission: Permission) -> Callable[[View], View]:
    """Open a call to tokens with this scope; a call without one stays closed."""
    if permission not in SCOPES:
        raise TypeError(f"no token can have the scope {permission.value}")

    def mark(view: View) -> View:
        refusals = {"401": "UNAUTHORIZED", "403": "FORBIDDEN"}
        described: View = Blueprint.doc(
            security=[{"token": [permission.value]}], responses=refusals
        )(view)
        described.scope = permission  # type: ignore[attr-defined]
        return described

    return mark


def init_app(app: Flask, csrf: CSRFProtect) -> None:
    """Attach the API; it is guarded by tokens, so that forms' tokens are not asked for."""
    from portal.api import reference
    from portal.api.v1 import CALLS

    app.config.update(API_TITLE="Supplier quality portal", API_VERSION=VERSION)
    app.config.update(OPENAPI_VERSION="3.1.0")
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions["voices"]["/api/"] = problem
    api = Api(app, spec_kwargs={"info": {"description": ABOUT}})
    spec: APISpec = api.spec
    spec.components.security_scheme("token", BEARER)
    for calls in CALLS:
        csrf.exempt(calls)
        api.register_blueprint(calls)
    app.extensions["openapi"] = spec
    app.register_blueprint(reference.bp)
