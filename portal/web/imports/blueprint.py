"""Where the pages of imports are mounted."""

from flask import Blueprint

bp = Blueprint("imports", __name__, url_prefix="/imports")
