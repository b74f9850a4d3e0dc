"""How a new job gets a manifest that is not there yet: written from data, or from another one.

These fields stand in the form of a new job without being part of its request: what comes of them
is the input dataset location.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django import forms
from django.conf import settings

from groundtruth import s3_uri
from groundtruth.data_setup import DATA_TYPES
from jobs.fields import OneLineInput, WholeNumberField, whole
from jobs.manifests import counting, new_manifests
from jobs.manifests.counting import Count
from jobs.manifests.new_manifests import State
from jobs.new_job import data_setup, sampling
from jobs.refusals import Refusal, tell

Kind = Literal["data_setup", "sample"]
MOST_SEEDS = 1_000_000


class _Way(forms.ChoiceField):
    """Which way to go: one is chosen from the start, so that it needs no “optional”."""

    optional = False
    widget = forms.RadioSelect

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)


class DataSetupForm(forms.Form):
    """Automated data setup, in the AWS console's words."""

    input_data_setup = _Way(
        label="Input data setup",
        initial="manual",
        choices=(
            ("manual", "Manual data setup: I have a manifest"),
            ("automated", "Automated data setup: write a manifest of what lies in S3"),
        ),
    )
    data_location = forms.CharField(
        label="S3 location for input datasets",
        widget=OneLineInput(maxlength=1024),
        help_text="The folder that holds the files, like s3://bucket/folder/.",
    )
    data_type = forms.ChoiceField(
        label="Data type",
        choices=[
            ("", "Choose a data type"),
            *(
                (key, f"{data_type.name} ({', '.join(data_type.endings)})")
                for key, data_type in DATA_TYPES.items()
            ),
        ],
        help_text=(
            "Of a .txt file each line is an object, of a .csv file each row, the first one, too. "
            "Video frames lie in a folder for each sequence."
        ),
    )

    def clean_data_location(self) -> str:
        location = str(self.cleaned_data["data_location"])
        try:
            s3_uri.parse(location)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None
        return location


class SampleForm(forms.Form):
    """Dataset object selection, in the AWS console's words."""

    dataset_object_selection = _Way(
        label="Dataset object selection",
        initial="full",
        choices=(
            ("full", "Full dataset"),
            ("sample", "Random sample: a part of the manifest, written beside it"),
        ),
    )
    sample_percentage = WholeNumberField(
        label="Percentage of the objects", min_value=1, max_value=100, help_text="From 1 to 100."
    )
    sample_seed = WholeNumberField(
        label="Seed",
        min_value=0,
        max_value=MOST_SEEDS,
        help_text="The same seed chooses the same objects of the same manifest once more.",
    )


_FORMS: Mapping[Kind, type[forms.Form]] = {"data_setup": DataSetupForm, "sample": SampleForm}


@dataclass(frozen=True)
class Setup:
    """One of the two forms, and how the manifest that it asks for is coming on.

    `of` is the manifest that a sample is taken of, `written` the sample that was written last,
    `run` the number of the next data setup.
    """

    kind: Kind
    form: forms.Form
    state: State | None = None
    of: str = ""
    written: str = ""
    run: int = 0

    @property
    def running(self) -> bool:
        return self.state is not None and self.state.begun and self.state.outcome is None

    @property
    def asked(self) -> bool:
        """Whether this is the answer to its button."""
        return self.form.is_bound

    @property
    def uri(self) -> str:
        """The manifest that was written, for the form; empty as long as there is none."""
        outcome = self.state.outcome if self.state else None
        return outcome.uri if outcome else ""

    @property
    def problem(self) -> str:
        """Why there is no manifest, in a sentence; AWS's refusals are told by `refusal`."""
        if self.state is None:
            return ""
        if not self.state.begun:
            return "The work ended without a result. Try again."
        return self.state.outcome.problem if self.state.outcome else ""

    @property
    def refusal(self) -> Refusal | None:
        outcome = self.state.outcome if self.state else None
        return tell(outcome.error) if outcome and outcome.error else None

    @property
    def messages(self) -> list[tuple[str, list[str]]]:
        """The fields' ids, each with what is wrong with it."""
        if not self.form.is_bound:
            return []
        return [(name, self.form.errors.get(name, [])) for name in self.form.fields]


def unasked(said: Mapping[str, Any]) -> dict[str, Setup]:
    """The variables `data_setup` and `sample` of a page whose form says this, or nothing yet."""
    return {kind: _unasked(kind, said) for kind in _FORMS}


def _unasked(kind: Kind, said: Mapping[str, Any]) -> Setup:
    """The form as it opens, or with what was typed into it while something else was asked for."""
    first: dict[str, Any] = {"sample_seed": secrets.randbelow(MOST_SEEDS)}
    typed = {name: said[name] for name in _FORMS[kind].base_fields if name in said}
    return Setup(kind, _FORMS[kind](initial=first | typed), **_remembered(said))


def pressed(said: Mapping[str, Any]) -> Kind | None:
    """Which of the two buttons sent the form, if one did."""
    return next((kind for kind in _FORMS if said.get("input_setup") == kind), None)


def _remembered(said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "of": said.get("sample_of", ""),
        "written": said.get("sample_uri", ""),
        "run": whole(said.get("data_setup_run")) or 0,
    }


def asked(kind: Kind, region: str, said: Mapping[str, Any]) -> Setup:
    """Begin what is asked for, or look how it is coming on: `said` is the whole page's form."""
    form = _FORMS[kind](said)
    if not form.is_valid():
        return Setup(kind, form, **_remembered(said))
    return _sampled(form, region, said) if kind == "sample" else _set_up(form, region, said)


def _set_up(form: forms.Form, region: str, said: Mapping[str, Any]) -> Setup:
    location, data_type = form.cleaned_data["data_location"], form.cleaned_data["data_type"]
    run = whole(said.get("data_setup_run")) or 0
    name = _name("data setup", region, location, data_type, said.get("submission_id", ""), run)
    state = new_manifests.start(name, data_setup.work(region, location, data_type))
    # Pressed again after it has come to an end, the button begins anew; a page that is sent again
    # says the old number.
    return Setup("data_setup", form, state, run=run + (state.outcome is not None))


def _sampled(form: forms.Form, region: str, said: Mapping[str, Any]) -> Setup:
    uri = _whole_manifest(said)
    count = counting.count(region, uri) if uri else Count("")
    if problem := _why_no_sample(count):
        form.add_error("sample_percentage", problem)
        return Setup("sample", form, **_remembered(said))
    percentage, seed = form.cleaned_data["sample_percentage"], form.cleaned_data["sample_seed"]
    name = _name("sample", region, uri, count.etag, percentage, seed)
    state = new_manifests.start(name, sampling.work(region, count, percentage, seed))
    return Setup("sample", form, state, uri, state.outcome.uri if state.outcome else "")


def _whole_manifest(said: Mapping[str, Any]) -> str:
    """What the sample is to be taken of: never of the sample that was taken before."""
    uri = str(said.get("manifest_s3_uri", "")).strip()
    sampled_before = uri and uri == said.get("sample_uri")
    return str(said.get("sample_of", "")) if sampled_before else uri


def _why_no_sample(count: Count) -> str:
    if not count.uri:
        return "Give an input dataset location first: the sample is taken of that manifest."
    if count.counting:
        return "The manifest is still being counted. Try again when its number is there."
    if count.summary is None:
        return "The manifest could not be read. Correct the input dataset location first."
    return ""


def _name(*said: Any) -> str:
    return hashlib.sha256(repr((settings.ENDPOINT, *said)).encode()).hexdigest()
