"""What is wrong with a manifest as a whole: problems that no line shows by itself."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping

from groundtruth.input_quotas import OBJECTS, most_objects
from groundtruth.label_attribute import METADATA, REF, metadata_key
from groundtruth.manifest.excerpt import excerpt, is_unseen, shown
from groundtruth.manifest.lint import Problem
from groundtruth.manifest.scan import MAX_KEYS, ShapeScan
from groundtruth.manifest.tally import LabelTally
from groundtruth.task_types import TASK_TYPES, TaskType

_SOURCES = ("source", "source-ref")
_BUCKETS = 64
_SHORT = 3  # names of so few letters are alike by chance

# What a streaming job writes beside its labels.
_SEQUENCER = "$sequencer"
_OBJECT_ID = "-object-id"


def problems(scan: ShapeScan) -> Iterator[Problem]:
    """Everything but duplicate objects, which may be as many as there are lines."""
    if scan.crlf:
        told = "Lines of this file end with a carriage return and a line feed."
        yield Problem(scan.crlf, "crlf", told)
    if scan.one_key_too_many:
        line, key = scan.one_key_too_many
        told = (
            f"“{shown(key)}” is one more than the {MAX_KEYS} different keys that are counted: "
            "labels under it, and under keys that come later, are not in the figures."
        )
        yield Problem(line, "too-many-keys", told, excerpt(key))
    yield from _mixed_sources(scan)
    yield from _name_problems(scan)
    yield from _near_misses(scan)
    for name, tally in scan.labels.items():
        yield from _type_problems(name, tally)
        yield from _bare_labels(scan, name)
    limit = object_limit(scan.objects)
    if limit:
        yield limit


def object_limit(objects: int, task_type: TaskType | None = None) -> Problem | None:
    """Whether these are more objects than a job of the type takes; None says of no special type.

    The general quota can be raised for an account, those of semantic segmentation and of video
    frames cannot.
    """
    limit = most_objects(task_type) if task_type else OBJECTS
    if objects <= limit:
        return None
    if task_type and limit < OBJECTS:
        code, what = "too-many-objects-of-type", f"a job of the type {task_type.name} takes"
    else:
        code, what = "too-many-objects", "a job takes unless the account’s quota was raised"
    told = f"The manifest has {objects:,} objects, and {limit:,} is the most that {what}."
    return Problem(limit + 1, code, told)


def repeats(marks: array[int], unmarked: int) -> array[int]:
    """Pairs of line numbers, one after the other: a line, and the first about the same object.

    So many of the marks are 0, which marks no object.

    The marks are handled in shares, so that never more than one share is a set of Python's.
    """
    found = array("q")
    if len(marks) <= 1 << 17:
        if len(set(marks)) + max(unmarked - 1, 0) < len(marks):
            _find_repeats(enumerate(marks, 1), found)
        return found
    shares = [array("q") for _ in range(_BUCKETS)]
    appends = [share.append for share in shares]
    for mark in marks:
        appends[mark & (_BUCKETS - 1)](mark)
    for number, share in enumerate(shares):
        of_none = 0 if number else max(unmarked - 1, 0)
        if len(set(share)) + of_none < len(share):
            numbered = enumerate(marks, 1)
            _find_repeats(
                ((line, mark) for line, mark in numbered if mark & (_BUCKETS - 1) == number), found
            )
    return found


def repeat_problems(found: array[int]) -> Iterator[Problem]:
    """Tell of the repeats in the order of lines."""
    pairs = zip(found[::2], found[1::2], strict=True)
    for line, first in sorted(pairs):
        told = f"This is the same data object as in line {first:,}."
        yield Problem(line, "duplicate-object", told)


def _find_repeats(numbered: Iterable[tuple[int, int]], found: array[int]) -> None:
    seen: dict[int, int] = {}
    for line, mark in numbered:
        if mark:
            first = seen.setdefault(mark, line)
            if first != line:
                found.extend((line, first))


def _mixed_sources(scan: ShapeScan) -> Iterator[Problem]:
    if all(scan.keys[key] for key in _SOURCES):
        line = max(scan.first_lines[key] for key in _SOURCES)
        told = (
            f"{_objects(scan.keys['source-ref'])} of this manifest "
            f"{'has' if scan.keys['source-ref'] == 1 else 'have'} “source-ref”, "
            f"{scan.keys['source']:,} “source”."
        )
        yield Problem(line, "mixed-sources", told)


def _name_problems(scan: ShapeScan) -> Iterator[Problem]:
    for key, count in scan.keys.items():
        line, name = scan.first_lines[key], shown(key)
        if key == _SEQUENCER or (key.startswith("$") and key.endswith(_OBJECT_ID)):
            told = f"“{name}” was written by a streaming job; it stands in {_objects(count)}."
            yield Problem(line, "streaming-name", told, excerpt(key))
        elif key.startswith("$"):
            told = f"“{name}” begins with “$”, which no name may; it stands in {_objects(count)}."
            yield Problem(line, "dollar-name", told, excerpt(key))
        unseen = [each for each in key if is_unseen(each)]
        if not unseen and key != key.strip(" "):
            unseen = [" "]  # in the middle everybody sees it
        if unseen:
            told = (
                f"“{name}” holds a character that nobody sees (U+{ord(unseen[0]):04X}); "
                f"it stands in {_objects(count)}."
            )
            yield Problem(line, "invisible-character", told, excerpt(key))


def _near_misses(scan: ShapeScan) -> Iterator[Problem]:
    names = {key.removesuffix(METADATA) for key in scan.keys} - {""}
    counts = {name: scan.keys[name] or scan.keys[metadata_key(name)] for name in names}
    counts.update(dict.fromkeys((each for each in _SOURCES if each in counts), scan.objects))
    for name, count in sorted(counts.items()):
        likely = [each for each in counts if counts[each] > count and _alike(name, each)]
        if likely and name not in _SOURCES:
            meant = max(likely, key=lambda each: (counts[each], each))
            line = min(
                scan.first_lines[key]
                for key in (name, metadata_key(name))
                if key in scan.first_lines
            )
            told = (
                f"“{shown(name)}” ({_objects(count)}) is almost “{shown(meant)}” "
                f"({_objects(counts[meant])})."
            )
            yield Problem(line, "near-miss", told, excerpt(name))


def _alike(name: str, other: str) -> bool:
    """Whether only the case differs, or one character other than a digit: cats-1 is not cats-2."""
    if name.casefold() == other.casefold():
        return True
    short, long = sorted((name, other), key=len)
    if len(short) <= _SHORT or len(long) - len(short) > 1:
        return False
    same = next((at for at, each in enumerate(short) if each != long[at]), len(short))
    if len(short) == len(long):
        return short[same + 1 :] == long[same + 1 :] and not _any_digit(short[same], long[same])
    return short[same:] == long[same + 1 :] and not _any_digit(long[same])


def _any_digit(*characters: str) -> bool:
    return any(each.isdigit() for each in characters)


def _type_problems(name: str, tally: LabelTally) -> Iterator[Problem]:
    met: dict[str, str] = {}
    said = shown(name)
    for kind, line in sorted(tally.types.items(), key=lambda item: item[1]):
        if met and kind.lower() not in met:
            others = " and ".join(met.values())
            told = f"“{said}” holds labels of {others}, and here of {shown(kind)}."
            yield Problem(line, "mixed-types", told, excerpt(name))
        met[kind.lower()] = shown(kind)
        expected = _NEEDS_REF.get(kind.lower())
        if expected is not None and expected != name.endswith(REF):
            ending = "does not end with" if expected else "ends with"
            told = f"“{said}” {ending} “{REF}”, and holds labels of {kind}."
            yield Problem(line, "name-against-type", told, excerpt(name))
    if tally.untyped:
        told = f"{_labels(tally.untyped)} “{said}” from this line on, without a “type” in metadata."
        yield Problem(tally.first_untyped, "metadata-without-type", told, excerpt(name))


def _bare_labels(scan: ShapeScan, name: str) -> Iterator[Problem]:
    bare = scan.keys[name] - scan.paired[name]
    if bare > 0 and name in scan.bare_lines:
        told = (
            f"{_labels(bare)} “{shown(name)}” from this line on, without "
            f"“{shown(metadata_key(name))}”, which others have."
        )
        yield Problem(scan.bare_lines[name], "label-without-metadata", told, excerpt(name))


def _labels(count: int) -> str:
    return f"{_objects(count)} {'has' if count == 1 else 'have'} the label"


def _objects(count: int) -> str:
    return f"{count:,} object{'s' * (count != 1)}"


def _needs_ref() -> Mapping[str, bool]:
    """Whether labels of a type stand under a name with -ref, for types that leave no doubt."""
    found: dict[str, set[bool]] = {}
    for task_type in TASK_TYPES.values():
        if task_type.metadata_type:
            found.setdefault(task_type.metadata_type.lower(), set()).add(task_type.needs_ref)
    return {kind: next(iter(needs)) for kind, needs in found.items() if len(needs) == 1}


_NEEDS_REF = _needs_ref()
