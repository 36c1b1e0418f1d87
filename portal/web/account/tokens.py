"""Keys for programs that act in one's name."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from portal.core.accounts.operations import create_token, revoke_token, scopes_for
from portal.core.accounts.queries.people import find_me
from portal.core.accounts.queries.tokens import find_token, tokens_of
from portal.core.errors import Invalid
from portal.core.permissions import Permission
from portal.web.account.forms import SCOPE_WORDS, TokenForm
from portal.web.account.views import bp
from portal.web.identity import needs_fresh
from portal.web.language import gettext
from portal.web.request import db, me, needs


@bp.get("/tokens")
@needs(Permission.TOKEN_MANAGE)
def tokens() -> ResponseReturnValue:
    """Show the keys and offer a new one."""
    return _show(_form())


@bp.post("/tokens")
@needs(Permission.TOKEN_MANAGE)
@needs_fresh
def make_token() -> ResponseReturnValue:
    """Make a key and show it this once."""
    form = _form()
    if form.validate():
        try:
            secret = create_token(db(), me(), find_me(db(), me()), form.to_input())
        except Invalid as error:
            form.blame(error)
        else:
            return render_template("account/token_made.html", secret=secret, name=form.name.data)
    return _show(form), 422


@bp.post("/tokens/<int:token_id>/revoke")
@needs(Permission.TOKEN_MANAGE)
def revoke(token_id: int) -> ResponseReturnValue:
    """Make a key useless."""
    revoke_token(db(), me(), find_token(db(), me(), token_id))
    flash(gettext("The key has been revoked."))
    return redirect("/account/tokens", 303)


def _form() -> TokenForm:
    form = TokenForm()
    form.offer(scopes_for(find_me(db(), me())))
    return form


def _show(form: TokenForm) -> str:
    words = {scope.value: word for scope, word in SCOPE_WORDS.items()}
    return render_template(
        "account/tokens.html", form=form, tokens=tokens_of(db(), me()), words=words
    )
