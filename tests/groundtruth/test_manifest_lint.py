import dataclasses
import json

import pytest

from groundtruth import manifest
from groundtruth.manifest import object_limit, problems, scan
from groundtruth.manifest.lint import RULES
from groundtruth.task_types import TASK_TYPES
from tests.groundtruth.test_manifest import REAL, SAMPLES

OBJECT = b'{"source-ref":"s3://b/0.png"}\n'


def lined(*objects):
    return b"".join(json.dumps(each).encode() + b"\n" for each in objects)


def labeled(number, name="cats", kind="groundtruth/object-detection", label=0, **metadata):
    """An object with a label."""
    said = {"type": kind, **{key.replace("_", "-"): value for key, value in metadata.items()}}
    return {"source-ref": f"s3://b/{number}.png", name: label, f"{name}-metadata": said}


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        (b"{'a': 1}", "not-json", "not valid JSON: object keys must be strings (byte 2)."),
        (b'{"source": NaN}', "not-json", "invalid character (byte 12)."),
        (b'{"source": "\\ud800"}', "not-json", "half of a surrogate pair such as \\ud83d."),
        (b'{"source":' + b"[" * 9999 + b"]" * 9999 + b"}", "not-json", "nested too deeply"),
        (b"[" * 99_999, "not-json", "nested too deeply"),
        (b'["source"]', "not-an-object", '“["source"]” is JSON but not an object.'),
        (b'{"a": 1}', "no-source", "This object has neither “source-ref” nor “source”."),
        (b'{"source":"1","source-ref":"s3://b/1"}', "both-sources", "This object has both"),
        (b'{"source-ref": "b/1.png"}', "bad-s3-uri", "“b/1.png” of “source-ref” is no S3 URI."),
        (b'{"source-ref": ""}', "bad-s3-uri", '“""” of “source-ref” is no S3 URI.'),
        (b'{"source-ref": 7}', "bad-s3-uri", "“7” of “source-ref” is no S3 URI."),
        (b"{", "object-over-lines", "begins in this line and goes on in the next."),
        (b'{"source": 7}', "bad-source", "“source” is no text: 7."),
        (b'{"source": ""}', "bad-source", "“source” is an empty text:"),
        (b'{"source-ref": "s3://$BUCKET/1"}', "unfilled-variable", "holds a variable that"),
        (b'{"source-ref": "s3://b/${NAME}"}', "unfilled-variable", "“s3://b/${NAME}” holds"),
        (
            b'{"source":"x","a":0,"a-metadata":{"job-name":"a"}}',
            "metadata-without-type",
            "1 object has the label “a” from this line on, without a “type” in metadata.",
        ),
        (b'{"source": "\xff"}', "not-utf-8", "not UTF-8: its byte 13 is 0xff."),
        (b'{"source":"1","source":"2"}', "duplicate-key", "“source” stands more than once"),
        (b'{"source":"9","a":2,"\\u0061":3}', "duplicate-key", "“a” stands more than once"),
        (
            b'{"source":"x"%b}' % (b" " * 99_987),
            "line-too-long",
            "100,001 characters, at most 100,000.",
        ),
        (
            b'{"source":"x","a":"%b"}' % (b"a" * 20_001),
            "value-too-long",
            "The value of “a” is too long: 20,001 characters, at most 20,000.",
        ),
        (
            b'{"source":"x","a":[%b0]}' % (b"0," * 10_000),
            "value-too-long",
            "20,003 characters, at most 20,000.",
        ),
        (b'{"source":"x"%b}' % (b" " * 1_048_562), "line-too-long", "1,048,576 characters"),
        (b'{"source":"x"%b}' % (b" " * 1_048_563), "line-too-long", "over 1,048,576 bytes"),
        (
            b'{"source":"x","a-metadata":{"type":"x"}}',
            "metadata-without-label",
            "“a-metadata” stands without the label “a”, and tells of no failure.",
        ),
        (
            b'{"source":"x","a":[0,3,5],"a-metadata":{"type":"x","class-map":{"0":"cat"}}}',
            "class-not-in-map",
            "“a” uses classes that its class-map lacks: 3, 5.",
        ),
        (
            b'{"source":"x","a":{"annotations":[{"class_id":1}]},'
            b'"a-metadata":{"type":"x","class-map":{}}}',
            "class-not-in-map",
            "“a” uses classes that its class-map lacks: 1.",
        ),
        (b'{"source":"x","$note":1}', "dollar-name", "“$note” begins with “$”, which no name may"),
        (b'{"source":"x","$sequencer":1}', "streaming-name", "was written by a streaming job"),
        (b'{"source":"x","$a-object-id":1}', "streaming-name", "it stands in 1 object."),
        (
            '{"source":"x","cats\u200b":1}'.encode(),
            "invisible-character",
            "holds a character that nobody sees (U+200B); it stands in 1 object.",
        ),
        ('{"source":"x","cats\u3164":1}'.encode(), "invisible-character", "“cats<U+3164>” holds"),
        (b'{"source":"x","cats\\t":1}', "invisible-character", "“cats␉” holds"),
        (b'{"source":"x","cats ":1}', "invisible-character", "“cats ” holds a character that"),
        (
            b'{"source":"x","a-ref":0,"a-ref-metadata":{"type":"groundtruth/object-detection"}}',
            "name-against-type",
            "“a-ref” ends with “-ref”, and holds labels of groundtruth/object-detection.",
        ),
        (
            b'{"source":"x","a":"m","a-metadata":{"type":"groundtruth/semantic-segmentation"}}',
            "name-against-type",
            "“a” does not end with “-ref”, and holds labels of",
        ),
        (b'{"source":"x"}\r', "crlf", "Lines of this file end with a carriage return"),
    ],
)
def test_a_bad_line_is_told_by_number_code_and_sentence(line, code, words):
    data = b'{"source": "0"}\n{"source": "1"}\n' + line + b"\n"
    told = [each for each in problems([data]) if each.code != "mixed-sources"]
    assert [(each.line, each.code) for each in told] == [(3, code)]
    assert words in told[0].text
    assert scan([data]).objects == 3


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"\xef\xbb\xbf" + OBJECT, [(1, "bom")]),
        (b"[\n" + OBJECT.strip() + b",\n" + OBJECT, [(1, "json-array"), (2, "not-json")]),
        (b"\n\n[%b]" % OBJECT.strip(), [(1, "blank-line"), (2, "blank-line"), (3, "json-array")]),
        (OBJECT + b"\n \t\n" + OBJECT, [(2, "blank-line"), (3, "blank-line")]),
        (OBJECT + b"\n\n", []),
        (OBJECT.strip() + b"\r\n" + OBJECT, [(1, "crlf")]),
        (OBJECT + b'{"source":"x"}\n', [(2, "mixed-sources")]),
        (lined(labeled(1), labeled(2) | {"cats": [7]}), []),
        (lined(labeled(1), {"source-ref": "s3://b/2", "cats": 0}), [(2, "label-without-metadata")]),
        (lined({"source-ref": "s3://b/1", "cats": 0}), []),
        (
            lined({"source-ref": "s3://b/2", "cats": 0}, labeled(1)),
            [(1, "label-without-metadata")],
        ),
        (
            lined(labeled(1), labeled(2, kind="groundtruth/image-classification")),
            [(2, "mixed-types")],
        ),
        (lined(labeled(1), labeled(2, kind="groundTruth/Object-Detection")), []),
        (lined(labeled(1), labeled(2), labeled(3, "Cats")), [(3, "near-miss")]),
        (lined(labeled(1), labeled(2), labeled(3, "cat")), []),
        (lined(labeled(1, "birds"), labeled(2, "birds"), labeled(3, "brds")), [(3, "near-miss")]),
        (lined(labeled(1, "birds"), labeled(2, "birds"), labeled(3, "birts")), [(3, "near-miss")]),
        (lined(labeled(1, "birds-1"), labeled(2, "birds-1"), labeled(3, "birds-2")), []),
        (lined(labeled(1, "birds"), labeled(2, "birds"), labeled(3, "birds-2")), []),
        (OBJECT * 2 + b'{"source_ref":"s3://b/1"}', [(3, "near-miss"), (3, "no-source")]),
    ],
)
def test_a_manifest_is_told_what_no_single_line_shows(data, found):
    told = [(each.line, each.code) for each in sorted(problems([data]))]
    assert [each for each in told if each[1] != "duplicate-object"] == found


