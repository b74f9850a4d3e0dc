"""The one door to AWS: a call for each function, and refusals in our words."""

from jobs.aws.account import (
    describe_key,
    get_caller_identity,
    get_role,
    list_sagemaker_roles,
    simulate_principal_policy,
)
from jobs.aws.clients import endpoint, warm_up
from jobs.aws.errors import AWSError, Kind
from jobs.aws.objects import (
    CHUNK,
    ObjectHead,
    bucket_cors,
    bucket_region,
    get_body,
    head_object,
    list_objects,
    put_object,
    read_object,
    read_start,
    s3,
)
from jobs.aws.sagemaker import (
    create_labeling_job,
    describe_labeling_job,
    describe_subscribed_workteam,
    describe_workteam,
    list_labeling_jobs,
    list_subscribed_workteams,
    list_workteams,
    render_ui_template,
    stop_labeling_job,
)

__all__ = [
    "CHUNK",
    "AWSError",
    "Kind",
    "ObjectHead",
    "bucket_cors",
    "bucket_region",
    "create_labeling_job",
    "describe_key",
    "describe_labeling_job",
    "describe_subscribed_workteam",
    "describe_workteam",
    "endpoint",
    "get_body",
    "get_caller_identity",
    "get_role",
    "head_object",
    "list_labeling_jobs",
    "list_objects",
    "list_sagemaker_roles",
    "list_subscribed_workteams",
    "list_workteams",
    "put_object",
    "read_object",
    "read_start",
    "render_ui_template",
    "s3",
    "simulate_principal_policy",
    "stop_labeling_job",
    "warm_up",
]
