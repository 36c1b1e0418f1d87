"""Suppliers of the demo world on their way in: one in each step, conditions, an exception."""

from collections.abc import Callable
from datetime import timedelta

from agreements.contracts.rules import GateLevel
from portal.cli.demo_world.acting import actor_of, supplier_of
from portal.cli.demo_world.checklists import ENGINEER, MANAGER, audit, open_one
from portal.core.accounts.operations import PersonInput, invite_person
from portal.core.clock import some_days_ago, today
from portal.core.db import Database
from portal.core.permissions import Role
from scoring.admission.models import AdmissionCondition
from scoring.admission.operations import (
    ConditionInput,
    ExceptionInput,
    add_condition,
    fulfil_condition,
    set_admission_gate,
    sign_exception,
)
from scoring.admission.rules import GateKind

BLOCKING = (GateKind.ASSESSMENT, GateKind.KNOCK_OUTS, GateKind.SELF_ASSESSMENT)
CONDITIONS = (
    ("Send a complete chemical inventory. 提交完整的化学品清单。", 5),
    (
        "Correct the two findings of the audit and show photos. 完成审核两项不符合项整改并附照片。",
        40,
    ),
    ("Name a person for product safety. 指定产品安全负责人。", 60),
)
"""Text, and in how many days it is due."""
HOW = "Appointment letter of the plant manager seen. 已查看厂长签发的任命书。"
WHY = (
    "Audited on site in full; the self-assessment follows with the new form."
    " 已完成现场评审，自评将使用新版表格补交。"
)


def build_admissions(database: Database, tell: Callable[[str], None]) -> None:
    """Set the gates, let companies be on the way, keep conditions, and sign one exception."""
    _gates(database)
    _invite(database)
    open_one(database, "ANATOLIA", "SELF-ASSESSMENT", 14)
    open_one(database, "RUIJIA", "ADMISSION", 9)
    with some_days_ago(4):
        audit(database, "SAIGON")
    _conditions(database)
    _exception(database)
    tell("suppliers on their way in")


def _gates(database: Database) -> None:
    with database.transaction() as session:
        manager = actor_of(session, MANAGER)
        for kind in BLOCKING:
            set_admission_gate(session, manager, kind, GateLevel.BLOCK, 0)


def _invite(database: Database) -> None:
    """Mail a link to the first person of a company that has not come in yet."""
    with database.transaction() as session:
        buyer = actor_of(session, "buyer@hohenfeld.example")
        company = supplier_of(session, "NORDLYS")
        admin = frozenset({Role.SUPPLIER_ADMIN})
        person = PersonInput("ingrid@nordlys-friluft.example", "Ingrid Haugen", admin, company.id)
        invite_person(session, buyer, person)


def _conditions(database: Database) -> None:
    """Keep three conditions of a conditional approval, the last of them fulfilled."""
    with some_days_ago(20), database.transaction() as session:
        manager, supplier = actor_of(session, MANAGER), supplier_of(session, "HAISHENG")
        for text, days in CONDITIONS:
            due = today() + timedelta(days=20 + days)
            last = add_condition(session, manager, supplier, ConditionInput(text, due)).id
    with some_days_ago(3), database.transaction() as session:
        engineer = actor_of(session, ENGINEER)
        kept = session.get_one(AdmissionCondition, last)
        fulfil_condition(session, engineer, kept, HOW, kept.revision)


def _exception(database: Database) -> None:
    with some_days_ago(2), database.transaction() as session:
        manager, supplier = actor_of(session, MANAGER), supplier_of(session, "SAIGON")
        until = today() + timedelta(days=28)
        given = ExceptionInput(GateKind.SELF_ASSESSMENT, WHY, until, manager.name)
        sign_exception(session, manager, supplier, given)
