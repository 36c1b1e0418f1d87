"""The plan calculator: every answer can be shared by its address."""

from portal.web.sampling import drawings, measured, planned, zero
from portal.web.sampling.blueprint import bp

__all__ = ["bp", "drawings", "measured", "planned", "zero"]
