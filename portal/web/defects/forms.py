"""What people type about defects."""

from wtforms import BooleanField, FileField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from inspections.defects.operations import DefectInput
from portal.core.i18n import N_
from portal.core.products.rules import DefectClass
from portal.web.choices import options
from portal.web.forms import PageForm
from portal.web.numbers import whole
from portal.web.products.forms import CLASS_WORDS


class DefectForm(PageForm):
    code = StringField(N_("Code"), [InputRequired(), Length(max=40)])
    name_en = StringField(N_("Name in English"), [Length(max=200)])
    name_zh = StringField(N_("Name in Chinese"), [Length(max=200)])
    defect_class = SelectField(
        N_("Usual class"), choices=lambda: options(CLASS_WORDS.items()), default="major"
    )
    category_id = SelectField(N_("Category"), coerce=whole)
    guidance_en = TextAreaField(N_("How to tell it, in English"), [Length(max=2000)])
    guidance_zh = TextAreaField(N_("How to tell it, in Chinese"), [Length(max=2000)])
    picture = FileField(N_("Picture"))
    is_active = BooleanField(N_("In use"), default=True)
    revision = HiddenField()

    def offer(self, categories: list[tuple[int, str]]) -> None:
        """Offer the categories that there are."""
        self.category_id.choices = [("", "—"), *categories]

    def to_input(self) -> DefectInput:
        """Return what the act takes."""
        return DefectInput(
            self.code.data or "",
            DefectClass(self.defect_class.data),
            self.name_en.data or "",
            self.name_zh.data or "",
            self.category_id.data,
            self.guidance_en.data or "",
            self.guidance_zh.data or "",
            bool(self.is_active.data),
        )
