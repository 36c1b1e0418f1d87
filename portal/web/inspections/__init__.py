"""Inspection pages."""

from portal.web.inspections import booking, calendar, deciding, triggers, views
from portal.web.inspections.blueprint import bp

triggers_bp = triggers.bp

__all__ = ["booking", "bp", "calendar", "deciding", "triggers", "triggers_bp", "views"]
