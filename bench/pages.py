"""What a page of the console costs beside its call to AWS, against bare Django in the same run.

    .venv/bin/python -m bench.pages

Starts a local endpoint with 100 labeling jobs of its own in a temporary folder. CPU is user and
system time of this process (time.process_time), each figure the median of runs that take turns.
"""

from __future__ import annotations

import json
import logging
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

JOBS = 100
ROUNDS = 40
REGION = "us-east-1"
BUCKET = "bench"
ACCOUNT = f"arn:aws:sagemaker:{REGION}:123456789012"

BARE = """<!doctype html><title>Labeling jobs</title><table><tbody>
{% for row in rows %}<tr><td><input type="radio" name="job" value="{{ row.name }}"></td>
<td><a href="{{ row.href }}">{{ row.name }}</a></td><td>{{ row.status }}</td>
<td>{{ row.task_type }}</td><td>{{ row.counters.words }}</td><td>{{ row.created }}</td></tr>
{% endfor %}</tbody></table>"""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="gtconsole-bench-") as folder:
        os.environ["GTCONSOLE_STATE_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "gtconsole.settings"
        logging.disable(logging.INFO)
        with endpoint(folder) as url:
            measure(url)


@contextmanager
def endpoint(folder: str) -> Iterator[str]:
    """The URL of a local endpoint that keeps its state in the folder."""
    process = subprocess.Popen(
        [sys.executable, "-m", "groundtruth.endpoint", "--port", "0", "--no-samples"]
        + ["--speed", "instant", "--state", f"{folder}/endpoint"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


def measure(url: str) -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    settings.LOCAL_ENDPOINT_URL = url
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)

    from django.test import Client

    from jobs import aws

    name = fill(aws)
    calls = _watched(aws)
    client = Client(headers={"host": "127.0.0.1"})
    _list_page(client, aws, calls)
    _chain_form(client, calls, name)


def _list_page(client: Any, aws: Any, calls: Counter[str]) -> None:
    from django.template import engines

    from jobs import rows
    from jobs.templatetags.rows import row

    asked = {"SortBy": "CreationTime", "SortOrder": "Descending", "MaxResults": JOBS}
    path = f"/{REGION}/labeling-jobs/?size={JOBS}"
    bare = engines["django"].from_string(BARE)
    client.get(path)  # imports, templates and the account are there from here on
    calls.clear()
    answer = client.get(path)
    made = dict(calls)

    def page() -> None:
        client.get(path)

    def new_page() -> None:
        row.cache_clear()
        client.get(path)

    def call() -> None:
        aws.list_labeling_jobs(REGION, **asked)

    def bare_page() -> None:
        found = aws.list_labeling_jobs(REGION, **asked)["LabelingJobSummaryList"]
        bare.render({"rows": rows.rows(REGION, found)})

    cpu = _taking_turns(page, new_page, call, bare_page)
    print(f"A list page of {JOBS} rows, {len(answer.content) / 1000:.1f} kB as sent")
    print(f"  calls to AWS                               {made}")
    print(f"  CPU, whole request                         {cpu[page]:6.1f} ms")
    print(f"  CPU, the ListLabelingJobs call alone       {cpu[call]:6.1f} ms")
    print(
        f"  CPU, the request beside that call          {cpu[page] - cpu[call]:6.1f} ms (at most 10)"
    )
    print(f"  CPU, the same when no row was seen before  {cpu[new_page] - cpu[call]:6.1f} ms")
    print(f"  CPU, the same table in bare Django, so     {cpu[bare_page] - cpu[call]:6.1f} ms")


def _chain_form(client: Any, calls: Counter[str], name: str) -> None:
    path = f"/{REGION}/labeling-jobs/details/{name}/chain/"
    for visit in ("first", "second"):
        calls.clear()
        assert client.get(path).status_code == 200
        print(f"A {visit} Chain form on the same manifest: {dict(calls)}")

    def form() -> None:
        client.get(path)

    print(f"  CPU, whole request with these calls        {_taking_turns(form)[form]:6.1f} ms")


def _taking_turns(*candidates: Callable[[], None]) -> dict[Callable[[], None], float]:
    """Median CPU of each in milliseconds; the machine's moods meet all of them alike."""
    spent: dict[Callable[[], None], list[float]] = {candidate: [] for candidate in candidates}
    for _ in range(ROUNDS):
        for candidate in candidates:
            before = time.process_time()
            candidate()
            spent[candidate].append(1000 * (time.process_time() - before))
    return {candidate: statistics.median(times) for candidate, times in spent.items()}


def _watched(aws: Any) -> Counter[str]:
    """Counts the console's calls as botocore makes them."""
    calls: Counter[str] = Counter()

    def count(model: Any, **_: Any) -> None:
        calls[model.name] += 1

    for service in ("sagemaker", "s3", "sts"):
        aws.clients.client(service, REGION).meta.events.register("before-call", count)
    return calls


def fill(aws: Any) -> str:
    """A hundred finished jobs over a manifest of a thousand objects; the name of one of them."""
    s3 = aws.clients.client("s3", REGION)
    s3.create_bucket(Bucket=BUCKET)
    manifest = "".join(
        json.dumps({"source-ref": f"s3://{BUCKET}/{number}.jpg"}) + "\n" for number in range(1000)
    )
    s3.put_object(Bucket=BUCKET, Key="input.manifest", Body=manifest.encode())
    labels = {"document-version": "2018-11-28", "labels": [{"label": "a"}, {"label": "b"}]}
    s3.put_object(Bucket=BUCKET, Key="labels.json", Body=json.dumps(labels).encode())
    s3.put_object(Bucket=BUCKET, Key="template.liquid", Body=b"<crowd-form></crowd-form>")
    for number in range(JOBS):
        aws.create_labeling_job(REGION, _request(f"bench-{number}"))
    return "bench-0"


def _request(name: str) -> dict[str, Any]:
    from groundtruth import job_request
    from groundtruth.task_types import (
        TASK_TYPES,
        annotation_consolidation_lambda_arn,
        pre_human_task_lambda_arn,
    )

    boxes = TASK_TYPES["ImageMultiClass"]
    return job_request.build(
        {
            "labeling_job_name": name,
            "label_attribute_name": name,
            "manifest_s3_uri": f"s3://{BUCKET}/input.manifest",
            "s3_output_path": f"s3://{BUCKET}/output",
            "role_arn": "arn:aws:iam::123456789012:role/service-role/AmazonSageMaker-ExecutionRole",
            "workteam_arn": f"{ACCOUNT}:workteam/private-crowd/labelers",
            "label_category_config_s3_uri": f"s3://{BUCKET}/labels.json",
            "ui_template_s3_uri": f"s3://{BUCKET}/template.liquid",
            "pre_human_task_lambda_arn": pre_human_task_lambda_arn(boxes, REGION),
            "annotation_consolidation_lambda_arn": annotation_consolidation_lambda_arn(
                boxes, REGION
            ),
            "task_title": "What is it?",
            "task_description": "Say what is in the picture.",
            "number_of_human_workers_per_data_object": 1,
            "task_time_limit_in_seconds": 300,
        }
    )


if __name__ == "__main__":
    main()
