"""Labeling jobs and manifests at the endpoint, in every state, with as little said as needed."""

from __future__ import annotations

import json
from typing import Any

from groundtruth import s3_uri
from tests.local_endpoint import (
    BUCKET,
    ROLE,
    TEMPLATE,
    WORKTEAM,
    Server,
    create_request,
    from_manifest,
    input_manifest,
    label_categories,
)

# At real speed, with three workers of five on each object.
INITIALIZING = 30  # seconds
OBJECT = 12
STOPPING = 20
FAILS_HALF_WAY = {"gtconsole:simulate-job-failure": "50"}


class Work:
    """The endpoint's account, emptied for each test; clients belong to nobody's console."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.sagemaker = server.client("sagemaker")
        self.s3 = server.client("s3")

    def empty(self) -> None:
        self.server.reset()
        self.s3.create_bucket(Bucket=BUCKET)
        self.put("t.liquid", TEMPLATE)

    def advance(self, seconds: float) -> None:
        self.server.advance(seconds)

    def put(self, key: str, data: bytes) -> str:
        self.s3.put_object(Bucket=BUCKET, Key=key, Body=data)
        return f"s3://{BUCKET}/{key}"

    def get(self, uri: str) -> bytes:
        place = s3_uri.parse(uri)
        return self.s3.get_object(Bucket=place.bucket, Key=place.key)["Body"].read()

    def delete(self, uri: str) -> None:
        place = s3_uri.parse(uri)
        self.s3.delete_object(Bucket=place.bucket, Key=place.key)

    def typed(self, manifest: bytes) -> dict[str, str]:
        """What a person types into the form to have the objects of a manifest classified."""
        return {
            "labeling_job_name": "cats",
            "task_type": "ImageMultiClass",
            "manifest_s3_uri": self.put("in.manifest", manifest),
            "s3_output_path": f"s3://{BUCKET}/out",
            "role_arn": ROLE,
            "workteam_arn": WORKTEAM,
            "task_title": "What is it?",
            "task_description": "Say what is in the picture.",
            "label_category_config_s3_uri": self.put("labels.json", label_categories("cat", "dog")),
            "ui_template_s3_uri": f"s3://{BUCKET}/t.liquid",
        }

    # ------------------------------------------------------------------------ labeling jobs

    def create(self, name: str = "cats", *, lines: int | bytes = 10, **changes: Any) -> str:
        """A job that is Initializing; see create_request for what can be changed."""
        manifest = lines if isinstance(lines, bytes) else input_manifest(lines)
        self.put(f"{name}/input.manifest", manifest)
        self.put(f"{name}/labels.json", label_categories("cat", "dog"))
        self.sagemaker.create_labeling_job(**create_request(name, **changes))
        return name

    def create_many(self, number: int, stem: str = "job") -> list[str]:
        """Jobs over one manifest, named by their number, the oldest first."""
        shared = {
            "InputConfig": from_manifest(self.put("many.manifest", input_manifest(3))),
            "LabelCategoryConfigS3Uri": self.put("many.json", label_categories("cat", "dog")),
        }
        names = [f"{stem}-{count:02}" for count in range(number)]
        for name in names:
            self.sagemaker.create_labeling_job(**create_request(name, **shared))
        return names

    def running(self, name: str = "cats", labeled: int = 0, **changes: Any) -> str:
        """A job In progress that has labeled so many objects."""
        self.create(name, **changes)
        self.advance(INITIALIZING + OBJECT * labeled + 1)
        return name

    def completed(self, name: str = "cats", **changes: Any) -> str:
        self.create(name, **changes)
        return self.finish(name)

    def stopped(self, name: str = "cats", labeled: int = 4, **changes: Any) -> str:
        """A job that was stopped with so many objects labeled."""
        self.running(name, labeled, **changes)
        self.sagemaker.stop_labeling_job(LabelingJobName=name)
        self.advance(STOPPING + 1)
        return name

    def failed(self, name: str = "cats", **changes: Any) -> str:
        """A job that failed with half of its objects labeled, and does not hand that on."""
        self.create(name, tags=FAILS_HALF_WAY, **changes)
        self.finish(name)
        arn = self.describe(name)["LabelingJobArn"]
        self.sagemaker.delete_tags(ResourceArn=arn, TagKeys=list(FAILS_HALF_WAY))
        return name

    def finish(self, name: str) -> str:
        self.advance(86_400)
        return name

    def describe(self, name: str = "cats") -> dict[str, Any]:
        job = self.sagemaker.describe_labeling_job(LabelingJobName=name)
        del job["ResponseMetadata"]
        return job

    def status(self, name: str) -> str:
        return self.describe(name)["LabelingJobStatus"]

    def exists(self, name: str) -> bool:
        return name in self.names()

    def names(self) -> list[str]:
        """All labeling jobs, the newest first."""
        found = self.sagemaker.list_labeling_jobs(MaxResults=100, SortOrder="Descending")
        return [job["LabelingJobName"] for job in found["LabelingJobSummaryList"]]

    def output(self, name: str) -> list[bytes]:
        """The lines of a job's output manifest as they stand in S3."""
        uri = self.describe(name)["LabelingJobOutput"]["OutputDatasetS3Uri"]
        return self.get(uri).removesuffix(b"\n").split(b"\n")


def manifest_of(job: dict[str, Any]) -> str:
    return str(job["InputConfig"]["DataSource"]["S3DataSource"]["ManifestS3Uri"])


def partly_labeled(
    labeled: int, lines: int, name: str, kind: str = "image-classification"
) -> bytes:
    """A manifest in which somebody labeled the first objects, class 0 among the labels.

    Spaces and an escape stand where nobody who wrote the lines again would put them.
    """
    metadata = {"class-name": "cat", "type": f"groundtruth/{kind}", "human-annotated": "yes"}
    label = f',  "{name}" : 0, "{name}-metadata":{json.dumps(metadata)}'
    return b"".join(
        f'{{"source-ref":"s3://images/caf\\u00e9-{number}.jpg"'
        f"{label if number < labeled else ''} }}\n".encode()
        for number in range(lines)
    )


def naive_count(manifest: bytes, name: str) -> tuple[int, int]:
    """How many objects lack a label of that name, and how many there are, by the book."""
    objects = [json.loads(line) for line in manifest.split(b"\n") if line.strip()]
    return sum(name not in each for each in objects), len(objects)
