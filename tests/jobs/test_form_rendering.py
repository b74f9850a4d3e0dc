"""jobs.form_rendering: how a field is drawn, and what assistive technology is told about it."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.contrib.staticfiles.storage import StaticFilesStorage, staticfiles_storage
from django.forms.renderers import DjangoTemplates

from jobs.form_rendering import FormRenderer, attributes
from jobs.templatetags import components


@pytest.fixture(autouse=True)
def plain_static_files(monkeypatch):
    """Static files under their own names, so that nothing has to be collected first."""
    monkeypatch.setattr(staticfiles_storage, "_wrapped", StaticFilesStorage(), raising=False)
    components.icon.cache_clear()
    yield
    components.icon.cache_clear()


class Form(forms.Form):
    job_name = forms.CharField(help_text="Up to 63 letters.")
    comment = forms.CharField(required=False, widget=forms.Textarea)
    attribute = forms.CharField(widget=forms.TextInput({"data-suffix": "-ref", "class": "mine"}))
    manifest = forms.CharField(label="Manifest", disabled=True, initial="s3://bucket/key")
    tick = forms.BooleanField(required=False, label="Tick me", help_text="Or do not.")
    team = forms.ChoiceField(choices=[("a", "A team"), ("b", "B team")], widget=forms.RadioSelect)
    kind = forms.ChoiceField(choices=[("x", "X"), ("y", "Y")])


def drawn(name, data=None, **field_attributes):
    form = Form(data)
    for attribute, value in field_attributes.items():
        setattr(form.fields[name], attribute, value)
    return re.sub(r"\s+", " ", form[name].as_field_group())


def control(html):
    return re.search(r"<(?:input|textarea|select)\b[^>]*>", html)[0]


def test_a_fields_id_is_its_name():
    html = drawn("job_name")
    assert 'id="f-job_name"' in html
    assert '<label for="job_name">' in html
    assert 'id="job_name"' in control(html)


def test_message_is_read_before_hint():
    assert 'aria-describedby="job_name-msg job_name-hint"' in control(drawn("job_name"))


def test_message_is_there_and_empty_while_nothing_is_wrong():
    assert '<p class="field__msg" id="job_name-msg"></p>' in drawn("job_name")


def test_a_mistake_stands_under_its_field():
    html = drawn("job_name", {"job_name": ""})
    assert 'id="job_name-msg" data-invalid>' in html
    assert "This field is required." in html
    assert 'aria-invalid="true"' in control(html)


def test_what_was_typed_is_escaped():
    assert "<b>" not in drawn("job_name", {"job_name": "<b>"})


def test_a_description_stands_before_the_control_and_is_announced():
    html = drawn("job_name", description="A name of your choice.")
    assert html.index("A name of your choice.") < html.index("<input")
    assert "job_name-desc" in control(html)


@pytest.mark.parametrize(("name", "says_so"), [("comment", True), ("job_name", False)])
def test_only_optional_fields_say_so(name, says_so):
    assert ("– optional" in drawn(name)) is says_so


def test_a_field_that_is_required_at_times_is_not_called_optional():
    assert "– optional" not in drawn("comment", optional=False)


def test_a_suffix_stands_behind_the_input_and_is_announced():
    html = drawn("attribute")
    assert '<span class="input__suffix" id="attribute-suffix">-ref</span>' in html
    assert "attribute-suffix" in control(html)


def test_a_widgets_own_class_stays():
    assert 'class="mine input"' in control(drawn("attribute"))


def test_a_disabled_field_can_be_reached_and_copied():
    html = drawn("manifest")
    assert " readonly" in control(html)
    assert " disabled" not in control(html)
    assert 'data-copy-from="manifest"' in html
    assert "Read-only" in html


def test_a_check_box_stands_inside_its_label():
    html = drawn("tick")
    assert re.search(r'<label class="check" for="tick"><input type="checkbox"[^>]*>', html)
    assert "– optional" not in html


def test_a_group_of_radio_buttons_is_one_field_with_a_legend():
    html = drawn("team", {"team": ""})
    assert "<legend>Team</legend>" in html
    assert '<fieldset aria-describedby="team-msg" role="radiogroup" aria-invalid="true">' in html
    assert "aria-invalid" not in control(html)


@pytest.mark.parametrize(("name", "classes"), [("kind", "input select"), ("comment", "input")])
def test_class_of(name, classes):
    assert f'class="{classes}"' in control(drawn(name))


@pytest.mark.parametrize("widget", [forms.TextInput, forms.HiddenInput, forms.CheckboxInput])
@pytest.mark.parametrize("value", ['"<&', None, ""])
def test_an_input_is_drawn_as_django_draws_it(widget, value):
    attrs = {"min": 0, "required": True, "disabled": False, "title": '"<&'}
    context = widget().get_context("job", value, attrs)
    django = DjangoTemplates().render(widget.template_name, context)
    assert FormRenderer().render(widget.template_name, context) == django


def test_a_select_is_drawn_as_django_draws_it():
    widget = forms.Select({"class": "input"}, [("a", "A"), ("Group", [("b", "<B>"), ("c", "C")])])
    ours, django = (widget.render("x", "b", None, by()) for by in (FormRenderer, DjangoTemplates))
    assert ours.split() == django.split()


def test_an_attribute_is_escaped_and_false_ones_are_left_out():
    said = {"title": '"<', "min": 0, "required": True, "disabled": False, "step": None}
    assert attributes(said) == ' title="&quot;&lt;" min="0" required'
