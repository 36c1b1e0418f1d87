"""What people type about assessments and findings."""

from wtforms import BooleanField, DateField, HiddenField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.core.i18n import N_
from portal.web.choices import options
from portal.web.forms import PageForm
from portal.web.numbers import whole
from scoring.assessments.operations import AssessmentInput, FindingInput
from scoring.assessments.rules import SEVERITY_WORDS, Severity


class OpenForm(PageForm):
    supplier = SelectField(N_("Supplier"), [InputRequired()])
    checklist = SelectField(N_("Checklist"), [InputRequired()])
    site = SelectField(N_("Site"))
    auditor = SelectField(N_("Auditor (of an assessment)"), [InputRequired()])
    planned_on = DateField(N_("Day of the audit"), [InputRequired()])
    asks_supplier = BooleanField(N_("The supplier answers too"), default=True)

    def to_input(self) -> AssessmentInput:
        """Return what the act takes."""
        assert self.planned_on.data is not None  # noqa: S101 - InputRequired
        return AssessmentInput(
            self.checklist.data or "",
            whole(self.auditor.data) or 0,
            self.planned_on.data,
            whole(self.site.data),
            bool(self.asks_supplier.data),
        )


class HandBackForm(PageForm):
    reason = TextAreaField(N_("What should be put right"), [InputRequired(), Length(max=2000)])
    revision = HiddenField()


class CloseForm(PageForm):
    summary = TextAreaField(N_("Summary of the audit"), [Length(max=4000)])
    revision = HiddenField()


class FindingForm(PageForm):
    severity = SelectField(
        N_("Severity (of a finding)"),
        choices=lambda: options(SEVERITY_WORDS.items()),
        default=Severity.MAJOR.value,
    )
    question = SelectField(N_("Question"))
    text = TextAreaField(N_("What was found"), [InputRequired(), Length(max=4000)])
    owner = SelectField(N_("Owner"), [InputRequired()])
    due_on = DateField(N_("To be put right by"), [InputRequired()])

    def to_input(self) -> FindingInput:
        """Return what the act takes."""
        assert self.due_on.data is not None  # noqa: S101 - InputRequired
        return FindingInput(
            Severity(self.severity.data),
            self.text.data or "",
            whole(self.owner.data) or 0,
            self.due_on.data,
            self.question.data or "",
        )


class FollowUpForm(PageForm):
    text = TextAreaField(N_("What was done"), [InputRequired(), Length(max=4000)])


class CloseFindingForm(PageForm):
    comment = TextAreaField(
        N_("How one knows that it was put right"), [InputRequired(), Length(max=4000)]
    )
    revision = HiddenField()
