"""A checklist as a table: one row per question, read whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from portal.adapters.tables import unguarded
from portal.core.errors import Invalid
from portal.core.i18n import N_, Message
from portal.imports.readers.files import inspect_file, open_rows
from portal.imports.readers.shape import Fault, Row, Wanted
from scoring.checklists.operations.questions import tidy_question, tidy_section
from scoring.checklists.rules import AnswerType, Question, Section
from scoring.checklists.rules.options import options_as_text, read_options

COLUMNS = (
    "section", "section_en", "section_zh", "code", "type", "text_en", "text_zh", "weight",
    "knock_out", "evidence", "unit", "minimum", "target", "options", "guidance_en", "guidance_zh",
)  # fmt: skip
NEEDED = ("section", "code", "type", "weight")
MARKS = {
    "yes": True,
    "1": True,
    "x": True,
    "是": True,
    "no": False,
    "0": False,
    "": False,
    "否": False,
}
MOST_ROWS = 1000

NO_NUMBER = N_("This is not a plain number.")
NO_MARK = N_("Write yes or no.")
NO_TYPE = N_("One of yes_no, scale, number, choice.")
NO_OPTIONS = N_("One answer per line: code | points | English | Chinese.")
TWICE = N_("This code stands in line %(line)s already.")


@dataclass(frozen=True)
class RefusedRow:
    """A row that cannot be taken: its line in the sheet, and why."""

    line: int
    fault: Fault


@dataclass(frozen=True)
class ReadChecklist:
    """What a sheet says; nothing of it is good if any row is refused."""

    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    refused: tuple[RefusedRow, ...]


def rows_of(sections: Sequence[Section], questions: Sequence[Question]) -> list[list[object]]:
    """Return the table that `read_checklist` reads, with its head."""
    names = {section.code: section for section in sections}
    head: list[object] = list(COLUMNS)
    return [head] + [
        [
            one.section, names[one.section].name_en, names[one.section].name_zh, one.code,
            one.type.value, one.text_en, one.text_zh, one.weight,
            "yes" if one.is_knock_out else "no", "yes" if one.needs_evidence else "no", one.unit,
            one.minimum, one.target, options_as_text(one.options), one.guidance_en,
            one.guidance_zh,
        ]
        for one in questions
    ]  # fmt: skip


def read_checklist(path: Path, file_name: str) -> ReadChecklist:
    """Return what a received file asks; raises Invalid if it is no such table at all."""
    reading = inspect_file(path, file_name, Wanted(), frozenset(COLUMNS))
    header = [name.strip().lower() for name in reading.header]
    missing = [name for name in NEEDED if name not in header]
    if missing:
        sentence = N_("The columns %(columns)s are missing.")
        raise Invalid(sentence, field="file", columns=", ".join(missing))
    if reading.rows > MOST_ROWS:
        sentence = N_("At most %(most)s rows, please.")
        raise Invalid(sentence, field="file", most=MOST_ROWS)
    desk = _Desk()
    with open_rows(path, reading) as rows:
        for row in rows:
            if not row.is_blank:
                desk.take(row, dict(zip(header, map(unguarded, row.cells), strict=False)))
    return desk.read()


class _Desk:
    """Takes row after row and remembers what was wrong."""

    def __init__(self) -> None:
        self.sections: dict[str, Section] = {}
        self.questions: dict[str, tuple[int, Question]] = {}
        self.refused: list[RefusedRow] = []

    def take(self, row: Row, cells: Mapping[str, str]) -> None:
        """Take a row, or refuse it with the first thing that is wrong with it."""
        try:
            if row.faults:
                place, reason, values = row.faults[0]
                raise _refusal(COLUMNS[place] if 0 <= place < len(COLUMNS) else "", reason, values)
            section = self._section(cells)
            question = tidy_question(_question(cells, section.code))
            if question.code in self.questions:
                raise Invalid(TWICE, field="code", line=self.questions[question.code][0])
        except Invalid as error:
            column = {"is_knock_out": "knock_out"}.get(error.field or "", error.field or "")
            fault = Fault(column, cells.get(column, ""), error.message, error.values)
            self.refused.append(RefusedRow(row.line, fault))
        else:
            self.sections[section.code] = section
            self.questions[question.code] = row.line, question

    def _section(self, cells: Mapping[str, str]) -> Section:
        """Return the section of a row; its names need to stand in its first row only."""
        code = cells["section"].strip().upper()
        names = cells.get("section_en", ""), cells.get("section_zh", "")
        known = self.sections.get(code)
        if known is not None and not any(name.strip() for name in names):
            return known
        try:
            return tidy_section(Section(code, *names))
        except Invalid as error:
            column = "section" if error.field == "code" else "section_en"
            raise Invalid(error.message, field=column, **error.values) from None

    def read(self) -> ReadChecklist:
        """Return everything read."""
        if not self.questions and not self.refused:
            raise Invalid(N_("The table has no rows."), field="file")
        questions = tuple(question for _, question in self.questions.values())
        return ReadChecklist(tuple(self.sections.values()), questions, tuple(self.refused))


def _refusal(column: str, reason: Message, values: Mapping[str, object]) -> Invalid:
    return Invalid(reason, field=column, **values)


def _question(cells: Mapping[str, str], section: str) -> Question:
    kind = cells["type"].strip().lower()
    if kind not in set(AnswerType):
        raise Invalid(NO_TYPE, field="type")
    weight = _number(cells, "weight")
    if weight is None or weight != int(weight):
        raise Invalid(N_("A weight is a whole number from 1 to 100."), field="weight")
    options = read_options(cells.get("options", ""))
    if options is None:
        raise Invalid(NO_OPTIONS, field="options")
    return Question(
        code=cells["code"], section=section, type=AnswerType(kind),
        text_en=cells.get("text_en", ""), text_zh=cells.get("text_zh", ""), weight=int(weight),
        is_knock_out=_mark(cells, "knock_out"), needs_evidence=_mark(cells, "evidence"),
        guidance_en=cells.get("guidance_en", ""), guidance_zh=cells.get("guidance_zh", ""),
        unit=cells.get("unit", ""), minimum=_number(cells, "minimum"),
        target=_number(cells, "target"), options=options,
    )  # fmt: skip


def _mark(cells: Mapping[str, str], column: str) -> bool:
    mark = MARKS.get(cells.get(column, "").strip().lower())
    if mark is None:
        raise Invalid(NO_MARK, field=column)
    return mark


def _number(cells: Mapping[str, str], column: str) -> Decimal | None:
    text = cells.get(column, "").strip()
    if not text:
        return None
    if not text.isascii() or set(text) - set("-0123456789."):
        raise Invalid(NO_NUMBER, field=column)
    try:
        return Decimal(text)
    except InvalidOperation:
        raise Invalid(NO_NUMBER, field=column) from None
