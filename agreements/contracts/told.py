"""What the trail tells of agreements: where each version stands, and every row that is fixed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agreements.contracts.models import (
    AgreementEnding,
    AgreementSignature,
    ClauseComment,
    ClauseProposal,
)
from agreements.contracts.rules import Side, VersionState

S = VersionState
AFTER: Mapping[str, VersionState] = {
    "agreement.started": S.DRAFT,
    "agreement.sent": S.SENT,
    "agreement.agreed": S.AGREED,
    "agreement.reopened": S.SENT,
    "agreement.in_force": S.IN_FORCE,
    "agreement.expired": S.EXPIRED,
    "agreement.terminated": S.TERMINATED,
    "agreement.withdrawn": S.WITHDRAWN,
}
"""The state that a version is in after a line of the trail."""

FIXED_BY: Mapping[str, tuple[type, str]] = {
    "agreement.signed": (AgreementSignature, "signature_id"),
    "agreement.ending_signed": (AgreementEnding, "ending_id"),
    "agreement.change_proposed": (ClauseProposal, "proposal_id"),
    "agreement.commented": (ClauseComment, "comment_id"),
}
"""The line that tells of a row, and which fact is its identifier."""

TAKEN_OVER: Mapping[str, type] = {
    "signatures": AgreementSignature,
    "proposals": ClauseProposal,
    "comments": ClauseComment,
}
"""Rows that an upgrade took over, because the lines of their day did not tell all of them."""


@dataclass
class VersionTold:
    """What one version should be; a value that no line tells of is None."""

    state: VersionState | None = None
    sha256: str | None = None
    holds_from: str | None = None
    holds_until: str | None = None
    token_sha256: str | None = None
    paper_sha256: str | None = None
    reason: str = ""
    covers: list[str] | None = None

    def hear(self, event: str, facts: Mapping[str, Any]) -> None:
        """Take in one line about this version."""
        self.state = AFTER.get(event, self.state)
        match event:
            case "agreement.agreed":
                self.sha256, self.covers = facts["sha256"], facts.get("covers")
            case "agreement.reopened":
                self.sha256 = self.covers = None
            case "agreement.signed" if facts["side"] == Side.SUPPLIER:
                self.state = S.HALF_SIGNED
            case "agreement.in_force":
                self.holds_from, self.holds_until = facts["holds_from"], facts["holds_until"]
                self.token_sha256 = facts.get("token_sha256")
            case "agreement.superseded":
                self._be_superseded(facts)
            case "agreement.terminated":
                self.holds_until, self.reason = facts["holds_until"], facts["reason"]
            case "agreement.withdrawn":
                self.reason = facts["reason"]
            case "agreement.paper_filed":
                self.paper_sha256 = facts["sha256"]
            case "agreement.taken_over":
                self._be_taken_over(facts)

    def _be_superseded(self, facts: Mapping[str, Any]) -> None:
        self.state = S(facts.get("state", S.SUPERSEDED))
        self.holds_until = facts["holds_until"]
        if facts.get("never_held"):
            self.holds_from = self.holds_until = None

    def _be_taken_over(self, facts: Mapping[str, Any]) -> None:
        self.covers = facts.get("covers", self.covers)
        self.token_sha256 = facts.get("token_sha256", self.token_sha256)
        self.state = S(facts["state"]) if "state" in facts else self.state
        self.holds_from = facts.get("holds_from", self.holds_from)
        self.holds_until = facts.get("holds_until", self.holds_until)


@dataclass
class AgreementsTold:
    """Hears the trail line by line and keeps only what counts."""

    versions: dict[tuple[int, int], VersionTold] = field(default_factory=dict)
    """By agreement and number of the version."""
    fixed: dict[tuple[type, int], str | None] = field(default_factory=dict)
    """The SHA-256 of what each row says, by its table and identifier."""

    def hear(self, event: str, subject_id: int, facts: Mapping[str, Any]) -> None:
        """Take in one line of the trail."""
        if not event.startswith("agreement.") or "version" not in facts:
            return
        told = self.versions.setdefault((subject_id, facts["version"]), VersionTold())
        told.hear(event, facts)
        if event in FIXED_BY:
            table, name = FIXED_BY[event]
            if name in facts:
                self.fixed[table, facts[name]] = facts.get("record_sha256")
        if event == "agreement.taken_over":
            for name, table in TAKEN_OVER.items():
                for key, sha256 in facts.get(name, {}).items():
                    self.fixed[table, int(key)] = sha256
