"""Where the pages of nonconformities hang."""

from flask import Blueprint

bp = Blueprint("nonconformities", __name__, url_prefix="/nonconformities")
