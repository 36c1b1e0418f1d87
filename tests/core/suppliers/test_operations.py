"""What people do with suppliers, and what they are refused."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.core.accounts.events import InvitationAccepted
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import today
from portal.core.documents.models import Document, DocumentType, Requirement
from portal.core.documents.rules import RequirementLevel
from portal.core.errors import Invalid, NotAllowed, NotFound, Outpaced, WrongState
from portal.core.notifications.models import Notice
from portal.core.suppliers.models import Category, Contact, Site, Supplier
from portal.core.suppliers.operations import (
    CategoryInput,
    SiteInput,
    StateInput,
    SupplierInput,
    add_category,
    edit_category,
    edit_site,
    edit_supplier,
    lapse_conditional_approvals,
    move_supplier,
    remove_category,
    remove_site,
)
from portal.core.suppliers.queries.finding import find_contact, find_site, find_supplier
from portal.core.suppliers.rules import SupplierState
from tests.factories.accounts import at_once
from tests.factories.suppliers import (
    HAISHENG,
    added,
    contact_of,
    moved,
    refusal,
    site_of,
    steps,
    supplier,
    trail,
)
from tests.people import ADA, BEN, ENA, LEO, LIN, MAYA, OTTO, WEI, Person
from tests.world import World

S = SupplierState
NEXT_YEAR = today() + timedelta(days=365)


def edit(world: World, by: Person, given: SupplierInput, code: str = "S-LIN") -> Supplier:
    actor = world.actor(by)
    with world.database.transaction() as session:
        found = find_supplier(session, actor, code)
        edit_supplier(session, actor, found, given, found.revision)
    return supplier(world, code)


def test_a_new_company_is_invited_and_its_first_step_is_kept(world: World) -> None:
    company = added(world)

    found = supplier(world, company.code)
    assert (found.state, found.registration_number) == (S.INVITED, HAISHENG.registration_number)
    assert [(step.state_before, step.state_after) for step in steps(world, found.code)] == [
        (None, S.INVITED)
    ]
    assert [line.facts for line in trail(world, "supplier.added")] == [{"code": found.code}]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name_en": "", "name_zh": ""}, "name_en"),
        ({"registration_number": "91350582MA31RL8H82"}, "registration_number"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"code": "A/B"}, "code"),
        ({"code": "s-lin"}, "code"),
        ({"name_en": "LINHE, textiles"}, "is_twin"),
        ({"name_en": "", "name_zh": "林禾 纺织"}, "is_twin"),
        ({"name_en": "Something else", "name_zh": "林禾纺织"}, "is_twin"),
    ],
)
def test_what_is_wrong_with_a_company_is_said_by_its_field(
    world: World, changes: dict[str, str], field: str
) -> None:
    error = refusal(lambda: added(world, replace(HAISHENG, **changes)))

    assert isinstance(error, Invalid)
    assert error.field == field


def test_a_twin_may_stand_beside_when_it_is_meant(world: World) -> None:
    twin = replace(HAISHENG, name_en="Linhe Textiles", name_zh="", is_twin=True)

    assert added(world, twin).code != "S-LIN"


@pytest.mark.parametrize("by", [ENA, OTTO, LIN, LEO])
def test_only_buyers_and_administrators_add_companies(world: World, by: Person) -> None:
    assert isinstance(refusal(lambda: added(world, by=by)), NotAllowed | NotFound)


def test_a_settled_company_changes_its_contact_facts_and_nothing_else(world: World) -> None:
    before = supplier(world)

    now = edit(
        world,
        LIN,
        SupplierInput(
            name_en="Renamed", name_zh="改名", country="DE", registration_number="HRB1",
            address="New road 1", website="https://linhe.example", markets=frozenset({"US"}),
            code="S-NEW",
        ),
    )  # fmt: skip

    kept = ("name_en", "name_zh", "country", "registration_number", "markets", "code", "state")
    assert [getattr(now, name) for name in kept] == [getattr(before, name) for name in kept]
    assert (now.address, now.website) == ("New road 1", "https://linhe.example")
    assert [line.facts["changes"] for line in trail(world, "supplier.edited")] == [
        {"address": ["", "New road 1"], "website": ["", "https://linhe.example"]}
    ]


def test_an_arriving_company_names_itself_but_cannot_try_numbers(world: World) -> None:
    added(world)
    with world.database.transaction() as session:
        session.get_one(Supplier, world.supplier_id("S-LIN")).state = S.REGISTERED

    now = edit(
        world,
        LIN,
        SupplierInput(
            name_en="Linhe Weaving",
            country="CN",
            registration_number=HAISHENG.registration_number,
        ),
    )

    assert (now.name_en, now.registration_number) == ("Linhe Weaving", None)


def test_the_second_editor_is_told(world: World) -> None:
    actor, seen = world.actor(BEN), supplier(world).revision
    edit(world, ADA, SupplierInput(name_en="Linhe Textiles", country="CN", address="First"))

    with world.database.transaction() as session:
        found = find_supplier(session, actor, "S-LIN")
        given = SupplierInput(name_en="Linhe Textiles", country="CN", address="Second")
        error = refusal(lambda: edit_supplier(session, actor, found, given, seen))

    assert isinstance(error, Outpaced)
    assert supplier(world).address == "First"


@pytest.mark.parametrize(
    ("by", "before", "to", "refused"),
    [
        (MAYA, S.APPROVED, S.SUSPENDED, None),
        (MAYA, S.UNDER_REVIEW, S.APPROVED, None),
        (MAYA, S.INVITED, S.UNDER_REVIEW, None),
        (BEN, S.INVITED, S.UNDER_REVIEW, None),
        (BEN, S.REGISTERED, S.UNDER_REVIEW, None),
        (BEN, S.APPROVED, S.CLOSED, None),
        (ADA, S.APPROVED, S.CLOSED, None),
        (BEN, S.APPROVED, S.UNDER_REVIEW, NotAllowed),
        (BEN, S.REJECTED, S.UNDER_REVIEW, NotAllowed),
        (BEN, S.UNDER_REVIEW, S.APPROVED, NotAllowed),
        (BEN, S.UNDER_REVIEW, S.REJECTED, NotAllowed),
        (ENA, S.APPROVED, S.CLOSED, NotAllowed),
        (OTTO, S.APPROVED, S.CLOSED, NotAllowed),
        (LIN, S.UNDER_REVIEW, S.APPROVED, NotFound),
        (LIN, S.APPROVED, S.CLOSED, NotFound),
        (MAYA, S.INVITED, S.APPROVED, WrongState),
        (MAYA, S.APPROVED, S.APPROVED, WrongState),
    ],
)
def test_who_may_move_a_company(
    world: World, by: Person, before: SupplierState, to: SupplierState, refused: type | None
) -> None:
    with world.database.transaction() as session:
        session.get_one(Supplier, world.supplier_id("S-LIN")).state = before

    error = refusal(lambda: moved(world, to, by))

    assert type(error) is (refused or type(None))
    assert supplier(world).state is (before if refused else to)


@pytest.mark.parametrize(
    ("step", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"on_day": today() + timedelta(days=2)}, "on_day"),
        ({"until": None}, "until"),
        ({"until": today()}, "until"),
        ({"conditions": ""}, "conditions"),
    ],
)
def test_a_conditional_approval_says_until_when_and_on_what(
    world: World, step: dict[str, object], field: str
) -> None:
    whole = {"until": NEXT_YEAR, "conditions": "Chemical inventory", **step}

    error = refusal(lambda: moved(world, S.CONDITIONAL, **whole))

    assert isinstance(error, Invalid)
    assert (error.field, supplier(world).state) == (field, S.APPROVED)


def test_only_a_conditional_approval_ends(world: World) -> None:
    error = refusal(lambda: moved(world, S.SUSPENDED, until=NEXT_YEAR))

    assert isinstance(error, Invalid)


def test_a_step_is_dated_kept_and_told(world: World) -> None:
    day = today() - timedelta(days=3)

    moved(world, S.SUSPENDED, reason="Audit failed.", on_day=day)

    step = steps(world)[-1]
    assert (step.state_before, step.state_after, step.on_day, step.reason, step.by_name) == (
        S.APPROVED, S.SUSPENDED, day, "Audit failed.", MAYA.name,
    )  # fmt: skip
    with world.looking() as session:
        notice = session.scalars(select(Notice)).one()
    assert (notice.audience, notice.link) == (f"supplier:{step.supplier_id}", "/suppliers/S-LIN")
    assert len(trail(world, "supplier.moved")) == 1


def lapse(world: World, days: int) -> int:
    with world.database.transaction() as session:
        return lapse_conditional_approvals(
            session, Actor.system("nightly"), today() + timedelta(days=days)
        )


def test_a_conditional_approval_lapses_the_day_after_its_last(world: World) -> None:
    until = today() + timedelta(days=5)
    moved(world, S.CONDITIONAL, until=until, conditions="Chemical inventory")

    assert [lapse(world, 5), lapse(world, 6), lapse(world, 6)] == [0, 1, 0]
    now = supplier(world)
    assert (now.state, now.state_until) == (S.SUSPENDED, None)
    assert steps(world)[-1].why.zh == "有条件合格期限已过。"


def test_whom_somebody_decides_on_is_not_lapsed_beside(any_world: World) -> None:
    moved(any_world, S.CONDITIONAL, until=today() + timedelta(days=5), conditions="Inventory")
    seen = supplier(any_world).revision

    answers = at_once(
        2,
        lambda number: (
            moved(any_world, S.APPROVED, revision=seen) if number else lapse(any_world, 9)
        ),
    )

    after = [step.state_after for step in steps(any_world)]
    assert after in ([S.CONDITIONAL, S.APPROVED], [S.CONDITIONAL, S.SUSPENDED])
    assert (answers[0] == 0) is (after[-1] is S.APPROVED)


@pytest.mark.hammered
def test_of_many_decisions_at_once_exactly_one_holds(any_world: World) -> None:
    seen = supplier(any_world).revision

    def decide(number: int) -> object:
        return moved(any_world, S.SUSPENDED if number % 2 else S.CLOSED, revision=seen)

    answers = at_once(16, decide)

    losers = [answer for answer in answers if isinstance(answer, Exception)]
    assert (len(losers), {type(error) for error in losers} <= {Outpaced, WrongState}) == (15, True)
    assert (len(steps(any_world)), len(trail(any_world, "supplier.moved"))) == (1, 1)
    with any_world.looking() as session:
        assert len(session.scalars(select(Notice)).all()) == 1


@pytest.mark.hammered
def test_a_number_is_registered_once_however_many_try(any_world: World) -> None:
    answers = at_once(
        16,
        lambda number: added(
            any_world, replace(HAISHENG, name_zh="", name_en=f"Haisheng {number}")
        ),
    )

    losers = [answer for answer in answers if isinstance(answer, Exception)]
    assert (len(losers), {type(error) for error in losers} <= {Invalid, IntegrityError}) == (
        15,
        True,
    )
    assert len(trail(any_world, "supplier.added")) == 1


def test_an_invited_company_is_registered_when_its_first_person_comes_in(world: World) -> None:
    company = added(world)

    for _ in range(2):
        with world.database.transaction() as session:
            came = InvitationAccepted(company.id, 7, "Nia")
            record(session, Actor.system("door"), came)

    after = [step.state_after for step in steps(world, company.code)]
    assert after == [S.INVITED, S.REGISTERED]


def test_a_settled_company_stays_when_more_people_come_in(world: World) -> None:
    with world.database.transaction() as session:
        record(
            session, Actor.system("door"), InvitationAccepted(world.supplier_id("S-LIN"), 7, "Nia")
        )

    assert supplier(world).state is S.APPROVED


def test_a_site_goes_and_its_contacts_stay(world: World) -> None:
    site = site_of(world)
    contact = contact_of(world, site_id=site.id)
    actor = world.actor(LIN)

    with world.database.transaction() as session:
        found = session.get_one(Supplier, world.supplier_id("S-LIN"))
        remove_site(session, actor, find_site(session, actor, found, site.id))

    with world.looking() as session:
        assert session.get(Site, site.id) is None
        assert session.get_one(Contact, contact.id).site_id is None
    assert [line.facts for line in trail(world, "site.removed")] == [{"code": site.code}]


def test_a_site_with_documents_stays_and_can_be_marked_as_unused(any_world: World) -> None:
    site, actor = site_of(any_world), any_world.actor(BEN)
    with any_world.database.transaction() as session:
        kind = DocumentType(code="X", name_en="X", name_zh="X", reminder_days=frozenset())
        session.add(kind)
        session.flush()
        session.add(Document(supplier_id=site.supplier_id, type_id=kind.id, site_id=site.id))

    def remove() -> None:
        with any_world.database.transaction() as session:
            remove_site(session, actor, session.get_one(Site, site.id))

    assert isinstance(refusal(remove), WrongState)
    with any_world.database.transaction() as session:
        found = session.get_one(Site, site.id)
        given = SiteInput("Tongxiang mill", country="CN", is_active=False)
        edit_site(session, actor, found, given, found.revision)
    with any_world.looking() as session:
        assert not session.get_one(Site, site.id).is_active
    assert trail(any_world, "site.removed") == []


def test_nothing_of_another_company_is_found(world: World) -> None:
    site, contact, wei = site_of(world), contact_of(world), world.actor(WEI)
    with world.looking() as session:
        own = find_supplier(session, wei, "S-WEI")
        tries = (
            lambda: find_supplier(session, wei, "S-LIN"),
            lambda: find_site(session, wei, own, site.id),
            lambda: find_contact(session, wei, own, contact.id),
        )
        assert [type(refusal(look)) for look in tries] == [NotFound] * 3


def test_a_category_is_named_anew_but_not_over_another_editor(world: World) -> None:
    actor = world.actor(MAYA)
    with world.database.transaction() as session:
        given = CategoryInput("textiles", "Textiles", "纺织品")
        category_id = add_category(session, actor, given).id

    def rename(name: str) -> None:
        with world.database.transaction() as session:
            found = session.get_one(Category, category_id)
            edit_category(session, actor, found, CategoryInput("x", name, "纺织品"), 1)

    assert refusal(lambda: rename("Fabrics")) is None
    assert isinstance(refusal(lambda: rename("Cloth")), Outpaced)
    with world.looking() as session:
        found = session.get_one(Category, category_id)
        assert (found.code, found.name_en) == ("textiles", "Fabrics")


@pytest.mark.parametrize("hangs", ["supplier", "requirement", ""])
def test_a_category_goes_only_when_nothing_hangs_on_it(any_world: World, hangs: str) -> None:
    actor = any_world.actor(MAYA)
    with any_world.database.transaction() as session:
        category = add_category(session, actor, CategoryInput("textiles", "Textiles", "纺织品"))
        category_id = category.id
        kind = DocumentType(code="X", name_en="X", name_zh="X", reminder_days=frozenset())
        session.add(kind)
        session.flush()
        if hangs == "supplier":
            company = find_supplier(session, actor, "S-LIN")
            company.categories = [category]
        if hangs == "requirement":
            session.add(
                Requirement(
                    type_id=kind.id,
                    category_id=category.id,
                    scope=f"{category.id}//",
                    level=RequirementLevel.REQUIRED,
                )
            )

    def remove() -> None:
        with any_world.database.transaction() as session:
            remove_category(session, actor, session.get_one(Category, category_id))

    assert type(refusal(remove)) is (WrongState if hangs else type(None))
    with any_world.looking() as session:
        assert (session.get(Category, category_id) is None) is not bool(hangs)


def test_a_revision_that_was_never_shown_moves_nothing(world: World) -> None:
    actor = world.actor(MAYA)
    with world.database.transaction() as session:
        found = find_supplier(session, actor, "S-LIN")
        step = StateInput(S.SUSPENDED, "Because.", -1)
        error = refusal(lambda: move_supplier(session, actor, found, step))

    assert (type(error), supplier(world).state) == (Outpaced, S.APPROVED)
