"""Work teams: whose workers they are, by their ARNs, and how long a task waits for them.

Sources: WorkteamArn and TaskAvailabilityLifetimeInSeconds of HumanTaskConfig in the API reference,
and the developer guide's pages on workforces.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from groundtruth.regions import HUMAN_TASK_UI_ACCOUNT
from groundtruth.task_types import DAY, HOUR

# What the AWS console fills in for TaskAvailabilityLifetimeInSeconds, by the kind of workforce.
DEFAULT_LIFETIMES: Mapping[str, int] = {
    "public": 6 * HOUR,
    "private": 10 * DAY,
    "vendor": 10 * DAY,
}

# The longest that AWS lets a task wait.
MAX_LIFETIMES: Mapping[str, int] = {
    "public": 12 * HOUR,
    "private": 30 * DAY,
    "vendor": 30 * DAY,
}


def crowd(workteam_arn: str) -> str:
    """Which kind of workforce a work team belongs to: public, private or vendor."""
    kind = re.search(r":workteam/(public|private|vendor)-crowd/", workteam_arn)
    return kind[1] if kind else ""


def public(region: str) -> str:
    """The ARN by which a Region's jobs go to Amazon Mechanical Turk."""
    owner = f"arn:aws:sagemaker:{region}:{HUMAN_TASK_UI_ACCOUNT}"
    return f"{owner}:workteam/public-crowd/default"
