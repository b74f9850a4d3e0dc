"""Whether what a labeling job names is there: CreateLabelingJob refuses what is not.

The sentence is that of CreateFlowDefinition, a sibling operation, for work teams: nobody has shown
CreateLabelingJob's own.
"""

from __future__ import annotations

from groundtruth.endpoint import execution_role, human_task_uis, workteams
from groundtruth.endpoint.context import Context
from groundtruth.endpoint.protocol import Request, invalid


def check(context: Context, request: Request) -> None:
    """Refuse a labeling job whose role, work team or human task UI is not there."""
    execution_role.check(request["RoleArn"])
    human = request["HumanTaskConfig"]
    _check("Workteam", human["WorkteamArn"], workteams.exists(context, human["WorkteamArn"]))
    ui = human["UiConfig"].get("HumanTaskUiArn")
    if ui is not None:
        _check("HumanTaskUi", ui, human_task_uis.template(context, ui) is not None)


def _check(kind: str, arn: str, is_there: bool) -> None:
    if not is_there:
        raise invalid(
            f"The specified {kind} '{arn}' does not exist or you do not have access to it."
        )
