"""What was acknowledged is there after a restart: S3, IAM, KMS, jobs and the clock."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from groundtruth.endpoint.app import Endpoint, create_app
from groundtruth.endpoint.disk import Disk, StateInUseError
from tests.endpoint.conftest import InProcess, Jobs
from tests.local_endpoint import BUCKET

Restart = Callable[[], Endpoint]
ROLE = "arn:aws:iam::123456789012:role/service-role/AmazonSageMaker-ExecutionRole"


def code_of(call: Any, **parameters: Any) -> str:
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    return refused.value.response["Error"]["Code"]


# ------------------------------------------------------------------------------- objects


def test_an_object_is_the_same_afterwards(s3: Any, restart: Restart) -> None:
    s3.put_object(
        Bucket=BUCKET,
        Key="dir/è \u200b.txt",
        Body=b"body",
        ContentType="text/plain",
        CacheControl="no-store",
        Metadata={"who": "me"},
        Tagging="a=1",
        ChecksumAlgorithm="SHA256",
    )
    asked = {"Bucket": BUCKET, "Key": "dir/è \u200b.txt"}
    before = s3.get_object(**asked, ChecksumMode="ENABLED")
    assert before["Body"].read() == b"body"
    restart()
    after = s3.get_object(**asked, ChecksumMode="ENABLED")
    assert after["Body"].read() == b"body"
    names = ("ETag", "LastModified", "ContentType", "CacheControl", "Metadata", "TagCount")
    assert after["ChecksumSHA256"] == before["ChecksumSHA256"]
    assert {name: after[name] for name in names} == {name: before[name] for name in names}


def grants(s3: Any, key: str) -> set[tuple[str, str]]:
    told = s3.get_object_acl(Bucket=BUCKET, Key=key)["Grants"]
    return {
        (each["Grantee"].get("URI", "").rpartition("/")[2], each["Permission"]) for each in told
    }


PUBLIC = {("", "FULL_CONTROL"), ("AllUsers", "READ")}


def test_who_may_read_an_object(s3: Any, restart: Restart) -> None:
    s3.put_object(Bucket=BUCKET, Key="private", Body=b"x")
    s3.put_object(Bucket=BUCKET, Key="public", Body=b"x", ACL="public-read")
    s3.put_object(Bucket=BUCKET, Key="opened", Body=b"x")
    s3.put_object_acl(Bucket=BUCKET, Key="opened", ACL="public-read")
    s3.put_bucket_acl(Bucket=BUCKET, ACL="authenticated-read")
    restart()
    assert grants(s3, "private") == {("", "FULL_CONTROL")}
    assert grants(s3, "public") == grants(s3, "opened") == PUBLIC
    told = s3.get_bucket_acl(Bucket=BUCKET)["Grants"]
    assert told[1]["Grantee"]["URI"].endswith("/AuthenticatedUsers")


def test_who_may_read_what_is_still_being_sent(s3: Any, restart: Restart) -> None:
    asked = {"Bucket": BUCKET, "Key": "k"}
    upload = s3.create_multipart_upload(**asked, ACL="public-read")["UploadId"]
    restart()
    part = s3.upload_part(**asked, UploadId=upload, PartNumber=1, Body=b"x")
    parts = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    s3.complete_multipart_upload(**asked, UploadId=upload, MultipartUpload=parts)
    assert grants(s3, "k") == PUBLIC


@pytest.mark.parametrize("size", [0, 1, 128 * 1024, 128 * 1024 + 1])
def test_a_body_of_any_size(s3: Any, restart: Restart, size: int) -> None:
    s3.put_object(Bucket=BUCKET, Key="k", Body=b"x" * size)
    restart()
    got = s3.get_object(Bucket=BUCKET, Key="k")
    assert got["ContentLength"] == size
    assert got["Body"].read() == b"x" * size


def test_a_large_body_is_read_in_parts(s3: Any, restart: Restart) -> None:
    s3.put_object(Bucket=BUCKET, Key="k", Body=b"0123456789" * 50_000)
    restart()
    got = s3.get_object(Bucket=BUCKET, Key="k", Range="bytes=499995-499999")
    assert got["Body"].read() == b"56789"


def test_overwriting_leaves_no_old_body_behind(s3: Any, endpoint: Endpoint, tmp_path: Path) -> None:
    for number in range(3):
        s3.put_object(Bucket=BUCKET, Key="k", Body=b"x" * (200_000 + number))
    assert len(list((tmp_path / "state" / "bodies").iterdir())) == 1


def test_deleted_objects_stay_deleted(s3: Any, restart: Restart, tmp_path: Path) -> None:
    for key in ("a", "b", "c", "d"):
        s3.put_object(Bucket=BUCKET, Key=key, Body=b"x" * 200_000)
    s3.delete_object(Bucket=BUCKET, Key="a")
    s3.delete_objects(Bucket=BUCKET, Delete={"Objects": [{"Key": "b"}, {"Key": "c"}]})
    restart()
    assert [each["Key"] for each in s3.list_objects_v2(Bucket=BUCKET)["Contents"]] == ["d"]
    assert len(list((tmp_path / "state" / "bodies").iterdir())) == 1


def test_a_copy(s3: Any, restart: Restart) -> None:
    s3.put_object(Bucket=BUCKET, Key="a", Body=b"x", Metadata={"m": "1"})
    s3.copy_object(Bucket=BUCKET, Key="b", CopySource={"Bucket": BUCKET, "Key": "a"})
    restart()
    got = s3.get_object(Bucket=BUCKET, Key="b")
    assert (got["Body"].read(), got["Metadata"]) == (b"x", {"m": "1"})


def test_versions_and_delete_markers(s3: Any, restart: Restart) -> None:
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    first = s3.put_object(Bucket=BUCKET, Key="k", Body=b"1")["VersionId"]
    s3.put_object(Bucket=BUCKET, Key="k", Body=b"2")
    s3.delete_object(Bucket=BUCKET, Key="k")
    before = s3.list_object_versions(Bucket=BUCKET)
    restart()
    after = s3.list_object_versions(Bucket=BUCKET)
    for kind in ("Versions", "DeleteMarkers"):
        assert after[kind] == before[kind]
    assert s3.get_object(Bucket=BUCKET, Key="k", VersionId=first)["Body"].read() == b"1"
    assert code_of(s3.get_object, Bucket=BUCKET, Key="k") == "NoSuchKey"


def test_an_unfinished_upload_can_be_finished(s3: Any, restart: Restart) -> None:
    upload = s3.create_multipart_upload(Bucket=BUCKET, Key="k", Metadata={"m": "1"})["UploadId"]
    asked = {"Bucket": BUCKET, "Key": "k", "UploadId": upload}
    first = s3.upload_part(**asked, PartNumber=1, Body=b"a" * 5 * 2**20)["ETag"]
    restart()
    assert [part["ETag"] for part in s3.list_parts(**asked)["Parts"]] == [first]
    second = s3.upload_part(**asked, PartNumber=2, Body=b"b")["ETag"]
    parts = [{"ETag": first, "PartNumber": 1}, {"ETag": second, "PartNumber": 2}]
    etag = s3.complete_multipart_upload(**asked, MultipartUpload={"Parts": parts})["ETag"]
    restart()
    got = s3.get_object(Bucket=BUCKET, Key="k")
    assert got["Body"].read() == b"a" * 5 * 2**20 + b"b"
    assert (got["ETag"], got["Metadata"]) == (etag, {"m": "1"})


def test_an_aborted_upload_leaves_nothing(s3: Any, endpoint: Endpoint, tmp_path: Path) -> None:
    upload = s3.create_multipart_upload(Bucket=BUCKET, Key="k")["UploadId"]
    asked = {"Bucket": BUCKET, "Key": "k", "UploadId": upload}
    s3.upload_part(**asked, PartNumber=1, Body=b"a" * 200_000)
    s3.abort_multipart_upload(**asked)
    assert list((tmp_path / "state" / "bodies").iterdir()) == []


# ------------------------------------------------------------------------------- buckets


def test_the_settings_of_a_bucket(s3: Any, restart: Restart) -> None:
    rule = {"AllowedMethods": ["GET", "HEAD"], "AllowedOrigins": ["*"], "MaxAgeSeconds": 3000}
    s3.put_bucket_cors(Bucket=BUCKET, CORSConfiguration={"CORSRules": [rule]})
    s3.put_bucket_tagging(Bucket=BUCKET, Tagging={"TagSet": [{"Key": "a", "Value": "1"}]})
    policy = json.dumps({"Version": "2012-10-17", "Statement": []})
    s3.put_bucket_policy(Bucket=BUCKET, Policy=policy)
    restart()
    assert s3.get_bucket_cors(Bucket=BUCKET)["CORSRules"] == [rule]
    assert s3.get_bucket_tagging(Bucket=BUCKET)["TagSet"] == [{"Key": "a", "Value": "1"}]
    assert s3.get_bucket_policy(Bucket=BUCKET)["Policy"] == policy


def test_a_setting_that_was_taken_away(s3: Any, restart: Restart) -> None:
    rule = {"AllowedMethods": ["GET"], "AllowedOrigins": ["*"]}
    s3.put_bucket_cors(Bucket=BUCKET, CORSConfiguration={"CORSRules": [rule]})
    s3.delete_bucket_cors(Bucket=BUCKET)
    restart()
    assert code_of(s3.get_bucket_cors, Bucket=BUCKET) == "NoSuchCORSConfiguration"


def test_a_setting_that_was_refused_leaves_the_one_before(s3: Any, restart: Restart) -> None:
    rule = {"AllowedMethods": ["GET"], "AllowedOrigins": ["*"]}
    s3.put_bucket_cors(Bucket=BUCKET, CORSConfiguration={"CORSRules": [rule]})
    assert code_of(s3.put_bucket_cors, Bucket=BUCKET, CORSConfiguration={"CORSRules": []})
    restart()
    assert s3.get_bucket_cors(Bucket=BUCKET)["CORSRules"] == [rule]


def test_the_day_a_bucket_was_made(
    s3: Any, endpoint: Endpoint, restart: Restart, tmp_path: Path
) -> None:
    endpoint.close()
    with sqlite3.connect(tmp_path / "state" / "endpoint.sqlite3") as database:
        database.execute("UPDATE buckets SET created = '2024-02-29T12:00:00+00:00'")
    database.close()
    restart()
    (bucket,) = s3.list_buckets()["Buckets"]
    assert bucket["CreationDate"] == datetime(2024, 2, 29, 12, tzinfo=UTC)


def test_a_bucket_that_was_deleted(s3: Any, restart: Restart) -> None:
    s3.delete_bucket(Bucket=BUCKET)
    restart()
    assert s3.list_buckets()["Buckets"] == []


def test_a_bucket_in_another_region(s3: Any, restart: Restart) -> None:
    place = {"LocationConstraint": "eu-west-1"}
    s3.create_bucket(Bucket="far-away", CreateBucketConfiguration=place)
    restart()
    assert s3.get_bucket_location(Bucket="far-away")["LocationConstraint"] == "eu-west-1"


# ------------------------------------------------------------------------------- IAM and KMS


def test_the_role_is_there_from_the_start(in_process: InProcess, endpoint: Endpoint) -> None:
    roles = in_process.client("iam").list_roles()["Roles"]
    assert [role["Arn"] for role in roles] == [ROLE]


def test_a_role_that_was_made(in_process: InProcess, restart: Restart) -> None:
    iam = in_process.client("iam")
    iam.create_role(
        RoleName="mine", AssumeRolePolicyDocument="{}", Tags=[{"Key": "a", "Value": "1"}]
    )
    rule = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [rule]})
    iam.put_role_policy(RoleName="mine", PolicyName="p", PolicyDocument=policy)
    before = iam.get_role(RoleName="mine")["Role"]
    restart()
    assert iam.get_role(RoleName="mine")["Role"] == before
    assert iam.list_role_policies(RoleName="mine")["PolicyNames"] == ["p"]
    iam.delete_role_policy(RoleName="mine", PolicyName="p")
    iam.delete_role(RoleName="mine")
    restart()
    assert len(iam.list_roles()["Roles"]) == 1


def test_a_key_and_its_alias(in_process: InProcess, restart: Restart) -> None:
    kms = in_process.client("kms")
    key = kms.create_key(Description="mine")["KeyMetadata"]
    kms.create_alias(AliasName="alias/mine", TargetKeyId=key["KeyId"])
    secret = kms.encrypt(KeyId="alias/mine", Plaintext=b"words")["CiphertextBlob"]
    restart()
    assert kms.describe_key(KeyId="alias/mine")["KeyMetadata"] == key
    assert kms.decrypt(CiphertextBlob=secret)["Plaintext"] == b"words"


def test_a_key_of_two_halves(in_process: InProcess, restart: Restart) -> None:
    kms = in_process.client("kms")
    asked = {"KeyUsage": "SIGN_VERIFY", "KeySpec": "ECC_NIST_P256"}
    key = kms.create_key(**asked)["KeyMetadata"]["KeyId"]
    before = kms.get_public_key(KeyId=key)["PublicKey"]
    restart()
    assert kms.get_public_key(KeyId=key)["PublicKey"] == before


def test_whoever_asks_is_the_one_account(in_process: InProcess, endpoint: Endpoint) -> None:
    told = in_process.client("sts").get_caller_identity()
    assert told["Account"] == "123456789012"


# ------------------------------------------------------------------------------- jobs and clock


def test_a_running_job_goes_on(jobs: Jobs, restart: Restart) -> None:
    jobs.create(tags={"a": "1"})
    jobs.endpoint.clock.advance(4)
    before = jobs.describe()
    jobs.endpoint = restart()
    after = jobs.describe()
    assert {key: after[key] for key in after if key != "ResponseMetadata"} == {
        key: before[key] for key in before if key != "ResponseMetadata"
    }
    assert jobs.finish()["LabelingJobStatus"] == "Completed"
    assert sum("job" in line for line in jobs.output_lines()) == 10


def test_a_stopped_job_stays_stopped(jobs: Jobs, restart: Restart) -> None:
    jobs.create()
    jobs.endpoint.clock.advance(4)
    jobs.sagemaker.stop_labeling_job(LabelingJobName="job")
    jobs.endpoint = restart()
    assert jobs.finish()["LabelingJobStatus"] == "Stopped"


def test_the_speed_stays_with_the_job(
    jobs: Jobs, in_process: InProcess, endpoint: Endpoint, tmp_path: Path
) -> None:
    jobs.create()
    before = jobs.counters()
    in_process.endpoint = create_app(tmp_path / "state", speed="instant")
    in_process.endpoint.clock.source = endpoint.clock.source
    assert jobs.counters() == before


def test_the_clock_stays_moved(endpoint: Endpoint, restart: Restart) -> None:
    endpoint.clock.advance(86_400)
    before = endpoint.clock.now()
    assert restart().clock.now() == before


def test_reset_forgets_all_but_the_role(
    jobs: Jobs, in_process: InProcess, restart: Restart
) -> None:
    jobs.create()
    jobs.endpoint.clock.advance(5)
    in_process.client("iam").create_role(RoleName="mine", AssumeRolePolicyDocument="{}")
    jobs.endpoint.reset()
    for _ in range(2):
        assert jobs.sagemaker.list_labeling_jobs()["LabelingJobSummaryList"] == []
        assert jobs.s3.list_buckets()["Buckets"] == []
        assert [role["Arn"] for role in in_process.client("iam").list_roles()["Roles"]] == [ROLE]
        restart()


# ------------------------------------------------------------------------------- the disk itself


def test_a_folder_is_held_by_one_at_a_time(endpoint: Endpoint, tmp_path: Path) -> None:
    with pytest.raises(StateInUseError, match="in use by another endpoint"):
        Disk(tmp_path / "state")


def test_a_body_without_a_row_is_swept_away(
    endpoint: Endpoint, restart: Restart, tmp_path: Path
) -> None:
    """What a kill between file and row leaves behind."""
    orphan = tmp_path / "state" / "bodies" / "orphan"
    orphan.write_bytes(b"x")
    restart()
    assert not orphan.exists()


def test_what_cannot_be_written_is_not_in_memory_either(
    s3: Any, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk: the request fails, and the object is not there."""

    def full(*_: Any) -> str:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(Disk, "put_body", full)
        with pytest.raises(sqlite3.OperationalError):
            s3.put_object(Bucket=BUCKET, Key="k", Body=b"x")
    assert s3.list_objects_v2(Bucket=BUCKET)["KeyCount"] == 0


def test_memory_of_iam_that_cannot_be_read_starts_empty(
    s3: Any, endpoint: Endpoint, in_process: InProcess, restart: Restart, tmp_path: Path
) -> None:
    """Another version of moto must not cost anybody their objects."""
    endpoint.close()
    with sqlite3.connect(tmp_path / "state" / "endpoint.sqlite3") as database:
        database.execute("UPDATE accounts SET data = ?", (b"nonsense",))
    database.close()
    restart()
    assert [each["Name"] for each in s3.list_buckets()["Buckets"]] == [BUCKET]
    assert [role["Arn"] for role in in_process.client("iam").list_roles()["Roles"]] == [ROLE]
