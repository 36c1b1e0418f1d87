"""One's own account."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.web.request import open_to_people

bp = Blueprint("account", __name__, url_prefix="/account")


@bp.get("")
@open_to_people
def account() -> ResponseReturnValue:
    """Show one's own account."""
    return render_template("home/home.html")
