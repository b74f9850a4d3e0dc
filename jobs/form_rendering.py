"""How a form field is drawn: its ids, its ARIA wiring and its classes, the same for every form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

# Django's templates whose whole outcome is one <input>.
_INPUTS = {
    f"django/forms/widgets/{name}.html"
    for name in ("text", "number", "hidden", "checkbox", "radio_option", "checkbox_option")
}


class FieldOnPage(BoundField):
    """A bound field as templates/django/forms/field.html draws it.

    Its id is its name. A field may carry `description` (before the control; help_text stands
    after it), and its widget's attrs may carry `data-suffix` (fixed text behind the input).
    `optional = False` keeps "optional" from a field that is required only at times.
    A disabled text field is shown read-only, so that it can still be reached and copied.
    """

    @property
    def auto_id(self) -> str:
        return self.html_name if self.form.auto_id else ""

    @property
    def look(self) -> str:
        """What field.html distinguishes: check, group, choices, readonly or input."""
        widget = self.field.widget
        if isinstance(widget, forms.CheckboxInput):
            return "check"
        if getattr(widget, "is_group", False):
            return "group"
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return "choices"
        if self.field.disabled and isinstance(widget, forms.TextInput | forms.Textarea):
            return "readonly"
        return "input"

    @property
    def description(self) -> str:
        return getattr(self.field, "description", "")

    @property
    def suffix(self) -> str:
        return str(self.field.widget.attrs.get("data-suffix", ""))

    @property
    def optional(self) -> bool:
        chosen = getattr(self.field, "optional", not self.field.required)
        return bool(chosen) and not self.field.disabled

    @property
    def one_of_many(self) -> bool:
        return isinstance(self.field.widget, forms.RadioSelect)

    @property
    def described_by(self) -> str:
        """Ids of what is said about the field, the message first."""
        id_ = self.auto_id
        parts = {"suffix": self.suffix, "desc": self.description, "hint": self.help_text}
        return " ".join([f"{id_}-msg", *(f"{id_}-{part}" for part, text in parts.items() if text)])

    @property
    def aria_describedby(self) -> str | None:
        if self.field.widget.attrs.get("aria-describedby") or self.is_hidden:
            return None
        return self.described_by

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if widget.is_hidden:
            return attrs
        if self.one_of_many:
            attrs.pop("aria-invalid", None)  # a radio button cannot be invalid, its group is
        if self.look == "readonly":
            attrs["readonly"] = attrs.pop("disabled")
            attrs.pop("required", None)
        if classes := self._classes(widget):
            attrs["class"] = f"{widget.attrs.get('class', '')} {classes}".strip()
        return attrs

    def _classes(self, widget: forms.Widget) -> str:
        if self.look in ("check", "group", "choices"):
            return ""
        if isinstance(widget, forms.Select):
            return "input select"
        return "input input--ro" if self.look == "readonly" else "input"


class FormRenderer(TemplatesSetting):
    """Draws forms with the project's own templates.

    An <input> is drawn here: Django's way takes three or four templates, and a form has forty.
    """

    bound_field_class = FieldOnPage

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        widget = context.get("widget", {})
        if template_name in _INPUTS and not widget.get("wrap_label"):
            return _input(widget)
        return super().render(template_name, context, request)


def _input(widget: Mapping[str, Any]) -> SafeString:
    """What django/forms/widgets/input.html draws."""
    named = {"type": widget["type"], "name": widget["name"]}
    value = {} if widget["value"] is None else {"value": str(widget["value"])}
    return SafeString(f"<input{attributes(named | value | widget['attrs'])}>")


def attributes(attrs: Mapping[str, Any]) -> SafeString:
    """A control's attributes in their order: True is the name alone, False and None are left out.

    Django's flatatt makes several strings of each, and a form has hundreds.
    """
    said = (
        (name, value) for name, value in attrs.items() if value is not None and value is not False
    )
    return SafeString(
        "".join(
            f" {name}" if value is True else f' {name}="{conditional_escape(value)}"'
            for name, value in said
        )
    )
