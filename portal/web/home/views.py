"""Home: what waits for me."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.web.request import open_to_people

bp = Blueprint("home", __name__)


@bp.get("/")
@open_to_people
def home() -> ResponseReturnValue:
    """Show what waits for the person asking."""
    return render_template("home/home.html")
