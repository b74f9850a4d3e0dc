"""A random part of a manifest."""

from collections import Counter

import pytest

from groundtruth.manifest import sample


def manifest(objects):
    return b"".join(b'{"source":"%d"} \n' % number for number in range(objects))


def chosen(objects, percentage, seed=1, data=None):
    chunks = [manifest(objects) if data is None else data]
    return list(sample.sample(chunks, objects, percentage, seed))


@pytest.mark.parametrize(
    ("objects", "percentage", "size"),
    [(100, 10, 10), (26, 10, 3), (3, 1, 1), (5, 100, 5), (0, 50, 0), (1000, 99, 990)],
)
def test_a_sample_has_exactly_its_size(objects, percentage, size):
    assert sample.size(objects, percentage) == size
    assert len(chosen(objects, percentage)) == size


def test_lines_stay_as_they_are_and_in_their_order():
    found = chosen(200, 30)
    assert [line for line in manifest(200).splitlines(keepends=True) if line in found] == found
    assert len(set(found)) == len(found)


def test_the_same_seed_chooses_the_same_objects():
    assert chosen(200, 10, seed=7) == chosen(200, 10, seed=7)
    assert chosen(200, 10, seed=7) != chosen(200, 10, seed=8)


def test_chunks_may_be_cut_anywhere():
    whole = manifest(50)
    pieces = [whole[at : at + 7] for at in range(0, len(whole), 7)]
    assert list(sample.sample(pieces, 50, 20, 1)) == chosen(50, 20)


def test_blank_lines_are_no_objects_and_the_last_line_may_end_without_newline():
    assert chosen(2, 100, data=b'{"source":"a"}\n\n \r\n{"source":"b"}') == [
        b'{"source":"a"}\n',
        b'{"source":"b"}\n',
    ]


def test_every_object_has_the_same_chance():
    counts = Counter(line for seed in range(400) for line in chosen(20, 50, seed))
    assert len(counts) == 20
    assert all(140 < count < 260 for count in counts.values())
