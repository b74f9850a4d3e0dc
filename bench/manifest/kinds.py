"""Manifests of each kind to measure on: the same lines on every machine and every run."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random

CLASSES = ("car", "bus", "truck", "bicycle", "pedestrian", "sign", "light", "dog", "cat", "bird")
KINDS_OF_BOXES = (0, 0, 0, 0, 1, 2, 2, 3, 4, 4)  # classes, as often as they are met
WORDS = (
    *("the", "labeling", "of", "data", "objects", "by", "a", "worker", "who", "reads", "texts"),
    *("and", "doesn't", "mark", "names", "in", "it", "Zürich", "Straße", "naïve", "猫"),
)
COLORS = ("#ffffff", "#2acf59", "#f28333", "#2ca02c", "#1f77b4", "#d62728")
FIRST = datetime(2025, 3, 1, 8)  # noqa: DTZ001 - creation-date carries no zone
REASON = "ClientError: Annotation tasks expired."

Line = Callable[[Random, int], str]


def lines(kind: str, count: int) -> Iterator[bytes]:
    """The lines of a manifest of this kind, each with its newline; equal for equal arguments."""
    random, write = Random(kind), KINDS[kind]
    for number in range(count):
        yield write(random, number).encode("utf-8", "surrogateescape") + b"\n"


def _uri(number: int) -> str:
    place = f"street-scenes-raw/2025/camera-04/batch-{number % 97:02}/{number:08}.jpg"
    return f'"source-ref":"s3://{place}"'


def _end(random: Random, number: int, kind: str, job: str) -> str:
    """The members that every label's metadata has."""
    created = (FIRST + timedelta(microseconds=number * 1_700_123 + 7)).isoformat()
    by_human = "yes" if random.random() < 0.8 else "no"
    return (
        f'"type":"groundtruth/{kind}","job-name":"labeling-job/{job}",'
        f'"human-annotated":"{by_human}","creation-date":"{created}"'
    )


def _class_label(random: Random, number: int, name: str) -> str:
    chosen = random.randrange(len(CLASSES))
    end = _end(random, number, "image-classification", name)
    return (
        f'"{name}":{chosen},"{name}-metadata":{{"class-name":"{CLASSES[chosen]}",'
        f'"confidence":{random.randrange(50, 100) / 100},{end}}}'
    )


@functools.cache
def _box_lists() -> list[tuple[str, str, str]]:
    """Annotations, confidences and class map of 1 to 20 boxes, to choose from: drawing is slow."""
    random = Random("boxes")
    return [_box_list(random, random.randint(1, 20)) for _ in range(4_096)]


def _box_list(random: Random, count: int) -> tuple[str, str, str]:
    boxes = [
        (random.choice(KINDS_OF_BOXES), random.randrange(1900), random.randrange(1000))
        for _ in range(count)
    ]
    annotations = (
        f'{{"class_id":{chosen},"top":{top},"left":{left},'
        f'"height":{top % 300},"width":{left % 400}}}'
        for chosen, left, top in boxes
    )
    objects = (f'{{"confidence":{left % 100 / 100}}}' for _, left, _ in boxes)
    names = (f'"{each}":"{CLASSES[each]}"' for each in sorted({box[0] for box in boxes}))
    return ",".join(annotations), ",".join(objects), ",".join(names)


def _boxes(random: Random, number: int, name: str) -> str:
    annotations, objects, names = random.choice(_box_lists())
    return (
        f'"{name}":{{"image_size":[{{"width":1920,"height":1080,"depth":3}}],'
        f'"annotations":[{annotations}]}},"{name}-metadata":{{"objects":[{objects}],'
        f'"class-map":{{{names}}},{_end(random, number, "object-detection", name)}}}'
    )


def _failed(name: str) -> str:
    return (
        f'"{name}-metadata":{{"retry-count":1,"failure-reason":"{REASON}",'
        '"human-annotated":"true"}'
    )


def _unlabeled(random: Random, number: int) -> str:
    return f"{{{_uri(number)}}}"


def _imgcls(random: Random, number: int) -> str:
    failed = random.random() < 0.02
    label = _failed("scene") if failed else _class_label(random, number, "scene")
    return f"{{{_uri(number)},{label}}}"


def _bbox(random: Random, number: int) -> str:
    return f"{{{_uri(number)},{_boxes(random, number, 'vehicles')}}}"


