"""Preflight: the manifest, the objects that it names, and workers’ way to them."""

import pytest

from groundtruth.task_types import TASK_TYPES
from tests.jobs.checks import GET_FROM_ANYWHERE, IMAGES, allow, check, line, lines, ready
from tests.jobs.paths import job
from tests.local_endpoint import BUCKET, label_categories

__all__ = ["ready"]


def test_a_broken_manifest_fails_with_its_first_problem(client, ready):
    uri = ready.put("broken", b'{"source-ref":"s3://images/0.jpg"}\n{"source-ref"\n')
    word, text = line(check(client, manifest_s3_uri=uri), "Manifest")
    assert word == "Failed"
    assert "1 line that will not do. Line 2:" in text


def test_an_empty_manifest_fails(client, ready):
    uri = ready.put("empty", b"")
    assert "holds no object" in line(check(client, manifest_s3_uri=uri), "Manifest")[1]


def test_objects_of_another_kind_get_a_warning(client, ready):
    uri = ready.put("texts", b'{"source":"a text"}\n')
    answer = check(client, manifest_s3_uri=uri)
    word, text = line(answer, "Manifest")
    assert (word, "1 line of the manifest without “source-ref”" in text) == ("Warning", True)
    assert line(answer, "Data objects")[1] == "The objects stand in the manifest itself."


def test_objects_that_do_not_exist_fail_by_number_and_name(client, ready):
    for number in (0, 9):
        ready.delete(f"s3://{IMAGES}/{number}.jpg")
    word, text = line(check(client), "Data objects")
    assert word == "Failed"
    assert "2 of 5 objects that were looked at do not exist, like “s3://images/0.jpg”." in text


