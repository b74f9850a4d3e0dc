"""IAM and KMS as moto holds them, kept whole on the disk: they are small and rarely change."""

from __future__ import annotations

import io
import json
import logging
import pickle
from typing import Any

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from moto.iam.models import iam_backends
from moto.kms.models import kms_backends

from groundtruth.endpoint.disk import Disk

logger = logging.getLogger(__name__)

ACCOUNT = "123456789012"
ROLE = "AmazonSageMaker-ExecutionRole"

_BACKENDS: dict[str, Any] = {"iam": iam_backends, "kms": kms_backends}
_READING = ("Get", "List", "Describe", "Simulate")

_TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "sagemaker.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
)


def changes(service: str, action: str) -> bool:
    """Whether an action of a service may leave something else behind than it found."""
    return service in _BACKENDS and not action.startswith(_READING)


def keep(disk: Disk, service: str) -> None:
    """Write down what a service holds."""
    data = io.BytesIO()
    regions = _BACKENDS[service][ACCOUNT]
    _Pickler(data).dump({region: _memory(backend) for region, backend in regions.items()})
    disk.write("INSERT OR REPLACE INTO accounts VALUES (?, ?)", service, data.getvalue())


def restore(disk: Disk) -> None:
    """Bring back what was written down."""
    for service, data in disk.rows("SELECT service, data FROM accounts"):
        try:
            regions = pickle.loads(data)  # noqa: S301 (our own file, in our own folder)
        except Exception:
            # Another version of moto may not know the shape; jobs and objects still count.
            logger.exception("What %s held cannot be read any more; it starts empty.", service)
            continue
        for region, memory in regions.items():
            vars(_BACKENDS[service][ACCOUNT][region]).update(memory)


def make_role(disk: Disk) -> None:
    """Make the execution role that every endpoint has, if it is not there."""
    if any(role.name == ROLE for role in _roles()):
        return
    iam_backends[ACCOUNT]["aws"].create_role(
        role_name=ROLE,
        assume_role_policy_document=_TRUST,
        path="/service-role/",
        permissions_boundary=None,
        description="What SageMaker may do for labeling jobs.",
        tags=[],
        max_session_duration="3600",
    )
    keep(disk, "iam")


def trust_policy(role_arn: str) -> dict[str, Any] | None:
    """Who may assume a role; None when there is no such role."""
    role = _role(role_arn)
    return None if role is None else dict(json.loads(role.assume_role_policy_document))


def policies(role_arn: str) -> list[dict[str, Any]]:
    """The documents of a role's policies, its own and the attached ones."""
    role = _role(role_arn)
    if role is None:
        return []
    attached = [
        version.document
        for policy in role.managed_policies.values()
        for version in policy.versions
        if version.is_default
    ]
    return [json.loads(document) for document in [*role.policies.values(), *attached]]


def _role(arn: str) -> Any:
    return next((role for role in list(_roles()) if role.arn == arn), None)


def _roles() -> Any:
    return iam_backends[ACCOUNT]["aws"].roles.values()


def _memory(backend: Any) -> dict[str, Any]:
    """What a backend of moto remembers, without what refers back to the backend itself."""
    return {name: value for name, value in vars(backend).items() if name != "account_summary"}


class _Pickler(pickle.Pickler):
    """Pickles KMS keys too, whose private halves need to be told how."""

    def reducer_override(self, value: Any) -> Any:
        if not hasattr(value, "private_bytes") or isinstance(value, type):
            return NotImplemented
        der = value.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return _private_key, (der,)


def _private_key(der: bytes) -> Any:
    return load_der_private_key(der, None)
