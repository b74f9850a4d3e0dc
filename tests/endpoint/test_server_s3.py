"""S3 over real HTTP: what boto3 sends must arrive through the server as it was meant."""

from __future__ import annotations

import hashlib
import http.client
import io
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from tests.local_endpoint import Server


@pytest.fixture(scope="module")
def s3(server: Server) -> Any:
    return server.client("s3")


@pytest.fixture
def bucket(s3: Any) -> str:
    name = f"bucket-{uuid4().hex[:12]}"
    s3.create_bucket(Bucket=name)
    return name


def code_of(call: Any, **parameters: Any) -> tuple[str, int]:
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    answered = refused.value.response
    return answered["Error"]["Code"], answered["ResponseMetadata"]["HTTPStatusCode"]


@pytest.mark.parametrize(
    "key",
    [
        "plain.txt",
        "with space.txt",
        "dir/è/中文.jpg",
        "zero\u200bwidth\uf025.jpg",
        "a+b%2Fc&d=?.txt",
        "a//b",
    ],
)
def test_an_object_comes_back_under_any_key(s3: Any, bucket: str, key: str) -> None:
    s3.put_object(Bucket=bucket, Key=key, Body=b"body")
    assert s3.get_object(Bucket=bucket, Key=key)["Body"].read() == b"body"
    assert [each["Key"] for each in s3.list_objects_v2(Bucket=bucket)["Contents"]] == [key]


def test_head_tells_length_type_metadata_and_etag(s3: Any, bucket: str) -> None:
    s3.put_object(
        Bucket=bucket, Key="k", Body=b"12345", ContentType="text/plain", Metadata={"who": "me"}
    )
    head = s3.head_object(Bucket=bucket, Key="k")
    assert (head["ContentLength"], head["ContentType"]) == (5, "text/plain")
    assert head["Metadata"] == {"who": "me"}
    assert head["ETag"] == f'"{hashlib.md5(b"12345").hexdigest()}"'


def test_ranged_get(s3: Any, bucket: str) -> None:
    s3.put_object(Bucket=bucket, Key="k", Body=b"0123456789")
    part = s3.get_object(Bucket=bucket, Key="k", Range="bytes=2-4")
    assert (part["Body"].read(), part["ContentRange"]) == (b"234", "bytes 2-4/10")


def test_ranged_get_with_if_match_of_another_version(s3: Any, bucket: str) -> None:
    s3.put_object(Bucket=bucket, Key="k", Body=b"0123456789")
    asked = {"Bucket": bucket, "Key": "k", "Range": "bytes=0-1", "IfMatch": '"other"'}
    assert code_of(s3.get_object, **asked) == ("PreconditionFailed", 412)


def test_get_with_the_etag_known_sends_nothing(s3: Any, bucket: str) -> None:
    etag = s3.put_object(Bucket=bucket, Key="k", Body=b"x")["ETag"]
    with pytest.raises(ClientError) as unchanged:
        s3.get_object(Bucket=bucket, Key="k", IfNoneMatch=etag)
    assert unchanged.value.response["ResponseMetadata"]["HTTPStatusCode"] == 304


def test_put_if_match_replaces_only_what_was_seen(s3: Any, bucket: str) -> None:
    etag = s3.put_object(Bucket=bucket, Key="k", Body=b"1")["ETag"]
    s3.put_object(Bucket=bucket, Key="k", Body=b"2", IfMatch=etag)
    asked = {"Bucket": bucket, "Key": "k", "Body": b"3", "IfMatch": etag}
    assert code_of(s3.put_object, **asked) == ("PreconditionFailed", 412)
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"2"


def test_put_if_none_match_makes_only_what_is_not_there(s3: Any, bucket: str) -> None:
    s3.put_object(Bucket=bucket, Key="k", Body=b"1", IfNoneMatch="*")
    asked = {"Bucket": bucket, "Key": "k", "Body": b"2", "IfNoneMatch": "*"}
    assert code_of(s3.put_object, **asked) == ("PreconditionFailed", 412)


def upload(s3: Any, bucket: str, **conditions: str) -> Any:
    made = s3.create_multipart_upload(Bucket=bucket, Key="k", ContentType="text/plain")
    parts = []
    for number, body in enumerate((b"a" * 5 * 2**20, b"b"), start=1):
        part = s3.upload_part(
            Bucket=bucket, Key="k", UploadId=made["UploadId"], PartNumber=number, Body=body
        )
        parts.append({"ETag": part["ETag"], "PartNumber": number})
    return s3.complete_multipart_upload(
        Bucket=bucket,
        Key="k",
        UploadId=made["UploadId"],
        MultipartUpload={"Parts": parts},
        **conditions,
    )


