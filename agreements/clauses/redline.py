"""What differs between two texts, by words and Chinese characters, and between two values."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

from agreements.clauses.kinds import ONCE, Fact
from agreements.clauses.wording import Wording
from portal.core.i18n import Bilingual, Message

WORDS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|[^\W\u3400-\u9fff\uf900-\ufaff]+|\s+|.", re.S)
"""A Chinese character, a word, blanks, or a sign: what a reader sees as one."""

BREAK = "\n\n"
"""Between paragraphs."""


class Mark(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Part:
    """A stretch of text that stayed, came or went."""

    mark: Mark
    text: str


def redline(before: str, after: str) -> list[Part]:
    """Return what became of a text, in reading order: what went stands before what came.

    Texts of as many paragraphs are compared paragraph by paragraph: the work grows with the length
    of a paragraph squared, not of the text.
    """
    if before == after:
        return [Part(Mark.SAME, before)] if before else []
    old, new = before.split(BREAK), after.split(BREAK)
    if len(old) != len(new):
        return _merged(_compared(before, after))
    parts: list[Part] = []
    for place, (one, other) in enumerate(zip(old, new, strict=True)):
        parts += [Part(Mark.SAME, BREAK)] if place else []
        parts += [Part(Mark.SAME, one)] if one == other else _compared(one, other)
    return _merged(parts)


def _compared(before: str, after: str) -> Iterator[Part]:
    old, new = WORDS.findall(before), WORDS.findall(after)
    head = _alike(zip(old, new, strict=False))
    tail = _alike(zip(reversed(old[head:]), reversed(new[head:]), strict=False))
    yield Part(Mark.SAME, "".join(old[:head]))
    yield from _parts(old[head : len(old) - tail], new[head : len(new) - tail])
    yield Part(Mark.SAME, "".join(old[len(old) - tail :]))


def _merged(parts: Iterable[Part]) -> list[Part]:
    """Return the parts without empty ones, neighbours of one kind as one."""
    filled = (part for part in parts if part.text)
    return [
        Part(mark, "".join(part.text for part in together))
        for mark, together in groupby(filled, key=lambda part: part.mark)
    ]


def _alike(pairs: Iterator[tuple[str, str]]) -> int:
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count


def _parts(old: Sequence[str], new: Sequence[str]) -> Iterator[Part]:
    for step, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if step == "equal":
            yield Part(Mark.SAME, "".join(old[a:b]))
            continue
        yield Part(Mark.REMOVED, "".join(old[a:b]))
        yield Part(Mark.ADDED, "".join(new[c:d]))


@dataclass(frozen=True)
class ValueChange:
    """One value that is another now; None on one side where it came or went."""

    label: Message
    about: Message | None
    unit: Message | None
    before: str | Bilingual | None
    after: str | Bilingual | None


def value_changes(before: Sequence[Fact], after: Sequence[Fact]) -> list[ValueChange]:
    """Return the values that differ, in the order in which they are read."""
    old, new = ({fact.key: fact for fact in facts} for facts in (before, after))
    changes = []
    for key in dict.fromkeys([*new, *old]):
        one, other = old.get(key), new.get(key)
        shown = other or one
        if shown is not None and (one and one.value) != (other and other.value):
            changes.append(
                ValueChange(
                    shown.label, shown.about, shown.unit,
                    one.value if one else None, other.value if other else None,
                )
            )  # fmt: skip
    return changes


@dataclass(frozen=True)
class ClauseChange:
    """A clause in two versions."""

    number: int
    """In the newer version; in the older one where it was taken out."""
    before: Wording | None
    after: Wording | None

    @property
    def is_changed(self) -> bool:
        return self.before != self.after

    @property
    def shown(self) -> Wording:
        """Return the clause by which the change is called."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - one of the two is there
        return found

    @property
    def values(self) -> list[ValueChange]:
        """Return the values that differ."""
        return value_changes(
            self.before.terms.facts() if self.before else (),
            self.after.terms.facts() if self.after else (),
        )

    def title(self, language: str) -> list[Part]:
        """Return the title with what changed in it."""
        return self._redline("title", language)

    def text(self, language: str) -> list[Part]:
        """Return the text with what changed in it."""
        return self._redline("text", language)

    def is_reworded(self, language: str) -> bool:
        """Return whether title or text reads differently in a language."""
        return any(len(set(self._both(name, language))) > 1 for name in ("title", "text"))

    def _redline(self, name: str, language: str) -> list[Part]:
        return redline(*self._both(name, language))

    def _both(self, name: str, language: str) -> tuple[str, str]:
        old, new = (
            getattr(getattr(one, name), language) if one else ""
            for one in (self.before, self.after)
        )
        return old, new


def compare(before: Sequence[Wording], after: Sequence[Wording]) -> list[ClauseChange]:
    """Return every clause of both versions, matched, in the order of the newer one.

    A clause is found again by its kind where that stands once, else by its title; one that was
    renamed, by its place.
    """
    left, matches = dict(enumerate(before, 1)), dict[int, Wording]()
    for is_match in (_is_called_the_same, _stands_in_its_place):
        for number, clause in enumerate(after, 1):
            found = next(
                (key for key, one in left.items() if is_match(key, one, number, clause)), 0
            )
            if found and number not in matches:
                matches[number] = left.pop(found)
    changes = [
        ClauseChange(number, matches.get(number), clause) for number, clause in enumerate(after, 1)
    ]
    return changes + [ClauseChange(number, clause, None) for number, clause in left.items()]


def _is_called_the_same(key: int, one: Wording, number: int, clause: Wording) -> bool:
    if one.kind is not clause.kind:
        return False
    same_title = one.title.en == clause.title.en or one.title.zh == clause.title.zh
    return clause.kind in ONCE or same_title


def _stands_in_its_place(key: int, one: Wording, number: int, clause: Wording) -> bool:
    return key == number and one.kind is clause.kind


@dataclass(frozen=True)
class HeadChange:
    """What differs before the first clause: the title, and the goods that are covered."""

    before: Bilingual
    after: Bilingual
    added: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def is_changed(self) -> bool:
        return self.before != self.after or bool(self.added or self.removed)

    def title(self, language: str) -> list[Part]:
        """Return the title with what changed in it."""
        return redline(getattr(self.before, language), getattr(self.after, language))


def compare_heads(
    before: Bilingual, goods_before: Sequence[str], after: Bilingual, goods_after: Sequence[str]
) -> HeadChange:
    """Return what differs in the titles and in the codes of the goods."""
    return HeadChange(
        before,
        after,
        tuple(sorted(set(goods_after) - set(goods_before))),
        tuple(sorted(set(goods_before) - set(goods_after))),
    )
