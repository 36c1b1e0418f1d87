"""From received files to submitted documents: one card per file, sent together."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.adapters.staging import Reception
from portal.core.documents.models import DocumentType, DocumentVersion
from portal.core.documents.operations.submission import submit_document
from portal.core.documents.queries.choosing import (
    sites_to_choose,
    supplier_name,
    suppliers_to_choose,
)
from portal.core.documents.queries.finding import find_version
from portal.core.documents.queries.types import types_in_use
from portal.core.documents.rules import SubjectKind, Validity
from portal.core.documents.rules.guessing import guess_type
from portal.core.errors import DomainError, Invalid, NotFound
from portal.core.files.models import Upload
from portal.core.files.queries import find_uploads, supplier_to_upload_for
from portal.core.i18n import N_, say
from portal.core.permissions import Permission
from portal.web.choices import options
from portal.web.documents.blueprint import bp
from portal.web.documents.forms import CardForm
from portal.web.files.body import received_files
from portal.web.numbers import whole
from portal.web.request import State, db, locale, me, needs, stands_alone

MOST_CARDS = 30


@dataclass(frozen=True)
class Card:
    """One file, and the form that says what it proves."""

    upload: Upload
    form: CardForm
    kind: DocumentType | None
    renews: DocumentVersion | None


@bp.get("/upload")
@needs(Permission.DOCUMENT_UPLOAD)
def upload() -> ResponseReturnValue:
    """Offer the place to drop files, and the cards of those that were received."""
    code = request.args.get("supplier")
    if me().supplier_id is None and not code:
        return render_template(
            "documents/upload_for.html",
            suppliers=suppliers_to_choose(db(), me(), request.args.get("q", "")[:100]),
            words=request.args.get("q", ""),
            carried={name: request.args.get(name, "") for name in ("type", "renews")},
        )
    supplier_id = supplier_to_upload_for(db(), me(), code)
    return _page(supplier_id, _cards(supplier_id, request.args.getlist("upload")))


@bp.get("/upload/card")
@needs(Permission.DOCUMENT_UPLOAD)
def card() -> ResponseReturnValue:
    """Show the card of one file that was just received."""
    cards = _cards(None, request.args.getlist("upload"))
    if not cards:
        raise NotFound
    return render_template("documents/card.html", card=cards[0], facts=_facts())


@bp.post("/upload/file")
@needs(Permission.DOCUMENT_UPLOAD)
@stands_alone
def upload_file() -> ResponseReturnValue:
    """Receive files from a plain form, then ask what they prove."""
    here, code = State.here(), request.args.get("supplier")
    reception = Reception(here.config, here.database, here.files)
    reception.owner(me(), code)
    received = received_files("file")
    carried = [(name, request.args.get(name, "")) for name in ("supplier", "type", "renews")]
    for file in received:
        try:
            staged = reception.keep(me(), code, file)
            carried.append(("upload", str(staged.id)))
        except DomainError as error:
            flash(f"{file.name}: {error.in_(locale())}", "bad")
    if not received:
        flash(say(locale(), N_("Choose at least one file.")), "bad")
    return redirect(f"/documents/upload?{urlencode([each for each in carried if each[1]])}", 303)


@bp.post("/upload")
@needs(Permission.DOCUMENT_UPLOAD)
def submit() -> ResponseReturnValue:
    """Send all files for review; what is refused stays with what was typed."""
    supplier_id = supplier_to_upload_for(db(), me(), request.args.get("supplier"))
    cards = _cards(supplier_id, request.form.getlist("upload"))
    if not cards:
        raise Invalid(N_("These files were already used or taken back. Upload them again."))
    sent = [version for card in cards if (version := _send(supplier_id, card))]
    left = [card for card in cards if card.form.errors]
    if left:
        page = _page(supplier_id, left, sent=len(sent))
        return page, (200 if sent else 422)
    text = N_("Sent for review: %(count)s.")
    flash(say(locale(), text, count=len(sent)))
    where = f"/documents/{sent[0].document_id}" if len(sent) == 1 else "/documents"
    return redirect(where, 303)


def _send(supplier_id: int, card: Card) -> DocumentVersion | None:
    """Submit one card; a refusal is written on it. An act checks all before it changes any."""
    if not card.form.validate():
        return None
    try:
        return submit_document(db(), me(), card.form.to_input(supplier_id, card.upload.id))
    except Invalid as error:
        card.form.blame(error)
    except DomainError as error:
        card.form.form_errors.append(error.in_(locale()))
    return None


def _cards(supplier_id: int | None, words: list[str]) -> list[Card]:
    ids = [found for word in words[:MOST_CARDS] if (found := whole(word))]
    uploads = find_uploads(db(), me(), list(dict.fromkeys(ids)))
    types, renews = types_in_use(db()), _renews()
    return [
        _card(each, types, renews)
        for each in uploads
        if supplier_id is None or each.supplier_id == supplier_id
    ]


def _card(each: Upload, types: list[DocumentType], renews: DocumentVersion | None) -> Card:
    form = CardForm(
        formdata=request.form if request.method == "POST" else None,
        prefix=f"u{each.id}-",
        data=_guess(each, types, renews),
    )
    form.type_id.choices = options(
        [
            ("", say(locale(), N_("Choose a type"))),
            *((str(kind.id), kind.name.in_(locale())) for kind in types),
        ]
    )
    form.site_id.choices = options(
        [
            ("", say(locale(), N_("Choose a factory"))),
            *(
                (str(site.id), site.name.in_(locale()) or site.code)
                for site in sites_to_choose(db(), me(), each.supplier_id)
            ),
        ]
    )
    kind = next((kind for kind in types if kind.id == form.type_id.data), None)
    return Card(each, form, kind, renews)


def _guess(
    each: Upload, types: list[DocumentType], renews: DocumentVersion | None
) -> dict[str, object]:
    """Return what can be filled in before anyone typed: from what it renews, or from its name."""
    if renews is not None:
        return {
            "type_id": renews.document.type_id,
            "site_id": renews.document.site_id,
            "subject": renews.document.subject,
            "issuer": renews.issuer,
            "renews_id": renews.id,
        }
    asked = request.args.get("type", "")
    code = guess_type(each.file_name)
    kind = next(
        (kind for kind in types if asked and asked in (kind.code, str(kind.id))),
        next((kind for kind in types if kind.code == code), None),
    )
    return {"type_id": kind.id if kind else None}


def _renews() -> DocumentVersion | None:
    version_id = whole(request.args.get("renews"))
    return find_version(db(), me(), version_id) if version_id else None


def _page(supplier_id: int, cards: list[Card], sent: int = 0) -> str:
    asked, types = request.args.get("type", ""), types_in_use(db())
    wanted = next((kind for kind in types if asked in (kind.code, str(kind.id))), None)
    return render_template(
        "documents/upload.html",
        cards=cards,
        sent=sent,
        supplier=supplier_name(db(), me(), supplier_id),
        code=request.args.get("supplier", ""),
        renews=_renews(),
        wanted=wanted,
        query=request.query_string.decode(),
        facts=_facts(),
        max_mb=State.here().config.max_upload_mb,
    )


def _facts() -> dict[str, dict[str, object]]:
    """Return what each type asks for, for the script that hides what it does not."""
    return {
        str(kind.id): {
            "site": kind.subject_kind is SubjectKind.SITE,
            "subject": kind.subject_kind in (SubjectKind.PRODUCT, SubjectKind.LOT)
            or kind.validity is Validity.PER_ORDER,
            "issued": kind.validity is not Validity.NONE,
            "expires": kind.validity is not Validity.NONE,
            "months": kind.period_months if kind.validity is Validity.PERIODIC else None,
            "number": kind.needs_number,
            "guidance": kind.guidance.in_(locale()),
        }
        for kind in types_in_use(db())
    }
