"""What people type about products and their characteristics."""

from wtforms import BooleanField, DecimalField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from inspections.sampling.rules.vocabulary import Level
from portal.core.i18n import N_
from portal.core.products.operations import ProductInput
from portal.core.products.rules import CharacteristicKind, DefectClass, Wanted
from portal.web.choices import options
from portal.web.forms import PageForm
from portal.web.numbers import whole

CLASS_WORDS = {
    DefectClass.CRITICAL: N_("Critical"),
    DefectClass.MAJOR: N_("Major"),
    DefectClass.MINOR: N_("Minor"),
}
KIND_WORDS = {
    CharacteristicKind.ATTRIBUTE: N_("Judged by looking"),
    CharacteristicKind.MEASURED: N_("Measured"),
}


class ProductForm(PageForm):
    sku = StringField(N_("SKU"), [Length(max=60)])
    name_en = StringField(N_("Name in English"), [Length(max=200)])
    name_zh = StringField(N_("Name in Chinese"), [Length(max=200)])
    category_id = SelectField(N_("Category"), coerce=whole)
    unit = StringField(N_("Unit of quantity"), [Length(max=20)], default="pcs")
    gtin = StringField(N_("GTIN"), [Length(max=20)])
    is_active = BooleanField(N_("Still made"), default=True)
    revision = HiddenField()

    def offer(self, categories: list[tuple[int, str]]) -> None:
        """Offer the categories that there are."""
        self.category_id.choices = [("", "—"), *categories]

    def to_input(self) -> ProductInput:
        """Return what the act takes."""
        return ProductInput(
            self.sku.data or "",
            self.name_en.data or "",
            self.name_zh.data or "",
            self.category_id.data,
            self.unit.data or "",
            self.gtin.data or "",
            bool(self.is_active.data),
        )


class SourceForm(PageForm):
    supplier = SelectField(N_("Supplier"), [InputRequired()])
    supplier_sku = StringField(N_("The supplier's own number"), [Length(max=60)])


class PublishForm(PageForm):
    note = TextAreaField(N_("What is new in it"), [Length(max=2000)])
    revision = HiddenField()


class CharacteristicForm(PageForm):
    code = StringField(N_("Code"), [InputRequired(), Length(max=40)])
    name_en = StringField(N_("Name in English"), [Length(max=200)])
    name_zh = StringField(N_("Name in Chinese"), [Length(max=200)])
    kind = SelectField(N_("How it is judged"), choices=lambda: options(KIND_WORDS.items()))
    defect_class = SelectField(
        N_("Class when it does not conform"),
        choices=lambda: options(CLASS_WORDS.items()),
        default="major",
    )
    unit = StringField(N_("Unit of measure"), [Length(max=20)])
    lower = DecimalField(N_("Lower limit"), [Optional()], places=None)
    nominal = DecimalField(N_("Nominal value"), [Optional()], places=None)
    upper = DecimalField(N_("Upper limit"), [Optional()], places=None)
    method_en = TextAreaField(N_("Method in English"), [Length(max=2000)])
    method_zh = TextAreaField(N_("Method in Chinese"), [Length(max=2000)])
    level = SelectField(N_("Inspection level of its own"))

    def offer(self) -> None:
        """Offer the levels of the standard."""
        self.level.choices = [("", "—"), *((level.value, level.value) for level in Level)]

    def to_wanted(self) -> Wanted:
        """Return what the act takes."""
        return Wanted(
            code=(self.code.data or "").upper(),
            kind=CharacteristicKind(self.kind.data),
            name_en=self.name_en.data or "",
            name_zh=self.name_zh.data or "",
            defect_class=DefectClass(self.defect_class.data),
            unit=self.unit.data or "",
            nominal=self.nominal.data,
            lower=self.lower.data,
            upper=self.upper.data,
            method_en=self.method_en.data or "",
            method_zh=self.method_zh.data or "",
            level=self.level.data or "",
        )
