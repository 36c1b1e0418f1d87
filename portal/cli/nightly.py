"""`portal nightly`: what is done once a day, now."""

import time
from typing import TYPE_CHECKING

import click

from portal.config import Config

if TYPE_CHECKING:
    from portal.adapters.jobs import Background
    from portal.core.jobs.models import JobRun


@click.command()
@click.option("--again", is_flag=True, help="Also if it was done today already.")
@click.pass_obj
def nightly(config: Config, again: bool) -> None:
    """Take the daily steps that the clock has not taken today; exit 1 if one of them failed."""
    from portal.adapters.logs import set_up_logs
    from portal.app import create_app
    from portal.core.clock import now
    from portal.core.jobs.operations import request_once
    from portal.core.jobs.rules import JobState

    set_up_logs(config)
    background = create_app(config).extensions["background"]
    at = now()
    slot = f"nightly/{at:%Y-%m-%d}" + (f"T{at:%H:%M:%S.%f}" if again else "")
    with background.database.transaction() as session:
        job_id = request_once(session, "nightly", slot)
    if job_id is None:
        click.echo("Today's steps are taken already; --again takes them once more.")
        return
    if not background.perform(job_id):
        click.echo("A worker has taken it on; waiting for it.")
    job = _ended(background, job_id)
    for step in (job.result or {}).get("steps", ()):
        click.echo(f"{step['step']}: {step.get('failure') or step['result']} ({step['ms']} ms)")
    if job.state is not JobState.DONE:
        raise click.ClickException((job.failure or "It failed.") % (job.failure_values or {}))


def _ended(background: "Background", job_id: int) -> "JobRun":
    from portal.core.db import EVERYTHING
    from portal.core.jobs.models import JobRun
    from portal.core.jobs.rules import OVER

    while True:
        with background.database.reading(EVERYTHING) as session:
            job = session.get_one(JobRun, job_id)
        if job.state in OVER:
            return job
        time.sleep(0.5)
