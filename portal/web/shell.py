"""What surrounds every page: the menu by role, the language switch, and the look of states."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache

from flask import Flask, render_template, request
from markupsafe import Markup

from portal.core.i18n import N_, translate
from portal.core.permissions import Permission as P
from portal.web.assets import icon
from portal.web.request import State, locale, me


@dataclass(frozen=True)
class Entry:
    """One line of the menu."""

    label: str
    path: str
    icon: str
    needs: P | None = None
    side: str = "both"

    def is_for(self, permissions: frozenset[P], is_supplier: bool) -> bool:
        """Return whether somebody with these permissions, on that side, can use it."""
        sides = {"both", "supplier" if is_supplier else "brand"}
        return self.side in sides and (self.needs is None or self.needs in permissions)


MENU: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "",
        (
            Entry(N_("Home"), "/", "home"),
            Entry(N_("Review"), "/documents/review", "checks", P.DOCUMENT_REVIEW, "brand"),
            Entry(N_("Documents"), "/documents", "files", P.DOCUMENT_READ),
            Entry(N_("Suppliers"), "/suppliers", "building", P.SUPPLIER_READ, "brand"),
            Entry(N_("My company"), "/suppliers", "building", P.SUPPLIER_READ, "supplier"),
            Entry(N_("Scorecards"), "/scorecards", "chart-line", P.SCORECARD_READ),
            Entry(N_("Agreements"), "/agreements", "file-certificate", P.AGREEMENT_READ),
            Entry(N_("Sampling plans"), "/sampling", "calculator", P.SAMPLING_READ),
        ),
    ),
    (
        N_("Inspections"),
        (
            Entry(N_("All inspections"), "/inspections", "clipboard-check", P.INSPECTION_SEE),
            Entry(N_("Calendar"), "/inspections/calendar", "calendar", P.INSPECTION_SEE),
            Entry(N_("Lots"), "/lots", "package", P.LOT_READ),
            Entry(N_("Products"), "/products", "tag", P.PRODUCT_READ),
            Entry(N_("Defect catalogue"), "/defects", "alert-triangle", P.SAMPLING_READ, "brand"),
        ),
    ),
    (
        N_("Assess"),
        (
            Entry(N_("Assessments"), "/assessments", "clipboard-list", P.ASSESSMENT_READ),
            Entry(N_("Checklists"), "/checklists", "checklist", P.CHECKLIST_READ, "brand"),
        ),
    ),
    (
        N_("Traceability"),
        (
            Entry(N_("Trace"), "/trace", "hierarchy-2", P.TRACE_READ, "brand"),
            Entry(N_("Customer feedback"), "/feedback", "star", P.TRACE_READ, "brand"),
            Entry(N_("Nonconformities"), "/nonconformities", "package-off", P.NONCONFORMITY_READ),
            Entry(N_("Mock recalls"), "/mock-recalls", "stopwatch", P.TRACE_READ, "brand"),
        ),
    ),
    (
        N_("Manage"),
        (
            Entry(N_("Tier policy"), "/settings/tiers", "rosette", P.SAMPLING_SET, "brand"),
            Entry(
                N_("Sampling rules"), "/settings/sampling", "ruler-measure", P.SAMPLING_SET, "brand"
            ),
            Entry(N_("Scoring rules"), "/settings/scoring", "chart-line", P.SCORING_SET, "brand"),
            Entry(N_("Switching ledger"), "/switching", "history", P.INSPECTION_READ, "brand"),
            Entry(
                N_("Inspection rules"), "/settings/inspections", "settings", P.SAMPLING_SET, "brand"
            ),
            Entry(
                N_("Admission gates"), "/settings/admission", "lock", P.DOCUMENT_REQUIRE, "brand"
            ),
            Entry(N_("Agreement gates"), "/agreements/gates", "lock", P.DOCUMENT_REQUIRE, "brand"),
            Entry(N_("Requirements"), "/settings", "list-check", P.DOCUMENT_REQUIRE, "brand"),
            Entry(N_("Imports"), "/imports", "table-import", P.IMPORT_RUN, "brand"),
            Entry(N_("People"), "/people", "users", P.PERSON_READ),
            Entry(N_("Audit trail"), "/audit", "history", P.AUDIT_READ),
            Entry(N_("Background work"), "/jobs", "refresh", P.JOB_MANAGE, "brand"),
        ),
    ),
)


@dataclass(frozen=True)
class Look:
    """How a state appears everywhere: one colour, one icon, one word."""

    colour: str
    icon: str
    word: str


LOOKS: dict[str, Look] = {
    "draft": Look("grey", "pencil", N_("Draft")),
    "invited": Look("grey", "mail", N_("Invited")),
    "uploaded": Look("grey", "upload", N_("Uploaded")),
    "registered": Look("blue", "id", N_("Registered")),
    "under_review": Look("blue", "eye", N_("Under review")),
    "submitted": Look("blue", "clock", N_("Waiting for review")),
    "in_review": Look("blue", "eye", N_("In review")),
    "queued": Look("blue", "clock", N_("Queued")),
    "running": Look("blue", "loader", N_("Running")),
    "waiting": Look("blue", "clock", N_("Waiting for approval")),
    "pending": Look("blue", "shield", N_("Being scanned")),
    "approved": Look("green", "check", N_("Approved")),
    "supplier_approved": Look("green", "check", N_("Approved (a supplier)")),
    "active": Look("green", "check", N_("Active")),
    "clean": Look("green", "shield-check", N_("Scanned")),
    "done": Look("green", "check", N_("Done")),
    "sent": Look("green", "check", N_("Sent")),
    "verified": Look("green", "rosette", N_("Verified with issuer")),
    "valid": Look("green", "check", N_("Valid")),
    "conditional": Look("amber", "alert-triangle", N_("Conditional")),
    "expiring": Look("amber", "hourglass", N_("Expiring")),
    "warn": Look("amber", "alert-triangle", N_("Warns")),
    "stopped": Look("amber", "square", N_("Stopped")),
    "required": Look("blue", "file", N_("Required")),
    "rejected": Look("red", "arrow-back", N_("Returned")),
    "supplier_rejected": Look("red", "x", N_("Rejected")),
    "refused": Look("red", "x", N_("Refused")),
    "expired": Look("red", "calendar-x", N_("Expired")),
    "missing": Look("red", "file-x", N_("Missing")),
    "overdue": Look("red", "alert-circle", N_("Overdue")),
    "suspended": Look("red", "ban", N_("Suspended")),
    "block": Look("red", "ban", N_("Blocks")),
    "failed": Look("red", "x", N_("Failed")),
    "infected": Look("red", "bug", N_("Infected")),
    "disabled": Look("grey", "ban", N_("Disabled")),
    "closed": Look("grey", "archive", N_("Closed")),
    "withdrawn": Look("grey", "arrow-back", N_("Withdrawn")),
    "unscanned": Look("grey", "shield", N_("Not scanned")),
    "superseded": Look("purple", "versions", N_("Superseded")),
    "accepted": Look("green", "check", N_("Accepted")),
    "not_accepted": Look("red", "x", N_("Not accepted")),
    "normal": Look("blue", "eye", N_("Normal")),
    "tightened": Look("amber", "zoom-in", N_("Tightened")),
    "reduced": Look("green", "zoom-out", N_("Reduced")),
    "discontinued": Look("red", "ban", N_("Discontinued")),
    "requested": Look("blue", "clock", N_("Requested")),
    "scheduled": Look("blue", "calendar-due", N_("Scheduled")),
    "started": Look("blue", "loader", N_("Started")),
    "decided": Look("green", "check", N_("Decided")),
    "waived": Look("grey", "shield-check", N_("Waived")),
    "declined": Look("red", "ban", N_("Declined")),
    "cancelled": Look("grey", "x", N_("Cancelled")),
    "in_force": Look("green", "check", N_("In force")),
    "added": Look("green", "plus", N_("Added")),
    "removed": Look("red", "trash", N_("Taken out")),
    "changed": Look("amber", "edit", N_("Changed")),
    "class_critical": Look("red", "alert-circle", N_("Critical")),
    "class_major": Look("amber", "alert-triangle", N_("Major")),
    "class_minor": Look("grey", "info-circle", N_("Minor")),
    "assessment_open": Look("blue", "pencil", N_("Open (assessment)")),
    "assessment_submitted": Look("amber", "clock", N_("With the auditor")),
    "assessment_closed": Look("green", "check", N_("Closed (assessment)")),
    "finding_open": Look("blue", "clock", N_("Open (finding)")),
    "finding_closed": Look("green", "check", N_("Closed (finding)")),
    "finding_critical": Look("red", "alert-circle", N_("Critical (finding)")),
    "finding_major": Look("amber", "alert-triangle", N_("Major (finding)")),
    "finding_minor": Look("grey", "info-circle", N_("Minor (finding)")),
    "knock_out": Look("red", "ban", N_("Knock-out")),
    "needs_evidence": Look("blue", "paperclip", N_("Evidence required")),
    "result_released": Look("green", "send", N_("Released (a result)")),
    "not_released": Look("grey", "eye-off", N_("Not released yet")),
    "agreement_draft": Look("grey", "pencil", N_("Draft")),
    "agreement_sent": Look("blue", "edit", N_("In negotiation")),
    "agreement_agreed": Look("blue", "checks", N_("Agreed, not signed")),
    "agreement_half_signed": Look("blue", "clock", N_("Signed by the supplier")),
    "agreement_in_force": Look("green", "check", N_("In force")),
    "agreement_superseded": Look("purple", "versions", N_("Superseded")),
    "agreement_expired": Look("red", "calendar-x", N_("Expired")),
    "agreement_terminated": Look("red", "ban", N_("Terminated")),
    "agreement_withdrawn": Look("grey", "arrow-back", N_("Withdrawn")),
    "proposal_open": Look("amber", "clock", N_("Open")),
    "proposal_accepted": Look("green", "check", N_("Accepted")),
    "proposal_rejected": Look("red", "x", N_("Rejected (a proposal)")),
    "proposal_countered": Look("grey", "refresh", N_("Countered")),
    "proposal_withdrawn": Look("grey", "arrow-back", N_("Taken back")),
    "verify_in_force": Look("green", "check", N_("In force")),
    "verify_not_yet": Look("blue", "clock", N_("Signed, not yet in force")),
    "verify_ending": Look("amber", "ban", N_("Terminated, in force until its last day")),
    "verify_superseded": Look("purple", "versions", N_("Superseded")),
    "verify_terminated": Look("red", "ban", N_("Terminated")),
    "verify_expired": Look("red", "calendar-x", N_("Expired")),
    "open": Look("red", "alert-circle", N_("Open")),
    "proposed": Look("blue", "users", N_("Disposition proposed")),
    "disposed": Look("amber", "gavel", N_("Disposition decided")),
    "held": Look("red", "lock", N_("On hold")),
    "released": Look("green", "lock-open", N_("Released")),
    "over": Look("green", "check", N_("Over")),
    "agreed": Look("green", "check", N_("Agreed")),
    "disagreed": Look("red", "x", N_("Refused")),
    "strategic": Look("purple", "star", N_("Strategic")),
    "excellent": Look("green", "star", N_("Excellent")),
    "qualified": Look("blue", "star", N_("Qualified")),
    "condition_open": Look("blue", "clock", N_("Open (a condition)")),
    "condition_met": Look("green", "check", N_("Fulfilled")),
    "condition_dropped": Look("grey", "archive", N_("No longer asked")),
    "gate_ok": Look("green", "check", N_("There")),
    "excepted": Look("purple", "user-check", N_("Exception holds")),
    "exception_over": Look("grey", "archive", N_("Ended")),
    "card_draft": Look("grey", "pencil", N_("Draft")),
    "card_opened": Look("blue", "eye", N_("Open for objections")),
    "card_published": Look("green", "check", N_("Published")),
    "probation": Look("amber", "star", N_("Probation")),
}


def look(state: object) -> Look:
    """Return how a state appears; an unknown one is grey and says its own name."""
    word = str(getattr(state, "value", state))
    return LOOKS.get(word) or Look("grey", "circle", word)


def of_company(state: object) -> str:
    """Return under which name a company's state is looked up: some words mean another thing there.

    A rejected company is not a document that was returned.
    """
    word = str(getattr(state, "value", state))
    return f"supplier_{word}" if f"supplier_{word}" in LOOKS else word


def badge(state: object) -> Markup:
    """Return a state's badge, drawn once per language."""
    return _draw_badge(str(getattr(state, "value", state)), locale())


