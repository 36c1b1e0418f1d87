"""One's own account."""

from portal.web.account import second_factor, tokens
from portal.web.account.views import bp

__all__ = ["bp", "second_factor", "tokens"]
