"""The clients of boto3, one for each service, Region and endpoint, and their time limits."""

from __future__ import annotations

import functools
import threading
from typing import Any

import boto3
from botocore.config import Config
from django.conf import settings


def endpoint(service: str, region: str) -> str:
    """The URL that calls to a service go to."""
    return str(client(service, region).meta.endpoint_url)


def warm_up() -> None:
    """Build the clients before the first visitor waits for them: the first one takes 0.3 s."""
    for service in ("sagemaker", "s3", "sts"):
        client(service, settings.DEFAULT_REGION)


_building = threading.Lock()  # a boto3 session must not build two clients at a time


@functools.cache
def session() -> boto3.Session:
    return boto3.Session()


def client(service: str, region: str) -> Any:
    with _building:
        return cached_client(service, region, settings.LOCAL_ENDPOINT_URL)


@functools.lru_cache(maxsize=64)
def cached_client(service: str, region: str, local_url: str | None) -> Any:
    options: dict[str, Any] = {"s3": {"addressing_style": "path"}} if local_url else {}
    config = Config(
        retries={"mode": "standard", "total_max_attempts": 3},
        connect_timeout=3,
        read_timeout=20,
        signature_version="s3v4" if service == "s3" else None,
        max_pool_connections=32,
        tcp_keepalive=True,
        **options,
    )
    local = {
        "endpoint_url": local_url,
        "aws_access_key_id": "local",
        "aws_secret_access_key": "local",  # the local endpoint takes any
    }
    return session().client(
        service, region_name=region, config=config, **(local if local_url else {})
    )
