import itertools
import json
import pickle
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from groundtruth.manifest import LabelAttribute, lines, scan

CHECKOUT = Path(__file__).parents[2]
SAMPLES = sorted((CHECKOUT / "tests" / "data").glob("*.manifest"))
# Manifests of real jobs, beside the checkout where there are any; the samples have their shapes.
FOUND = CHECKOUT.parent / "shared" / "real-manifests"
REAL = [*sorted(FOUND.glob("*.manifest")), *sorted(FOUND.glob("*.jsonl"))]


def manifest(*objects):
    return b"".join(json.dumps(each).encode() + b"\n" for each in objects)


def sample(name):
    return scan([(CHECKOUT / "tests" / "data" / f"{name}.manifest").read_bytes()])


def found(data):
    """The problems of a manifest as (line, code)."""
    return [(problem.line, problem.code) for problem in scan([data]).problems]


def cut(data, places):
    """The bytes in chunks cut at the places."""
    ends = sorted({place % (len(data) + 1) for place in places})
    return [data[a:b] for a, b in itertools.pairwise([0, *ends, len(data)])]


# --- a second opinion: the same summary, written plainly over the standard library's json --------


def reference(data):
    """objects, keys, attributes and problems as (line, code), all by the book and slowly."""
    objects, keys, labels, problems = 0, {}, {}, []
    if data.startswith(b"\xef\xbb\xbf"):
        problems.append((1, "bom"))
        data = data[3:]
    for number, line in enumerate(data.split(b"\n"), start=1):
        if not line.strip(b" \t\r"):
            continue
        objects += 1
        try:
            text = line.decode()
        except UnicodeDecodeError:
            problems.append((number, "not-utf-8"))
            continue
        try:
            pairs = strictly(text)
        except ValueError:
            problems.append((number, "not-json"))
            continue
        if not isinstance(pairs, Pairs):
            problems.append((number, "not-an-object"))
            continue
        line = dict(pairs)
        sources = {"source", "source-ref"} & line.keys()
        problems += [(number, "no-source")] * (not sources)
        problems += [(number, "both-sources")] * (len(sources) == 2)
        names = [key for key, _ in pairs]
        problems += [(number, "duplicate-key")] * sum(names.count(key) > 1 for key in line)
        for key in line:
            keys[key] = keys.get(key, 0) + 1
        for key, value in line.items():
            count_label(labels, line, key, value)
    attributes = {
        name: {**label, "labeled": keys.get(name, 0), "jobs": tuple(label["jobs"])}
        for name, label in labels.items()
    }
    return {"objects": objects, "keys": keys, "attributes": attributes, "problems": problems}


class Pairs(list):
    """A JSON object with its equal keys."""


def strictly(text):
    """JSON without NaN and halves of surrogate pairs; objects as Pairs."""

    def refuse(constant):
        raise ValueError(constant)

    value = json.loads(text, object_pairs_hook=Pairs, parse_constant=refuse)
    json.dumps(value, ensure_ascii=False).encode()  # UnicodeEncodeError is a ValueError
    return value


def count_label(labels, line, key, value):
    name = key.removesuffix("-metadata")
    if name in ("", key, "source", "source-ref") or not isinstance(value, Pairs):
        return
    metadata = dict(value)
    if not metadata.keys() & {"type", "job-name", "human-annotated", "failure-reason"}:
        return
    empty = {"type": None, "failed": 0, "human": 0, "automated": 0, "jobs": {}}
    label = labels.setdefault(name, empty)
    kind, job = metadata.get("type"), metadata.get("job-name")
    if label["type"] in (None, "") and isinstance(kind, str):
        label["type"] = kind
    if isinstance(job, str) and job:
        label["jobs"][job] = None
    if name in line:
        label["human"] += metadata.get("human-annotated") == "yes"
        label["automated"] += metadata.get("human-annotated") == "no"
    else:
        label["failed"] += "failure-reason" in metadata


def in_short(summary):
    """A summary in the reference's shape."""
    return {
        "objects": summary.objects,
        "keys": summary.keys,
        "attributes": {
            each.name: {
                "type": each.type,
                "failed": each.failed,
                "human": each.human,
                "automated": each.automated,
                "jobs": each.job_names,
                "labeled": each.labeled,
            }
            for each in summary.attributes
        },
        "problems": [(problem.line, problem.code) for problem in summary.problems],
    }


KEYS = st.sampled_from(["source", "source-ref", "a", "a-metadata", "b-ref", "b-ref-metadata", "é"])
KEYS |= st.sampled_from(["-metadata", "source-ref-metadata", '"', "\\", "猫-metadata"]) | st.text(
    max_size=3
)
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4)
)
METADATA = st.dictionaries(
    st.sampled_from(["type", "job-name", "human-annotated", "failure-reason", "note"]),
    st.sampled_from(["yes", "no", "true", "groundtruth/object-detection", "a", ""]) | SCALARS,
)
VALUES = SCALARS | METADATA | st.lists(SCALARS, max_size=2)


@st.composite
def object_lines(draw):
    """An object as text, its keys sometimes repeated, its spacing and escapes as they come."""
    comma, colon = draw(st.sampled_from([(",", ":"), (", ", ": "), (" ,\t", "  :")]))
    ascii_only = draw(st.booleans())
    members = draw(st.lists(st.tuples(KEYS, VALUES), max_size=5))
    texts = [[json.dumps(part, ensure_ascii=ascii_only) for part in member] for member in members]
    return ("{" + comma.join(colon.join(pair) for pair in texts) + "}").encode(
        "utf-8", "surrogatepass"
    )


