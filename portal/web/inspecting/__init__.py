"""The inspector's page: installed as a web app, usable without a network."""

from portal.web.inspecting.views import bp

__all__ = ["bp"]
