"""What customers say by themselves, and the way from there to the goods."""

from portal.web.feedback.views import bp

__all__ = ["bp"]
