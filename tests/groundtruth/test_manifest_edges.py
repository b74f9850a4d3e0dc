"""Lines at every edge of what is usual, which each reader counts as the reference does."""

import json

import pytest

from groundtruth.manifest.readers import READERS
from tests.groundtruth.manifest_answers import by_the_book, each_reader, in_short

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