@lru_cache(maxsize=512)
def _draw_badge(state: str, language: str) -> Markup:
    seen = look(state)
    drawn = Markup('<span class="badge is-{}">{}{}</span>')
    return drawn.format(seen.colour, icon(seen.icon), translate(language, seen.word))


def menu() -> Markup:
    """Return the menu of the person asking, drawn once per role, language and place."""
    actor = me()
    return _draw(actor.permissions, actor.is_supplier, locale(), _place(request.path))


@lru_cache(maxsize=512)
def _draw(permissions: frozenset[P], is_supplier: bool, language: str, place: str) -> Markup:
    """Draw it; what a role cannot use is not there."""
    groups = [
        (title, [entry for entry in group if entry.is_for(permissions, is_supplier)])
        for title, group in MENU
    ]
    shown = [(title, group) for title, group in groups if group]
    return Markup(render_template("components/menu.html", groups=shown, place=place))  # noqa: S704


def piece(name: str, **given: Hashable) -> Markup:
    """Return a piece of a page that is the same for everybody who is given the same, drawn once."""
    return _draw_piece(name, locale(), _brand_name(), tuple(given.items()))


@lru_cache(maxsize=512)
def _draw_piece(
    name: str, language: str, brand: str, given: tuple[tuple[str, Hashable], ...]
) -> Markup:
    """Draw it; it may hang on the language, the brand's name and what is given, and nothing else.

    No token of a form and nobody's name may stand in it: the next person gets it as it is.
    """
    return Markup(render_template(f"components/{name}.html", **dict(given)))  # noqa: S704


def _brand_name() -> str:
    return State.here().config.brand_name


@lru_cache(maxsize=4096)
def _place(path: str) -> str:
    """Return the line of the menu that a page belongs to: the longest path it begins with."""
    lines = (entry.path for _, group in MENU for entry in group)
    above = (line for line in lines if path == line or path.startswith(line + "/"))
    return max(above, key=len, default="")


def init_app(app: Flask) -> None:
    """Attach this to the app."""
    app.jinja_env.globals.update(
        menu=menu,
        look=look,
        of_company=of_company,
        me=me,
        P=P,
        piece=piece,
        brand_name=_brand_name,
    )
