"""Reading an object from S3: every byte once, of one version, however often the stream breaks."""

import pytest

from jobs import aws
from jobs.aws import clients

REGION = "us-east-1"
DATA = bytes(range(256)) * 4_000  # 1,024,000 bytes


def read(uri):
    return b"".join(aws.read_object(REGION, aws.head_object(REGION, uri)))


@pytest.mark.parametrize("data", [b"", b"x", DATA])
def test_an_object_is_read_whole(work, data):
    assert read(work.put("m", data)) == data


@pytest.mark.parametrize("places", [(0,), (300_000,), (300_000, 1, 0, 500_000), (1_023_999,)])
def test_a_stream_that_breaks_is_read_on_from_there(work, between, places):
    uri = work.put("m", DATA)
    between.break_off("GET", *places)
    assert read(uri) == DATA


def test_a_stream_that_gives_nothing_any_more_is_told(work, between):
    uri = work.put("m", DATA)
    between.break_off("GET", 300_000, 0, 0, 0)
    with pytest.raises(aws.AWSError) as told:
        read(uri)
    assert (told.value.operation, told.value.kind) == ("GetObject", "unreachable")


def test_what_is_read_on_is_asked_for_by_range_and_etag(work, between, asked):
    uri = work.put("m", DATA)
    head = aws.head_object(REGION, uri)
    between.break_off("GET", 300_000)
    list(aws.read_object(REGION, head))
    assert [each["IfMatch"] for each in asked] == [head.etag] * 2
    assert [each.get("Range") for each in asked] == [None, "bytes=300000-"]


@pytest.fixture
def asked(between):
    """The parameters of each GetObject."""
    client, parameters = clients.client("s3", REGION), []

    def note(params, **_):
        parameters.append(dict(params))

    client.meta.events.register("provide-client-params.s3.GetObject", note)
    yield parameters
    client.meta.events.unregister("provide-client-params.s3.GetObject", note)


def test_an_object_that_changes_while_it_is_read_is_told_and_not_mixed(work, between):
    uri = work.put("m", DATA)
    chunks = aws.read_object(REGION, aws.head_object(REGION, uri))
    between.break_off("GET", 300_000)
    began = next(chunks)
    work.put("m", b"other " * 200_000)
    with pytest.raises(aws.AWSError) as told:
        list(chunks)
    assert told.value.kind == "changed"
    assert DATA.startswith(began)
