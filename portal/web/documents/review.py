"""The review queue and what is decided in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.core.clock import today
from portal.core.documents.models import DocumentVersion
from portal.core.documents.operations.deciding import Seen
from portal.core.documents.operations.review import (
    approve_version,
    put_back,
    return_version,
    revoke_approval,
    take_review,
    verify_with_issuer,
)
from portal.core.documents.queries.finding import find_version
from portal.core.documents.queries.listing import (
    next_to_review,
    versions_to_review,
)
from portal.core.documents.queries.paging import AnyRow
from portal.core.errors import DomainError, Invalid, NotFound
from portal.core.i18n import N_, Message, say
from portal.core.permissions import Permission
from portal.web.documents.blueprint import bp
from portal.web.documents.forms import ReturnForm, SeenForm, VerifyForm
from portal.web.documents.listing import (
    Sorter,
    address_of,
    filters_set,
    page_of,
    place_from,
    start_from,
    wanted_from,
)
from portal.web.documents.naming import type_names
from portal.web.documents.showing import show_document, version_of
from portal.web.language import zone
from portal.web.marks import day_marks, due_marks
from portal.web.numbers import LARGEST_COUNT, whole
from portal.web.request import db, locale, me, needs
from portal.web.rows import fill
from portal.web.shell import piece

QUEUE = "/documents/review"
SORT = "due"


@bp.get("/review")
@needs(Permission.DOCUMENT_REVIEW)
def review() -> ResponseReturnValue:
    """Show what waits for review, by due day."""
    wanted, place = wanted_from(request.args, SORT), place_from(request.args)
    found = versions_to_review(db(), me(), wanted, place, today())
    start = start_from(request.args, place)
    types = type_names()
    return render_template(
        "documents/review.html",
        rows=fill(
            piece("queue_row"), lines_of(found.rows, types, address_of(wanted, SORT, queue=1))
        ),
        wanted=wanted,
        types=tuple(types.items()),
        filters_set=filters_set(wanted),
        query=address_of(wanted, SORT),
        page=page_of(found, wanted, place, QUEUE, SORT, start),
        sorter=Sorter(wanted, QUEUE, SORT),
    )


def lines_of(rows: Sequence[AnyRow], types: dict[int, str], tail: str) -> list[Sequence[str]]:
    """Return the rows as the table draws them; days are drawn once each, not once per row."""
    due, zh = due_marks(rows, today()), locale() == "zh"
    until: dict[date | None, Markup] = {None: Markup(), **day_marks({r.expires_on for r in rows})}
    here = zone(me().time_zone)
    return [
        (
            f"{version_id}-{revision}-{sha256}",
            f"/documents/{document_id}?version={version_id}&{tail}",
            types.get(type_id) or file_name,
            number or file_name,
            (name_zh or name_en) if zh else (name_en or name_zh),
            subject,
            until[expires_on],
            submitted_at.astimezone(here).date().isoformat(),
            due[due_on],
            taken_by or "",
        )
        for (
            version_id, document_id, revision, sha256, type_id, due_on, submitted_at, expires_on,
            number, file_name, subject, name_en, name_zh, taken_by, *_,
        ) in rows
    ]  # fmt: skip


@dataclass(frozen=True)
class Refused:
    """One of several that was not done, and why."""

    name: str
    reason: str


@bp.post("/review")
@needs(Permission.DOCUMENT_REVIEW)
def review_many() -> ResponseReturnValue:
    """Decide on the ticked rows; each has its own outcome."""
    act, comment = request.form.get("act"), request.form.get("comment", "")
    picked = [_picked(word) for word in request.form.getlist("pick")[:200]]
    done, refused = 0, list[Refused]()
    for version_id, seen in picked:
        try:
            version = find_version(db(), me(), version_id)
        except NotFound as error:
            refused.append(Refused("", error.in_(locale())))
            continue
        try:
            _decide(version, seen, act, comment)
            done += 1
        except DomainError as error:
            refused.append(Refused(_name(version), error.in_(locale())))
    if not picked:
        raise Invalid(N_("Tick the documents first."))
    text = N_("%(done)s approved.") if act == "approve" else N_("%(done)s returned.")
    if done:
        flash(say(locale(), text, done=done))
    if not refused:
        return redirect(f"{QUEUE}?{request.query_string.decode()}".rstrip("?"), 303)
    return render_template(
        "documents/outcome.html", done=done, refused=refused, query=request.query_string.decode()
    )


def _decide(version: DocumentVersion, seen: Seen, act: str | None, comment: str) -> None:
    if act == "approve":
        approve_version(db(), me(), version, seen)
    elif act == "return":
        return_version(db(), me(), version, seen, comment)
    else:
        raise Invalid(N_("Choose what to do with the ticked documents."))


def _picked(word: str) -> tuple[int, Seen]:
    version, _, rest = word.partition("-")
    revision, _, sha256 = rest.partition("-")
    version_id, seen = whole(version), whole(revision, LARGEST_COUNT)
    if version_id is None or seen is None:
        raise NotFound
    return version_id, Seen(seen, sha256)


def _name(version: DocumentVersion) -> str:
    document = version.document
    return f"{document.type.name.in_(locale())} · {document.supplier.name.in_(locale())}"


def _next(version: DocumentVersion, said: Message) -> ResponseReturnValue:
    """Go on with the next of the queue, with the same filter; else stay where the person was."""
    flash(say(locale(), said, type=version.document.type.name))
    if not request.args.get("queue"):
        return redirect(f"/documents/{version.document_id}", 303)
    wanted = wanted_from(request.args, SORT)
    following = next_to_review(db(), me(), wanted, today(), but=version.id)
    if following is None:
        flash(say(locale(), N_("That was the last one of this list.")))
        return redirect(f"{QUEUE}?{address_of(wanted, SORT)}".rstrip("?"), 303)
    tail = address_of(wanted, SORT, queue=1)
    return redirect(f"/documents/{following.document_id}?version={following.id}&{tail}", 303)


@bp.post("/<int:document_id>/versions/<int:version_id>/approve")
@needs(Permission.DOCUMENT_REVIEW)
def approve(document_id: int, version_id: int) -> ResponseReturnValue:
    """Accept the version that was shown."""
    version, form = version_of(document_id, version_id), SeenForm()
    if not form.validate():
        return show_document(version, seen=form), 422
    approve_version(db(), me(), version, form.seen())
    return _next(version, N_("%(type)s was approved."))


@bp.post("/<int:document_id>/versions/<int:version_id>/return")
@needs(Permission.DOCUMENT_REVIEW)
def send_back(document_id: int, version_id: int) -> ResponseReturnValue:
    """Send the version that was shown back with a comment."""
    version, form = version_of(document_id, version_id), ReturnForm()
    if form.validate():
        try:
            return_version(db(), me(), version, form.seen(), form.comment.data or "")
            return _next(version, N_("%(type)s was returned."))
        except Invalid as error:
            form.blame(error)
    return show_document(version, returning=form), 422


@bp.post("/<int:document_id>/versions/<int:version_id>/revoke")
@needs(Permission.DOCUMENT_REVIEW)
def revoke(document_id: int, version_id: int) -> ResponseReturnValue:
    """Take back the approval of the version that was shown."""
    version, form = version_of(document_id, version_id), ReturnForm()
    if form.validate():
        try:
            revoke_approval(db(), me(), version, form.seen(), form.comment.data or "")
            return _next(version, N_("%(type)s no longer counts."))
        except Invalid as error:
            form.blame(error)
    return show_document(version, returning=form), 422


@bp.post("/<int:document_id>/versions/<int:version_id>/verify")
@needs(Permission.DOCUMENT_REVIEW)
def verify(document_id: int, version_id: int) -> ResponseReturnValue:
    """Note that the issuer confirmed the version."""
    version, form = version_of(document_id, version_id), VerifyForm()
    if form.validate() and form.on.data:
        try:
            verify_with_issuer(db(), me(), version, form.seen(), form.how.data or "", form.on.data)
            flash(say(locale(), N_("Noted that the issuer confirmed it.")))
            return redirect(_back(version), 303)
        except Invalid as error:
            form.blame(error)
    return show_document(version, verifying=form), 422


@bp.post("/<int:document_id>/versions/<int:version_id>/take")
@needs(Permission.DOCUMENT_REVIEW)
def take(document_id: int, version_id: int) -> ResponseReturnValue:
    """Take the version on."""
    version, form = version_of(document_id, version_id), SeenForm()
    if form.validate():
        take_review(db(), me(), version, form.seen())
    return redirect(_back(version), 303)


@bp.post("/<int:document_id>/versions/<int:version_id>/put-back")
@needs(Permission.DOCUMENT_REVIEW)
def give_back(document_id: int, version_id: int) -> ResponseReturnValue:
    """Give the version back to the queue."""
    version, form = version_of(document_id, version_id), SeenForm()
    if form.validate():
        put_back(db(), me(), version, form.seen())
    return redirect(_back(version), 303)


def _back(version: DocumentVersion) -> str:
    tail = request.query_string.decode()
    return f"/documents/{version.document_id}?version={version.id}" + (f"&{tail}" if tail else "")
