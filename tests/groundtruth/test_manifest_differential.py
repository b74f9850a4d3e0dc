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
from tests.groundtruth.manifest_reference import reference
from tests.groundtruth.test_manifest import REAL, SAMPLES, cut

each_reader = pytest.mark.parametrize("reader", READERS)

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


# What every reader counts without the book, once it has met such lines.
USUAL_LINES = [
    b'{"source-ref":"s3://b/1.jpg","cats":0,"cats-metadata":{"class-name":"c\\u00e9","confidence":'
    b'0.25,"type":"groundtruth/image-classification","job-name":"labeling-job/a",'
    b'"human-annotated":"yes","creation-date":"2020-01-07T18:09:52.624174"}}',
    b'{"source-ref":"s3://b/2.jpg","boxes":{"annotations":[{"class_id":1,"left":-1.5e+3},'
    b'{"class_id":0}],"image_size":[{"width":1,"depth":null}]},"boxes-metadata":{"objects":'
    b'[{"confidence":0.5},{"confidence":1}],"class-map":{"0":"a","1":"b"},"type":'
    b'"groundtruth/object-detection","human-annotated":"no","job-name":"labeling-job/b"}}',
    b'{"source" : "an \xc3\xa9\\ud83d\\ude00","spans" : {"annotations" : {"entities" : '
    b'[{"label" : "x","endOffset" : 2}, {"label" : "y"}, {"label" : "x"}]}},"spans-metadata" : '
    b'{"entities" : [{"confidence" : 1e-1}],"type" : "groundtruth/text-span","job-name" : "j"}}',
    b'{"source-ref":"s3://b/3.jpg","mask-ref":"s3://b/m.png","mask-ref-metadata":'
    b'{"internal-color-map":{"0":{"class-name":"c","hex-color":"#fff","confidence":0.125}},'
    b'"type":"groundtruth/semantic-segmentation","job-name":"j"},"note":[true,false,{}]}',
    b'{"source-ref":"s3://b/4.jpg","many":[1,0],"many-metadata":{"class-map":{"1":"b","0":"a"},'
    b'"confidence-map":{"1":0.75,"0":0.5},"type":"groundtruth/image-classification-multilabel"}}',
    b'{"source-ref":"s3://b/5.jpg","cats-metadata":{"failure-reason":"lost","job-name":"j"}}',
    b'{"source-ref":"s3:\\/\\/b\\/caf\\u00e9$.jpg","spans":{"annotations":{"entities":[{"label":"\\u00e9"},'
    b'{"label":"\\u00e8"}]}},"spans-metadata":{"type":"groundtruth/text-span","job-name":"j"}}',
]


def usual_then(*lines):
    """The lines between usual ones, from which readers learn, and which must be counted all."""
    return b"".join(line + b"\n" for line in (*USUAL_LINES, *lines, *USUAL_LINES))


@pytest.mark.parametrize("line", USUAL_LINES, ids=range(len(USUAL_LINES)))
def test_compiled_code_counts_usual_lines_by_itself(line):
    running = READERS[0]()
    running.read(line, 1, first=True)
    again = running.read(line + b"\r\n" + line, 2, first=False)
    assert not again.slow
    assert again.objects == 2


@each_reader
@pytest.mark.parametrize("line", USUAL_LINES, ids=range(len(USUAL_LINES)))
def test_a_line_that_ends_anywhere_is_read_as_the_reference_reads_it(reader, line):
    for end in range(len(line)):
        for rest in (b"", b"\n", b"\n" + line):
            data = line + b"\n" + line[:end] + rest
            assert in_short(data, reader) == by_the_book(data), data


@pytest.mark.parametrize("line", USUAL_LINES, ids=range(len(USUAL_LINES)))
@pytest.mark.parametrize("byte", [b'"', b"\\", b"}", b",", b"0", b"e", b"\0", b"\xc3"])
def test_a_line_with_another_byte_is_read_as_the_reference_reads_it(line, byte):
    for place in range(len(line)):
        for rest in (line[place:], line[place + 1 :]):
            data = line + b"\n" + line[:place] + byte + rest
            assert in_short(data, READERS[0]) == by_the_book(data), data


@each_reader
@pytest.mark.parametrize(
    "value",
    [
        *("01", "-", "-0", "1.", ".1", "1e", "1e+", "1E-2", "+1", "0x1", "1_0", "1e999", "9" * 400),
        *("tru", "truee", "nul", "False", "NaN", "Infinity", "-Infinity"),
        *("[", "[1,]", "{,}", '{"a"}', "[" * 64 + "]" * 64, '{"a":' * 70 + "1" + "}" * 70),
        *(r'"\x"', r'"\u12"', '"\t"', r'"\ud83d"', r'"\udc00"'),
        *(r'"\ud83d\u0041"', r'"\ud83d\ude0G"', r'"\ud83d\ude0A"'),
    ],
)
def test_json_is_judged_as_the_reference_judges_it(reader, value):
    data = usual_then(b'{"source-ref":"s3://b/9","note":%b}' % value.encode())
    assert in_short(data, reader) == by_the_book(data)