@pytest.mark.parametrize("text", ["x", "x" * 9_000])
@pytest.mark.parametrize("other", ["y", "y" * 9_000])
def test_a_text_that_stands_twice_is_found_whatever_its_length(text, other):
    data = b"".join(b'{"source":"%d%b"}\n' % (n, b"z" * 9_000) for n in range(9))
    line = f'{{"source":"{text}","source":"{other}"}}\n'.encode()
    assert [(each.line, each.code) for each in problems([data + line])] == [(10, "duplicate-key")]


def test_objects_that_stand_twice_are_told_with_the_line_of_the_first():
    data = OBJECT + b'{"source":"s3://b/0.png"}\n\n' + OBJECT + b"no\n" + OBJECT
    told = [each for each in problems([data]) if each.code == "duplicate-object"]
    assert [(each.line, each.text) for each in told] == [
        (4, "This is the same data object as in line 1."),
        (6, "This is the same data object as in line 1."),
    ]


def test_repeats_are_found_in_manifests_too_large_for_one_set():
    rows = 140_000
    data = b"".join(b'{"source":"%d"}\n' % (n % (rows - 2)) for n in range(rows))
    assert scan([data]).problem_counts == {"duplicate-object": 2, "too-many-objects": 1}
    told = [each for each in problems([data]) if each.code == "duplicate-object"]
    assert [each.line for each in told] == [rows - 1, rows]


