"""The report of an inspection: read here, printed here, released here."""

from portal.web.reports.views import bp

__all__ = ["bp"]
