"""A random part of a manifest, written beside it as a manifest of its own."""

from __future__ import annotations

import hashlib

from groundtruth.manifest import sample
from jobs import aws
from jobs.manifests import new_manifests
from jobs.manifests.counting import Count
from jobs.manifests.new_manifests import Outcome, Progress, Work


def work(region: str, count: Count, percentage: int, seed: int) -> Work:
    """What writes the sample of a counted manifest.

    The same bytes, percentage and seed make the same sample, and are written but once.
    """
    uri = place(count, percentage, seed)

    def write(progress: Progress) -> Outcome:
        head, objects = count.head, count.summary.objects if count.summary else 0
        if head is None or not objects:
            raise ValueError("There is no object in this manifest that a sample could hold.")
        chunks = aws.read_object(region, head)
        lines = sample.sample(chunks, objects, percentage, seed)
        try:
            return new_manifests.write(region, [uri], lines, progress)
        except aws.AWSError as error:
            if error.kind != "changed" or error.operation == "GetObject":
                raise
            return Outcome(uri, sample.size(objects, percentage))

    return write


def place(count: Count, percentage: int, seed: int) -> str:
    """Where the sample lies: beside the manifest, named for what makes it what it is."""
    folder, _, name = count.uri.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    if not stem:
        stem, dot, ending = name, "", ""
    version = hashlib.sha256(count.etag.encode()).hexdigest()[:8]
    return f"{folder}/{stem}-sample-{percentage}-percent-{seed}-{version}{dot}{ending}"
