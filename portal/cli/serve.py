"""`portal serve`: the portal on this machine."""

import click

from portal.config import Config


@click.command()
@click.pass_obj
def serve(config: Config) -> None:
    """Serve the portal with waitress on HOST and PORT."""
    from waitress import serve as wait

    from portal.app import create_app

    app = create_app(config)
    click.echo(f"Serving on http://{config.host}:{config.port}")
    wait(app, host=config.host, port=config.port, threads=8, ident=None)
