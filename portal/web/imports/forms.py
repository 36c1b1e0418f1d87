"""What people fill in around an import."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_wtf.file import FileField
from wtforms import IntegerField, SelectField
from wtforms.validators import NumberRange, Optional

from portal.core.errors import DomainError
from portal.core.i18n import N_
from portal.imports.forms import DAY_WORDS, NUMBER_WORDS
from portal.imports.mapping import LEFT_OUT, ColumnMapping
from portal.imports.models import ImportRun
from portal.imports.operations import Choice
from portal.imports.readers.csv_text import DELIMITERS, ENCODINGS
from portal.imports.readers.shape import Reading, Wanted
from portal.imports.rules import ImportMode
from portal.imports.sources import SOURCES
from portal.web.choices import options
from portal.web.forms import PageForm
from portal.web.request import locale

UNDECIDED = "?"
"""What a column of the file means is not said yet."""


class NewImportForm(PageForm):
    source = SelectField(
        N_("What is in the file"), choices=options((s.code, s.label) for s in SOURCES.values())
    )
    file = FileField(N_("File"))


class ReadingForm(PageForm):
    """How the file is to be understood; empty means: find out."""

    encoding = SelectField(
        N_("Encoding"), choices=options([("", N_("Detect")), *ENCODINGS.items()]), default=""
    )
    delimiter = SelectField(
        N_("Delimiter"), choices=options([("", N_("Detect")), *DELIMITERS.items()]), default=""
    )
    sheet = SelectField(N_("Sheet"), choices=[], validate_choice=False, default="")
    header_line = IntegerField(
        N_("Line with the column names"), [Optional(), NumberRange(min=1, max=10_000)]
    )

    numbers = SelectField(
        N_("Decimal mark"), choices=options([("", N_("Detect")), *NUMBER_WORDS.items()]), default=""
    )
    days = SelectField(
        N_("Order of days"), choices=options([("", N_("Detect")), *DAY_WORDS.items()]), default=""
    )

    @classmethod
    def about(cls, reading: Reading) -> "ReadingForm":
        """Return the form filled with how the file was understood."""
        form = cls(formdata=None, data={name: getattr(reading, name) for name in READING_FIELDS})
        form.sheet.choices = options((name, name) for name in reading.sheets)
        return form

    def to_input(self) -> Wanted:
        return Wanted(
            encoding=self.encoding.data or "",
            delimiter=self.delimiter.data or "",
            sheet=self.sheet.data or "",
            header_line=self.header_line.data,
            numbers=self.numbers.data or "",
            days=self.days.data or "",
        )


READING_FIELDS = ("encoding", "delimiter", "sheet", "header_line", "numbers", "days")


@dataclass
class MappingDesk:
    """The mapping on its page: what was chosen so far, and what is wrong with it."""

    columns: dict[str, str]
    """By header: the column it fills, '' to leave it out, or '?'."""
    defaults: dict[str, str]
    mode: ImportMode
    name: str = ""
    mistakes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, run: ImportRun) -> "MappingDesk":
        """Return the desk as the run stands."""
        columns = {name: run.columns.get(name, UNDECIDED) for name in run.reading["header"]}
        return cls(columns, dict(run.defaults), run.mode, run.mapping_name)

    @classmethod
    def typed(cls, run: ImportRun, form: Mapping[str, str]) -> "MappingDesk":
        """Return the desk as the person left it."""
        columns = {
            name: form.get(f"column-{place}", UNDECIDED)
            for place, name in enumerate(run.reading["header"])
        }
        codes = SOURCES[run.source].by_code
        defaults = {code: form.get(f"default-{code}", "").strip() for code in codes}
        mode = form.get("mode", run.mode.value)
        return cls(
            columns,
            {code: text for code, text in defaults.items() if text},
            ImportMode(mode) if mode in set(ImportMode) else run.mode,
            form.get("name", "").strip(),
        )

    @property
    def mapping(self) -> ColumnMapping:
        decided = {name: code for name, code in self.columns.items() if code != UNDECIDED}
        return ColumnMapping(decided, self.defaults)

    @property
    def undecided(self) -> int:
        return sum(code == UNDECIDED for code in self.columns.values())

    def leave_out_the_rest(self) -> None:
        """Leave out the columns of which nothing was said."""
        self.columns = {
            name: LEFT_OUT if code == UNDECIDED else code for name, code in self.columns.items()
        }

    def choice(self, *, dry_run: bool) -> Choice:
        return Choice(self.mapping, self.mode, dry_run)

    def blame(self, error: DomainError) -> None:
        """Show a refusal at the field it is about."""
        self.mistakes[error.field or ""] = error.in_(locale())
