"""The map of addresses, and what opens each."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from flask import Flask

from portal.core.permissions import GRANTS, SCOPES, Permission, Role

AUTOMATIC = {"HEAD", "OPTIONS"}
"""Methods that Flask adds; they follow GET."""


class Opening(StrEnum):
    """What a view says about who may come."""

    ALL = "everybody"
    PEOPLE = "people"
    NEEDS = "needs"
    SCOPE = "scope"
    CLOSED = "closed"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Route:
    """One address with one method."""

    method: str
    rule: str
    endpoint: str
    arguments: tuple[str, ...]
    opening: Opening
    permission: Permission | None
    acts: bool

    @property
    def name(self) -> str:
        return f"{self.method} {self.rule}"

    @property
    def is_api(self) -> bool:
        return self.rule.startswith("/api/v1")

    def opens_to(self, role: Role | None) -> bool:
        """Return whether somebody with this role alone (None: nobody) comes in."""
        if self.opening is Opening.ALL:
            return True
        if role is None:
            return False
        if self.opening is Opening.PEOPLE:
            return True
        granted = GRANTS[role] & SCOPES if self.opening is Opening.SCOPE else GRANTS[role]
        return self.permission in granted


def routes(app: Flask) -> Iterator[Route]:
    """Yield every address with every method, files of the look apart."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if rule.endpoint == "static":
            continue
        view = app.view_functions[rule.endpoint]
        marks = {
            Opening.ALL: getattr(view, "is_open", False),
            Opening.PEOPLE: getattr(view, "is_open_to_people", False),
            Opening.NEEDS: getattr(view, "needs", None) is not None,
            Opening.SCOPE: getattr(view, "scope", None) is not None,
        }
        said = [opening for opening, is_marked in marks.items() if is_marked]
        opening = said[0] if len(said) == 1 else Opening.UNCLEAR if said else Opening.CLOSED
        for method in sorted((rule.methods or set()) - AUTOMATIC):
            yield Route(
                method,
                rule.rule,
                rule.endpoint,
                tuple(sorted(rule.arguments)),
                opening,
                getattr(view, "needs", None) or getattr(view, "scope", None),
                getattr(view, "acts", False),
            )


def filled(app: Flask, route: Route, values: dict[str, object]) -> str:
    """Return the address with its arguments filled in."""
    adapter = app.url_map.bind("localhost")
    return adapter.build(route.endpoint, values, method=route.method)
