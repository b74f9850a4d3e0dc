"""A block of lines, of which compiled code counts those with which nothing is wrong.

The others are read by the book, and those of them with which nothing is wrong either are learned
from.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO

import msgspec

from groundtruth.manifest.compiled.sound import Label, SoundLines
from groundtruth.manifest.label import attribute_name, class_names
from groundtruth.manifest.line import JSON_SPACE, Line, read_line
from groundtruth.manifest.lint import MAX_CHARACTERS, MAX_VALUE_CHARACTERS
from groundtruth.manifest.reading import Labels
from groundtruth.manifest.tally import LabelTally

_text = msgspec.json.Decoder(str)


class CompiledReader:
    """Reads blocks, and keeps the keys that were met in them."""

    def __init__(self) -> None:
        self._lines = SoundLines(class_names, _meant, MAX_CHARACTERS, MAX_VALUE_CHARACTERS)

    def read(self, data: bytes, number: int, *, first: bool) -> CompiledBlock:
        """Read a block, which is good until the next."""
        return CompiledBlock(self._lines, data, number, first=first)


class CompiledBlock:
    """Whole lines, as a reader wants them."""

    def __init__(self, sound: SoundLines, data: bytes, number: int, *, first: bool) -> None:
        self.number = number
        self.slow: dict[int, Line | None] = {}
        self._sound, self._data, self._first = sound, data, first
        sound.read(data, number, self._read_by_the_book)

    def _read_by_the_book(self, place: int, text: bytes) -> int:
        text = text.strip(JSON_SPACE)
        if not text:
            self.slow[place] = None
            return 0
        first = self._first and not self._sound.objects
        line = self.slow[place] = read_line(self.number + place, text, first=first)
        self._first = False
        if not line.problems:
            for key in line.members:
                self._sound.learn(key, attribute_name(key))
        return line.data_object or 0

    def __len__(self) -> int:
        return self._sound.lines

    @property
    def lines(self) -> Sequence[bytes]:
        return BytesIO(self._data).readlines()

    @property
    def objects(self) -> int:
        return self._sound.objects

    def counts(self) -> Mapping[str, int]:
        return self._sound.counts()

    def labels(self) -> Iterator[Labels]:
        for label in self._sound.labels:
            tally = _tally(label) if label.objects else None
            yield Labels(label.name, label.paired, label.first_bare, tally)

    def marks(self) -> array[int]:
        return self._sound.marks


def _tally(label: Label) -> LabelTally:
    first, last = label.dates()
    return LabelTally(
        types=_first_lines(label.types()),
        job_names=_first_lines(label.job_names()),
        empty=label.empty,
        untyped=label.untyped,
        first_untyped=label.first_untyped,
        failed=label.failed,
        reasons=_counted(label.reasons()),
        human=label.human,
        automated=label.automated,
        classes=_counted(label.classes()),
        class_maps=Counter({text: count for text, (count, _) in label.class_maps().items()}),
        first_date=first.decode() or None,
        last_date=last.decode() or None,
        confidence_sum=label.confidence_sum,
        confidence_count=label.confidence_count,
    )


def _first_lines(found: Mapping[bytes, tuple[int, int]]) -> dict[str, int]:
    lines: dict[str, int] = {}
    for written, (_, line) in found.items():
        text = _meant(written)
        lines[text] = min(line, lines.get(text, line))
    return lines


def _counted(found: Mapping[bytes, tuple[int, int]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text, (count, _) in found.items():
        counts[_meant(text)] += count
    return counts


def _meant(text: bytes) -> str:
    """A text as it is meant, of one as it is written."""
    return _text.decode(b'"' + text + b'"') if b"\\" in text else text.decode()
