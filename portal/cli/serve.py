"""`portal serve`: the portal on this machine."""

import atexit
import gc
import os
from typing import TYPE_CHECKING

import click

from portal.config import Config

if TYPE_CHECKING:
    from portal.app import Portal

COLLECT_AFTER = (20_000, 20, 50)
"""A page of fifty rows makes some thousand objects: not to look through them four times a page."""


@click.command()
@click.option("--threads", default=8, show_default=True, help="Requests answered at once.")
@click.pass_obj
def serve(config: Config, threads: int) -> None:
    """Serve the portal with waitress on HOST and PORT; SIGTERM finishes what runs."""
    from portal.adapters.serving import Server

    app = build(config)
    background = app.extensions["background"]
    server = Server(app, config.host, config.port, threads)
    click.echo(f"Serving on http://{config.host}:{config.port}")
    try:
        server.run()
    finally:
        background.stop()


def wsgi() -> "Portal":
    """Return the app for another server: `gunicorn --no-control-socket 'portal.cli.serve:wsgi()'`.

    Every process of it works on background jobs too, unless PORTAL_WORKER is external.
    """
    app = build(Config.from_env(os.environ))
    atexit.register(app.extensions["background"].stop)
    return app


def build(config: Config) -> "Portal":
    """Return the app with its logs set up and, unless that is left to others, its workers begun."""
    from portal.adapters.logs import set_up_logs
    from portal.adapters.rights import warn_of_one_role
    from portal.app import create_app

    set_up_logs(config)
    app = create_app(config)
    warn_of_one_role(app.extensions["portal"].database.engine)
    if config.worker == "inline":
        app.extensions["background"].start()
    tame_collector()
    return app


def tame_collector() -> None:
    """Let the collector leave alone what was there at the start, and come less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
