"""What people type about checklists, their sections and questions."""

from wtforms import (
    BooleanField,
    DecimalField,
    FileField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.web.choices import options
from portal.web.forms import PageForm
from scoring.checklists.operations import ChecklistInput
from scoring.checklists.rules import (
    KIND_WORDS,
    TYPE_WORDS,
    AnswerType,
    ChecklistKind,
    Question,
    Section,
)
from scoring.checklists.rules.options import options_as_text, read_options


class ChecklistForm(PageForm):
    code = StringField(N_("Code"), [InputRequired(), Length(max=40)])
    kind = SelectField(N_("When it is gone through"), choices=lambda: options(KIND_WORDS.items()))
    name_en = StringField(N_("Name in English"), [Length(max=200)])
    name_zh = StringField(N_("Name in Chinese"), [Length(max=200)])

    def to_input(self) -> ChecklistInput:
        """Return what the act takes."""
        return ChecklistInput(
            self.code.data or "",
            ChecklistKind(self.kind.data),
            self.name_en.data or "",
            self.name_zh.data or "",
        )


class SectionForm(PageForm):
    code = StringField(N_("Code"), [InputRequired(), Length(max=40)], id="section-code")
    name_en = StringField(N_("Name in English"), [Length(max=200)], id="section-en")
    name_zh = StringField(N_("Name in Chinese"), [Length(max=200)], id="section-zh")

    def to_section(self) -> Section:
        """Return what the act takes."""
        return Section(self.code.data or "", self.name_en.data or "", self.name_zh.data or "")


class QuestionForm(PageForm):
    section = SelectField(N_("Section"))
    code = StringField(N_("Code"), [InputRequired(), Length(max=40)])
    type = SelectField(N_("Kind of answer"), choices=lambda: options(TYPE_WORDS.items()))
    text_en = TextAreaField(N_("Question in English"), [Length(max=2000)])
    text_zh = TextAreaField(N_("Question in Chinese"), [Length(max=2000)])
    weight = IntegerField(N_("Weight"), [InputRequired()], default=1)
    is_knock_out = BooleanField(N_("Knock-out"))
    needs_evidence = BooleanField(N_("Evidence required"))
    minimum = DecimalField(N_("Minimum"), [Optional()], places=None)
    target = DecimalField(N_("Target"), [Optional()], places=None)
    unit = StringField(N_("Unit of measure"), [Length(max=20)])
    options = TextAreaField(N_("Answers to choose"), [Length(max=4000)])
    guidance_en = TextAreaField(N_("Guidance in English"), [Length(max=4000)])
    guidance_zh = TextAreaField(N_("Guidance in Chinese"), [Length(max=4000)])

    def offer(self, sections: list[tuple[str, str]]) -> None:
        """Offer the sections that there are."""
        self.section.choices = list(sections)

    def to_question(self) -> Question:
        """Return what the act takes; raises Invalid where a line of the options is none."""
        chosen = read_options(self.options.data or "")
        if chosen is None:
            sentence = N_("One answer per line: code | points | English | Chinese.")
            raise Invalid(sentence, field="options")
        words = ("text_en", "text_zh", "guidance_en", "guidance_zh", "unit", "code", "section")
        return Question(
            type=AnswerType(self.type.data),
            weight=self.weight.data or 0,
            is_knock_out=bool(self.is_knock_out.data),
            needs_evidence=bool(self.needs_evidence.data),
            minimum=self.minimum.data,
            target=self.target.data,
            options=chosen,
            **{name: self[name].data or "" for name in words},
        )


def told(question: Question) -> dict[str, object]:
    """Return a question as its form holds it."""
    return {**vars(question), "type": question.type.value} | {
        "options": options_as_text(question.options)
    }


class PublishForm(PageForm):
    note = TextAreaField(N_("What is new in it"), [Length(max=2000)])
    revision = HiddenField()


class SheetForm(PageForm):
    file = FileField(N_("File"))
