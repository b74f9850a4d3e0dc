"""The answers of a fast reader and of the plain reference, in one shape to be compared."""

import pytest

from groundtruth import manifest
from groundtruth.manifest import scan
from groundtruth.manifest.readers import READERS
from tests.groundtruth.manifest_reference import reference

each_reader = pytest.mark.parametrize("reader", READERS)


def in_short(data, reader):
    """The answer of a fast reader in the reference's shape."""
    summary = scan([data], reader())
    problems = sorted(manifest.problems([data], reader()))
    return {
        "objects": summary.objects,
        "keys": summary.keys,
        "problems": [(each.line, each.code) for each in problems],
        "labels": {
            each.name: {
                "labeled": each.labeled,
                "type": each.type,
                "types": set(each.types),
                "jobs": each.job_names,
                "empty": each.empty,
                "failed": each.failed,
                "reasons": each.failure_reasons,
                "human": each.human,
                "automated": each.automated,
                "classes": each.classes,
                "first": each.first_date,
                "last": each.last_date,
                "mean": each.mean_confidence and pytest.approx(each.mean_confidence),
            }
            for each in summary.attributes
        },
    }


def by_the_book(data):
    """The reference's answer in that shape."""
    found = reference(data)
    labels = {}
    for name, label in found["labels"].items():
        dates, scores = label["dates"], label["confidences"]
        labels[name] = {
            "labeled": found["keys"][name],
            "type": next(iter(label["types"]), None),
            "types": set(label["types"]),
            "jobs": tuple(label["jobs"]),
            **{key: label[key] for key in ("empty", "failed", "reasons", "human", "automated")},
            "classes": label["classes"],
            "first": min(dates, default=None),
            "last": max(dates, default=None),
            "mean": sum(scores) / len(scores) if scores else None,
        }
    return {
        "objects": found["objects"],
        "keys": found["keys"],
        "problems": found["problems"],
        "labels": labels,
    }