def _semseg(random: Random, number: int) -> str:
    classes = ("BACKGROUND", *random.sample(CLASSES, random.randint(2, 9)))
    entries = ",".join(
        f'"{place}":{{"class-name":"{name}","hex-color":"{COLORS[place % 6]}",'
        f'"confidence":{random.randrange(50, 100) / 100}}}'
        for place, name in enumerate(classes)
    )
    mask = f"s3://street-scenes-labels/streets/annotations/consolidated-annotation/output/{number}"
    end = _end(random, number, "semantic-segmentation", "streets")
    return (
        f'{{{_uri(number)},"streets-ref":"{mask}_2025-03-01T08:00:00.000007.png",'
        f'"streets-ref-metadata":{{"internal-color-map":{{{entries}}},{end}}}}}'
    )


@functools.cache
def _texts() -> list[str]:
    """Texts of 200 to 19,900 characters, as many of one length as of ten times that length."""
    random = Random("texts")
    return [_text(random, int(200 * 99.5 ** random.random())) for _ in range(1_024)]


def _text(random: Random, size: int) -> str:
    words = random.choices(WORDS, k=size // 2)
    text = json.dumps(" ".join(words)[:size], ensure_ascii=False)
    return text.replace("'", "\\u0027")  # as Ground Truth writes it


def _ner(random: Random, number: int) -> str:
    text = _text(random, 85_000) if number % 20_000 == 19_999 else random.choice(_texts())
    spans = sorted(random.sample(range(len(text)), 12))
    entities = ",".join(
        f'{{"endOffset":{start + 6},"startOffset":{start},"label":"{random.choice(CLASSES)}"}}'
        for start in spans
    )
    labels = ",".join(f'{{"shortDisplayName":"{name[:2]}","label":"{name}"}}' for name in CLASSES)
    confidences = ",".join(f'{{"confidence":{start % 100 / 100}}}' for start in spans)
    label = f'{{"annotations":{{"entities":[{entities}],"labels":[{labels}]}}}}'
    end = _end(random, number, "text-span", "ner")
    metadata = f'{{"entities":[{confidences}],{end}}}'
    return f'{{"source":{text},"ner":{label},"ner-metadata":{metadata}}}'


def _chained(random: Random, number: int) -> str:
    members = [_uri(number), f'"camera":"north-{number % 12}"']
    members += [_boxes(random, number, "vehicles")] if random.random() < 0.9 else []
    members += [_class_label(random, number, "scene")] if random.random() < 0.7 else []
    members += [_boxes(random, number, "vehicles-chain")] if random.random() < 0.3 else []
    return f"{{{','.join(members)}}}"


def _mix(random: Random, number: int) -> str:
    kinds = (_unlabeled, _imgcls, _bbox, _semseg, _chained, _bbox, _imgcls, _unlabeled)
    return kinds[random.randrange(len(kinds))](random, number)


def _dirty(random: Random, number: int) -> str:
    line = _mix(random, number)
    return _fault(random, line) if random.random() < 0.01 else line


def _fault(random: Random, line: str) -> str:
    """One of sixteen things that go wrong in manifests edited by hand."""
    return random.choice(
        (
            lambda: line[:-1],
            lambda: line + ",",
            lambda: f"[{line}]",
            lambda: "",
            lambda: " \t",
            lambda: line + "\r",
            lambda: "7",
            lambda: line.replace("{", "{'", 1),
            lambda: line.replace('"source-ref"', '"source_ref"', 1),
            lambda: line.replace("{", '{"source":"x",', 1),
            lambda: line.replace("{", '{"source-ref":"s3://b/k",', 1),
            lambda: line.replace("camera-04", "camera-\udcff"),
            lambda: line.replace("{", '{"note":NaN,', 1),
            lambda: line.replace("{", '{"note":"\\ud800",', 1),
            lambda: line.replace("{", '{"$note":1,', 1),
            lambda: line.replace("{", f'{{"note":"{"x" * 20_001}",', 1),
        )
    )()


KINDS: dict[str, Line] = {
    "unlabeled": _unlabeled,
    "imgcls": _imgcls,
    "bbox": _bbox,
    "semseg": _semseg,
    "ner": _ner,
    "chained": _chained,
    "mix": _mix,
    "dirty": _dirty,
}
