"""A second opinion on manifests: the whole answer by the book, over the standard library's json."""

import json
import re
import unicodedata
from collections import Counter

from groundtruth.task_types import TASK_TYPES

SIGNS = {"type", "job-name", "human-annotated", "failure-reason"}
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?")
INTEGER = re.compile("-?(0|[1-9][0-9]{0,8})")


class Spelled(str):
    """A text that knows how it is written."""

    spelling = ""


class Spelling(json.JSONDecoder):
    """A decoder of texts that know how they are written."""

    def __init__(self, **options):
        super().__init__(**options)
        self.parse_string = self.spell
        self.scan_once = json.scanner.py_make_scanner(self)

    @staticmethod
    def spell(text, start, strict):
        value, end = json.decoder.scanstring(text, start, strict)
        spelled = Spelled(value)
        spelled.spelling = text[start:end]
        return spelled, end


class Pairs(list):
    """A JSON object with its equal keys."""

    def __init__(self, pairs):
        super().__init__(pairs)
        self.last = dict(pairs)


def strictly(text):
    """JSON without NaN and halves of surrogate pairs; objects as Pairs, long integers as text."""

    def refuse(constant):
        raise ValueError(constant)

    def integer(digits):
        return int(digits) if len(digits) < 100 else digits

    decoder = Spelling(object_pairs_hook=Pairs, parse_constant=refuse, parse_int=integer)
    value = decoder.decode(text)
    json.dumps(value, ensure_ascii=False).encode()  # UnicodeEncodeError is a ValueError
    return value


def reference(data):
    """The answer as plain dictionaries; problems as (line, code), sorted."""
    found = {"objects": 0, "keys": Counter(), "labels": {}, "problems": []}
    first, bare, paired, seen = {}, {}, Counter(), set()
    found["problems"] += [(1, "bom")] * data.startswith(b"\xef\xbb\xbf")
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    blank = [number for number, line in enumerate(lines, 1) if not line.strip(b" \t\r")]
    last = max((number for number in range(1, len(lines) + 1) if number not in blank), default=0)
    found["problems"] += [(number, "blank-line") for number in blank if number < last]
    endings = [number for number, line in enumerate(lines, 1) if line.endswith(b"\r")]
    found["problems"] += [(number, "crlf") for number in endings[:1]]
    for number, line in enumerate(lines, 1):
        if number in blank:
            continue
        found["objects"] += 1
        codes, members = read(line, first=found["objects"] == 1)
        if members is not None:
            for key in members:
                found["keys"][key] += 1
                first.setdefault(key, number)
                if key + "-metadata" in members:
                    paired[key] += 1
                else:
                    bare.setdefault(key, number)
            sources = [(key, members[key]) for key in ("source", "source-ref") if key in members]
            if len(sources) == 1 and isinstance(sources[0][1], str):
                key, value = sources[0]
                written = value.spelling if key == "source" else value
                codes += ["duplicate-object"] * ((key, written) in seen)
                seen.add((key, written))
            for key, value in members.items():
                codes += count_label(found["labels"], number, members, key, value)
        found["problems"] += [(number, code) for code in codes]
    found["problems"] += whole_file(found, first, bare, paired)
    found["problems"].sort()
    return found


def read(line, *, first):
    """The codes of what is wrong with one line, and its members (None if it is no object)."""
    try:
        text = line.strip(b" \t\r").decode()
    except UnicodeDecodeError:
        return ["not-utf-8"], None
    codes = ["line-too-long"] * (len(text) > 100_000)
    try:
        pairs = strictly(text)
    except (ValueError, RecursionError):
        if text == "{":
            return [*codes, "object-over-lines"], None
        return [*codes, "json-array" if first and text.startswith("[") else "not-json"], None
    if not isinstance(pairs, Pairs):
        return [*codes, "json-array" if first and text.startswith("[") else "not-an-object"], None
    members, names = pairs.last, Counter(key for key, _ in pairs)
    codes += ["duplicate-key"] * sum(count > 1 for count in names.values())
    sources = {"source", "source-ref"} & members.keys()
    codes += ["no-source"] * (not sources) + ["both-sources"] * (len(sources) == 2)
    uri = members.get("source-ref", "s3://")
    good = isinstance(uri, str) and uri.startswith("s3://")
    codes += ["bad-s3-uri"] * (not good)
    if good and ("$" in uri.split("/")[2] or "${" in uri or "$(" in uri):
        codes.append("unfilled-variable")
    text = members.get("source", "text")
    codes += ["bad-source"] * (not isinstance(text, str) or not text)
    codes += ["value-too-long"] * sum(
        isinstance(value, str) and len(value) > 20_000 for value in members.values()
    )
    return codes, members


def numbers(values):
    kinds = (int, float)
    return [v for v in values if isinstance(v, kinds) and not isinstance(v, bool) and 0 <= v <= 1]


def members_of(value):
    return value.last if isinstance(value, Pairs) else {}


def items_of(value):
    return value if isinstance(value, list) and not isinstance(value, Pairs) else []