def test_a_failed_object_lacks_no_label():
    rows = [labeled(n) for n in range(3)]
    rows += [{"source-ref": "s3://b/9", "cats-metadata": {"failure-reason": "expired"}}]
    assert scan([lined(*rows)]).problem_count == 0


@pytest.mark.parametrize(
    ("objects", "suffix", "severity"),
    [
        (100_000, None, None),
        (100_001, None, "warning"),
        (100_001, "BoundingBox", "warning"),
        (20_000, "SemanticSegmentation", None),
        (20_001, "SemanticSegmentation", "error"),
        (20_001, "AdjustmentSemanticSegmentation", "error"),
        (20_001, "3DPointCloudSemanticSegmentation", None),
    ],
)
def test_the_number_of_objects_is_held_against_the_task_type(objects, suffix, severity):
    problem = object_limit(objects, TASK_TYPES[suffix] if suffix else None)
    assert (problem.severity if problem else None) == severity


def test_the_first_hundred_problems_are_kept_and_all_are_counted_and_streamed():
    data = b"no\n" * 150
    summary = scan([data])
    assert [problem.line for problem in summary.problems] == list(range(1, 101))
    assert (summary.problem_count, summary.error_count) == (150, 150)
    assert [problem.line for problem in problems([data])] == list(range(1, 151))


def test_warnings_do_not_keep_errors_out():
    rows = [{"source": str(n), "a-metadata": {"type": "x"}} for n in range(200)]
    summary = scan([lined(*rows) + b"no\n" * 30])
    assert (len(summary.problems), len(summary.errors), len(summary.warnings)) == (100, 30, 70)
    assert summary.errors[0].line == 201
    assert summary.problem_counts == {"metadata-without-label": 200, "not-json": 30}


def test_blank_lines_at_the_end_are_told_when_objects_follow_after_all():
    parts = [OBJECT, b"\n" * 300_000, OBJECT]
    summary = scan(parts)
    assert summary.problem_counts["blank-line"] == 300_000
    assert summary.problems[0].line == 2
    assert scan(parts[:2]).problem_count == 0


def test_keys_are_counted_up_to_256_and_the_next_is_told_once():
    rows = [
        {"source": str(n), f"key-{n}": n, f"key-{n}-metadata": {"type": "a"}} for n in range(200)
    ]
    summary = scan([lined(*rows)])
    assert len(summary.keys) == 256
    assert len(summary.attributes) == 127
    [problem] = [each for each in summary.problems if each.code == "too-many-keys"]
    assert problem.line == 128
    assert "“key-127-metadata” is one more than the 256 different keys" in problem.text


@pytest.mark.parametrize("path", [*SAMPLES, *REAL], ids=lambda path: path.name)
def test_manifests_that_jobs_wrote_have_no_errors(path):
    assert {each.code for each in scan([path.read_bytes()]).errors} == set()


def test_every_rule_has_a_fix_that_is_a_sentence():
    for rule in RULES.values():
        assert rule.fix[0].isupper()
        assert rule.fix.endswith((".", "}."))


def test_an_excerpt_shows_the_place():
    line = b'{"source":"%b", oops}' % (b"x" * 500)
    [problem] = scan([line]).problems
    assert "oops" in problem.excerpt
    assert len(problem.excerpt) <= 80


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (b'{"source":"%b","source":"twice"}', '"source":"twice"}'),
        (b'{"source":"%b","a-metadata":{"type":"x"}}', '"a-metadata":{"type":"x"}}'),
        (b'{"source":"%b","a":[1],"a-metadata":{"type":"x","class-map":{}}}', '"a":[1],'),
        (b'{"source":"%b","b":"LONG"}', '"b":"xxx'),
    ],
)
def test_the_excerpt_of_a_key_is_what_stands_around_it(line, found):
    [problem] = problems([(line % (b"y" * 500)).replace(b"LONG", b"x" * 20_001)])
    assert found in problem.excerpt
    assert len(problem.excerpt) <= 80


def test_excerpts_and_sentences_are_short_and_show_what_nobody_sees():
    key = "\u200b" * 300
    data = json.dumps({"source": "x\u200b\x1b", "a": [0], key: 1, "a-metadata": 7}) + '\t"\u202e'
    for problem in problems([data.encode(), b"\n", json.dumps({"source": "x", key: 0}).encode()]):
        assert len(problem.excerpt) <= 160
        assert len(problem.text) <= 400
        assert "\u200b" not in problem.text + problem.excerpt
        assert (problem.text + problem.excerpt).isprintable()


def test_a_problem_is_a_plain_value():
    [problem] = scan([b"7"]).problems
    assert dataclasses.asdict(problem) == {
        "line": 1,
        "code": "not-an-object",
        "text": "“7” is JSON but not an object.",
        "excerpt": "7",
    }
    assert (problem.severity, problem.fix) == (
        "error",
        'Write it like {"source-ref": "s3://bucket/key"}.',
    )
    assert isinstance(problem, manifest.Problem)
