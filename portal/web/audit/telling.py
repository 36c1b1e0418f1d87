"""How a line of the trail is told: the event, the thing, and what was said or changed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from portal.adapters.subjects import Names
from portal.core.audit.queries import TrailLine
from portal.core.i18n import N_, translate
from portal.core.permissions import Permission as P
from portal.web.audit.words import COLUMNS, EVENTS, KINDS
from portal.web.request import locale, me
from portal.web.shell import LOOKS, look, of_company

PLACES = {
    "agreement": ("/agreements/{name}", P.AGREEMENT_READ),
    "assessment": ("/assessments/{id}", P.ASSESSMENT_READ),
    "defect": ("/defects/{id}", P.PRODUCT_READ),
    "document": ("/documents/{id}", P.DOCUMENT_READ),
    "import": ("/imports/{id}", P.IMPORT_RUN),
    "inspection": ("/inspections/{id}", P.INSPECTION_SEE),
    "job": ("/jobs/{id}", P.JOB_READ),
    "lot": ("/lots/{id}", P.LOT_READ),
    "mock_recall": ("/mock-recalls/{id}", P.TRACE_READ),
    "nonconformity": ("/nonconformities/{id}", P.NONCONFORMITY_READ),
    "product": ("/products/{name}", P.PRODUCT_READ),
    "person": ("/people/{id}", P.PERSON_READ),
    "scorecard": ("/scorecards/{id}", P.SCORECARD_READ),
}
"""Where the things are that a line can be about, and who may go there."""

NAMED = {
    "lot_id": "lot",
    "previous_id": "inspection",
    "product_id": "product",
    "site_id": "site",
    "to_lot_id": "lot",
}
"""Facts that are another thing's identifier, and what kind of thing."""

UNSAID = frozenset({"session_id", "user_id"})
"""Facts that say nothing to a reader."""

TECHNICAL = frozenset(
    {
        "agreement_version_id", "comment_id", "document_id", "ending_id", "inspector_id",
        "job_id", "media_type",
        "photo_id", "proposal_id", "record_sha256", "sha256", "signature_id", "size", "supersedes",
        "token_sha256", "uploads", "version_id", *NAMED,
    }
)  # fmt: skip
"""Facts that only an auditor asks for: folded on the page, whole on paper and in the table."""

STATES = frozenset({"state", "tier", "level", "level_before"})
"""Columns whose values are words of the house."""

CALLS = frozenset({"number", "code", "sku", "period"})
"""Facts that say what the thing itself is called."""

NOTHING, SHORT = "∅", 8


@dataclass(frozen=True)
class Detail:
    """One fact of a line, or one column before and after."""

    name: str
    before: str
    after: str
    is_technical: bool = False


def says(event: str) -> str:
    """Return an event in words."""
    return translate(locale(), EVENTS.get(event) or event)


def says_kind(kind: str) -> str:
    """Return a kind of thing in words."""
    return translate(locale(), KINDS.get(kind) or kind)


def things_of(lines: Iterable[TrailLine]) -> dict[str, set[int]]:
    """Return the identifiers of what lines are about and name, by kind."""
    found: dict[str, set[int]] = defaultdict(set)
    for line in lines:
        found[line.kind].add(line.subject_id)
        for fact, kind in NAMED.items():
            if isinstance(key := line.facts.get(fact), int):
                found[kind].add(key)
    return found


@dataclass(frozen=True)
class Teller:
    """Tells lines of one page, with the names of what they are about."""

    names: Names

    def subject_of(self, line: TrailLine) -> str:
        """Return what the thing is called that a line is about; nothing where it is not known."""
        return self.names.get(line.kind, {}).get(line.subject_id, "")

    def path_of(self, line: TrailLine) -> str:
        """Return where that thing is, or nothing where the reader may not go."""
        path, permission = PLACES.get(line.kind, ("", None))
        name = self.subject_of(line)
        is_open = line.subject_id and permission and me().may(permission, me().supplier_id)
        is_known = name or "{name}" not in path
        return path.format(id=line.subject_id, name=quote(name)) if is_open and is_known else ""

    def details(self, line: TrailLine) -> list[Detail]:
        """Return what was said, then what changed; not again what the thing is called."""
        subject = self.subject_of(line)
        told = [
            self._fact(line, name, value)
            for name, value in line.facts.items()
            if name not in UNSAID and not (name in CALLS and value == subject)
        ]
        changed = [
            Detail(
                _column(name),
                _value(line, name, old) or NOTHING,
                _value(line, name, new) or NOTHING,
                name in TECHNICAL,
            )
            for name, (old, new) in line.changes.items()
        ]
        return [detail for detail in told if detail.after] + changed

    def _fact(self, line: TrailLine, name: str, value: Any) -> Detail:
        known = self.names.get(NAMED.get(name, ""), {}).get(value) if name in NAMED else None
        said = known or _value(line, name, value)
        return Detail(_column(name), "", said, name in TECHNICAL and known is None)


def short(told: list[Detail]) -> str:
    """Return what stands for the folded facts: the file's hash if there is one.

    A single number of a row stands for nothing: paper and table have it.
    """
    for detail in told:
        if len(detail.after) == 64 and detail.after.isalnum():
            return f"{detail.name} {detail.after[:SHORT]}…"
    return ", ".join(detail.name for detail in told) if len(told) > 1 else ""


def _column(name: str) -> str:
    return translate(locale(), COLUMNS.get(name) or name.replace("_", " "))


def _value(line: TrailLine, name: str, value: Any) -> str:
    if name in STATES and isinstance(value, str) and value in LOOKS:
        seen = look(of_company(value) if line.kind == "supplier" else value)
        return translate(locale(), seen.word)
    return _plain(value)


def _plain(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, dict):
        return "; ".join(f"{_column(str(key))}: {_plain(item)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(_plain(item) for item in value)
    if isinstance(value, bool):
        return translate(locale(), N_("yes") if value else N_("no"))
    return str(value)
