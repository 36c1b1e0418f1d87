"""How roles and what happened to people are said."""

from collections.abc import Mapping
from typing import Any

from portal.core.accounts.queries.people import TrailLine
from portal.core.i18n import N_
from portal.core.permissions import Role
from portal.web.language import gettext

ROLE_WORDS = {
    Role.ADMIN: N_("Administrator"),
    Role.BUYER: N_("Buyer"),
    Role.QUALITY_ENGINEER: N_("Quality engineer"),
    Role.QUALITY_MANAGER: N_("Quality manager"),
    Role.INSPECTOR: N_("Inspector"),
    Role.DEPARTMENT: N_("Department member"),
    Role.AUDITOR: N_("Auditor"),
    Role.SUPPLIER_ADMIN: N_("Supplier administrator"),
    Role.SUPPLIER_USER: N_("Supplier user"),
    Role.SYSTEM: N_("The portal"),
}

HAPPENED = {
    "person.added": ("blue", N_("Account made")),
    "person.invited": ("blue", N_("Invited")),
    "person.invited_again": ("blue", N_("New link mailed")),
    "person.invitation_revoked": ("red", N_("Invitation taken back")),
    "person.invitation_accepted": ("green", N_("Invitation accepted")),
    "person.registered": ("blue", N_("Registered a company")),
    "person.approved": ("green", N_("Registration approved")),
    "person.refused": ("red", N_("Registration turned down")),
    "person.roles_changed": ("amber", N_("Roles changed")),
    "person.disabled": ("red", N_("Account closed")),
    "person.enabled": ("green", N_("Account opened again")),
    "person.signed_in": ("grey", N_("Signed in")),
    "person.signed_out": ("grey", N_("Signed out")),
    "person.sessions_ended": ("grey", N_("Sessions ended")),
    "person.sign_in_failed": ("amber", N_("Sign-in failed")),
    "person.sign_in_limited": ("red", N_("Too many failed sign-ins")),
    "person.reset_asked": ("grey", N_("Asked for a mail link")),
    "person.password_reset": ("amber", N_("Password set by mail link")),
    "person.password_changed": ("amber", N_("Password changed")),
    "person.profile_changed": ("grey", N_("Profile changed")),
    "person.address_change_asked": ("grey", N_("Asked to change the mail address")),
    "person.address_changed": ("amber", N_("Mail address changed")),
    "person.second_factor_added": ("green", N_("Second factor turned on")),
    "person.second_factor_removed": ("amber", N_("Second factor turned off")),
    "person.recovery_codes_made": ("grey", N_("New recovery codes made")),
    "person.recovery_code_used": ("amber", N_("Recovery code used")),
}

FAILED = {
    "password": N_("Wrong password"),
    "code": N_("Wrong code of the second factor"),
    "waiting": N_("The registration was still waiting"),
}


def step(line: TrailLine) -> dict[str, Any]:
    """Return one line of a person's history for the timeline."""
    colour, title = HAPPENED.get(line.event, ("grey", line.event))
    return {
        "at": line.at,
        "by": " · ".join(part for part in (line.by, line.address) if part),
        "title": gettext(title),
        "text": _more(line.event, line.facts),
        "colour": colour,
    }


def _more(event: str, facts: Mapping[str, Any]) -> str:
    if event == "person.roles_changed":
        before, after = (_roles(facts.get(key, ())) for key in ("before", "after"))
        return f"{before} → {after}"
    if event == "person.sign_in_failed":
        return gettext(FAILED.get(str(facts.get("reason")), ""))
    return str(facts.get("reason", ""))


def _roles(names: list[str]) -> str:
    return ", ".join(gettext(ROLE_WORDS[Role(name)]) for name in names)
