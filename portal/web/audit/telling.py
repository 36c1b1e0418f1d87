"""How a line of the trail is told: the event, the thing, and what was said or changed."""

from dataclasses import dataclass
from typing import Any

from portal.core.audit.queries import TrailLine
from portal.core.i18n import N_, translate
from portal.core.permissions import Permission as P
from portal.web.audit.words import COLUMNS, EVENTS, KINDS
from portal.web.request import locale, me
from portal.web.shell import LOOKS, look, of_company

PLACES = {
    "assessment": ("/assessments/{}", P.ASSESSMENT_READ),
    "defect": ("/defects/{}", P.PRODUCT_READ),
    "document": ("/documents/{}", P.DOCUMENT_READ),
    "import": ("/imports/{}", P.IMPORT_RUN),
    "inspection": ("/inspections/{}", P.INSPECTION_SEE),
    "job": ("/jobs/{}", P.JOB_READ),
    "lot": ("/lots/{}", P.LOT_READ),
    "mock_recall": ("/mock-recalls/{}", P.TRACE_READ),
    "nonconformity": ("/nonconformities/{}", P.NONCONFORMITY_READ),
    "person": ("/people/{}", P.PERSON_READ),
    "scorecard": ("/scorecards/{}", P.SCORECARD_READ),
}
"""Where the things are that a line can be about, and who may go there."""

UNSAID = frozenset({"session_id", "user_id"})
"""Facts that say nothing to a reader."""

TECHNICAL = frozenset(
    {"sha256", "version_id", "supersedes", "size", "media_type", "site_id", "job_id", "uploads"}
)
"""Facts that only an auditor asks for: folded on the page, whole on paper and in the table."""

STATES = frozenset({"state", "tier", "level", "level_before"})
"""Columns whose values are words of the house."""

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


def path_of(line: TrailLine) -> str:
    """Return where the thing is that a line is about, or nothing where the reader may not go."""
    path, permission = PLACES.get(line.kind, ("", None))
    is_open = line.subject_id and permission and me().may(permission, me().supplier_id)
    return path.format(line.subject_id) if is_open else ""


def details(line: TrailLine) -> list[Detail]:
    """Return what was said, then what changed."""
    told = [
        Detail(_column(name), "", _value(line, name, value), name in TECHNICAL)
        for name, value in line.facts.items()
        if name not in UNSAID
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
