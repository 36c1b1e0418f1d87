"""`portal worker`: background work in a process of its own."""

import click

from portal.config import Config


@click.command()
@click.option("--threads", default=2, show_default=True, help="Jobs done at once.")
@click.pass_obj
def worker(config: Config, threads: int) -> None:
    """Do background work until SIGTERM; running work finishes first, or goes on elsewhere."""
    from portal.adapters.logs import set_up_logs
    from portal.app import create_app

    set_up_logs(config)
    click.echo(f"Working with {threads} threads.")
    create_app(config).extensions["background"].until_told(threads)
