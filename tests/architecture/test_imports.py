"""Imports go down only: the contracts of pyproject.toml, held as a test."""

import subprocess
import sys
from pathlib import Path

from tests.architecture.source import HOUSE

RUN = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", RUN],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_contract_is_kept() -> None:
    answer = lint(HOUSE)

    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_a_broken_floor_would_be_found(tmp_path: Path) -> None:
    """Our own contracts over a small house in which the ground floor knows the web."""
    settings = (HOUSE / "pyproject.toml").read_text("utf-8")
    begin = settings.index("[tool.importlinter]")
    (tmp_path / "pyproject.toml").write_text(settings[begin:], "utf-8")
    for floor in ("portal", "agreements", "inspections", "scoring"):
        for source in HOUSE.glob(f"{floor}/**/*.py"):
            made = tmp_path / source.relative_to(HOUSE)
            made.parent.mkdir(parents=True, exist_ok=True)
            made.write_text("")
    assert lint(tmp_path).returncode == 0, lint(tmp_path).stdout

    (tmp_path / "portal/core/accounts/rules.py").write_text("import portal.web.request\n")

    answer = lint(tmp_path)
    assert answer.returncode == 1
    assert "portal.core.accounts.rules -> portal.web.request" in answer.stdout
