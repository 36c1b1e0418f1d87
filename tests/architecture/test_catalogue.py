"""Every sentence that people read has its Chinese."""

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from portal.core.i18n import catalogue

HOUSE = Path(__file__).parents[2]
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
KEYWORDS = {
    "N_": None, "_": None, "gettext": None, "ngettext": (1, 2), "say": (2,), "translate": (2,),
}  # fmt: skip


def sentences() -> Iterator[tuple[str, str]]:
    """Yield (file:line, msgid) for all text marked in code and templates."""
    options = {"**.html": {"silent": "false"}}
    for folder in ("portal", "agreements", "inspections", "scoring"):
        found = extract_from_dir(HOUSE / folder, METHODS, options, KEYWORDS)  # type: ignore[arg-type]
        for file, line, msgid, _, _ in found:
            for text in msgid if isinstance(msgid, tuple) else (msgid,):
                if text:
                    yield f"{folder}/{file}:{line}", text


def test_every_sentence_has_its_chinese() -> None:
    chinese = catalogue("zh")
    missing = [f"{place} {text!r}" for place, text in sentences() if text not in chinese]

    assert missing == []


def test_every_value_is_in_both_languages() -> None:
    """A sentence and its translation take the same values."""

    def names(text: str) -> set[str]:
        return set(re.findall(r"%\((\w+)\)", text))

    wrong = [
        msgid
        for msgid, text in catalogue("zh").items()
        if names(text) - names(msgid) or (names(msgid) - names(text) - {"num"})
    ]

    assert not wrong, "\n".join(map(str, wrong))


def test_every_sentence_can_be_filled_in() -> None:
    """A lone percent sign in a sentence that takes values ends the page with an error."""
    broken = []
    for msgid, text in catalogue("zh").items():
        for said in (msgid, text):
            names = re.findall(r"%\((\w+)\)", said)
            try:
                assert not names or said % dict.fromkeys(names, 1)
            except ValueError as error:
                broken.append(f"{said!r}: {error}")

    assert broken == []


def test_each_sentence_stands_in_one_file() -> None:
    """Of two files that translate the same sentence one would win without anybody's saying so."""
    places: dict[object, list[str]] = {}
    for path in sorted((HOUSE / "portal" / "locale" / "zh_Hans_CN").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_Hans_CN"):
                places.setdefault(message.id, []).append(path.name)

    assert {said: files for said, files in places.items() if said and len(files) > 1} == {}
