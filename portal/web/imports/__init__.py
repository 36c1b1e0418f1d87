"""Imports: files, mappings, runs and refusals."""

from portal.web.imports.views import bp

__all__ = ["bp"]
