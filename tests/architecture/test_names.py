"""Names say what a thing is: words that fit everything are not used."""

import ast
import re
from collections.abc import Iterable

from tests.architecture.source import Module, modules

EMPTY = ("manager", "service", "helper", "util", "utils", "common", "misc", "data", "info")
EMPTY_VERBS = (*EMPTY, "handle", "process")


def words(name: str) -> set[str]:
    """Return the words of a name, however it is written."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def faults(found: Iterable[Module]) -> list[str]:
    """Return the names of modules, classes and functions that say nothing."""
    wrong = []
    for module in found:
        parts = module.path.removesuffix(".py").split("/")
        wrong += [f"{module.path}: {part}" for part in parts if words(part) & set(EMPTY_VERBS)]
        for node in ast.walk(module.tree):
            named = isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            if named and words(node.name) & set(EMPTY_VERBS) and not _is_given(node.name):
                wrong.append(f"{module.path}:{node.lineno} {node.name}")
    return wrong


GIVEN = {"process_bind_param", "process_result_value", "process_formdata"}


def _is_given(name: str) -> bool:
    """Return whether another library chose the name, or the operating system's word is meant."""
    return name in {*GIVEN, "this_process"} or (
        name.startswith("handle_") and name.endswith(("tag", "endtag", "data", "starttag"))
    )


def test_names_say_what_things_are() -> None:
    assert faults(modules()) == []


def test_empty_names_would_be_found() -> None:
    seeded = Module.of("class UserManager: ...\ndef handle_upload(): ...\ndef quantity(): ...\n")

    assert faults([seeded]) == ["seeded.py:1 UserManager", "seeded.py:2 handle_upload"]
