"""The description of the API: one document, and pages to read and try it."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from portal.web.request import open_to_all

bp = Blueprint("api", __name__, url_prefix="/api")


@bp.get("/openapi.json")
@open_to_all
def document() -> ResponseReturnValue:
    """Return the OpenAPI document; it says nothing about anyone's data."""
    found: dict[str, object] = current_app.extensions["openapi"].to_dict()
    return found


@bp.get("/docs")
@open_to_all
def docs() -> ResponseReturnValue:
    """Show the document as pages to read and to try."""
    return render_template("api/docs.html")
