"""The environment that the portal reads is the one that is written down."""

import re
from pathlib import Path

HOUSE = Path(__file__).parents[2]


def _named() -> set[str]:
    lines = (HOUSE / ".env.example").read_text().splitlines()
    return {line.partition("=")[0] for line in lines if line and not line.startswith("#")}


def test_every_variable_is_in_the_example() -> None:
    code = (HOUSE / "portal" / "config.py").read_text()
    read = set(re.findall(r'"((?:PORTAL_[A-Z_]+)|HOST|PORT)"', code))

    assert read - _named() == set()


def test_every_variable_of_compose_is_in_the_example() -> None:
    text = (HOUSE / "compose.yaml").read_text()
    wanted = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", text))

    assert wanted - _named() == set()
    services = text.partition("\nservices:\n")[2].partition("\nconfigs:\n")[0]
    assert re.findall(r"^  (\w+):$", services, re.MULTILINE) == [
        "prepare",
        "portal",
        "worker",
        "postgres",
        "s3",
        "counts",
    ]


def test_the_image_starts_the_server_safely() -> None:
    text = (HOUSE / "Dockerfile").read_text()

    assert "--no-control-socket" in text
    assert "\nUSER portal\n" in text
    assert re.findall(r"^COPY (\w+) \1$", text, re.MULTILINE) == [
        "portal",
        "agreements",
        "inspections",
        "scoring",
        "migrations",
    ]