def test_objects_of_another_region_get_a_warning(client, ready):
    ready.s3.create_bucket(
        Bucket="in-ireland", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    uri = ready.put("far", b'{"source-ref":"s3://in-ireland/0.jpg"}\n')
    word, text = line(check(client, manifest_s3_uri=uri), "Region of the data")
    assert word == "Warning"
    assert (
        "“in-ireland”, which holds data objects, is in eu-west-1, and the job is to run in" in text
    )
    assert "Copy the objects to a bucket in us-east-1, or create the job in eu-west-1." in text


def test_objects_of_the_region_are_told_by_their_bucket(client, ready):
    assert line(check(client), "Region of the data") == ("Passed", "“images” is in us-east-1.")


def test_objects_beside_their_manifest_have_no_region_to_be_told(client, ready):
    ready.put("0.jpg", b"a picture")
    uri = ready.put("near", b'{"source-ref":"s3://%s/0.jpg"}\n' % BUCKET.encode())
    assert "Region of the data" not in [
        title for title, *_ in lines(check(client, manifest_s3_uri=uri))
    ]


def test_five_objects_are_looked_at_from_the_first_to_the_last(client, ready):
    assert "like “s3://images/0.jpg”" in missing(client, ready, 0)
    assert "like “s3://images/4.jpg”" in missing(client, ready, 4)
    assert "like “s3://images/9.jpg”" in missing(client, ready, 9)
    looked_at = "5 objects that were looked at, of the first 10, exist."
    assert missing(client, ready, 1) == looked_at


def missing(client, work, number):
    """What is said when only this object is gone."""
    uri = f"s3://{IMAGES}/{number}.jpg"
    work.delete(uri)
    said = line(check(client), "Data objects")[1]
    work.s3.put_object(Bucket=IMAGES, Key=f"{number}.jpg", Body=b"a picture")
    return said


def test_objects_that_have_their_label_already_are_not_looked_at(client, ready):
    manifest = b'{"source-ref":"s3://images/gone.jpg","old":1,"old-metadata":{}}\n'
    uri = ready.put("half", manifest + b'{"source-ref":"s3://images/0.jpg"}\n')
    answer = check(
        client,
        manifest_s3_uri=uri,
        specify_label_attribute_name="on",
        label_attribute_name="old",
    )
    assert line(answer, "Data objects")[1] == "The object that was looked at exists."


def test_a_reference_that_is_no_location_fails(client, ready):
    uri = ready.put("odd", b'{"source-ref":"images/0.jpg"}\n')
    word, text = line(check(client, manifest_s3_uri=uri), "Data objects")
    assert (word, "“images/0.jpg” is not an S3 location" in text) == ("Failed", True)


def test_objects_that_end_like_no_image_get_a_warning(client, ready):
    ready.s3.put_object(Bucket=IMAGES, Key="1.TIFF", Body=b"a picture")
    named = ("0.jpg", "1.TIFF", "2.JPG", "plain")
    uri = ready.put("m", b"".join(b'{"source-ref":"s3://images/%s"}\n' % n.encode() for n in named))
    word, text = line(check(client, manifest_s3_uri=uri), "Data format")
    assert word == "Warning"
    assert text.startswith(
        "1 of the first 4 objects is no .jpg, .jpeg or .png, like “s3://images/1.TIFF”."
    )


def test_an_image_that_is_too_large_fails(client, ready):
    ready.s3.put_object(Bucket=IMAGES, Key="0.jpg", Body=bytes(40 * 1024 * 1024 + 1))
    word, text = line(check(client), "Data objects")
    assert (word, "“s3://images/0.jpg” has 41,943,041 bytes" in text) == ("Failed", True)


@pytest.mark.parametrize(
    "rule",
    [
        {"AllowedMethods": ["GET"], "AllowedOrigins": ["https://example.com"]},
        {"AllowedMethods": ["PUT"], "AllowedOrigins": ["*"]},
    ],
)
def test_cors_for_other_methods_or_origins_is_not_enough(client, ready, rule):
    allow(ready, rule)
    word, text = line(check(client), "CORS for workers’ browsers")
    assert word == "Failed"
    assert "“images” has no CORS rule that allows GET from any origin" in text


def test_video_frames_need_cors_for_writing_on_input_and_output(client, ready):
    kind = TASK_TYPES["VideoObjectDetection"]
    assert kind.one_worker_only
    ready.completed("clips", task_type=kind.suffix, lines=b'{"source-ref":"s3://images/0.jpg"}\n')
    answer = check(client, job("clips", "clone/"))
    said = [text for title, _, text in lines(answer) if title.startswith("CORS")]
    asked = "has no CORS rule that allows GET and HEAD and PUT from any origin"
    assert sorted(text.partition(" has ")[0] for text in said) == [f"“{IMAGES}”", f"“{BUCKET}”"]
    assert all(asked in text for text in said)
    allow(ready, GET_FROM_ANYWHERE | {"AllowedMethods": ["GET", "PUT", "HEAD"]})
    words = [
        word
        for title, word, _ in lines(check(client, job("clips", "clone/")))
        if title.startswith("CORS")
    ]
    assert sorted(words) == ["Failed", "Passed"]


def test_texts_need_no_cors(client, ready):
    ready.put("words/labels.json", label_categories("a", "b"))
    ready.completed("words", task_type="TextMultiClass", lines=b'{"source":"a text"}\n')
    uri = ready.put("texts-in-files", b'{"source-ref":"s3://images/0.jpg"}\n')
    answer = check(client, job("words", "clone/"), manifest_s3_uri=uri)
    assert line(answer, "Data objects")[0] == "Passed"
    assert [title for title, _, _ in lines(answer) if title.startswith("CORS")] == []


def test_more_objects_than_the_task_type_takes_fail(client, ready):
    manifest = b"".join(b'{"source-ref":"s3://images/0.jpg"}\n' for _ in range(11))
    ready.completed("clips", task_type="VideoObjectTracking")
    uri = ready.put("eleven", manifest)
    answer = check(client, job("clips", "clone/"), manifest_s3_uri=uri)
    word, text = line(answer, "Number of objects")
    assert (word, "takes at most 10 objects, and the manifest holds 11" in text) == ("Failed", True)


@pytest.mark.parametrize(
    ("objects", "word", "said"),
    [
        (1249, "Failed", "needs at least 1,250 objects, and the manifest holds 1,249"),
        (1250, "Warning", "advised from 5,000 objects on"),
        (5000, "Passed", "enough for automated data labeling"),
    ],
)
def test_automated_labeling_needs_enough_objects(client, ready, objects, word, said):
    uri = ready.put("many", b'{"source-ref":"s3://images/0.jpg"}\n' * objects)
    answer = check(client, manifest_s3_uri=uri, enable_automated_data_labeling="on")
    found, text = line(answer, "Number of objects")
    assert (found, said in text) == (word, True), text
