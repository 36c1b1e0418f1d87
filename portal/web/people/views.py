"""People: who comes in, what they may do, and who still waits."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.core.accounts.models import User
from portal.core.accounts.operations import (
    change_roles,
    disable_person,
    drop_second_factor,
    enable_person,
    invite_again,
    invite_person,
    revoke_invitation,
)
from portal.core.accounts.queries.people import find_person, history_of
from portal.core.accounts.queries.sessions import sessions_of
from portal.core.accounts.rules import UserState, needed_to_invite
from portal.core.clock import now
from portal.core.errors import Invalid, NotAllowed, NotFound, TooMany
from portal.core.i18n import N_
from portal.core.permissions import BRAND_ROLES, SUPPLIER_ROLES, Permission, Role
from portal.core.suppliers.people import (
    PAGE,
    SORTS,
    PeopleFilter,
    companies_to_invite,
    company_of,
    list_people,
)
from portal.core.suppliers.queries.finding import find_supplier
from portal.core.suppliers.registration import (
    approve_registration,
    refuse_registration,
    registration_of,
    same_number,
)
from portal.web.choices import country_name
from portal.web.language import gettext, number
from portal.web.numbers import whole
from portal.web.paging import page_number
from portal.web.people.forms import InviteForm, RefuseForm, RolesForm, role_choices
from portal.web.people.words import ROLE_WORDS, step
from portal.web.request import State, db, locale, me, needs

bp = Blueprint("people", __name__, url_prefix="/people")

NOT_YOURS = N_("Your role does not include this. Ask an administrator.")


@bp.get("")
@needs(Permission.PERSON_READ)
def people() -> ResponseReturnValue:
    """Show the people within reach."""
    wanted = _wanted()
    lines, total = list_people(db(), me(), wanted)
    return render_template(
        "people/list.html",
        lines=lines,
        wanted=wanted,
        page=_pages(wanted, len(lines), total),
        address=_address,
        roles=[
            (value, gettext(word))
            for value, word in role_choices(
                SUPPLIER_ROLES if me().is_supplier else BRAND_ROLES | SUPPLIER_ROLES
            )
        ],
        words=ROLE_WORDS,
        company=None if me().is_supplier else company_of(db(), me(), wanted.supplier_id),
        state_of=state_of,
        may_invite=_may_invite(),
    )


@bp.get("/invite")
@needs(Permission.PERSON_READ)
def ask_invite() -> ResponseReturnValue:
    """Ask whom to invite."""
    if not _may_invite():
        raise NotAllowed(NOT_YOURS)
    company = me().supplier_id or _company_named(request.args.get("supplier", ""))
    return render_template("people/invite.html", form=_invite_form(company=str(company)))


def _company_named(code: str) -> int | str:
    """Return the id of a company; an unknown one leaves the choice open."""
    try:
        return find_supplier(db(), me(), code).id if code else ""
    except NotFound:
        return ""


@bp.post("/invite")
@needs(Permission.PERSON_READ)
def invite() -> ResponseReturnValue:
    """Mail somebody the way in."""
    if not _may_invite():
        raise NotAllowed(NOT_YOURS)
    form = _invite_form()
    if form.validate():
        try:
            user = invite_person(db(), me(), form.to_input())
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("The invitation is on its way to %(email)s.") % {"email": user.email})
            return redirect(f"/people/{user.id}", 303)
    return render_template("people/invite.html", form=form), 422


@bp.get("/<int:user_id>")
@needs(Permission.PERSON_READ)
def person(user_id: int) -> ResponseReturnValue:
    """Show one person: roles, state, history."""
    user = find_person(db(), me(), user_id)
    form = RolesForm(roles=sorted(user.role_names))
    return _show(user, form, RefuseForm())


@bp.post("/<int:user_id>/roles")
@needs(Permission.PERSON_MANAGE)
def roles(user_id: int) -> ResponseReturnValue:
    """Change what a person may do."""
    user, form = find_person(db(), me(), user_id), RolesForm()
    form.offer(user.supplier_id)
    if form.validate():
        try:
            change_roles(db(), me(), user, form.chosen())
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("The roles have been changed; they hold from the next page on."))
            return redirect(f"/people/{user_id}", 303)
    return _show(user, form, RefuseForm()), 422


@bp.post("/<int:user_id>/refuse")
@needs(Permission.SUPPLIER_INVITE)
def refuse(user_id: int) -> ResponseReturnValue:
    """Turn a registration down."""
    user, form = find_person(db(), me(), user_id), RefuseForm()
    if form.validate():
        try:
            refuse_registration(db(), me(), user, form.reason.data or "")
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("The registration has been turned down; the person is told why."))
            return redirect(f"/people/{user_id}", 303)
    return _show(user, RolesForm(roles=sorted(user.role_names)), form), 422


@bp.post("/<int:user_id>/approve")
@needs(Permission.SUPPLIER_INVITE)
def approve(user_id: int) -> ResponseReturnValue:
    """Let in somebody who registered a company."""
    return _act(user_id, approve_registration, N_("The person can sign in now and is told so."))


@bp.post("/<int:user_id>/invite-again")
@needs(Permission.PERSON_READ)
def again(user_id: int) -> ResponseReturnValue:
    """Mail a new link."""
    try:
        return _act(user_id, invite_again, N_("A new link is on its way."))
    except TooMany as error:
        flash(error.in_(locale()), "bad")
        return redirect(f"/people/{user_id}", 303)


@bp.post("/<int:user_id>/revoke")
@needs(Permission.PERSON_READ)
def revoke(user_id: int) -> ResponseReturnValue:
    """Take an invitation back."""
    return _act(user_id, revoke_invitation, N_("The invitation has been taken back."))


@bp.post("/<int:user_id>/disable")
@needs(Permission.PERSON_MANAGE)
def disable(user_id: int) -> ResponseReturnValue:
    """Close an account."""
    return _act(user_id, disable_person, N_("The account has been closed."))


@bp.post("/<int:user_id>/enable")
@needs(Permission.PERSON_MANAGE)
def enable(user_id: int) -> ResponseReturnValue:
    """Open an account again."""
    return _act(user_id, enable_person, N_("The account is open again."))


@bp.post("/<int:user_id>/second-factor/off")
@needs(Permission.PERSON_MANAGE)
def second_factor_off(user_id: int) -> ResponseReturnValue:
    """Turn off the second factor of somebody locked out."""
    return _act(user_id, drop_second_factor, N_("The second factor has been turned off."))


def _act(user_id: int, act: Callable[..., None], said: str) -> ResponseReturnValue:
    act(db(), me(), find_person(db(), me(), user_id))
    flash(gettext(said))
    return redirect(f"/people/{user_id}", 303)


def state_of(state: UserState, invited_until: Any) -> tuple[str, str]:
    """Return the state to draw and the word for it."""
    if state is not UserState.INVITED:
        return state.value, ""
    if invited_until is None:
        return "withdrawn", gettext("Invitation taken back")
    if invited_until < now():
        return "expired", gettext("Invitation expired")
    return state.value, ""


def _show(user: User, form: RolesForm, refuse_form: RefuseForm) -> str:
    form.offer(user.supplier_id)
    is_decider = me().may(Permission.SUPPLIER_INVITE, user.supplier_id)
    is_waiting = user.state is UserState.WAITING and is_decider
    asked = registration_of(db(), me(), user) if is_waiting else None
    invites = me().may(
        needed_to_invite(user.roles, from_brand=not me().is_supplier), user.supplier_id
    )
    return render_template(
        "people/person.html",
        user=user,
        form=form,
        refuse_form=refuse_form,
        company=company_of(db(), me(), user.supplier_id),
        steps=[step(line) for line in history_of(db(), me(), user)],
        sessions=len(sessions_of(db(), user.id)),
        words=ROLE_WORDS,
        state=state_of(user.state, user.invited_until),
        asked=asked,
        country_name=country_name,
        double=same_number(db(), me(), asked) if asked else None,
        manages=me().may(Permission.PERSON_MANAGE, user.supplier_id) and user.id != me().user_id,
        invites=invites and user.state is UserState.INVITED,
    )


def _may_invite() -> bool:
    return me().may(Permission.PERSON_MANAGE, me().supplier_id) or (
        not me().is_supplier and Permission.SUPPLIER_INVITE in me().permissions
    )


def _invite_form(**values: Any) -> InviteForm:
    form = InviteForm(**values)
    with_brand = not me().is_supplier and Permission.PERSON_MANAGE in me().permissions
    brand = State.here().config.brand_name
    form.offer_companies(companies_to_invite(db(), me()), brand, with_own=with_brand)
    form.offer_roles(with_brand=with_brand)
    return form


def _wanted() -> PeopleFilter:
    args = request.args
    role, state = args.get("role", ""), args.get("state", "")
    supplier, sort = args.get("supplier", ""), args.get("sort", "")
    return PeopleFilter(
        text=args.get("q", "").strip()[:100],
        role=Role(role) if role in set(Role) else None,
        state=UserState(state) if state in set(UserState) else None,
        supplier_id=whole(supplier),
        brand_only=supplier == "brand",
        sort=sort if sort.removeprefix("-") in SORTS else "name",
        page=page_number(),
    )


def _address(**changes: object) -> str:
    """Return this list's address with some of its state changed."""
    kept = {key: value for key, value in request.args.items() if key not in ("page", "lang")}
    wanted = {**kept, **changes}
    query = urlencode({key: value for key, value in wanted.items() if value not in ("", None)})
    return f"/people?{query}" if query else "/people"


def _pages(wanted: PeopleFilter, shown: int, total: int) -> dict[str, str | None]:
    """Return the words and addresses of the pager."""
    last = max(1, -(-total // PAGE))
    start = (wanted.page - 1) * PAGE
    words = gettext("%(first)s–%(last)s of %(total)s") % {
        "first": number(start + 1 if shown else 0),
        "last": number(start + shown),
        "total": number(total),
    }
    at = wanted.page
    return {
        "words": words,
        "first_href": _address(page=1) if at > 2 else None,
        "previous_href": _address(page=at - 1) if at > 1 else None,
        "next_href": _address(page=at + 1) if at < last else None,
        "last_href": _address(page=last) if at < last - 1 else None,
    }
