"""What of an S3 location becomes a data object."""

import json
from datetime import UTC, datetime

import pytest

from groundtruth import data_setup
from groundtruth.data_setup import DATA_TYPES, DataSetupError, folder, sequences, texts


def sources(uri, *chunks):
    return [json.loads(line)["source"] for line in texts(uri, chunks)]


@pytest.mark.parametrize(
    ("data_type", "key", "taken"),
    [
        ("image", "a/b.JPG", True),
        ("image", "b.jpeg", True),
        ("image", "b.png", True),
        ("image", "b.gif", False),
        ("image", "jpg", False),
        ("text", "b.txt", True),
        ("text", "b.csv", True),
        ("text", "b.manifest", False),
        ("video-files", "b.webm", True),
        ("video-files", "b.mov", False),
        ("video-frames", "a/1.png", True),
    ],
)
def test_files_are_taken_by_the_end_of_their_name(data_type, key, taken):
    assert DATA_TYPES[data_type].takes(key) is taken


@pytest.mark.parametrize(
    ("location", "found"),
    [
        ("s3://b", "s3://b/"),
        ("s3://b/", "s3://b/"),
        ("s3://b/a", "s3://b/a/"),
        ("s3://b/a/c/", "s3://b/a/c/"),
    ],
)
def test_a_location_is_a_folder(location, found):
    assert folder(location) == found


def test_a_manifest_is_named_for_the_moment_as_the_aws_console_does():
    at = datetime(2022, 2, 10, 11, 56, 35, tzinfo=UTC)
    assert data_setup.manifest_name(at) == "dataset-20220210T115635.manifest"


def test_a_reference_keeps_every_letter():
    line = data_setup.reference('s3://b/é "1".jpg')
    assert line.endswith(b"\n")
    assert json.loads(line) == {"source-ref": 's3://b/é "1".jpg'}


def test_each_line_of_a_text_file_is_an_object():
    assert sources("s3://b/a.txt", b"one\r\n\n  \ntw", b"o\nthree") == ["one", "two", "three"]


def test_a_byte_order_mark_is_no_text():
    assert sources("s3://b/a.txt", b"\xef\xbb\xbfone\ntwo") == ["one", "two"]
    assert sources("s3://b/a.csv", b"\xef\xbb\xbfone\ntwo") == ["one", "two"]


def test_each_row_of_a_csv_file_is_an_object():
    rows = b'one\n"two, and ""more""\nof it"\n\na,"b, c"\n'
    assert sources("s3://b/A.CSV", rows) == ["one", 'two, and "more"\nof it', 'a,"b, c"']


@pytest.mark.parametrize("uri", ["s3://b/a.txt", "s3://b/a.csv"])
def test_what_is_not_utf_8_is_named(uri):
    with pytest.raises(DataSetupError, match="is not UTF-8"):
        sources(uri, b"caf\xe9\n")


def test_what_is_not_csv_is_named():
    with pytest.raises(DataSetupError, match="is not CSV"):
        sources("s3://b/a.csv", b'"one" two\n')


FRAMES = [f"s3://b/v/{folder}/{frame:04}.jpg" for folder in ("dog", "cat") for frame in (1, 2)]


def test_each_folder_of_frames_is_a_sequence():
    found = sequences("s3://b/v/", [*FRAMES, "s3://b/v/loose.jpg", "s3://b/v/a/b/deep.jpg"])
    assert list(found) == ["s3://b/v/dog/", "s3://b/v/cat/"]
    assert found["s3://b/v/cat/"] == {
        "seq-no": 2,
        "prefix": "s3://b/v/cat/",
        "number-of-frames": 2,
        "frames": [{"frame-no": 1, "frame": "0001.jpg"}, {"frame-no": 2, "frame": "0002.jpg"}],
    }


def test_a_sequence_may_have_so_many_frames():
    uris = [f"s3://b/v/cat/{frame:05}.jpg" for frame in range(2_001)]
    assert sequences("s3://b/v/", uris[:2_000])
    with pytest.raises(DataSetupError, match="2,001 frames"):
        sequences("s3://b/v/", uris)
