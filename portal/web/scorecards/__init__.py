"""Pages of scorecards and of the rules they follow."""

import portal.web.scorecards.comparing
import portal.web.scorecards.deciding
import portal.web.scorecards.files  # noqa: F401
from portal.web.scorecards.rules import bp as rules_bp
from portal.web.scorecards.views import bp

__all__ = ["bp", "rules_bp"]
