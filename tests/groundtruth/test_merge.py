"""Manifests made into one: by object, with conflicts told and every other byte as it was."""

import json

import pytest

from groundtruth.manifest.blocks import MAX_LINE_BYTES
from groundtruth.manifest.bounded import TOO_LONG
from groundtruth.manifest.merge import Merger

META = '{"type":"groundtruth/image-classification","class-name":"%s","creation-date":"%s"}'
EARLY, LATE = "2020-01-01T00:00:00.000000", "2021-01-01T00:00:00.000000"


def line(source, value=None, name="cats", words="cat", date=EARLY, **more):
    text = json.dumps({"source": source, **more})
    if value is None:
        return text
    return f'{text[:-1]}, "{name}": {value}, "{name}-metadata": {META % (words, date)}}}'


@pytest.fixture
def merge(tmp_path):
    mergers = []

    def merged(*manifests, latest=False):
        merger = Merger(tmp_path / f"shelf-{len(mergers)}", latest=latest)
        mergers.append(merger)
        for each in manifests:
            merger.add(["\n".join(each).encode()])
        merger.text = b"".join(merger.lines()).decode().splitlines()
        return merger

    yield merged
    for each in mergers:
        each.close()


def test_objects_come_in_the_order_in_which_they_are_met(merge):
    merged = merge([line("a"), line("b")], [line("c"), line("a")])
    assert merged.text == [line("a"), line("b"), line("c")]
    assert (merged.counts, merged.objects, merged.conflict_count) == ([2, 2], 3, 0)


def test_labels_under_different_names_stand_side_by_side(merge):
    first, second = line("a", 0), line("a", 1, name="dogs")
    (text,) = merge([first], [second]).text
    assert text.startswith(first[:-1])
    assert json.loads(text) == json.loads(first) | json.loads(second)


def test_the_same_label_written_otherwise_is_no_conflict(merge):
    merged = merge([line("a", 0)], [line("a", "0 ", date=LATE)])
    assert (merged.conflict_count, merged.text) == (0, [line("a", 0)])


@pytest.mark.parametrize(("latest", "kept"), [(False, 0), (True, 1)])
def test_another_label_is_a_conflict_and_one_of_them_is_kept(merge, latest, kept):
    labels = [line("a", 0), line("a", 1, words="dog", date=LATE)]
    merged = merge(*([each] for each in labels), latest=latest)
    assert json.loads(merged.text[0]) == json.loads(labels[kept])
    (conflict,) = merged.conflicts
    assert (conflict.manifest, conflict.line, conflict.name) == (1, 1, "cats")
    assert (conflict.kept, conflict.dropped) == (str(kept), str(1 - kept))


@pytest.mark.parametrize("latest", [False, True])
@pytest.mark.parametrize("turn", [1, -1])
def test_a_label_goes_before_a_failure(merge, latest, turn):
    failed = '{"source":"a","cats-metadata":{"failure-reason":"Expired.","retry-count":1}}'
    merged = merge(*([each] for each in [failed, line("a", 0)][::turn]), latest=latest)
    assert json.loads(merged.text[0]) == json.loads(line("a", 0))
    assert merged.conflict_count == 0


def test_other_values_that_differ_are_conflicts_too(merge):
    merged = merge([line("a", id=1)], [line("a", id=2)])
    assert merged.text == [line("a", id=1)]
    assert [(each.name, each.dropped) for each in merged.conflicts] == [("id", "2")]


def test_class_maps_are_checked(merge):
    boxes = '{"source":"%s","b":{"annotations":[]},"b-metadata":{"class-map":{"0":"%s"}}}'
    merged = merge([boxes % ("a", "cat")], [boxes % ("c", "dog"), boxes % ("d", "dog")])
    (other,) = merged.other_classes
    assert other == ("b", "0", "cat", 1, "dog")


def test_class_names_of_single_labels_are_checked(merge):
    merged = merge([line("a", 0)], [line("b", 0, words="dog"), line("c", 1, words="dog")])
    assert merged.other_classes == [("cats", "0", "cat", 1, "dog")]


def test_lines_without_a_data_object_are_named(merge):
    merged = merge([line("a")], ["", "junk", '{"x":1}'])
    assert [(each.manifest, each.line) for each in merged.unfit] == [(1, 2), (1, 3)]
    assert "neither “source-ref” nor “source”" in merged.unfit[1].text


def test_a_line_that_is_too_long_is_named(merge):
    merged = merge([line("a")], [line("x" * MAX_LINE_BYTES), line("b")])
    assert [(each.manifest, each.line, each.text) for each in merged.unfit] == [(1, 1, TOO_LONG)]
    assert merged.objects == 2


def test_a_text_and_a_location_of_the_same_spelling_are_two_objects(merge):
    merged = merge(['{"source":"s3://b/k"}'], ['{"source-ref":"s3://b/k"}'])
    assert merged.objects == 2
