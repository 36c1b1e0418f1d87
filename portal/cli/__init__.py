"""`portal ...`: what operators do from a shell."""

from portal.cli.main import main

__all__ = ["main"]
