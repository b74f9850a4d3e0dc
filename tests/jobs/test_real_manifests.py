"""Manifests of real jobs, and samples in their shapes: created from and chained, N of M right."""

import json
import re
from pathlib import Path

import pytest

from groundtruth import label_attribute
from groundtruth.task_types import CUSTOM, TASK_TYPES
from tests.jobs.browse import fill, plan
from tests.jobs.markup import fields
from tests.jobs.paths import CREATE, job
from tests.jobs.work import naive_count
from tests.local_endpoint import BUCKET, ROLE, WORKTEAM, label_categories

CHECKOUT = Path(__file__).parents[2]
SAMPLES = CHECKOUT / "tests" / "data"
# Manifests of real jobs, beside the checkout where there are any; the samples have their shapes.
FOUND = CHECKOUT.parent / "shared" / "real-manifests"
MANIFESTS = [
    path for folder in (SAMPLES, FOUND) for path in sorted(folder.glob("*")) if "." in path.name
]
MANIFESTS = [path for path in MANIFESTS if path.suffix in (".manifest", ".jsonl")]
OUTPUT = "output/prior/manifests/output/output.manifest"
BASES = [each for each in TASK_TYPES.values() if not each.audit]
OWN = "arn:aws:lambda:us-east-1:123456789012:function:"

every_manifest = pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.name)


def objects(manifest):
    return [json.loads(line) for line in manifest.split(b"\n") if line.strip()]


def is_whole(manifest):
    """Whether every line says what is to be labeled, in exactly one way."""
    return all(("source" in each) != ("source-ref" in each) for each in objects(manifest))


def task_type_of_labels(manifest, name):
    """The task type that writes such labels; AWS's own where one does."""
    kinds = [each.get(f"{name}-metadata", {}).get("type", "") for each in objects(manifest)]
    kind = next(filter(None, kinds), "").lower()
    fitting = (
        each for each in TASK_TYPES.values() if each.metadata_type == kind and not each.audit
    )
    return next(fitting, CUSTOM)


def label_attribute_of(manifest):
    """A label attribute name of the manifest that a job may have; a new one if there is none."""
    for each in objects(manifest):
        for key in each:
            name = key.removesuffix("-metadata")
            may_be = not label_attribute.problems(name, task_type_of_labels(manifest, name))
            if name != key and may_be and isinstance(each[key], dict) and name != "annotator":
                return name
    return "brand-new"


def source(work, manifest, name):
    """A completed job named prior that wrote this as its output manifest."""
    task_type = task_type_of_labels(manifest, name)
    changes = {"task_type": task_type.suffix or "ImageMultiClass"}
    if task_type is CUSTOM:
        changes["PreHumanTaskLambdaArn"] = OWN + "before"
        changes["AnnotationConsolidationConfig"] = {
            "AnnotationConsolidationLambdaArn": OWN + "after"
        }
    work.completed("prior", lines=1, **changes)
    work.put(OUTPUT, manifest)
    return task_type


def shown_count(manifest, name):
    """N of M as the form writes it, counted plainly."""
    left, total = naive_count(manifest, name)
    if not is_whole(manifest):
        return f"As it stands, {left:,} of {total:,} objects would be labeled."
    return f"All {total:,} object" if left == total else f"{left:,} of {total:,} objects will be"


@every_manifest
def test_a_chain_counts_what_is_left(client, work, path):
    manifest = path.read_bytes()
    name = label_attribute_of(manifest)
    task_type = source(work, manifest, name)
    ticked = {"label_attribute_name": label_attribute.typed(name, task_type)}
    ticked |= {"specify_label_attribute_name": "on", "preview": "json"}
    chain = job("prior", "chain/")
    assert shown_count(manifest, name) in plan(
        client.post(chain, fill(client.get(chain), **ticked))
    )


@every_manifest
def test_a_chain_keeps_every_label_byte_for_byte(client, work, path):
    manifest = path.read_bytes()
    name = label_attribute_of(manifest)
    if not is_whole(manifest):
        manifest = b"\n".join(
            line for line in manifest.split(b"\n") if line.strip() and is_whole(line)
        )
    task_type = source(work, manifest, name)
    ticked = {"label_attribute_name": label_attribute.typed(name, task_type)}
    ticked |= {"specify_label_attribute_name": "on", "confirm": "nothing-left"}
    chain = job("prior", "chain/")
    answer = client.post(chain, fill(client.get(chain), **ticked))
    assert answer.status_code == 303, plan(answer)
    work.advance(20 * 86_400)
    before = [line for line in manifest.split(b"\n") if line.strip()]
    after = [line for line in work.output("prior-chain") if line.strip()]
    left, total = naive_count(manifest, name)
    kept = [new == old for old, new in zip(before, after, strict=True) if name in json.loads(old)]
    assert kept == [True] * (total - left)
    lost = sum(name not in json.loads(old) and is_nowhere(old) for old in before)
    assert naive_count(b"\n".join(after), name) == (lost, total)


def is_nowhere(line):
    """Whether an object's place is none in S3, as in the guide's examples: it cannot be labeled."""
    return not re.match(r"s3://[^/]+/.", json.loads(line).get("source-ref", "s3://text/x"))


@every_manifest
def test_a_chain_under_a_new_name_labels_everything(client, work, path):
    manifest = path.read_bytes()
    source(work, manifest, label_attribute_of(manifest))
    page = client.get(job("prior", "chain/"))
    assert "specify_label_attribute_name" not in fields(page)
    assert shown_count(manifest, "prior-chain") in plan(page)


@every_manifest
def test_a_new_job_counts_what_is_left(client, work, path):
    manifest = path.read_bytes()
    name = label_attribute_of(manifest)
    task_type = task_type_of_labels(manifest, name)
    typed = {
        "labeling_job_name": "new",
        "task_type": task_type.suffix or "custom",
        "specify_label_attribute_name": "on",
        "label_attribute_name": label_attribute.typed(name, task_type),
        "manifest_s3_uri": work.put("in.manifest", manifest),
        "s3_output_path": f"s3://{BUCKET}/out",
        "role_arn": ROLE,
        "workteam_arn": WORKTEAM,
        "task_title": "What is it?",
        "task_description": "Say what it is.",
        "label_category_config_s3_uri": work.put("labels.json", label_categories("a", "b")),
        "ui_template_s3_uri": f"s3://{BUCKET}/t.liquid",
        "preview": "json",
    }
    page = client.post(CREATE, fill(client.get(CREATE), **typed))
    assert shown_count(manifest, name) in plan(page)


def test_there_are_samples_in_every_shape():
    assert len(list(SAMPLES.glob("*.manifest"))) >= 8