def test_multipart_upload(s3: Any, bucket: str) -> None:
    etag = upload(s3, bucket)["ETag"]
    got = s3.get_object(Bucket=bucket, Key="k")
    assert got["Body"].read() == b"a" * 5 * 2**20 + b"b"
    assert etag.endswith('-2"')
    assert (got["ETag"], got["ContentType"]) == (etag, "text/plain")


def test_an_upload_completes_only_over_what_was_seen(s3: Any, bucket: str) -> None:
    etag = s3.put_object(Bucket=bucket, Key="k", Body=b"1")["ETag"]
    upload(s3, bucket, IfMatch=etag)
    with pytest.raises(ClientError) as refused:
        upload(s3, bucket, IfMatch=etag)
    assert refused.value.response["Error"]["Code"] == "PreconditionFailed"


def test_an_upload_with_if_match_needs_an_object(s3: Any, bucket: str) -> None:
    with pytest.raises(ClientError) as refused:
        upload(s3, bucket, IfMatch='"some"')
    assert refused.value.response["Error"]["Code"] == "NoSuchKey"


def test_an_upload_with_if_none_match_makes_only_what_is_not_there(s3: Any, bucket: str) -> None:
    upload(s3, bucket, IfNoneMatch="*")
    with pytest.raises(ClientError) as refused:
        upload(s3, bucket, IfNoneMatch="*")
    assert refused.value.response["Error"]["Code"] == "PreconditionFailed"


def test_upload_file_and_download_in_parts(s3: Any, bucket: str) -> None:
    data = bytes(range(256)) * 40_000
    s3.upload_fileobj(io.BytesIO(data), bucket, "big")
    got = io.BytesIO()
    s3.download_fileobj(bucket, "big", got)
    assert got.getvalue() == data


@pytest.mark.parametrize("algorithm", ["CRC32", "SHA1", "SHA256"])
def test_put_of_a_stream_with_a_trailing_checksum(s3: Any, bucket: str, algorithm: str) -> None:
    """boto3 sends a stream in chunks of its own (aws-chunked), with the checksum after them."""
    body = io.BytesIO(b"streamed" * 100_000)
    s3.put_object(Bucket=bucket, Key="k", Body=body, ChecksumAlgorithm=algorithm)
    got = s3.get_object(Bucket=bucket, Key="k")
    assert got["Body"].read() == b"streamed" * 100_000
    assert "ContentEncoding" not in got


def test_a_client_that_waits_for_100_continue(server: Server, bucket: str) -> None:
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=10)
    headers = {"Expect": "100-continue", "Authorization": SIGNED}
    connection.request("PUT", f"/{bucket}/waited", body=b"data", headers=headers)
    response = connection.getresponse()
    assert response.status == 200


def test_an_empty_put(s3: Any, bucket: str) -> None:
    s3.put_object(Bucket=bucket, Key="empty", Body=b"")
    assert s3.head_object(Bucket=bucket, Key="empty")["ContentLength"] == 0


def test_cors_of_a_bucket(s3: Any, bucket: str) -> None:
    rule = {"AllowedMethods": ["GET"], "AllowedOrigins": ["*"], "ExposeHeaders": ["ETag"]}
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [rule]})
    assert s3.get_bucket_cors(Bucket=bucket)["CORSRules"] == [rule]


def test_listing_by_prefix_and_delimiter_in_pages(s3: Any, bucket: str) -> None:
    for key in ("a/1", "a/2", "a/b/3", "c"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"")
    listed = s3.list_objects_v2(Bucket=bucket, Prefix="a/", Delimiter="/")
    assert [each["Key"] for each in listed["Contents"]] == ["a/1", "a/2"]
    assert [each["Prefix"] for each in listed["CommonPrefixes"]] == ["a/b/"]
    first = s3.list_objects_v2(Bucket=bucket, MaxKeys=3)
    rest = s3.list_objects_v2(Bucket=bucket, ContinuationToken=first["NextContinuationToken"])
    assert [each["Key"] for each in rest["Contents"]] == ["c"]


def test_a_presigned_address_needs_no_credentials(server: Server, s3: Any, bucket: str) -> None:
    s3.put_object(Bucket=bucket, Key="k", Body=b"seen")
    address = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "k"})
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=10)
    connection.request("GET", address.removeprefix(server.url))
    assert connection.getresponse().read() == b"seen"


SIGNED = (
    "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, "
    "SignedHeaders=host, Signature=0"
)
