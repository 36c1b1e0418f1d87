"""The one blueprint of the document pages."""

from flask import Blueprint

bp = Blueprint("documents", __name__, url_prefix="/documents")
