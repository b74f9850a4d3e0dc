"""What IAM policies allow."""

from __future__ import annotations

from typing import Any

import pytest

from groundtruth.iam_policy import allow, trusts_sagemaker

TRUST = {
    "Effect": "Allow",
    "Principal": {"Service": "sagemaker.amazonaws.com"},
    "Action": "sts:AssumeRole",
}
READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::photos/*"}
PHOTO = "arn:aws:s3:::photos/cats/1.jpg"


@pytest.mark.parametrize(
    ("change", "trusted"),
    [
        ({}, True),
        ({"Principal": {"Service": ["lambda.amazonaws.com", "sagemaker.amazonaws.com"]}}, True),
        ({"Action": ["sts:TagSession", "sts:AssumeRole"]}, True),
        ({"Action": "sts:*"}, True),
        ({"Effect": "Deny"}, False),
        ({"Action": "sts:TagSession"}, False),
        ({"Principal": "*"}, False),
        ({"Principal": {"AWS": "123456789012"}}, False),
    ],
)
def test_a_trust_policy_is_read_as_iam_writes_it(change: dict[str, Any], trusted: bool) -> None:
    assert trusts_sagemaker({"Statement": [TRUST | change]}) == trusted
    assert trusts_sagemaker({"Statement": TRUST | change}) == trusted


def test_a_policy_without_statements_trusts_nobody_and_allows_nothing() -> None:
    assert not trusts_sagemaker({})
    assert not allow([{}], "s3:GetObject", PHOTO)


def without(name: str, **others: Any) -> dict[str, Any]:
    return {key: value for key, value in READ.items() if key != name} | others


@pytest.mark.parametrize(
    ("statement", "allowed"),
    [
        (READ, True),
        (READ | {"Action": ["s3:PutObject", "S3:getobject"]}, True),
        (READ | {"Action": "s3:Get*"}, True),
        (READ | {"Action": "s3:PutObject"}, False),
        (READ | {"Resource": "*"}, True),
        (READ | {"Resource": ["arn:aws:s3:::other/*", "arn:aws:s3:::photos/cats/?.jpg"]}, True),
        (READ | {"Resource": "arn:aws:s3:::photos"}, False),
        (READ | {"Resource": "arn:aws:s3:::PHOTOS/*"}, False),
        (READ | {"Resource": "arn:aws:s3:::photo./*"}, False),
        (without("Action", NotAction="s3:PutObject"), True),
        (without("Action", NotAction="s3:*"), False),
        (without("Resource", NotResource="arn:aws:s3:::photos/dogs/*"), True),
        (without("Resource", NotResource="arn:aws:s3:::photos/cats/*"), False),
        (READ | {"Condition": {"Bool": {"aws:SecureTransport": "true"}}}, True),
        (READ | {"Effect": "Deny"}, False),
    ],
)
def test_one_statement(statement: dict[str, Any], allowed: bool) -> None:
    assert allow([{"Statement": statement}], "s3:GetObject", PHOTO) == allowed


@pytest.mark.parametrize(
    ("denying", "allowed"),
    [
        ({"Resource": PHOTO}, False),
        ({"Action": "*", "Resource": "*"}, False),
        ({"Action": "s3:PutObject"}, True),
        ({"Resource": "arn:aws:s3:::photos/dogs/*"}, True),
        ({"Condition": {"Bool": {"aws:SecureTransport": "false"}}}, True),
    ],
)
def test_a_denial_anywhere_is_stronger(denying: dict[str, Any], allowed: bool) -> None:
    policies = [{"Statement": [READ]}, {"Statement": READ | {"Effect": "Deny"} | denying}]
    assert allow(policies, "s3:GetObject", PHOTO) == allowed
