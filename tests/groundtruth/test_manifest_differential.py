"""The fast readers and the plain reference give the same answer, whatever a manifest holds."""

import itertools
import json
import pickle

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from groundtruth import manifest
from groundtruth.manifest import ShapeScan, scan
from groundtruth.manifest.readers import READERS
from tests.groundtruth.manifest_answers import by_the_book, each_reader, in_short
from tests.groundtruth.test_manifest import REAL, SAMPLES, cut

KEYS = st.sampled_from(["source-ref", "a", "a-metadata", "b-ref", "b-ref-metadata", "cats"])
KEYS |= st.sampled_from(["source", "Cats", "cat", "cats-metadata", "é", "猫-metadata", "$x"])
KEYS |= st.sampled_from(["-metadata", "source-ref-metadata", '"', "\\", "$sequencer", "a\u200b"])
KEYS |= st.sampled_from(["cats ", "a b", "\u3164", "\xa0", "\t", "\ufeffcats"])
KEYS |= st.text(max_size=3)
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4)
)
SCORES = st.sampled_from([0, 1, 0.5, 0.25, -1, 1.5, 10**30, True, None, "0.5"])
SCORED = st.lists(st.fixed_dictionaries({"confidence": SCORES}) | SCALARS, max_size=3)
IDS = st.sampled_from([0, 1, 2, 1.0, 7, -1, True, "0", None])
MAPS = st.dictionaries(
    st.sampled_from(["0", "1", "2", "-1", "01", "x"]), st.sampled_from("cd") | SCALARS
)
COLORS = st.dictionaries(
    st.sampled_from("01"),
    st.fixed_dictionaries({}, optional={"class-name": st.sampled_from("cd"), "confidence": SCORES})
    | SCALARS,
)
DATES = st.sampled_from(
    ["2020-01-07T18:09:52.624174", "2021-01-07T18:09:52", "1", "9", "2019-01-07T18:09:52.6241Z"]
)
JOBS = st.sampled_from(["labeling-job/a", "labeling-job/b", "b", ""])
TYPES = st.sampled_from(
    ["groundtruth/object-detection", "groundTruth/Object-detection", "groundtruth/text-span"]
)
TYPES |= st.sampled_from(["groundtruth/semantic-segmentation", ""])
METADATA = st.fixed_dictionaries(
    {},
    optional={
        "type": TYPES | SCALARS,
        "job-name": JOBS | SCALARS,
        "human-annotated": st.sampled_from(["yes", "no", "true"]) | SCALARS,
        "creation-date": DATES | SCALARS,
        "failure-reason": st.sampled_from(["expired", "lost"]) | SCALARS,
        "class-name": st.sampled_from(["dog", "cat"]) | SCALARS,
        "confidence": SCORES,
        "confidence-map": st.dictionaries(st.sampled_from("01"), SCORES) | SCALARS,
        "objects": SCORED | SCALARS,
        "entities": SCORED | SCALARS,
        "class-map": MAPS | SCALARS,
        "class_map": MAPS | SCALARS,
        "internal-color-map": COLORS | SCALARS,
        "color-map": COLORS,
        "retry-count": SCALARS,
    },
)
BOXES = st.lists(st.fixed_dictionaries({"class_id": IDS, "left": SCALARS}) | SCALARS, max_size=3)
SPANS = st.lists(st.fixed_dictionaries({"label": st.sampled_from("cd")}) | SCALARS, max_size=3)
LABELS = st.fixed_dictionaries(
    {}, optional={"annotations": BOXES | st.fixed_dictionaries({"entities": SPANS}) | SCALARS}
)
LABELS |= st.lists(IDS, max_size=3)
VALUES = SCALARS | METADATA | LABELS

# What jobs really write, so that most lines of most manifests fit a shape.
USUAL_METADATA = st.fixed_dictionaries(
    {"job-name": JOBS, "human-annotated": st.sampled_from(["yes", "no"])},
    optional={
        "type": TYPES,
        "creation-date": DATES,
        "class-name": st.sampled_from(["dog", "cat"]),
        "confidence": st.sampled_from([0, 0.5, 1]),
        "objects": st.lists(st.just({"confidence": 0.5}), max_size=2),
        "class-map": st.sampled_from([{}, {"0": "c"}, {"0": "c", "1": "d"}]),
        "internal-color-map": st.just({"0": {"class-name": "c", "confidence": 0.25}}),
        "failure-reason": st.just("expired"),
    },
)
USUAL_LABELS = st.integers(0, 2) | st.lists(st.integers(0, 2), max_size=2)
USUAL_LABELS |= st.builds(
    lambda ids: {"annotations": [{"class_id": each} for each in ids]},
    st.lists(st.integers(0, 2), max_size=2),
)
USUAL_LABELS |= st.just({"annotations": {"entities": [{"label": "c"}]}})
URIS = st.sampled_from(["s3://b/1", "s3://b/2", "s3://b/3", "s3://b/é", "s3:/b"])
URIS |= st.sampled_from(["s3://b/$1", "s3://$b/1", "s3://b/${n}", "s3://b/$(n)"])
USUAL = st.fixed_dictionaries(
    {"source-ref": URIS},
    optional={
        "cats": USUAL_LABELS,
        "cats-metadata": USUAL_METADATA,
        "b-ref": st.just("s3://b/mask.png"),
        "b-ref-metadata": USUAL_METADATA,
        "camera": st.sampled_from(["cats", "b-ref", 'a "cats": b', "\\"]),
    },
)


