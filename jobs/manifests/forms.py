"""What a person types to change a manifest: objects to add, a window of lines, another file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import msgspec
from django import forms

from groundtruth import s3_uri
from jobs import storage
from jobs.fields import LinesField, OneLineInput

MAX_FILE = 5 * 1024 * 1024  # bytes of a file with objects to add; a larger one can replace all
MAX_MERGED = 10  # manifests
WAYS = ("objects", "file", "prefix")


class AddForm(forms.Form):
    """Objects in one of three ways: typed, from a file, or listed under a prefix."""

    objects = forms.CharField(
        label="Objects",
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 8, "class": "input--mono", "spellcheck": "false"}),
        help_text="One on each line: an S3 URI, a text, or a JSON object with all its keys.",
    )
    file = forms.FileField(
        label="Or a file",
        required=False,
        widget=forms.FileInput({"accept": ".txt,.csv,.jsonl,.manifest,.json"}),
        help_text="Lines like those above, at most 5 MB. Of a .csv file the first column is taken.",
    )
    prefix = forms.CharField(
        label="Or everything under a prefix",
        required=False,
        widget=OneLineInput(placeholder="s3://bucket/folder/"),
        help_text=f"At most {storage.MAX_LISTED:,} objects.",
    )
    endings = forms.CharField(
        label="Only names that end with",
        required=False,
        widget=OneLineInput(placeholder=".jpg, .jpeg, .png"),
    )
    key = forms.ChoiceField(
        label="A line that is no JSON object is",
        choices=(("source-ref", "the S3 URI of an object"), ("source", "a text to be labeled")),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (*WAYS, "endings"):  # one way is needed: to call each optional would mislead
            self.fields[name].optional = False

    def clean(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().clean() or {}
        given = [way for way in WAYS if fields.get(way)]
        if not given and not self.errors:
            self.add_error("objects", "There is nothing to add. Type or upload the objects.")
        if len(given) > 1:
            self.add_error(None, "Give the objects in one way only, and leave the others empty.")
        return fields

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > MAX_FILE:
            raise forms.ValidationError(
                f"“{file.name}” has {file.size:,} bytes, and {MAX_FILE:,} is the most here. "
                "Put the lines into the whole manifest yourself, and use Replace."
            )
        return file

    def clean_prefix(self) -> str:
        prefix = str(self.cleaned_data["prefix"]).strip()
        if prefix:
            _checked(prefix)
        return prefix

    def lines(self, region: str) -> Iterator[bytes]:
        """What was given, as lines; an AWSError when a prefix cannot be listed."""
        said = self.cleaned_data
        if said["prefix"]:
            endings = tuple(each.strip() for each in said["endings"].split(",") if each.strip())
            for uri in storage.list_objects(region, said["prefix"]):
                if not endings or uri.lower().endswith(tuple(map(str.lower, endings))):
                    yield f"{uri}\n".encode()
        elif said["file"] and said["file"].name.lower().endswith(".csv"):
            yield from _first_column(said["file"].read(), said["key"])
        elif said["file"]:
            yield from said["file"].chunks()
        else:
            yield said["objects"].encode()


class ReplaceForm(forms.Form):
    """A file that takes the place of a manifest."""

    file = forms.FileField(
        label="File",
        widget=forms.FileInput({"accept": ".manifest,.jsonl,.json,.txt"}),
        help_text="The whole manifest, one JSON object on each line.",
        error_messages={
            "required": "Choose a file.",
            "empty": "This file is empty. Choose the one that holds the manifest.",
        },
    )


class MergeForm(forms.Form):
    """Which manifests become one, where, and whose label stays where two differ."""

    uris = LinesField(
        label="Manifests",
        widget=forms.Textarea({"rows": 4, "class": "input--mono", "spellcheck": "false"}),
        help_text="One S3 URI on each line. Objects keep the order of the first manifest.",
        error_messages={"required": "Name the manifests that are to become one."},
    )
    target = forms.CharField(
        label="Write the result to",
        widget=OneLineInput(placeholder="s3://bucket/path/merged.manifest"),
        help_text="The manifests themselves stay as they are.",
        error_messages={"required": "Say where the merged manifest is to be written."},
    )
    keep = forms.ChoiceField(
        label="Where two manifests have different labels for an object",
        choices=(("first", "keep that of the manifest named first"), ("latest", "keep the newer")),
        widget=forms.RadioSelect,
        initial="first",
    )

    def clean_uris(self) -> list[str]:
        uris = list(dict.fromkeys(self.cleaned_data["uris"]))
        for uri in uris:
            _checked(uri)
        if not 2 <= len(uris) <= MAX_MERGED:
            raise forms.ValidationError(
                f"Name two to {MAX_MERGED} different manifests, one on each line."
            )
        return uris

    def clean_target(self) -> str:
        target = str(self.cleaned_data["target"]).strip()
        _checked(target)
        if target.endswith("/") or not s3_uri.parse(target).key:
            raise forms.ValidationError(f"“{target}” is a folder. Add a file name.")
        return target

    def clean(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().clean() or {}
        if fields.get("target") and fields["target"] in fields.get("uris", ()):
            self.add_error("target", "Write to another location than those that are merged.")
        return fields


def _checked(uri: str) -> None:
    try:
        s3_uri.parse(uri)
    except ValueError as error:
        raise forms.ValidationError(str(error)) from None


def _first_column(data: bytes, key: str) -> Iterator[bytes]:
    for row in csv.reader(io.StringIO(data.decode("utf-8-sig", errors="replace"))):
        text = row[0].strip() if row else ""
        many = key == "source" and "\n" in text  # a cell may hold several lines, a manifest not
        yield (msgspec.json.encode({key: text}) if many else text.encode()) + b"\n"
