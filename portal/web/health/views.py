"""Whether the portal lives, is ready, and how it does."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.web.request import open_to_all

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@open_to_all
def healthz() -> ResponseReturnValue:
    """Say that the process answers."""
    return {"status": "ok"}