@st.composite
def object_lines(draw):
    """An object as text, its keys sometimes repeated, its spacing and escapes as they come."""
    comma, colon = draw(st.sampled_from([(",", ":"), (",", ":"), (", ", ": "), (" ,\t", "  :")]))
    ascii_only = draw(st.booleans())
    members = draw(USUAL.map(lambda line: list(line.items())))
    if draw(st.integers(0, 3)) == 0:
        members += draw(st.lists(st.tuples(KEYS, VALUES), max_size=4))
    if draw(st.integers(0, 3)) == 0:
        members[0] = ("source", draw(st.sampled_from(["a", "b", "a 猫", 'a "cats": b', "", 7])))
    if draw(st.integers(0, 15)) == 0:
        members = members[1:]
    texts = [[json.dumps(part, ensure_ascii=ascii_only) for part in member] for member in members]
    if draw(st.integers(0, 15)) == 0:
        texts = [[key.replace("a", "\\u0061"), value] for key, value in texts]
    line = "{" + comma.join(colon.join(pair) for pair in texts) + "}"
    return line.encode("utf-8", "surrogatepass")


ODD_LINES = [
    b"",
    b" \t\r",
    b"\r",
    b"{}",
    b"[]",
    b"[1",
    b"{",
    b" {\t",
    b"]",
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
    b'{"source-ref":"s3://b/1","cats-metadata":{"type":"a","confidence":1e999},"cats":0}',
    b'{"a":1,"\\u0061":2,"source":"x"}',
    b'{"source":"x"}{"source":"y"}',
    b'{"source":"x",}',
    b"\xef\xbb\xbf{}",
    '{"source":"\u2028\u0085"}'.encode(),
]


@st.composite
def manifests(draw):
    texts = draw(
        st.lists(object_lines() | object_lines() | st.sampled_from(ODD_LINES), max_size=12)
    )
    end = draw(st.sampled_from([b"\n", b"\n", b"\r\n"]))
    text = b"".join(line.replace(b"\n", b"") + end for line in texts)
    bom = draw(st.sampled_from([b"", b"", b"", b"\xef\xbb\xbf"]))
    return bom + (text if draw(st.booleans()) else text.removesuffix(b"\n"))


def test_both_readers_are_there():
    assert [reader.__name__ for reader in READERS] == ["CompiledReader", "ColumnReader"]


@each_reader
@settings(max_examples=300, deadline=None)
@given(data=manifests())
@example(data=b'{"a":"\\\\","\\u0061":1}\n')
@example(data=b'{"source-ref":"s3://b/1"}\n{"source-ref":"s3://b/2","source-ref" :"s3://b/2"}\n')
def test_the_answer_is_that_of_the_reference(reader, data):
    assert in_short(data, reader) == by_the_book(data)


@each_reader
@settings(deadline=None)
@given(data=manifests(), places=st.lists(st.integers(0, 10_000)))
def test_the_answer_does_not_depend_on_where_chunks_are_cut(reader, data, places):
    whole = scan([data], reader())
    assert scan(cut(data, places), reader()) == whole
    assert scan((data[i : i + 97] for i in range(0, len(data), 97)), reader()) == whole


@each_reader
@settings(deadline=None)
@given(data=manifests(), lines=st.integers(0, 12))
def test_two_scans_of_two_parts_make_one_answer(reader, data, lines):
    parts = data.split(b"\n")
    head = b"".join(line + b"\n" for line in parts[:lines][: len(parts) - 1])
    assume(
        not head or head.strip()
    )  # else the later part does not know that it has the first object
    first, later = ShapeScan(reader=reader()), ShapeScan(first=not head, reader=reader())
    for running, part in ((first, head), (later, data[len(head) :])):
        running.feed(part)
        running.finish()
    whole = manifest.scan([data], reader())
    first.merge(pickle.loads(pickle.dumps(later)))
    merged = manifest.summary(first)
    assert merged == whole


@each_reader
@pytest.mark.parametrize("path", [*SAMPLES, *REAL], ids=lambda path: path.name)
def test_a_manifest_is_read_as_the_reference_reads_it(reader, path):
    data = path.read_bytes()
    assert in_short(data, reader) == by_the_book(data)
    whole = scan([data], reader())
    assert scan((data[i : i + 7] for i in range(0, len(data), 7)), reader()) == whole


@each_reader
def test_generated_kinds_are_read_as_the_reference_reads_them(reader):
    from bench.manifest.kinds import KINDS, lines

    for kind in KINDS:
        data = b"".join(itertools.islice(lines(kind, 700), 700))
        assert in_short(data, reader) == by_the_book(data)
