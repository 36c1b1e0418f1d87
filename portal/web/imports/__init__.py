"""Imports: files, mappings, runs and refusals."""

from portal.web.imports import mappings, refusals, views
from portal.web.imports.blueprint import bp

__all__ = ["bp", "mappings", "refusals", "views"]
