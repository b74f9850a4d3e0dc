"""How a new labeling job begins: from nothing, as a clone of a prior job, or chained to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from groundtruth import (
    job_name,
    job_request,
    label_attribute,
    reuse,
    task_price,
    task_types,
    work_team,
)
from groundtruth.task_types import CUSTOM, DAY, HOUR, TASK_TYPES, TaskType
from jobs.new_job import audit_fields, audit_files, tool_files

How = Literal["create", "clone", "chain"]

# What the AWS console fills in for a private work team, and one worker, who costs least.
_NEW_JOB = {
    "worker_type": "private",
    "number_of_human_workers_per_data_object": 1,
    "task_time_limit_in_seconds": HOUR,
    "task_availability_lifetime_in_seconds": 10 * DAY,
    "max_concurrent_task_count": 1000,
}
_PAGES = ("ui_template_s3_uri", "human_task_ui_arn")
CUSTOM_FUNCTIONS = ("pre_human_task_lambda_arn", "annotation_consolidation_lambda_arn")
ALGORITHM = "labeling_job_algorithm_specification_arn"
# Of LabelingJobAlgorithmsConfig; the first is the form's own, for the algorithm's ARN.
AUTOMATED = (
    "enable_automated_data_labeling",
    "initial_active_learning_model_arn",
    "volume_kms_key_id",
    "security_group_ids",
    "subnets",
)
CREATABLE = [
    *(each for each in TASK_TYPES.values() if not each.audit and each.suffix != "PassThrough"),
    CUSTOM,
]


def value(task_type: TaskType) -> str:
    """What a task type is called in the form: its suffix, which custom work has none of."""
    return task_type.suffix or "custom"


@dataclass(frozen=True)
class Beginning:
    """One of the three beginnings; `prior` is the prior job's Describe answer, None for create.

    The request is derived again from the prior job each time, so that a form can neither smuggle
    in what it does not show nor lose it.
    """

    region: str
    how: How
    prior: Mapping[str, Any] | None = None

    @property
    def prior_name(self) -> str:
        return str(self.prior["LabelingJobName"]) if self.prior else ""

    @property
    def prior_label_attribute_name(self) -> str:
        return str(self.prior.get("LabelAttributeName", "")) if self.prior else ""

    @property
    def prior_label_category_config_s3_uri(self) -> str:
        return str(self.prior.get("LabelCategoryConfigS3Uri", "")) if self.prior else ""

    @property
    def prior_ui_template_s3_uri(self) -> str:
        config = self.prior["HumanTaskConfig"]["UiConfig"] if self.prior else {}
        return str(config.get("UiTemplateS3Uri", ""))

    @property
    def prior_crowd(self) -> str:
        """Whose workers labeled for the prior job: public, private or vendor."""
        config = self.prior["HumanTaskConfig"] if self.prior else {}
        return work_team.crowd(config.get("WorkteamArn", ""))

    @property
    def had_automated_data_labeling(self) -> bool:
        return bool((self.prior or {}).get("LabelingJobAlgorithmsConfig"))

    @property
    def prior_model(self) -> str:
        """The model that a chain under the prior job's label attribute name starts from."""
        if self.how != "chain" or not self.had_automated_data_labeling:
            return ""
        name = {"LabelAttributeName": self.prior_label_attribute_name}
        carried = reuse.carry_model(self.draft("") | name, self.prior or {})
        return str(carried["LabelingJobAlgorithmsConfig"].get("InitialActiveLearningModelArn", ""))

    @cached_property
    def own_task_type(self) -> TaskType:
        """The prior job's, or of a new job that has none yet, CUSTOM."""
        return task_types.task_type_of(self.prior) if self.prior is not None else CUSTOM

    @cached_property
    def task_types(self) -> list[TaskType]:
        """What can be chosen: all that a console can create, and what the prior job has.

        The labels that a chain goes on with are of one type, so there is nothing to choose.
        """
        own = self.own_task_type
        if self.how == "chain":
            return [own]
        every = (*TASK_TYPES.values(), CUSTOM)
        return [each for each in every if each in CREATABLE or each.suffix == own.suffix]

    @property
    def cut_short(self) -> bool:
        """Whether this continues a job that had not finished."""
        return self.how == "chain" and reuse.keeps_label_attribute_name(self.prior or {})

    def draft(self, labeling_job_name: str) -> dict[str, Any]:
        """The request before anybody has typed anything but the name."""
        if self.prior is None:
            return {}
        begin = reuse.chain if self.how == "chain" else reuse.clone
        return begin(self.prior, labeling_job_name)

    def task_type(self, chosen: str = "") -> TaskType:
        """The task type of that value, if it can be chosen, else one's own."""
        found = (each for each in self.task_types if value(each) == chosen)
        return next(found, self.own_task_type)

    def retyped(self, task_type: TaskType) -> bool:
        """Whether this is another task type than the prior job's, which is to be served anew.

        A chain has its prior job's, or audits it: see `audit`.
        """
        if self.how == "chain":
            return False
        return self.prior is None or task_type.suffix != self.own_task_type.suffix

    def audit(self, said: Mapping[str, Any]) -> audit_files.Wanted | None:
        """The verification or adjustment that the form makes of a chain or new job, if it does.

        A clone does what its prior job did.
        """
        if self.how == "clone":
            return None
        task_type = self.task_type(said.get("task_type") or "")
        return audit_fields.wanted(task_type, self.prior, said)

    def chosen_task_type(self, said: Mapping[str, Any]) -> TaskType:
        """The task type of the new job, for what the form says."""
        if wanted := self.audit(said):
            return wanted.task_type
        return self.task_type(said.get("task_type") or "")

    def stem(self) -> str:
        """What all names have in common that `initial` could propose."""
        return job_name.next_free(self.prior_name, self._suffix, ())

    @property
    def _suffix(self) -> Literal["chain", "clone"]:
        return "chain" if self.how == "chain" else "clone"

    def initial(self, taken: Collection[str]) -> dict[str, Any]:
        """The form's first values; `taken` are job names that cannot be proposed."""
        if self.prior is None:
            return dict(_NEW_JOB)
        name = job_name.next_free(self.prior_name, self._suffix, taken)
        task_type = self.task_type()
        # Unticked, the field keeps the prior job's name ready: whoever ticks it wants to go on.
        known = label_attribute.typed(self.prior_label_attribute_name, task_type)
        fields = job_request.flatten(self.draft(name))
        return fields | {
            "task_category": task_type.category,
            "task_type": value(task_type),
            "specify_label_attribute_name": self.cut_short,
            "label_attribute_name": known,
            "price_per_task": _price(self.prior),
            "worker_type": self.prior_crowd,
            "workteam_arn": "" if self.prior_crowd == "public" else fields["workteam_arn"],
            "start_from_prior_model": True,
            "enable_automated_data_labeling": ALGORITHM in fields,
        }

    def label_attribute_name(self, fields: Mapping[str, Any]) -> str:
        """The name as it will stand in the manifest, for what the form says."""
        task_type = self.chosen_task_type(fields)
        if fields.get("specify_label_attribute_name"):
            return label_attribute.stored(fields.get("label_attribute_name") or "", task_type)
        name = fields.get("labeling_job_name") or ""
        return label_attribute.default(name, task_type) if name else ""

    def request(self, fields: Mapping[str, Any], changed: Collection[str]) -> dict[str, Any]:
        """The CreateLabelingJob request for what the form says.

        Of a prior job's settings only those that were `changed` are laid over the draft: what
        nobody touched goes on byte for byte.
        """
        draft = self.draft(fields.get("labeling_job_name") or "")
        typed = {name: fields[name] for name in fields if self.prior is None or name in changed}
        said = {name: value for name, value in typed.items() if name in job_request.FIELDS}
        task_type = self.chosen_task_type(fields)
        if task_type is not CUSTOM:
            said = {name: value for name, value in said.items() if name not in CUSTOM_FUNCTIONS}
        said |= self._composed(typed, fields, task_type)
        said["label_attribute_name"] = self.label_attribute_name(fields)
        if self.how == "chain":
            said.pop("manifest_s3_uri", None)  # a chained job's input is not the form's to say
        request = job_request.build(said, draft)
        if self.prior is None:
            return request
        if self.how == "chain":
            request = reuse.carry_model(request, self.prior)
            if self.prior_model and not fields.get("start_from_prior_model"):
                request = job_request.build({"initial_active_learning_model_arn": None}, request)
        return reuse.with_lineage_tag(request, self._suffix, self.prior_name)

    def _composed(
        self, typed: Mapping[str, Any], fields: Mapping[str, Any], task_type: TaskType
    ) -> dict[str, Any]:
        """Members of the request for which the form has a simpler field of its own."""
        said: dict[str, Any] = {}
        if self.retyped(task_type):
            said |= self._served(fields if task_type is CUSTOM else typed, task_type)
        said |= self._work_team(typed, fields)
        said |= self._tool_files(typed, fields, task_type)
        if "enable_automated_data_labeling" in typed or self.retyped(task_type):
            on = bool(fields.get("enable_automated_data_labeling"))
            said |= self._automated(task_type, on=on)
        if wanted := self.audit(fields):
            said |= _functions(task_type, self.region) | self._automated(task_type, on=False)
            made = audit_files.uris(wanted, fields)
            said |= {name: uri for name, uri in made.items() if not typed.get(name)}
        return said

    def _work_team(self, typed: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
        """The work team, and the price where it is Amazon Mechanical Turk that is paid."""
        said: dict[str, Any] = {}
        arn = fields.get("workteam_arn") or ""
        if fields.get("worker_type") == "public":
            arn = said["workteam_arn"] = self._public_team
        elif self.prior_crowd == "public" and typed.keys() & {"worker_type", "workteam_arn"}:
            said = {"workteam_arn": arn} | dict.fromkeys(task_price.MEMBERS)
        if "price_per_task" in typed:
            public = work_team.crowd(arn) == "public"
            amount = (public and typed["price_per_task"]) or {}
            said |= {name: amount.get(member) for name, member in task_price.MEMBERS.items()}
        return said

    @property
    def _public_team(self) -> str:
        prior = self.prior["HumanTaskConfig"]["WorkteamArn"] if self.prior else ""
        return prior if self.prior_crowd == "public" else work_team.public(self.region)

    def _served(self, typed: Mapping[str, Any], task_type: TaskType) -> dict[str, Any]:
        """What serves a task type in place of what served the prior job's."""
        replaced = (*CUSTOM_FUNCTIONS, *_PAGES, "initial_active_learning_model_arn")
        said = {name: typed.get(name) for name in replaced}
        return said | _functions(task_type, self.region)

    def _tool_files(
        self, typed: Mapping[str, Any], fields: Mapping[str, Any], task_type: TaskType
    ) -> dict[str, Any]:
        """Where new labels, instructions and worker templates will be written."""
        prior = self.prior_files(task_type, fields)
        uris = tool_files.uris(fields, task_type, prior)
        if not self.retyped(task_type):
            if not self._says_other(fields, task_type):
                uris.pop("label_category_config_s3_uri", None)
            if not prior.template_uri:
                uris.pop("ui_template_s3_uri", None)  # the prior job's page shows any labels
        return {name: uri for name, uri in uris.items() if not typed.get(name)}

    def prior_files(self, task_type: TaskType, fields: Mapping[str, Any]) -> tool_files.Prior:
        """The prior job's files that new ones are made from: a template, if it says other things.

        Another task type needs other files.
        """
        if self.retyped(task_type):
            return tool_files.Prior()
        told = fields.get("instructions_changed") and not task_type.human_task_ui
        return tool_files.Prior(
            self.prior_label_category_config_s3_uri, self.prior_ui_template_s3_uri if told else ""
        )

    def _says_other(self, fields: Mapping[str, Any], task_type: TaskType) -> bool:
        """Whether the label category file would say anything else than the prior job's."""
        relabeled = (fields.get("labels") or []) != (fields.get("labels_before") or [])
        told = fields.get("instructions_changed") and task_type.human_task_ui
        return bool(relabeled or fields.get("categories_changed") or told)

    def _automated(self, task_type: TaskType, *, on: bool) -> dict[str, Any]:
        """The algorithm that fits the task type, or nothing of automated data labeling at all."""
        algorithm = task_types.algorithm_specification_arn(task_type, self.region)
        if on and algorithm:
            return {ALGORITHM: algorithm}
        return dict.fromkeys((ALGORITHM, *AUTOMATED[1:]))


def _price(job: Mapping[str, Any]) -> Mapping[str, int] | None:
    price: Mapping[str, Any] = job["HumanTaskConfig"].get("PublicWorkforceTaskPrice") or {}
    return price.get("AmountInUsd")


def _functions(task_type: TaskType, region: str) -> dict[str, Any]:
    """AWS's own parts for a built-in task type; workers' page is ours unless AWS has one."""
    if not task_type.suffix:
        return {}
    served = {
        "pre_human_task_lambda_arn": task_types.pre_human_task_lambda_arn(task_type, region),
        "annotation_consolidation_lambda_arn": task_types.annotation_consolidation_lambda_arn(
            task_type, region
        ),
    }
    if ui := task_types.human_task_ui_arn(task_type, region):
        served |= {"human_task_ui_arn": ui, "ui_template_s3_uri": None}
    return served
