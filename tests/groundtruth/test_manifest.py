import itertools
import json
import pickle
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundtruth.manifest import LabelAttribute, ShapeScan, lines, scan

CHECKOUT = Path(__file__).parents[2]
SAMPLES = sorted((CHECKOUT / "tests" / "data").glob("*.manifest"))
# Manifests of real jobs, beside the checkout where there are any; the samples have their shapes.
FOUND = CHECKOUT.parent / "shared" / "real-manifests"
REAL = [*sorted(FOUND.glob("*.manifest")), *sorted(FOUND.glob("*.jsonl"))]


def manifest(*objects):
    return b"".join(json.dumps(each).encode() + b"\n" for each in objects)


def sample(name):
    return scan([(CHECKOUT / "tests" / "data" / f"{name}.manifest").read_bytes()])


def cut(data, places):
    """The bytes in chunks cut at the places."""
    ends = sorted({place % (len(data) + 1) for place in places})
    return [data[a:b] for a, b in itertools.pairwise([0, *ends, len(data)])]


@given(
    st.binary(max_size=40).map(lambda data: data.replace(b"a", b"\n")), st.lists(st.integers(0, 50))
)
def test_lines_are_cut_at_newlines_only_wherever_chunks_end(data, places):
    expected = data.removesuffix(b"\n").split(b"\n") if data else []
    assert list(lines(cut(data, places))) == expected


@pytest.mark.parametrize(
    ("chunks", "expected"),
    [
        ([], []),
        ([b""], []),
        ([b"\n"], [b""]),
        ([b"a\r\nb"], [b"a\r", b"b"]),
        ([b"a\rb\n\nc\n"], [b"a\rb", b"", b"c"]),
        ([b"\xe7\x8c", b"\xab\n"], ["猫".encode()]),
    ],
)
def test_lines_keep_everything_but_the_newline(chunks, expected):
    assert list(lines(chunks)) == expected


@pytest.mark.parametrize("path", [*SAMPLES, *REAL], ids=lambda path: path.name)
def test_every_attribute_of_a_manifest_leaves_the_rest_to_be_labeled(path):
    summary = scan([path.read_bytes()])
    for attribute in summary.attributes:
        assert 0 < attribute.labeled + attribute.failed <= summary.objects
        assert summary.to_be_labeled(attribute.name) == summary.objects - attribute.labeled


def test_an_object_that_failed_is_to_be_labeled_again():
    summary = sample("partial-with-failures")
    assert summary.attributes == (
        LabelAttribute(
            name="invoices",
            type="groundtruth/custom",
            labeled=1,
            failed=2,
            human=1,
            automated=0,
            job_names=("invoices",),
            types=("groundtruth/custom",),
            failure_reasons={"ClientError: Annotation tasks expired.": 2},
            first_date="2026-03-01T09:30:00.000000",
            last_date="2026-03-01T09:30:00.000000",
        ),
    )
    assert summary.objects == 4
    assert summary.to_be_labeled("invoices") == 3
    assert summary.failed("invoices") == 2


def test_an_attribute_seen_only_as_failed_is_an_attribute():
    summary = scan([manifest({"source": "x", "a-metadata": {"failure-reason": "expired"}})])
    assert summary.attribute("a") == LabelAttribute(
        "a", None, 0, 1, 0, 0, (), failure_reasons={"expired": 1}
    )


def test_an_empty_list_of_boxes_is_a_label():
    summary = sample("empty-annotations")
    assert summary.labeled("cats") == summary.objects == 4


@pytest.mark.parametrize("value", [0, "", None, False, [], {}])
def test_a_key_is_a_label_whatever_its_value(value):
    assert scan([manifest({"source": "x", "a": value})]).labeled("a") == 1


def test_a_chained_manifest_has_the_attributes_of_both_jobs():
    summary = sample("chained-two-attributes")
    assert [each.name for each in summary.attributes] == ["layout", "layout-chain"]


def test_one_attribute_may_hold_labels_of_two_jobs_and_of_machines():
    attribute = sample("one-attribute-of-two-jobs").attribute("logo")
    assert attribute.job_names == ("labeling-job/logo", "labeling-job/logo-chain")
    assert (attribute.human, attribute.automated) == (4, 2)


def test_no_more_than_twenty_jobs_are_kept_for_an_attribute():
    rows = [{"source": "x", "a": 0, "a-metadata": {"job-name": f"job-{n}"}} for n in range(30)]
    [attribute] = scan([manifest(*rows)]).attributes
    assert attribute.job_names == tuple(f"job-{n}" for n in range(20))
    assert attribute.labeled == 30


def test_keys_beyond_ascii_count_however_they_are_spelled():
    summary = sample("non-ascii-keys")
    assert summary.labeled("größe-猫") == summary.objects == 2


def test_metadata_of_the_data_object_is_no_label():
    data = {
        "source-ref": "s3://b/a",
        "source-ref-metadata": {"type": "x"},
        "note-metadata": {"a": 1},
    }
    assert scan([manifest(data)]).attributes == ()


