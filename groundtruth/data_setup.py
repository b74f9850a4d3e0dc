"""Automated data setup: what of an S3 location becomes a data object, by the type of the data.

Sources: the developer guide's pages on automated data setup (sms-console-create-manifest-file), on
setting up video frames (sms-video-automated-data-setup) and on input data quotas.
"""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from groundtruth import input_quotas, s3_uri
from groundtruth.manifest import lines

MOST_FRAMES = 2_000  # of one sequence


@dataclass(frozen=True)
class DataType:
    """A type of data with the AWS console's name for it and the endings of its files' names."""

    name: str
    endings: tuple[str, ...]
    most_objects: int = input_quotas.OBJECTS

    def takes(self, key: str) -> bool:
        return key.lower().endswith(self.endings)


DATA_TYPES: Mapping[str, DataType] = {
    "image": DataType("Image", (".jpg", ".jpeg", ".png")),
    "text": DataType("Text", (".txt", ".csv")),
    "video-files": DataType("Video files", (".mp4", ".ogg", ".webm")),
    "video-frames": DataType(
        "Video frames", (".jpg", ".jpeg", ".png"), input_quotas.VIDEO_FRAME_SEQUENCES
    ),
}


class DataSetupError(ValueError):
    """Why no manifest can be made of what lies there: a sentence, and what to do."""


def folder(location: str) -> str:
    """The location with a slash at its end, so that nothing beside the folder is meant."""
    place = s3_uri.parse(location)
    return s3_uri.join(f"s3://{place.bucket}", place.key) + "/" if place.key else f"{place}"


def manifest_name(at: datetime) -> str:
    """What the AWS console calls a manifest that it made."""
    return at.strftime("dataset-%Y%m%dT%H%M%S.manifest")


def reference(uri: str) -> bytes:
    """The manifest line of an object that lies in S3."""
    return _line({"source-ref": uri})


def texts(uri: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The manifest lines of a text file, one for each of its lines that is not blank.

    Of a .csv file it is one for each row: what its only cell says, or the row as it would be
    written. A heading is a row like any other. DataSetupError for what is not UTF-8.
    """
    read = _rows if uri.lower().endswith(".csv") else _lines
    try:
        for text in read(chunks):
            if text.strip():
                yield _line({"source": text})
    except (UnicodeDecodeError, csv.Error) as error:
        reason = "UTF-8" if isinstance(error, UnicodeDecodeError) else f"CSV ({error})"
        raise DataSetupError(f"“{uri}” is not {reason}. Convert it, or move it away.") from error


def sequences(location: str, uris: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The sequence files' content for folders of video frames, by the folder's location.

    Frames lie directly in folders of their own, those directly in `location`; frames elsewhere are
    left out. They are in the order of their names, as S3 lists them.
    """
    frames: dict[str, list[str]] = {}
    for uri in uris:
        sequence, _, frame = uri.removeprefix(location).partition("/")
        if frame and "/" not in frame:
            frames.setdefault(f"{location}{sequence}/", []).append(frame)
    return {
        prefix: _sequence(number, prefix, names)
        for number, (prefix, names) in enumerate(frames.items(), 1)
    }


def _sequence(number: int, prefix: str, names: list[str]) -> dict[str, Any]:
    if len(names) > MOST_FRAMES:
        raise DataSetupError(
            f"“{prefix}” holds {len(names):,} frames, and a sequence may have at most "
            f"{MOST_FRAMES:,}. Move some of them to a folder of their own."
        )
    return {
        "seq-no": number,
        "prefix": prefix,
        "number-of-frames": len(names),
        "frames": [
            {"frame-no": frame_number, "frame": name} for frame_number, name in enumerate(names, 1)
        ],
    }


def _lines(chunks: Iterable[bytes]) -> Iterator[str]:
    for number, line in enumerate(lines(chunks)):
        text = line.decode("utf-8-sig" if number == 0 else "utf-8")
        yield text.removesuffix("\r")


def _rows(chunks: Iterable[bytes]) -> Iterator[str]:
    decoded = codecs.iterdecode((line + b"\n" for line in lines(chunks)), "utf-8-sig")
    for row in csv.reader(decoded, strict=True):
        yield row[0] if len(row) == 1 else _as_csv(row)


def _as_csv(row: list[str]) -> str:
    written = [
        '"{}"'.format(cell.replace('"', '""')) if set(cell) & set(',"\r\n') else cell
        for cell in row
    ]
    return ",".join(written)


def _line(members: Mapping[str, str]) -> bytes:
    return json.dumps(members, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"
