"""Background work: progress and results for who asked, the whole list for who looks after it."""

from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.jobs.operations import retry_job, stop_job
from portal.core.jobs.queries import (
    JobFilter,
    count_jobs,
    find_job,
    job_kinds,
    list_jobs,
)
from portal.core.jobs.rules import OVER, JobState
from portal.core.notifications.operations import retry_mail
from portal.core.notifications.queries import count_mails, find_mail, list_mails
from portal.core.notifications.rules import MailState
from portal.core.permissions import Permission
from portal.web.jobs.words import failure_of, kind_word, link_of, state_words
from portal.web.language import gettext
from portal.web.paging import PAGE_ROWS, address, page_number, page_of
from portal.web.request import db, me, needs

S = TypeVar("S", bound=StrEnum)

bp = Blueprint("jobs", __name__, url_prefix="/jobs")


@bp.get("")
@needs(Permission.JOB_MANAGE)
def jobs() -> ResponseReturnValue:
    """List all background work."""
    wanted = JobFilter(
        state=_one_of(JobState, request.args.get("state")),
        kind=request.args.get("kind") or None,
        newest_first=request.args.get("sort") != "asked",
        page=page_number(),
        size=PAGE_ROWS,
    )
    return render_template(
        "jobs/list.html",
        jobs=list_jobs(db(), me(), wanted),
        wanted=wanted,
        page=page_of(count_jobs(db(), me(), wanted)),
        address=address,
        kinds=[(kind, kind_word(kind)) for kind in job_kinds(db(), me())],
        kind_word=kind_word,
        words=state_words(JobState),
    )


@bp.get("/mail")
@needs(Permission.JOB_MANAGE)
def mails() -> ResponseReturnValue:
    """List the outbox."""
    state = _one_of(MailState, request.args.get("state"))
    return render_template(
        "jobs/mails.html",
        mails=list_mails(db(), me(), state, page_number(), PAGE_ROWS),
        state=state,
        words=state_words(MailState),
        page=page_of(count_mails(db(), me(), state)),
    )


@bp.post("/mail/<int:mail_id>/retry")
@needs(Permission.JOB_MANAGE)
def send_again(mail_id: int) -> ResponseReturnValue:
    """Send a mail again that failed."""
    retry_mail(db(), me(), find_mail(db(), me(), mail_id))
    flash(gettext("The mail is on its way again."))
    return redirect(url_for("jobs.mails"), 303)


@bp.get("/<int:job_id>")
@needs(Permission.JOB_READ)
def job(job_id: int) -> ResponseReturnValue:
    """Show how far a piece of work is, and what came of it."""
    found = find_job(db(), me(), job_id)
    return render_template(
        "jobs/job.html",
        job=found,
        kind=kind_word(found.kind),
        is_over=found.state in OVER,
        failure=failure_of(found),
        address=link_of(found),
        looks_after_all=Permission.JOB_MANAGE in me().permissions,
    )


@bp.post("/<int:job_id>/stop")
@needs(Permission.JOB_READ)
def stop(job_id: int) -> ResponseReturnValue:
    """Ask the work to stop."""
    stop_job(db(), me(), find_job(db(), me(), job_id))
    flash(gettext("The work stops at its next step."))
    return redirect(url_for("jobs.job", job_id=job_id), 303)


@bp.post("/<int:job_id>/retry")
@needs(Permission.JOB_READ)
def retry(job_id: int) -> ResponseReturnValue:
    """Begin failed work again."""
    retry_job(db(), me(), find_job(db(), me(), job_id))
    return redirect(url_for("jobs.job", job_id=job_id), 303)


def _one_of(kinds: type[S], word: str | None) -> S | None:
    """Return the state of that name; an unknown one filters nothing."""
    return kinds(word) if word in {kind.value for kind in kinds} else None