def test_a_name_nobody_used_leaves_everything_to_be_labeled():
    summary = sample("input-only")
    assert summary.to_be_labeled("new") == 5
    assert (summary.labeled("new"), summary.failed("new"), summary.attribute("new")) == (0, 0, None)


def test_an_empty_manifest_has_no_objects():
    assert scan([]) == scan([b""])
    assert scan([]).objects == 0


def test_an_endless_line_is_reported_and_takes_no_memory():
    size = 131_072

    def chunks():
        yield b'{"source": "x"}\n'
        yield from (b"a" * size for _ in range(400))  # 50 MiB without a newline
        yield b'\n{"source": "y"}\n'

    tracemalloc.start()
    try:
        summary = scan(chunks())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [(problem.line, problem.code) for problem in summary.problems] == [(2, "line-too-long")]
    assert (summary.objects, summary.keys) == (3, {"source": 2})
    assert peak < 4 * 1024 * 1024


def test_numbers_of_any_length_are_skipped_not_read():
    line = b'{"source" : "x", "a": %b, "a": 1}' % (b"9" * 5_000)
    assert scan([line]).problem_counts == {"duplicate-key": 1}


@pytest.mark.parametrize(
    ("label", "metadata", "told"),
    [
        (
            0,
            {"class-name": "cat", "confidence": 0.5},
            {"classes": {"cat": 1}, "mean_confidence": 0.5},
        ),
        ([], {"class-map": {}}, {"empty": 1}),
        ([0, 2], {"class-map": {"0": "cat", "2": "dog"}}, {"classes": {"cat": 1, "dog": 1}}),
        ({"annotations": []}, {"objects": [], "class-map": {}}, {"empty": 1}),
        ({"annotations": {"entities": []}}, {"entities": []}, {"empty": 1}),
        (
            {"annotations": {"entities": [{"label": "date"}, {"label": "date"}]}},
            {"entities": [{"confidence": 0.25}, {"confidence": 0.75}]},
            {"classes": {"date": 1}, "mean_confidence": 0.5},
        ),
        (
            {"annotations": [{"class_id": 0}, {"class_id": 0}]},
            {"objects": [{"confidence": 0}, {"confidence": 1}], "class-map": {"0": "cat"}},
            {"classes": {"cat": 1}, "mean_confidence": 0.5},
        ),
        (
            "s3://b/mask.png",
            {"internal-color-map": {"0": {"class-name": "road", "confidence": 0.9}}},
            {"classes": {"road": 1}, "mean_confidence": 0.9},
        ),
        ([0], {"confidence-map": {"0": 0.75}}, {"mean_confidence": 0.75}),
        ({"annotations": []}, {"class_map": {"0": "Car"}}, {"classes": {"Car": 1}, "empty": 1}),
        (0, {"confidence": 1.5}, {"mean_confidence": None}),
        (0, {"confidence": "0.5"}, {"mean_confidence": None}),
        (
            0,
            {"creation-date": "2020-01-07T18:09:52.624174"},
            {"last_date": "2020-01-07T18:09:52.624174"},
        ),
        (0, {"creation-date": "yesterday"}, {"first_date": None}),
    ],
)
def test_a_label_is_told_by_its_metadata_on_every_line_alike(label, metadata, told):
    metadata = {"type": "x", **metadata}
    lines = [{"source": str(n), "a": label, "a-metadata": metadata} for n in range(3)]
    attribute = scan([manifest(*lines)]).attribute("a")
    for name, value in told.items():
        count = {each: 3 * n for each, n in value.items()} if name == "classes" else value
        assert getattr(attribute, name) == (3 if name == "empty" else count)


def test_the_dates_of_an_attribute_are_its_first_and_last():
    dates = ["2024-03-02T00:00:00.000001", "2024-03-01T10:00:00", "2024-03-01T09:59:59.9"]
    rows = [
        {"source": day, "a": 1, "a-metadata": {"type": "x", "creation-date": day}} for day in dates
    ]
    attribute = scan([manifest(*rows)]).attribute("a")
    assert (attribute.first_date, attribute.last_date) == (dates[2], dates[0])


def test_reasons_over_the_limit_are_counted_together():
    rows = [{"source": str(n), "a-metadata": {"failure-reason": f"no {n}"}} for n in range(30)]
    attribute = scan([manifest(*rows)]).attribute("a")
    assert attribute.failed == sum(attribute.failure_reasons.values()) == 30
    assert len(attribute.failure_reasons) == 21
    assert attribute.failure_reasons[""] == 10


def test_parts_hashed_by_processes_with_other_seeds_are_not_merged():
    one, other = ShapeScan(), ShapeScan(first=False)
    other.probe += 1
    with pytest.raises(ValueError, match="hash texts differently"):
        one.merge(other)


def test_a_summary_can_be_sent_between_processes_and_cached():
    summary = sample("partial-with-failures")
    assert pickle.loads(pickle.dumps(summary)) == summary
