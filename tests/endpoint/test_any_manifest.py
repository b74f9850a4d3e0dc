"""Any manifest, looked at and stopped at any time: bytes stay, and counters add up."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundtruth.endpoint import operations, progress
from groundtruth.endpoint.app import Endpoint, create_app
from groundtruth.endpoint.look import Look
from groundtruth.endpoint.settle import settle
from tests.local_endpoint import BUCKET, create_request, label_categories

OURS = ("cats", "cats-metadata")
CREATED = 1000.0


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Endpoint:
    endpoint = create_app(tmp_path_factory.mktemp("shared") / "state")
    objects = endpoint.context.objects
    objects.make_bucket(BUCKET)
    objects.write(f"s3://{BUCKET}/labels.json", label_categories("a", "b"), "application/json")
    objects.write(f"s3://{BUCKET}/t.liquid", b"<crowd-form></crowd-form>", "text/html")
    return endpoint


# ------------------------------------------------------------------------- manifests as text

SPACE = st.sampled_from(["", "", " ", "\t", "  "])
NAMES = st.text(max_size=6) | st.sampled_from([*OURS, "dogs", 'say "cats"', "metadata", "Cats"])
VALUES = st.sampled_from(
    [
        *("null", "true", "-0", "1.50", "1e5", "12345678901234567890123", "[]"),
        *('""', '"\\u0027\\/"', '"è"', '"\u200b,{"', '"\\\\"'),
        *('{ "cats" : 1 }', '[ {"cats":[ ]} , "}" ]', '{"a":{"cats-metadata":{}}}'),
    ]
)


@st.composite
def lines(draw: st.DrawFn) -> str:
    """A data object, written by somebody with habits of their own."""
    members = [('"source"', '"x"')]
    for name in draw(st.lists(NAMES, max_size=4)):
        key = json.dumps(name, ensure_ascii=draw(st.booleans()))
        if draw(st.booleans()) and name in OURS:
            key = key.replace("a", "\\u0061")
        members.append((_unicode(key), draw(VALUES)))
    members = draw(st.permutations(members))
    parts = [
        f"{draw(SPACE)}{key}{draw(SPACE)}:{draw(SPACE)}{value}{draw(SPACE)}"
        for key, value in members
    ]
    return f"{draw(SPACE)}{{{','.join(parts)}}}{draw(SPACE)}"


@st.composite
def manifests(draw: st.DrawFn) -> bytes:
    written = draw(st.lists(lines() | st.sampled_from(["", " ", "\t"]), max_size=7))
    written.insert(draw(st.integers(0, len(written))), draw(lines()))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    mark = draw(st.sampled_from(["", "", "\ufeff"]))
    return (mark + end.join(written) + draw(st.sampled_from(["", end, end * 2]))).encode()


def _unicode(text: str) -> str:
    """Half a surrogate pair cannot stand in UTF-8."""
    return re.sub("[\ud800-\udfff]", "", text)


def members(line: bytes) -> list[tuple[str, str]]:
    """The text of each member's key and value, in their order."""
    text, found, decode = line.decode("utf-8-sig"), [], json.JSONDecoder().raw_decode
    place = _past(text, text.index("{") + 1)
    while text[place] != "}":
        _, key_end = decode(text, place)
        start = _past(text, text.index(":", key_end) + 1)
        _, end = decode(text, start)
        found.append((text[place:key_end], text[start:end]))
        place = _past(text, end)
        place = _past(text, place + 1) if text[place] == "," else place
    return found


def _past(text: str, place: int) -> int:
    while text[place] in " \t\r":
        place += 1
    return place


def foreign(line: bytes) -> list[tuple[str, str]]:
    return [(key, value) for key, value in members(line) if json.loads(key) not in OURS]


def has(line: bytes, name: str) -> bool:
    return any(json.loads(key) == name for key, _ in members(line))


# ------------------------------------------------------------------------- jobs over them


def create(shared: Endpoint, manifest: bytes, **tags: str) -> str:
    context, name = shared.context, f"job-{uuid4().hex}"
    uri = f"s3://{BUCKET}/{name}/input.manifest"
    context.objects.write(uri, manifest, "application/json-lines")
    request = create_request(
        name,
        LabelAttributeName="cats",
        LabelCategoryConfigS3Uri=f"s3://{BUCKET}/labels.json",
        MaxConcurrentTaskCount=3,
        TaskAvailabilityLifetimeInSeconds=60,
        tags={f"gtconsole:simulate-{key.replace('_', '-')}": value for key, value in tags.items()},
    )
    operations.create_labeling_job(context, request, now=CREATED)
    return name


