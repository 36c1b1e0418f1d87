"""Sentences of the rules in the person's language."""

from inspections.sampling.rules.sentences import Sentence
from portal.web.request import locale


def said_in(told: Sentence) -> str:
    """Return a rule's sentence in the person's language."""
    return told.in_(locale())
