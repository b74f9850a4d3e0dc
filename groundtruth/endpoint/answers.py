"""What is written about a job's labels beside them: answers, consolidation, and its state between.

The guide on output data shows the folders and the worker responses; the consolidation requests are
what a post-annotation Lambda function gets, the responses what it gives back.
"""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from PIL import Image

from groundtruth.endpoint import masks
from groundtruth.endpoint.job import Job
from groundtruth.endpoint.work import Work

Answers = Sequence[Mapping[str, Any]]

_TEAM = 9  # people, as many as an object can have at most


def encoded(value: Any) -> bytes:
    """JSON, with a picture as a PNG in Base64, which is how workers' pages send it."""
    try:
        return msgspec.json.encode(value, enc_hook=_picture)
    except UnicodeEncodeError:  # half a surrogate pair
        return json.dumps(value, separators=(",", ":"), default=_picture).encode()


def worker_response(work: Work, answers: Answers) -> dict[str, Any]:
    """The answers to one object, each with its worker and its time."""
    return {
        "answers": [_response(work, number, answer) for number, answer in enumerate(answers)],
    }


def consolidation_request(work: Work, answers: Answers) -> dict[str, Any]:
    """One object as it goes to consolidation."""
    source = work.data_object.get("source-ref")
    data = {"s3Uri": source} if source else {"content": work.data_object.get("source")}
    return {
        "datasetObjectId": str(work.line),
        "dataObject": data,
        "annotations": [
            {
                "workerId": worker(work.job, work.line, number),
                "annotationData": {"content": encoded(answer).decode()},
            }
            for number, answer in enumerate(answers)
        ],
    }


def consolidation_response(line: int, members: bytes) -> dict[str, Any]:
    """One object as it comes back: what it gets in the output manifest."""
    return {
        "datasetObjectId": str(line),
        "consolidatedAnnotation": {"content": msgspec.Raw(members)},
    }


def worker(job: Job, line: int, number: int) -> str:
    """The id of one of an object's workers, who are other people from object to object."""
    team = job.request["HumanTaskConfig"]["WorkteamArn"]
    person = hashlib.sha256(f"{team} {(line + number) % _TEAM}".encode()).hexdigest()[:16]
    kind = "public" if "workteam/public-crowd/" in team else "private"
    return f"{kind}.{job.region}.{person}"


def _response(work: Work, number: int, answer: Mapping[str, Any]) -> dict[str, Any]:
    # Nobody's answer is older than the object that was finished before.
    share = work.job.timing.object / work.workers
    submitted = work.when - (work.workers - 1 - number) * share
    who = worker(work.job, work.line, number)
    return {
        "acceptanceTime": _moment(submitted - share),
        "submissionTime": _moment(submitted),
        "timeSpentInSeconds": round(share, 3),
        "answerContent": answer,
        "workerId": who,
        "workerMetadata": {"identityData": _identity(work.job, who)},
    }


def _identity(job: Job, who: str) -> dict[str, str]:
    pool = f"https://cognito-idp.{job.region}.amazonaws.com/{job.region}_simulated"
    return {
        "identityProviderType": "Cognito",
        "issuer": pool,
        "sub": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{pool}/{who}")),
    }


def _moment(when: float) -> str:
    return datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _picture(value: Any) -> str:
    if isinstance(value, Image.Image):
        return base64.b64encode(masks.png(value)).decode()
    raise TypeError(f"{type(value).__name__} is not JSON")