def describe(shared: Endpoint, name: str, seconds: float) -> dict[str, Any]:
    asked = {"LabelingJobName": name}
    return operations.describe_labeling_job(shared.context, asked, CREATED + seconds)


def output(shared: Endpoint, told: dict[str, Any], seconds: float) -> bytes:
    uri = told["LabelingJobOutput"]["OutputDatasetS3Uri"]
    look = Look(BUCKET, uri.removeprefix(f"s3://{BUCKET}/"))
    settle(shared.context, CREATED + seconds, look)
    return shared.context.objects.read(uri)


def hold(manifest: bytes, written: bytes, counted: dict[str, int]) -> None:
    """Hold the output of a small job against its input and its counters."""
    before, after = manifest.split(b"\n"), written.split(b"\n")
    assert len(before) == len(after)
    labeled = failed = objects = 0
    for old, new in zip(before, after, strict=True):
        if not old.strip() or old.strip() == b"\xef\xbb\xbf":
            assert new == old
            continue
        objects += 1
        assert foreign(new) == foreign(old)
        if new != old and not any(has(old, name) for name in OURS):
            brace = old.rindex(b"}")
            assert new.startswith(old[:brace] + b',"cats')
            assert new.endswith(old[brace:])
        assert new == old or not has(old, "cats")
        labeled += has(new, "cats")
        failed += new != old and not has(new, "cats")
    assert counted["TotalLabeled"] == labeled
    assert counted["FailedNonRetryableError"] == failed
    assert labeled + failed + counted["Unlabeled"] == objects


@settings(deadline=None, max_examples=60)
@given(
    manifest=manifests(),
    looks=st.lists(st.floats(0, 12), max_size=3).map(sorted),
    stop=st.floats(0, 12),
    failing=st.integers(0, 3),
)
def test_lines_keep_their_order_and_their_bytes_and_counters_add_up(
    shared: Endpoint, manifest: bytes, looks: list[float], stop: float, failing: int
) -> None:
    name = create(shared, manifest, failed_objects=str(failing))
    for seconds in [each for each in looks if each < stop]:
        told = describe(shared, name, seconds)
        if "LabelingJobOutput" in told:
            hold(manifest, output(shared, told, seconds), told["LabelCounters"])
    if describe(shared, name, stop)["LabelingJobStatus"] in ("Initializing", "InProgress"):
        asked = {"LabelingJobName": name}
        operations.stop_labeling_job(shared.context, asked, CREATED + stop)
    told = describe(shared, name, 100)
    assert told["LabelingJobStatus"] in ("Stopped", "Completed", "Failed")
    counted = told["LabelCounters"]
    assert counted["TotalLabeled"] == counted["HumanLabeled"] + counted["MachineLabeled"]
    hold(manifest, output(shared, told, 100), counted)


@settings(deadline=None, max_examples=30)
@given(
    manifest=manifests(),
    place=st.integers(0, 9),
    dirt=st.sampled_from(
        [b"{", b"[]", b"1", b'{"a":1}', b'{"source":"x"', b'{"source":NaN}', b"\xff", b"x" * 9]
    ),
)
def test_a_manifest_with_a_bad_line_fails_the_job_and_names_the_line(
    shared: Endpoint, manifest: bytes, place: int, dirt: bytes
) -> None:
    written = manifest.split(b"\n")
    place = min(place, len(written))
    written.insert(place, dirt)
    name = create(shared, b"\n".join(written))
    told = describe(shared, name, 100)
    assert told["LabelingJobStatus"] == "Failed"
    assert f"Line {place + 1} of the input manifest" in told["FailureReason"]
    assert set(told["LabelCounters"].values()) == {0}
    assert "LabelingJobOutput" not in told


@settings(deadline=None, max_examples=30)
@given(
    objects=st.integers(1, 40),
    share=st.sampled_from(["0", "1", "50 percent"]),
    times=st.lists(st.floats(0, 30), min_size=2, max_size=6).map(sorted),
)
def test_what_is_described_only_grows(
    shared: Endpoint, objects: int, share: str, times: list[float]
) -> None:
    manifest = b'{"source":"x"}\n' * objects
    name = create(shared, manifest, failed_objects=share)
    finished = 0
    for seconds in times:
        counted = describe(shared, name, seconds)["LabelCounters"]
        failed, labeled = counted["FailedNonRetryableError"], counted["TotalLabeled"]
        assert failed + labeled + counted["Unlabeled"] == (objects if seconds >= 2 else 0)
        assert failed + labeled >= finished
        finished = failed + labeled
    job = shared.context.store.job("us-east-1", name)
    assert finished == progress.finished(job, CREATED + times[-1])
