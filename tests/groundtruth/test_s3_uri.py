import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundtruth import s3_uri
from groundtruth.s3_uri import S3Uri


@pytest.mark.parametrize(
    ("text", "bucket", "key"),
    [
        ("s3://cats/in/a.manifest", "cats", "in/a.manifest"),
        ("s3://cats", "cats", ""),
        ("s3://cats/", "cats", ""),
        ("s3://cats//odd/ key?#%20", "cats", "/odd/ key?#%20"),
        ("https://cats.s3.eu-west-1.amazonaws.com/in/a%20b.manifest", "cats", "in/a b.manifest"),
        ("https://cats.s3.amazonaws.com/a", "cats", "a"),
        ("https://my.s3.cats.s3-us-west-2.amazonaws.com/a", "my.s3.cats", "a"),
        ("https://cats.s3.dualstack.eu-west-1.amazonaws.com/a", "cats", "a"),
        ("https://s3.eu-west-1.amazonaws.com/cats/in/a", "cats", "in/a"),
        ("https://s3.amazonaws.com/cats", "cats", ""),
        ("https://cats.s3.eu-west-1.amazonaws.com/a?X-Amz-Expires=60", "cats", "a"),
    ],
)
def test_a_location_is_taken_apart(text, bucket, key):
    assert s3_uri.parse(text) == S3Uri(bucket, key)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "cats/in/a.manifest",
        "s3:/cats/a",
        "S3://cats/a",
        "s3://",
        "s3:///a",
        "s3://my cats/a",
        "https://example.com/cats/a",
        "https://s3.amazonaws.com/",
        "https://s3.console.aws.amazon.com/s3/object/cats?prefix=a",
        "https://[",
    ],
)
def test_what_is_no_location_is_refused_with_the_value_and_a_way_out(text):
    with pytest.raises(ValueError, match=r"write it as s3://bucket/key\.$") as refused:
        s3_uri.parse(text)
    assert f"“{text}”" in str(refused.value)


@given(st.from_regex(r"[a-z0-9.-]{3,63}", fullmatch=True), st.text())
def test_text_of_a_location_leads_back_to_it(bucket, key):
    assert s3_uri.parse(str(S3Uri(bucket, key))) == S3Uri(bucket, key)


@pytest.mark.parametrize(
    ("prefix", "parts"),
    [
        ("s3://cats/out", ["job", "manifests/output"]),
        ("s3://cats/out/", ["job", "manifests/output"]),
        ("s3://cats/out//", ["/job/", "/manifests/output"]),
    ],
)
def test_join_puts_one_slash_at_each_joint(prefix, parts):
    assert s3_uri.join(prefix, *parts) == "s3://cats/out/job/manifests/output"


def test_join_works_on_a_whole_bucket():
    assert s3_uri.join("s3://cats", "job") == s3_uri.join("s3://cats/", "job") == "s3://cats/job"
