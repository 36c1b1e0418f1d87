"""The public page that checks signed agreements."""

from portal.web.verify.views import bp

__all__ = ["bp"]
