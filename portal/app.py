"""Building the application."""

import sqlite3
from collections.abc import MutableMapping
from typing import Any

from flask import Flask, Response, g, request
from flask.templating import Environment
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from portal import api
from portal.adapters.files import open_store
from portal.adapters.jobs import Background
from portal.config import Config
from portal.core import sealing
from portal.core.db import Database, hand_over, reach_of, undo
from portal.core.errors import Outpaced
from portal.core.i18n import N_
from portal.web import (
    access,
    account,
    agreements,
    assessments,
    assets,
    audit,
    auth,
    checklists,
    defects,
    documents,
    errors,
    feedback,
    files,
    headers,
    health,
    home,
    identity,
    imports,
    inspecting,
    inspections,
    jobs,
    language,
    limits,
    lots,
    nonconformities,
    people,
    products,
    reports,
    sampling,
    scorecards,
    settings,
    shell,
    suppliers,
    switching,
    trace,
    verdicts,
    verify,
    watching,
)
from portal.web.files import body
from portal.web.request import FORM_LIMIT, SAFE_METHODS, State, limit_form, me
from portal.web.turnstile import Turnstile, is_in_line
from portal.wiring import HANDLERS, JOBS, periodic

BLUEPRINTS = (
    auth.bp,
    account.bp,
    home.bp,
    people.bp,
    suppliers.bp,
    products.bp,
    lots.bp,
    trace.bp,
    feedback.bp,
    nonconformities.bp,
    defects.bp,
    documents.bp,
    documents.of_supplier_bp,
    files.bp,
    inspections.bp,
    inspecting.bp,
    reports.bp,
    inspections.triggers_bp,
    settings.bp,
    scorecards.bp,
    scorecards.rules_bp,
    checklists.bp,
    assessments.bp,
    switching.bp,
    verdicts.bp,
    agreements.bp,
    verify.bp,
    imports.bp,
    sampling.bp,
    audit.bp,
    jobs.bp,
    health.bp,
)


PARTS = (access, assets, language, shell, errors, headers, identity, body, limits, watching)
"""What looks at every request, in this order."""


class RowConverter(IntegerConverter):
    """The number of a row in an address; what no database can hold is not there."""

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, **{"max": 2**63 - 1, **options})


class Pages(Environment):
    """Templates whose names in common are one plain dict.

    Jinja's own chain of dicts, open to names added later, is walked in Python on every page.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


class Portal(Flask):
    """A Flask app in which one request is one transaction.

    An answer of 400 or more changes nothing. A page that is only fetched cannot write at all.
    """

    jinja_environment = Pages
    turnstile = Turnstile()

    def full_dispatch_request(self) -> Response:
        if not is_in_line():
            return super().full_dispatch_request()
        with self.turnstile.passed():
            return super().full_dispatch_request()

    def dispatch_request(self) -> ResponseReturnValue:
        try:
            return self._dispatch()
        except (StaleDataError, IntegrityError) as error:
            raise Outpaced(N_("Somebody else was faster. Reload to see how it stands now.")) from (
                error
            )
        except OperationalError as error:
            if isinstance(error.orig, sqlite3.OperationalError) and "locked" in str(error.orig):
                raise ServiceUnavailable from error
            raise

    def _dispatch(self) -> ResponseReturnValue:
        view = self.view_functions.get(request.endpoint or "")
        fetched, acts = request.method in SAFE_METHODS, getattr(view, "acts", False)
        if getattr(view, "stands_alone", False) or (fetched and not acts):
            return super().dispatch_request()
        _close()
        only_takes = fetched and not getattr(view, "begins_work", False)
        return self._take() if only_takes else self._act()

    def _act(self) -> Response:
        try:
            with State.here().database.transaction(reach_of(me())) as session:
                g.session = session
                response = self.make_response(super().dispatch_request())
                if response.status_code >= 400:
                    undo(session)
                return response
        finally:
            g.pop("session", None)

    def _take(self) -> Response:
        """Answer from a session that only looks, then write down that something was taken.

        A long table takes seconds to make: nobody who writes waits for it.
        """
        database, reach = State.here().database, reach_of(me())
        try:
            with database.reading(reach) as session:
                g.session = session
                response = self.make_response(super().dispatch_request())
                if response.status_code < 400:
                    with database.transaction(reach) as writing:
                        hand_over(session, writing)
                return response
        finally:
            g.pop("session", None)


def _close(_: object = None) -> None:
    """Give back this request's session, if it opened one."""
    session = g.pop("session", None)
    if session is not None:
        session.close()


def create_app(config: Config) -> Portal:
    """Return an app that runs as `config` says."""
    sealing.use_key(config.secret_key)
    app = Portal("portal.web")
    app.url_map.converters["int"] = RowConverter
    app.config.update(
        SECRET_KEY=config.secret_key,
        MAX_CONTENT_LENGTH=(config.max_upload_mb + 1) * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=FORM_LIMIT,
        MAX_FORM_PARTS=200,
        WTF_CSRF_TIME_LIMIT=None,
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,
        TEMPLATES_AUTO_RELOAD=False,
    )
    if config.proxies:
        proxies = config.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=0, x_prefix=0
        )
    database = Database(config.database_url, HANDLERS)
    State(config, database, open_store(config.files_url, config.var / "incoming")).attach(app)
    app.teardown_request(_close)
    for part in (
        access,
        assets,
        language,
        shell,
        errors,
        headers,
        identity,
        body,
        limits,
        watching,
    ):
        part.init_app(app)
    app.before_request(limit_form)
    csrf = CSRFProtect(app)
    app.jinja_env.globals["csrf_token"] = identity.csrf_token
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    api.init_app(app, csrf)
    app.extensions["background"] = Background(
        config, database, app.extensions["portal"].files, JOBS, periodic(config)
    )
    return app
