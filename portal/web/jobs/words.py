"""What kinds of work are called, and what is said of how they ended."""

from collections.abc import Iterable
from enum import StrEnum

from portal.core.i18n import N_, say
from portal.core.jobs.models import JobRun
from portal.web.language import gettext
from portal.web.request import locale
from portal.web.shell import look

KINDS = {
    "agreement_paper": N_("Signed agreement as PDF"),
    "anchor": N_("Anchor of the audit trail"),
    "evidence": N_("Evidence pack"),
    "evidence_pack": N_("Evidence pack"),
    "export": N_("Export"),
    "import": N_("Import"),
    "assessment_paper": N_("Assessment"),
    "inspection_report": N_("Inspection report"),
    "mail": N_("Delivery of mail"),
    "nightly": N_("Nightly work"),
    "preview": N_("Pictures of pages"),
    "recall_list": N_("Recall list"),
    "scan": N_("Virus scan"),
    "scorecard_paper": N_("Scorecard as PDF"),
    "scorecard_round": N_("Scorecards opened or published"),
    "scorecards": N_("Scorecards of a period"),
    "statistics": N_("Statistics of the database"),
    "way-in": N_("Links for coming in"),
}


def kind_word(kind: str) -> str:
    """Return what a kind of work is called in the person's language."""
    return gettext(KINDS[kind]) if kind in KINDS else kind.replace("_", " ").capitalize()


def state_words(states: Iterable[StrEnum]) -> list[tuple[str, str]]:
    """Return states and their words, for a list to choose from."""
    return [(state.value, gettext(look(state).word)) for state in states]


def failure_of(job: JobRun) -> str:
    """Return why the work failed, in the person's language."""
    return say(locale(), job.failure, **(job.failure_values or {})) if job.failure else ""


def link_of(job: JobRun) -> str:
    """Return the page or file that the work was for; only ever one of this site."""
    link = (job.result or {}).get("link") or job.args.get("link") or ""
    is_ours = isinstance(link, str) and link.startswith("/") and not link.startswith(("//", "/\\"))
    return link if is_ours else ""
