"""README tells the truth: its commands exist, its folders are there, its pictures too."""

import re
import subprocess
import sys

from tests.architecture.source import HOUSE

README = (HOUSE / "README.md").read_text("utf-8")
MAKEFILE = (HOUSE / "Makefile").read_text("utf-8")


def targets(makefile: str) -> set[str]:
    """Return what `make` can be told."""
    return set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))


def test_every_make_command_exists() -> None:
    named = set(re.findall(r"`make ([a-z-]+)`", README))

    assert named >= {"run", "test"}
    assert named - targets(MAKEFILE) == set()


def test_a_command_that_is_gone_would_be_found() -> None:
    assert {"run", "dance"} - targets("run: ready\n\t@true\n") == {"dance"}


def test_every_folder_of_the_tree_is_there() -> None:
    tree = re.search(r"```\n(portal/.*?)```", README, re.DOTALL)
    assert tree, "README shows the tree"
    named = [line.split()[0] for line in tree[1].splitlines() if not line.startswith(" ")]
    missing = [folder for folder in named if not (HOUSE / folder).is_dir()]

    assert "portal/" in named
    assert missing == []


def test_every_folder_of_the_house_is_named() -> None:
    ours = {
        path.name for path in HOUSE.iterdir() if path.is_dir() and (path / "__init__.py").exists()
    }

    assert {folder for folder in ours if f"{folder}/" not in README} == set()


def test_every_file_that_is_linked_is_there() -> None:
    linked = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)

    assert [path for path in linked if not (HOUSE / path).exists()] == []


def test_every_portal_command_exists() -> None:
    said = re.search(r"`portal --help` shows the operator's commands: (.*?)\.", README, re.DOTALL)
    assert said, "README lists the operator's commands"
    named = set(re.findall(r"`([a-z]+)`", said[1])) | set(re.findall(r"`portal ([a-z]+)", README))
    run = [sys.executable, "-c", "from portal.cli import main; main()", "--help"]
    shown = subprocess.run(run, cwd=HOUSE, capture_output=True, text=True, check=True).stdout
    known = set(re.findall(r"^  ([a-z]+) ", shown, re.MULTILINE))

    assert named >= {"verify", "backup"}
    assert named - known == set()
