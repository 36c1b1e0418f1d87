"""Version 1 of the calls: one file per noun."""

from portal.api.v1 import suppliers

CALLS = (suppliers.calls,)
