"""The API: what programs may ask and tell, as JSON, with tokens, described by OpenAPI."""

from portal.api.frame import init_app

__all__ = ["init_app"]