def count_label(labels, number, members, key, value):
    """Count the label whose metadata this is; give the codes of what is wrong with it."""
    name = key.removesuffix("-metadata")
    metadata = members_of(value)
    if name in ("", key, "source", "source-ref") or not metadata.keys() & SIGNS:
        return []
    label = labels.setdefault(
        name,
        {"types": {}, "jobs": {}, "empty": 0, "failed": 0, "reasons": Counter(), "human": 0}
        | {"untyped": [], "automated": 0, "classes": Counter(), "dates": [], "confidences": []},
    )
    for member, met in (("type", label["types"]), ("job-name", label["jobs"])):
        if isinstance(metadata.get(member), str) and metadata[member]:
            met.setdefault(metadata[member], number)
    if name not in members:
        if "failure-reason" not in metadata:
            return ["metadata-without-label"]
        reason = metadata["failure-reason"]
        label["failed"] += 1
        label["reasons"][reason if isinstance(reason, str) else ""] += 1
        return []
    label["untyped"] += [number] * (
        not (isinstance(metadata.get("type"), str) and metadata["type"])
    )
    label["human"] += metadata.get("human-annotated") == "yes"
    label["automated"] += metadata.get("human-annotated") == "no"
    date = metadata.get("creation-date")
    label["dates"] += [date] * (isinstance(date, str) and bool(DATE.fullmatch(date)))
    return count_value(label, metadata, members[name])


def count_value(label, metadata, value):
    scored = [
        members_of(each) for key in ("objects", "entities") for each in items_of(metadata.get(key))
    ]
    colors = [
        members_of(each)
        for key in ("internal-color-map", "color-map")
        for each in members_of(metadata.get(key)).values()
    ]
    label["confidences"] += numbers(
        [metadata.get("confidence"), *members_of(metadata.get("confidence-map")).values()]
        + [each.get("confidence") for each in scored + colors]
    )
    names = [metadata.get("class-name"), *(each.get("class-name") for each in colors)]
    label["classes"].update(each for each in names if isinstance(each, str))
    for key in ("class-map", "class_map"):
        class_map = members_of(metadata.get(key))
        if all(isinstance(v, str) and INTEGER.fullmatch(k) for k, v in class_map.items()):
            label["classes"].update({int(k): v for k, v in class_map.items()}.values())
    annotations = members_of(value).get("annotations")
    entities = members_of(annotations).get("entities")
    spans = {
        members_of(each).get("label")
        for each in items_of(entities)
        if isinstance(members_of(each).get("label"), str)
    }
    label["classes"].update(spans)
    empty = [
        each
        for each in (value, annotations, entities)
        if isinstance(each, list) and not isinstance(each, Pairs)
    ]
    label["empty"] += bool(empty) and empty[-1] == []
    ids = [
        members_of(e).get("class_id") if isinstance(e, Pairs) else e
        for e in items_of(value) or items_of(annotations)
    ]
    ids = {
        each
        for each in ids
        if isinstance(each, (int, float)) and not isinstance(each, bool) and each == int(each)
    }
    known = {int(k) for k in members_of(metadata.get("class-map")) if INTEGER.fullmatch(k)}
    return ["class-not-in-map"] * (
        isinstance(metadata.get("class-map"), Pairs) and bool(ids - known)
    )


def whole_file(found, first, bare, paired):
    keys = found["keys"]
    if keys["source"] and keys["source-ref"]:
        yield max(first["source"], first["source-ref"]), "mixed-sources"
    for key in +keys:
        if key == "$sequencer" or (key.startswith("$") and key.endswith("-object-id")):
            yield first[key], "streaming-name"
        elif key.startswith("$"):
            yield first[key], "dollar-name"
        if key.strip(" ") != key or any(unseen(each) for each in key):
            yield first[key], "invisible-character"
    yield from near_misses(+keys, first, found["objects"])
    for name, label in found["labels"].items():
        if keys[name] > paired[name]:
            yield bare[name], "label-without-metadata"
        if label["untyped"]:
            yield label["untyped"][0], "metadata-without-type"
        lower = set()
        for kind, line in label["types"].items():
            if lower and kind.lower() not in lower:
                yield line, "mixed-types"
            lower.add(kind.lower())
            refs = {t.needs_ref for t in TASK_TYPES.values() if t.metadata_type == kind.lower()}
            if (refs == {True} and not name.endswith("-ref")) or (
                refs == {False} and name.endswith("-ref")
            ):
                yield line, "name-against-type"


def unseen(character):
    if character == " ":
        return False
    return unicodedata.category(character)[0] in "CZ" or character in "\u115f\u1160\u3164\uffa0"


def near_misses(keys, first, objects):
    counts = {}
    for key, count in keys.items():
        name = key.removesuffix("-metadata")
        counts[name] = keys.get(name, count)
        if name in ("source", "source-ref"):
            counts[name] = objects if name in keys else counts[name]
    for name in counts.keys() - {"", "source", "source-ref"}:
        if any(
            counts[other] > counts[name] and alike(name, other) for other in counts.keys() - {""}
        ):
            yield min(first[key] for key in (name, name + "-metadata") if key in first), "near-miss"


def alike(one, other):
    if one.casefold() == other.casefold():
        return True
    if min(len(one), len(other)) < 4:
        return False
    for a, b in ((one, other), (other, one)):
        for i in range(len(a)):
            if not a[i].isdigit() and a[:i] + a[i + 1 :] == b:
                return True
            if len(a) == len(b) and a[:i] == b[:i] and a[i + 1 :] == b[i + 1 :]:
                return not (a[i].isdigit() or b[i].isdigit())
    return False