LINES = (
    object_lines()
    | st.sampled_from(
        [
            b"",
            b" \t\r",
            b"\r",
            b"{}",
            b"[]",
            b"[1",
            b'"source"',
            b"7",
            b"null",
            b"\x0c",
            b"{\xff}",
            b'{"source":"\xed\xa0\x80"}',
            b'{"source":"\\ud83d"}',
            b'{"source":"\\ud83d\\ude00"}',
            b'{"source":NaN}',
            b'{"source":1e999}',
            b'{"a":1,"\\u0061":2,"source":"x"}',
            b'{"source":"x"}{"source":"y"}',
            b'{"source":"x",}',
            b"\xef\xbb\xbf{}",
            '{"source":"\u2028\u0085"}'.encode(),
        ]
    )
    | st.binary(max_size=6)
)


@st.composite
def manifests(draw):
    ends = st.sampled_from([b"\n", b"\r\n"])
    text = b"".join(line.replace(b"\n", b"") + draw(ends) for line in draw(st.lists(LINES)))
    bom = draw(st.sampled_from([b"", b"", b"", b"\xef\xbb\xbf"]))
    return bom + (text if draw(st.booleans()) else text.removesuffix(b"\n"))


@given(manifests())
@example(b'{"a":"\\\\","\\u0061":1}\n')
def test_the_summary_is_that_of_the_reference(data):
    assert in_short(scan([data])) == reference(data)


@given(manifests(), st.lists(st.integers(0, 10_000)))
def test_the_summary_does_not_depend_on_where_chunks_are_cut(data, places):
    assert scan(cut(data, places)) == scan([data])
    assert scan(data[i : i + 1] for i in range(len(data))) == scan([data])


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
def test_a_manifest_is_read_as_the_reference_reads_it(path):
    data = path.read_bytes()
    summary = scan([data])
    assert in_short(summary) == reference(data)
    assert scan(data[i : i + 7] for i in range(0, len(data), 7)) == summary
    assert summary.size == len(data)


@pytest.mark.parametrize("path", [*SAMPLES, *REAL], ids=lambda path: path.name)
def test_every_attribute_of_a_manifest_leaves_the_rest_to_be_labeled(path):
    summary = scan([path.read_bytes()])
    assert summary.problem_count == 0
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
        ),
    )
    assert summary.objects == 4
    assert summary.to_be_labeled("invoices") == 3
    assert summary.failed("invoices") == 2


def test_an_attribute_seen_only_as_failed_is_an_attribute():
    summary = scan([manifest({"source": "x", "a-metadata": {"failure-reason": "expired"}})])
    assert summary.attribute("a") == LabelAttribute("a", None, 0, 1, 0, 0, ())


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


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        (
            b"{'a': 1}",
            "not-json",
            "This line is not valid JSON: object keys must be strings (byte 2).",
        ),
        (b'{"source": NaN}', "not-json", "invalid character (byte 12). Put exactly one whole"),
        (b'{"source": "\\ud800"}', "not-json", "half of a surrogate pair such as \\ud83d"),
        (b'{"source":' + b"[" * 9999 + b"]" * 9999 + b"}", "not-json", "nested too deeply"),
        (b"[" * 99_999, "not-json", "nested too deeply"),
        (b'["source"]', "not-an-object", '“["source"]” is JSON but not an object: write it like'),
        (b'{"a": 1}', "no-source", "This object has neither “source-ref” nor “source”"),
        (b'{"source": 1, "source-ref": 2}', "both-sources", "This object has both"),
        (b'{"source": "\xff"}', "not-utf-8", "This line is not UTF-8 (its byte 13 is 0xff)"),
        (b'{"source":1,"source":2}', "duplicate-key", "“source” stands more than once"),
        (
            b'{"source":"%b"}' % (b"a" * 99_988),
            "line-too-long",
            "100,001 characters, at most 100,000.",
        ),
        (b'{"source":"%b"}' % (b"a" * 1_048_563), "line-too-long", "1,048,576 characters, at most"),
        (b'{"source":"%b"}' % (b"a" * 1_048_564), "line-too-long", "over 1,048,576 bytes, at most"),
    ],
)
def test_a_bad_line_is_told_by_number_code_and_sentence(line, code, words):
    summary = scan([b'{"source": "x"}\n\n' + line + b"\n"])
    [problem] = summary.problems
    assert (problem.line, problem.code) == (3, code)
    assert words in problem.text
    assert problem.text.endswith((".", "}."))
    assert summary.objects == 2


def test_a_byte_order_mark_is_told_and_the_line_read():
    summary = scan([b"\xef", b"\xbb\xbf" + manifest({"source": "x"})])
    assert [(problem.line, problem.code) for problem in summary.problems] == [(1, "bom")]
    assert summary.keys == {"source": 1}


def test_windows_line_ends_and_blank_lines_are_no_problem():
    summary = scan([b'{"source": "x"}\r\n\r\n \t\n{"source": "y"}'])
    assert (summary.objects, summary.problem_count) == (2, 0)


def test_the_first_hundred_problems_are_kept_and_all_are_counted():
    summary = scan([b"no\n" * 150])
    assert [problem.line for problem in summary.problems] == list(range(1, 101))
    assert summary.problem_count == 150


def test_keys_are_counted_up_to_256_and_the_next_is_told_once():
    rows = [{"source": "x", f"key-{n}": n, f"key-{n}-metadata": {"type": "a"}} for n in range(200)]
    summary = scan([manifest(*rows)])
    assert len(summary.keys) == 256
    assert len(summary.attributes) == 127
    [problem] = summary.problems
    assert (problem.line, problem.code) == (128, "too-many-keys")
    assert "“key-127-metadata” is one more than the 256 different keys" in problem.text


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
    assert found(line) == [(1, "duplicate-key")]


def test_a_summary_can_be_sent_between_processes_and_cached():
    summary = sample("partial-with-failures")
    assert pickle.loads(pickle.dumps(summary)) == summary
