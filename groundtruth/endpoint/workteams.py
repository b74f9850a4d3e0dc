"""The work teams that every Region of the endpoint has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TEAMS: Mapping[str, str] = {
    "labelers": "Simulated people who label whatever they are sent.",
    "specialists": "Simulated people for work that needs a second look.",
}
_CREATED = 1_704_067_200.0  # 2024-01-01, as good as any


def workteams(account: str, region: str) -> list[dict[str, Any]]:
    """The teams as Workteam structures of the API, by name."""
    return [_workteam(name, account, region) for name in _TEAMS]


def _workteam(name: str, account: str, region: str) -> dict[str, Any]:
    owner = f"arn:aws:sagemaker:{region}:{account}"
    member = {
        "UserPool": f"{region}_Simulated",
        "UserGroup": name,
        "ClientId": "simulated0000000000000000",
    }
    return {
        "WorkteamName": name,
        "WorkteamArn": f"{owner}:workteam/private-crowd/{name}",
        "WorkforceArn": f"{owner}:workforce/default",
        "MemberDefinitions": [{"CognitoMemberDefinition": member}],
        "Description": _TEAMS[name],
        "SubDomain": f"{name}.labeling.{region}.sagemaker.aws",
        "CreateDate": _CREATED,
        "LastUpdatedDate": _CREATED,
        "NotificationConfiguration": {},
    }
