"""The Regions with built-in task types, and the AWS accounts that own what those types use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Region:
    """One AWS Region; accounts are text because some begin with a zero."""

    code: str
    name: str
    lambda_account: str


# Source: the ARNs listed for HumanTaskConfig.PreHumanTaskLambdaArn in the API reference.
REGIONS: Mapping[str, Region] = {
    region.code: region
    for region in (
        Region("us-east-1", "US East (N. Virginia)", "432418664414"),
        Region("us-east-2", "US East (Ohio)", "266458841044"),
        Region("us-west-2", "US West (Oregon)", "081040173940"),
        Region("ca-central-1", "Canada (Central)", "918755190332"),
        Region("eu-central-1", "Europe (Frankfurt)", "203001061592"),
        Region("eu-west-1", "Europe (Ireland)", "568282634449"),
        Region("eu-west-2", "Europe (London)", "487402164563"),
        Region("ap-south-1", "Asia Pacific (Mumbai)", "565803892007"),
        Region("ap-northeast-1", "Asia Pacific (Tokyo)", "477331159723"),
        Region("ap-northeast-2", "Asia Pacific (Seoul)", "845288260483"),
        Region("ap-southeast-1", "Asia Pacific (Singapore)", "377565633583"),
        Region("ap-southeast-2", "Asia Pacific (Sydney)", "454466003867"),
    )
}

# One owner for every Region, unlike the Lambda functions.
HUMAN_TASK_UI_ACCOUNT = "394669845002"
ALGORITHM_ACCOUNT = "027400017018"
