"""Where suppliers' products stand between normal, tightened and reduced inspection."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from inspections.sampling.models import SwitchingPair
from inspections.sampling.operations.ledger import NoteInput, note_event
from inspections.sampling.queries.ledger import (
    PairFilter,
    count_pairs,
    find_pair,
    lines_of_pair,
    list_pairs,
    pair_line,
    standing_of_pair,
)
from inspections.sampling.rules.ledger import NOTE_WORDS, Note, said
from inspections.sampling.rules.switching import Standing
from portal.core.errors import Invalid, NotFound, WrongState
from portal.core.i18n import N_
from portal.core.permissions import Permission as P
from portal.web.choices import options
from portal.web.forms import PageForm
from portal.web.language import gettext
from portal.web.paging import PAGE_ROWS, address, page_of
from portal.web.request import db, locale, me, needs
from portal.web.shell import look
from portal.web.verdicts.words import CLASS_WORDS, KIND_WORDS

bp = Blueprint("switching", __name__, url_prefix="/switching")

SEEN = (Note.IRREGULAR, Note.OTHER)
"""What an engineer may tell the ledger; the rest a manager decides."""


class NoteForm(PageForm):
    note = SelectField(N_("What happened"), [InputRequired()])
    reason = TextAreaField(N_("Reason"), [InputRequired(), Length(max=2000)])
    whole_product = BooleanField(N_("For all classes of this supplier’s product"))

    def offer(self, notes: list[Note]) -> None:
        """Fill the choices."""
        self.note.choices = options((note.value, NOTE_WORDS[note]) for note in notes)

    def to_input(self) -> NoteInput:
        """Return what the act takes."""
        return NoteInput(
            Note(self.note.data), self.reason.data or "", bool(self.whole_product.data)
        )


@bp.get("")
@needs(P.INSPECTION_READ)
def pairs() -> ResponseReturnValue:
    """List the pairs; what changed last stands first."""
    _brand_only()
    standing = request.args.get("standing", "")
    wanted = PairFilter(
        text=request.args.get("q", "").strip()[:100],
        standing=standing if standing in set(Standing) else "",
        sort=request.args.get("sort", "-since")[:20],
    )
    page = page_of(count_pairs(db(), me(), wanted))
    return render_template(
        "switching/list.html",
        lines=list_pairs(db(), me(), wanted, begin=(page.number - 1) * PAGE_ROWS),
        page=page,
        wanted=wanted,
        address=address,
        class_words=CLASS_WORDS,
        standings=[(one.value, gettext(look(one).word)) for one in Standing],
    )


@bp.get("/<int:pair_id>")
@needs(P.INSPECTION_READ)
def pair(pair_id: int) -> ResponseReturnValue:
    """Show how a pair came to where it stands."""
    found = _find(pair_id)
    return _page(found, _offer(NoteForm(formdata=None)))


@bp.post("/<int:pair_id>")
@needs(P.INSPECTION_SCHEDULE)
def note(pair_id: int) -> ResponseReturnValue:
    """Tell the ledger what no lot tells it."""
    found, form = _find(pair_id), _offer(NoteForm())
    if not form.validate():
        return _page(found, form), 422
    try:
        note_event(db(), me(), found, form.to_input())
    except Invalid as error:
        form.blame(error)
        return _page(found, form), 422
    except WrongState as error:
        form.form_errors.append(error.in_(locale()))
        return _page(found, form), 409
    flash(gettext("The ledger has it; it binds the next lot."))
    return redirect(f"/switching/{found.id}", 303)


def _brand_only() -> None:
    """How hard the brand looks, and who noted what, is the brand's own."""
    if me().is_supplier:
        raise NotFound


def _find(pair_id: int) -> SwitchingPair:
    _brand_only()
    return find_pair(db(), me(), pair_id)


def _offer(form: NoteForm) -> NoteForm:
    decides = me().may(P.SAMPLING_SET)
    form.offer([one for one in Note if decides or one in SEEN])
    return form


def _page(found: SwitchingPair, form: NoteForm) -> str:
    page = page_of(found.lines)
    begin = (page.number - 1) * PAGE_ROWS
    _, why = standing_of_pair(found)
    return render_template(
        "switching/pair.html",
        line=pair_line(db(), me(), found),
        why=[one.in_(locale()) for one in why],
        history=lines_of_pair(db(), me(), found, begin=begin, limit=PAGE_ROWS),
        page=page,
        form=form,
        happened=lambda token: said(token).in_(locale()),
        class_words=CLASS_WORDS,
        kind_words={kind.value: word for kind, word in KIND_WORDS.items()},
    )
