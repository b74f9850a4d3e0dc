"""How the values of a CreateLabelingJob request are typed: numbers, times, prices, lists, tags."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django import forms

from groundtruth import duration, task_price

MORE_TAGS = 3  # empty rows behind the last tag

_WHOLE = re.compile("[0-9]{1,12}")  # no count of ours is longer, and Python reads only so many


def whole(typed: Any) -> int | None:
    """The number that is typed or sent in so many digits; None for anything else."""
    text = str(typed or "")
    return int(text) if _WHOLE.fullmatch(text) else None


class OneLineInput(forms.TextInput):
    """A text input for names and locations, in which nothing is to be corrected or remembered."""

    def __init__(self, **attrs: Any) -> None:
        super().__init__({"autocomplete": "off", "spellcheck": "false"} | attrs)


class WholeNumberField(forms.IntegerField):
    """A number without fraction, refused with what was typed."""

    def to_python(self, value: Any) -> int | None:
        try:
            return super().to_python(value)
        except forms.ValidationError:
            raise forms.ValidationError(
                f"“{value}” is not a whole number. Type digits only, like 300."
            ) from None


class _ReadField(forms.CharField):
    """A value that a rule reads from what was typed, and writes again for the form."""

    read: Callable[[str], Any]
    write: Callable[[Any], str]

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else self.write(value)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return self.read(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)

    def run_validators(self, value: Any) -> None:
        """What there is to check, reading has checked."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != (initial if initial != "" else None))
        except forms.ValidationError:
            return True


class DurationField(_ReadField):
    """Seconds, typed as “300”, “5 minutes” or “8 hours”."""

    read = staticmethod(duration.parse)
    write = staticmethod(duration.words)


class PriceField(_ReadField):
    """PublicWorkforceTaskPrice.AmountInUsd, typed as “0.036”."""

    read = staticmethod(task_price.parse)
    write = staticmethod(task_price.words)

    def has_changed(self, initial: Any, data: Any) -> bool:
        # A price without its zeros is the same price.
        return super().has_changed(self.read(self.write(initial)) if initial else None, data)


def _split(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


class WordsField(_ReadField):
    """A list of strings, typed with commas between them."""

    read = staticmethod(_split)
    write = staticmethod(", ".join)


class LinesField(_ReadField):
    """A list of strings, one on a line."""

    widget = forms.Textarea

    @staticmethod
    def read(text: str) -> list[str]:
        return [line.strip() for line in text.splitlines() if line.strip()]

    write = staticmethod("\n".join)


class TagsInput(forms.Widget):
    """Rows of key and value; empty rows behind the last one are for more."""

    template_name = "django/forms/widgets/tags.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        empty = [{"Key": "", "Value": ""}] * MORE_TAGS
        context["rows"] = [*(value or []), *empty]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]] | None:
        if self.value_omitted_from_data(data, files, name):
            return None  # the form always sends a row, so this was not the form
        keys, values = data.getlist(f"{name}-key"), data.getlist(f"{name}-value")
        rows = zip(keys, values, strict=False)
        return [{"Key": key, "Value": value} for key, value in rows if key or value]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-key" not in data


class TagsField(forms.Field):
    """Tags as the API has them: a list of Key and Value."""

    widget = TagsInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return data is not None and list(initial or []) != list(data)
