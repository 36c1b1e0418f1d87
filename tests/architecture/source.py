"""Reading our own source."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HOUSE = Path(__file__).parents[2]
FLOORS = ("portal", "agreements", "inspections", "scoring")


@dataclass(frozen=True)
class Module:
    """One file of ours, parsed."""

    path: str
    tree: ast.Module

    @classmethod
    def of(cls, source: str, path: str = "seeded.py") -> "Module":
        return cls(path, ast.parse(source))


def modules(house: Path = HOUSE) -> Iterator[Module]:
    """Yield every Python file of the house, tests and migrations apart."""
    for floor in FLOORS:
        for path in sorted((house / floor).rglob("*.py")):
            yield Module.of(path.read_text("utf-8"), str(path.relative_to(house)))


def functions(module: Module) -> list[ast.FunctionDef]:
    """Return the functions that stand at the top of a module."""
    return [node for node in module.tree.body if isinstance(node, ast.FunctionDef)]


def body(function: ast.FunctionDef) -> list[ast.stmt]:
    """Return the statements after the docstring."""
    first, *others = function.body
    said = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return others if said else function.body


def called(node: ast.AST) -> set[str]:
    """Return the names of what is called within: `record`, `actor.must`, `session.commit`."""
    return {ast.unparse(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}
