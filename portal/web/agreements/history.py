"""What happened to an agreement, as a timeline."""

from dataclasses import dataclass
from datetime import datetime

from agreements.contracts.models import Agreement, AgreementVersion
from portal.core.audit.queries import trail_of
from portal.core.i18n import N_
from portal.web.language import gettext
from portal.web.request import db, me

MOST = 40
WORDS = {
    "agreement.started": (N_("Drafted"), "grey"),
    "agreement.described": (N_("Title and goods changed"), "grey"),
    "agreement.sent": (N_("Sent to the supplier"), "blue"),
    "agreement.change_proposed": (N_("Change of clause %(clause)s proposed"), "amber"),
    "agreement.proposal_accepted": (N_("Change of clause %(clause)s accepted"), "green"),
    "agreement.proposal_rejected": (N_("Change of clause %(clause)s rejected"), "red"),
    "agreement.proposal_withdrawn": (N_("Change of clause %(clause)s taken back"), "grey"),
    "agreement.commented": (N_("Comment on clause %(clause)s"), "grey"),
    "agreement.agreed": (N_("Agreed by the supplier"), "green"),
    "agreement.reopened": (N_("Opened again"), "amber"),
    "agreement.signed": (N_("Signed"), "green"),
    "agreement.in_force": (N_("Signed by both, in force from %(holds_from)s"), "green"),
    "agreement.superseded": (N_("Superseded by version %(by_version)s"), "purple"),
    "agreement.expired": (N_("Expired"), "red"),
    "agreement.terminated": (N_("Terminated as of %(holds_until)s"), "red"),
    "agreement.withdrawn": (N_("Withdrawn"), "grey"),
    "agreement.renewal_reminded": (N_("Both sides told that it ends on %(holds_until)s"), "amber"),
    "agreement.paper_filed": (N_("PDF made and sealed"), "green"),
}
HIDDEN_BEFORE_SENT = frozenset({"agreement.started", "agreement.described"})


@dataclass(frozen=True)
class HistoryStep:
    """One line of the timeline."""

    at: datetime
    title: str
    by: str
    text: str
    colour: str


def steps_of(agreement: Agreement, version: AgreementVersion) -> list[HistoryStep]:
    """Return what happened to a version, the newest first."""
    steps = []
    for line in trail_of(db(), me(), "agreement", agreement.id):
        known = WORDS.get(line.event)
        facts = line.facts
        if known is None or facts.get("version") != version.number:
            continue
        if me().is_supplier and line.event in HIDDEN_BEFORE_SENT:
            continue
        title, colour = known
        reason = facts.get("reason", "")
        steps.append(HistoryStep(line.at, gettext(title) % facts, line.by, reason, colour))
    return steps[:MOST]
