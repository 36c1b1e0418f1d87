"""People and invitations."""

from portal.web.people.views import bp

__all__ = ["bp"]