UTF_8 = "c280 dfbf e0a080 ed9fbf ee8080 efbfbf f0908080 f48fbfbf"
NOT_UTF_8 = "80 c1bf c3 c3c3 e09fbf e180 eda080 f08fbfbf f18080 f4908080 f5808080 ff"


@each_reader
@pytest.mark.parametrize("digits", [*UTF_8.split(), *NOT_UTF_8.split()])
def test_utf_8_is_judged_as_the_reference_judges_it(reader, digits):
    for size in range(10):
        text = b"x" * size + bytes.fromhex(digits) + b"y"
        data = usual_then(b'{"source-ref":"s3://b/9","note":"%b"}' % text)
        assert in_short(data, reader) == by_the_book(data)


def labeled(label, metadata):
    return f'{{"source-ref":"s3://b/9","cats":{label},"cats-metadata":{metadata}}}'.encode()


SEVENTY_SPANS = [{"label": str(number)} for number in range(70)]


@each_reader
@pytest.mark.parametrize(
    ("label", "metadata"),
    [
        ("[0,1023,1024,-7]", '{"type":"t","class-map":{"0":"a","1023":"b","1024":"c","-7":"d"}}'),
        ("[0,1023,1024,-7]", '{"type":"t","class-map":{"0":"a"}}'),
        ("[1024]", '{"type":"t","class-map":{"0":"a","1023":"b"}}'),
        ("[-7]", '{"type":"t","class-map":{"0":"a","7":"b"}}'),
        ("[1023]", '{"type":"t","class-map":{"0":"a","1024":"c"}}'),
        ("[123456789,1234567890]", '{"type":"t","class-map":{"123456789":"a","1234567890":"b"}}'),
        ("[1.0,2e0]", '{"type":"t","class-map":{"1":"a"}}'),
        ('[0,"x",null,[1]]', '{"type":"t","class-map":{"0":"a"}}'),
        ('[{"class_id":3}]', '{"type":"t","class-map":{"0":"a"}}'),
        ('{"annotations":[{"class_id":0,"class_id":3}]}', '{"type":"t","class-map":{"0":"a"}}'),
        ('{"annotations":[{"class_\\u0069d":3}]}', '{"type":"t","class-map":{"0":"a"}}'),
        ('{"annotations":[],"annotations":[{"class_id":3}]}', '{"type":"t","class-map":{}}'),
        ('{"annotations":{"entities":[{"label":"a"}],"entities":[]}}', '{"type":"t"}'),
        ('{"annotations":{"entities":[{"label":"\\u0061"},{"label":"a"}]}}', '{"type":"t"}'),
        ('{"annotations":{"entities":[{"label":"\\u0061"},{"label":"b"}]}}', '{"type":"t"}'),
        ('{"annotations":{"entities":[]}}', '{"type":"t"}'),
        ('{"annotations":{}}', '{"type":"t"}'),
        ("0", '{"type":"t","type":"u"}'),
        ("0", '{"type":"t","\\u0074ype":"u"}'),
        ("0", '{"type":"\\u0074","job-name":"\\u006a"}'),
        ("0", '{"type":"t","human-annotated":"\\u0079es"}'),
        ("0", '{"type":"t","creation-date":"2020-01-07T18:09:5\\u0032"}'),
        ("0", '{"type":"t","creation-date":"2020-01-07T18:09:52."}'),
        ("0", '{"type":"t","creation-date":"2020-01-07T18:09:52Z"}'),
        ("0", '{"type":"t","creation-date":"1999-12-31T23:59:59"}'),
        ("0", '{"confidence":1}'),
        ("0", '"text"'),
        ("0", '{"type":"","job-name":""}'),
        ("0", '{"type":null}'),
        ("0", '{"type":"t","failure-reason":"late"}'),
        ("0", '{"type":"t","confidence":1.0000000000000001}'),
        ("0", '{"type":"t","confidence":1.01}'),
        ("0", '{"type":"t","confidence":0.12345678901234567}'),
        ("0", '{"type":"t","confidence":0.1234567890123456789012345678901234567890}'),
        ("0", '{"type":"t","confidence":1E-400}'),
        ("0", '{"type":"t","confidence":-0}'),
        ("0", '{"type":"t","confidence":true}'),
        ("0", '{"type":"t","confidence-map":{"a":0.5,"a":0.25}}'),
        ("0", '{"type":"t","confidence-map":{"\\u0061":0.5,"a":0.25}}'),
        ("0", '{"type":"t","color-map":{"0":{"class-name":"c"},"0":{"class-name":"d"}}}'),
        ("0", '{"type":"t","color-map":{"0":{"class-name":"c","class-name":"d"}}}'),
        ("0", '{"type":"t","color-map":{"0":{"class-name":"c"}},"internal-color-map":{"0":{}}}'),
        ("0", '{"type":"t","class_map":{"0":"c\\u00e9","1":"d"}}'),
        ("0", '{"type":"t","class_map":{"x":"c"}}'),
        ("0", '{"type":"t","class-map":{"0":"a","0":"b"}}'),
        ("0", '{"type":"t","confidence-map":' + json.dumps(dict.fromkeys(range(70), 0.5)) + "}"),
        (json.dumps({"annotations": {"entities": SEVENTY_SPANS}}), '{"type":"t"}'),
    ],
)
def test_labels_are_counted_as_the_reference_counts_them(reader, label, metadata):
    data = usual_then(labeled(label, metadata))
    assert in_short(data, reader) == by_the_book(data)


