"""Every act asks first, tells last, and leaves committing to the door."""

import ast
from collections.abc import Iterable, Iterator

from tests.architecture.source import Module, body, called, functions, modules

NOT_ASKING: dict[str, str] = {
    "record": "writes what an act has asked for",
    "accept_invitation": "nobody is somebody yet: the link is the question",
    "ask_way_in": "anybody may ask for a link; it goes to the address only",
    "confirm_address": "nobody need be signed in: the link is the question",
    "count_try": "nobody is somebody yet: the try itself is counted",
    "finish_code_step": "half signed in: the code is the question",
    "note_failed_sign_in": "nobody is somebody yet: this notes that it stays so",
    "open_for": "nobody is somebody yet: password and code have answered",
    "open_session": "nobody is somebody yet: password and code have answered",
    "renew_invitation": "nobody is somebody yet: the old link is the question",
    "reset_password": "nobody is somebody yet: the link is the question",
    "use_code": "half signed in: the code is the question",
    "claim_answer": "the call behind the key asks by itself",
    "keep_answer": "the call behind the key asks by itself",
}
"""Functions of operations that take an actor and do not begin with `actor.must`, and why."""

NOT_RECORDING: dict[str, str] = {
    "begin_second_factor": "nothing holds yet: confirming it is recorded",
    "count_try": "counted in a table of its own; the failure is recorded by who noticed it",
    "forget_answers": "sweeps what is over; what was answered is recorded by its act",
    "forget_spent_rows": "sweeps what is over; each row was recorded when it was made",
    "record": "is the recording",
    "claim_answer": "bookkeeping of the API; what is answered is recorded by its act",
    "keep_answer": "bookkeeping of the API; what is answered is recorded by its act",
}
"""Functions of operations that take an actor and leave no line in the trail, and why."""


def is_operations(module: Module) -> bool:
    """Return whether a file holds acts: operations.py, or one of a folder of that name."""
    return module.path.endswith("operations.py") or "/operations/" in module.path


def acts(module: Module) -> Iterator[ast.FunctionDef]:
    """Yield the public functions that do something on somebody's behalf."""
    for function in functions(module):
        names = [argument.arg for argument in function.args.args]
        if not function.name.startswith("_") and names[:2] == ["session", "actor"]:
            yield function


def asks_first(function: ast.FunctionDef, module: Module) -> bool:
    """Return whether the first statement is the question, also once per thing of many.

    A question that several acts of a file share may have a name: `_must_...`, which asks.
    """
    first = body(function)[0]
    if isinstance(first, ast.For):
        first = first.body[0]
    if not isinstance(first, ast.Expr) or not isinstance(first.value, ast.Call):
        return False
    asked = ast.unparse(first.value.func)
    shared = {found.name: found for found in functions(module) if found.name.startswith("_must")}
    return asked == "actor.must" or (asked in shared and "actor.must" in called(shared[asked]))


def records(function: ast.FunctionDef, module: Module) -> bool:
    """Return whether a line is left: by itself, or by what it calls in the same file or an act."""
    local = {found.name: found for found in functions(module)}
    seen: set[str] = set()
    todo = [function]
    while todo:
        names = called(todo.pop())
        if "record" in names:
            return True
        todo += [local[name] for name in names & set(local) - seen]
        seen |= names
    imported = {
        alias.asname or alias.name
        for node in module.tree.body
        if isinstance(node, ast.ImportFrom) and "operations" in (node.module or "")
        for alias in node.names
    }
    return bool(seen & imported)


def faults(found: Iterable[Module]) -> list[str]:
    """Return what is wrong with the acts of these files."""
    wrong = []
    for module in filter(is_operations, found):
        ending = called(module.tree) & {"session.commit", "session.rollback", "session.begin"}
        wrong += [f"{module.path} calls {name}" for name in sorted(ending)]
        for function in acts(module):
            place = f"{module.path}:{function.lineno} {function.name}"
            if function.name not in NOT_ASKING and not asks_first(function, module):
                wrong.append(f"{place} does not ask first")
            if function.name not in NOT_RECORDING and not records(function, module):
                wrong.append(f"{place} does not record")
    return wrong


def test_every_act_asks_first_and_records() -> None:
    wrong = faults(modules())

    assert not wrong, "\n".join(wrong)


def test_exceptions_are_still_there() -> None:
    """A reason outlives nothing: who is listed exists."""
    known = {
        function.name for module in filter(is_operations, modules()) for function in acts(module)
    }

    assert set(NOT_ASKING) | set(NOT_RECORDING) <= known


def test_faulty_acts_would_be_found() -> None:
    faulty = Module.of(
        '''
def approve(session, actor, thing):
    """Approve."""
    thing.state = "approved"
    actor.must(Permission.X)
    record(session, actor, Approved())

def reject(session, actor, thing):
    actor.must(Permission.X)
    _really(thing)

def _really(thing):
    thing.state = "rejected"
    session.commit()

def close(session, actor, things):
    for thing in things:
        actor.must(Permission.X)
    _told(session)

def _told(session):
    record(session)
''',
        "portal/core/seeded/operations.py",
    )

    assert faults([faulty]) == [
        "portal/core/seeded/operations.py calls session.commit",
        "portal/core/seeded/operations.py:2 approve does not ask first",
        "portal/core/seeded/operations.py:8 reject does not record",
    ]
