"""Pages of assessments: both sides' answers, the result, and what was found."""

from portal.web.assessments import answering, deciding, findings, papers
from portal.web.assessments.views import bp

__all__ = ["answering", "bp", "deciding", "findings", "papers"]