@each_reader
@pytest.mark.parametrize(
    "line",
    [
        b'{"source-ref":"s3://b/9","source":"text"}',
        b'{"source":"text","note":1,"source-ref":"s3://b/9"}',
        b'{"note":1}',
        b'{"source":""}',
        b'{"source":7}',
        b'{"source-ref":""}',
        b'{"source-ref":null}',
        b'{"source-ref":"s3:/b/9"}',
        b'{"source-ref":"s3://b/$9"}',
        b'{"source-ref":"s3://b/${n}"}',
        b'{"source-ref":"s3://b/a$(n)/$"}',
        b'{"source-ref":"s3://b/a$/b$"}',
        b'{"source-ref":"s3://\\u0024b/9"}',
        b'{"source-ref":"s3://b/\\u0024{n}"}',
        b'{"source-ref":"\\u0073:/b/9"}',
        b'{"source-ref":"s3:\\/\\/b/9"}',
        b'{"source-ref":"s3:\\/\\/b/1.jpg"}',  # the one that is there already, written otherwise
        b'{"source":"an \xc3\xa9\\ud83d\\ude00"}',  # and this one as it was written
    ],
)
def test_data_objects_are_judged_as_the_reference_judges_them(reader, line):
    data = usual_then(line)
    assert in_short(data, reader) == by_the_book(data)


@each_reader
@pytest.mark.parametrize(
    "line",
    [
        b'{"source-ref":"s3://b/9","note":1,"note":1}',
        b'{"source-ref":"s3://b/9","cats":0,"cats":1,"cats-metadata":{"type":"t"}}',
        b'{"source-ref":"s3://b/9","cats":0,"cats-metadata":{},"cats-metadata":{"type":"t"}}',
        b'{"source-ref":"s3://b/9","note":1,"n\\u006fte":1}',
    ],
)
def test_a_key_that_stands_twice_is_told_as_the_reference_tells_it(reader, line):
    data = usual_then(line)
    assert in_short(data, reader) == by_the_book(data)


@each_reader
def test_keys_over_the_number_that_is_learned_are_counted_as_the_reference_counts_them(reader):
    wide = b'{"source-ref":"s3://b/9",%b}' % b",".join(b'"k%d":%d' % (i, i) for i in range(100))
    data = usual_then(wide, wide.replace(b'"k7":7', b'"k8":7'), wide)
    assert in_short(data, reader) == by_the_book(data)


@each_reader
def test_a_name_that_is_label_and_metadata_is_counted_as_the_reference_counts_it(reader):
    line = b'{"source-ref":"s3://b/9","a":0,"a-metadata":{"type":"t"},"a-metadata-metadata":{"type":"u"}}'
    other = (
        b'{"a-metadata-metadata":{"type":"u"},"source-ref":"s3://b/8","a-metadata":{"type":"t"}}'
    )
    for data in (usual_then(line, other, line), usual_then(other, line, other)):
        assert in_short(data, reader) == by_the_book(data)


@each_reader
@pytest.mark.parametrize(
    "line",
    [
        b'{"source-ref":"s3://b/1","note":"%b"}' % (b"x" * 20_000),
        b'{"source-ref":"s3://b/1","note":"%b"}' % (b"x" * 20_001),
        b'{"source-ref":"s3://b/1","note":"%b"}' % (b"\\u0061" * 20_000),
        b'{"source-ref":"s3://b/1"%b}' % (b" " * 99_975),
        b'{"source-ref":"s3://b/1"%b}' % (b" " * 99_976),
        '{{"source":"{}"}}'.format("é" * 20_000).encode(),
        '{{"source":"{}"}}'.format("é" * 20_001).encode(),
        b'{"source":"%b"' % (b"x" * 30_000),
    ],
    ids=range(8),
)
def test_long_lines_are_read_as_the_reference_reads_them(reader, line):
    data = b'{"source-ref":"s3://b/0"}\n' * 3 + line + b'\n{"source-ref":"s3://b/2"}\n'
    known = b'{"source":"a"}\n{"source-ref":"s3://b/1","note":1}\n' + data
    assert in_short(data, reader) == by_the_book(data)
    assert in_short(known, reader) == by_the_book(known)


@each_reader
def test_generated_kinds_are_read_as_the_reference_reads_them(reader):
    from bench.manifest.kinds import KINDS, lines

    for kind in KINDS:
        data = b"".join(itertools.islice(lines(kind, 700), 700))
        assert in_short(data, reader) == by_the_book(data)
