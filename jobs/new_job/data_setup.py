"""Automated data setup: the manifest of what lies at an S3 location, written to that location."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from groundtruth import data_setup
from groundtruth.data_setup import DATA_TYPES, DataSetupError, DataType
from jobs import aws
from jobs.manifests import new_manifests
from jobs.manifests.new_manifests import Outcome, Progress, Work

MOST_LISTED = 200_000  # objects looked at, in two hundred calls


def work(region: str, location: str, data_type: str) -> Work:
    """What writes the manifest for a key of DATA_TYPES; ValueError for what is no S3 location."""
    folder = data_setup.folder(location)

    def write(progress: Progress) -> Outcome:
        stem = f"{folder}{data_setup.manifest_name(datetime.now(UTC))}".removesuffix(".manifest")
        lines = _frames(region, folder, stem) if data_type == "video-frames" else None
        found = _counted(lines or _lines(region, folder, DATA_TYPES[data_type]), folder, data_type)
        places = [f"{stem}{again}.manifest" for again in ("", "-2", "-3")]
        return new_manifests.write(region, places, found, progress)

    return write


def _listed(region: str, folder: str, data_type: DataType) -> Iterator[aws.ObjectHead]:
    """The objects of this type below a folder, however deep."""
    try:
        for number, head in enumerate(aws.list_objects(region, folder), 1):
            if number > MOST_LISTED:
                raise DataSetupError(
                    f"“{folder}” holds more than {MOST_LISTED:,} objects. Choose a folder in it."
                )
            if data_type.takes(head.uri):
                yield head
    except aws.AWSError as error:
        if error.code != "NoSuchBucket":
            raise
        raise DataSetupError(f"There is no bucket for “{folder}”. Correct it.") from error


def _lines(region: str, folder: str, data_type: DataType) -> Iterator[bytes]:
    for head in _listed(region, folder, data_type):
        if data_type is DATA_TYPES["text"]:
            yield from data_setup.texts(head.uri, aws.read_object(region, head))
        else:
            yield data_setup.reference(head.uri)


def _frames(region: str, folder: str, stem: str) -> Iterator[bytes]:
    """Lines for sequences of video frames, whose sequence files are written on the way."""
    listed = _listed(region, folder, DATA_TYPES["video-frames"])
    sequences = data_setup.sequences(folder, (head.uri for head in listed))
    if len(sequences) > DATA_TYPES["video-frames"].most_objects:
        raise _too_many(folder, "video-frames")
    for number, sequence in enumerate(sequences.values(), 1):
        uri = f"{stem}-sequence-{number}.json"
        new_manifests.put(region, uri, json.dumps(sequence, ensure_ascii=False).encode())
        yield data_setup.reference(uri)


def _counted(lines: Iterator[bytes], folder: str, data_type: str) -> Iterator[bytes]:
    """The lines, if there are some and not too many of them."""
    number = 0
    for number, line in enumerate(lines, 1):
        if number > DATA_TYPES[data_type].most_objects:
            raise _too_many(folder, data_type)
        yield line
    if not number:
        endings = " or ".join(DATA_TYPES[data_type].endings)
        where = "a folder in " if data_type == "video-frames" else ""
        raise DataSetupError(
            f"There is nothing to label in {where}“{folder}”: no name ends with {endings}, "
            "or the files are empty. Choose another location or data type."
        )


def _too_many(folder: str, data_type: str) -> DataSetupError:
    what = "sequences" if data_type == "video-frames" else "objects"
    return DataSetupError(
        f"“{folder}” holds more than {DATA_TYPES[data_type].most_objects:,} {what}, which is as "
        "many as a labeling job takes. Choose a folder in it."
    )
