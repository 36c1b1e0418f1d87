"""Where the trace's pages hang."""

from flask import Blueprint

bp = Blueprint("trace", __name__)
