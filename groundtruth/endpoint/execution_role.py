"""The role that SageMaker works with: an operation refuses one that cannot be assumed.

The sentence is the one that SageMaker has for its other jobs.
"""

from __future__ import annotations

from groundtruth import iam_policy
from groundtruth.endpoint import accounts
from groundtruth.endpoint.protocol import invalid


def check(arn: str) -> None:
    """Refuse a role that SageMaker cannot assume."""
    trust = accounts.trust_policy(arn)
    if trust is None or not iam_policy.trusts_sagemaker(trust):
        raise invalid(
            f"Could not assume role {arn}. Please ensure that the role exists and allows principal "
            f"'{iam_policy.SAGEMAKER}' to assume the role."
        )
