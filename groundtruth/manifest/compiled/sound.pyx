# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The lines of a manifest with which nothing is wrong, counted in compiled code.

A line is counted if it is JSON beyond doubt, has no keys but those that were learned, each once,
and holds what Ground Truth writes. Every other line is refused and left to the book, which alone
says what is wrong. So it is always right to refuse, and what is counted is counted as the book
would.
"""

from cpython cimport array
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from cpython.mem cimport PyMem_Free
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.stdint cimport int64_t, uint64_t
from libc.string cimport memchr, memcmp, memset

from groundtruth.manifest.compiled.json_text cimport (
    Place,
    Slice,
    Walk,
    characters,
    compare,
    equals,
    is_digit,
    next_member,
    read_text,
    skip,
    space_end,
)
from groundtruth.manifest.compiled.label_text cimport (
    CLASS_MAP,
    CLASS_MAP_OF_TEXTS,
    CLASS_NAME,
    CREATION_DATE,
    FAILURE_REASON,
    HUMAN_ANNOTATED,
    JOB_NAME,
    TYPE,
    Lists,
    Range,
    Said,
    is_of_a_label,
    read_label,
    read_metadata,
    says,
)

import array

cdef enum:
    MOST_KEYS = 64
    MOST_CLASS_MAPS = 4096  # that are kept as sets
    SLOTS = 64  # texts of one kind whose counts are at hand
    WORDS = 16  # of the set of a class-map's small ids, a bit for each
    SMALL_IDS = 64 * WORDS

cdef enum Role:
    OTHER
    SOURCE
    SOURCE_REF
    LABEL
    METADATA


cdef struct Key:
    Slice name
    Role role
    int label  # the place of the label attribute whose label or metadata this is
    int next  # the place of the key that came after it the last time
    Py_ssize_t line  # in which it was met last
    Py_ssize_t count


cdef struct Slot:
    Slice text
    Py_ssize_t line
    Py_ssize_t count


cdef inline bytes _bytes(Slice text):
    return PyBytes_FromStringAndSize(<const char *> text.start, text.size)


cdef inline Slice _slice(bytes text) noexcept:
    cdef Slice slice
    slice.start, slice.size = <Place> PyBytes_AS_STRING(text), len(text)
    return slice


cdef class Texts:
    """How often each text was met, as it is written, and in which line first.

    Most are met again and again: these wait in slots until they are asked for or make room.
    """

    cdef Slot[SLOTS] slots
    cdef list owners  # of the texts in slots
    cdef dict found

    def __cinit__(self):
        memset(self.slots, 0, sizeof(self.slots))
        self.owners, self.found = [None] * SLOTS, {}

    cdef int add(self, Slice text, Py_ssize_t line) except -1:
        cdef int place = _slot_of(text)
        cdef Slot *slot = &self.slots[place]
        if slot.count and equals(text, <const char *> slot.text.start, slot.text.size):
            slot.count += 1
            return 0
        self.put_away(place)
        owner = _bytes(text)
        self.owners[place] = owner
        slot.text, slot.line, slot.count = _slice(owner), line, 1
        return 0

    cdef int put_away(self, int place) except -1:
        cdef Slot *slot = &self.slots[place]
        if slot.count:
            count, line = self.found.get(self.owners[place], (0, slot.line))
            self.found[self.owners[place]] = count + slot.count, line
            slot.count = 0
        return 0

    cdef dict take(self):
        """What was counted since the last time."""
        cdef int place
        for place in range(SLOTS):
            self.put_away(place)
        found, self.found = self.found, {}
        return found


cdef inline int _slot_of(Slice text) noexcept:
    """One for each text, told by its end (FNV-1a)."""
    cdef uint64_t mixed = text.size
    cdef Py_ssize_t i
    for i in range(max(text.size - 16, 0), text.size):
        mixed = (mixed ^ text.start[i]) * 0x100000001B3u
    return (mixed ^ mixed >> 32) % SLOTS


cdef class ClassMap:
    """The class ids of a class-map."""

    cdef uint64_t[WORDS] bits
    cdef object ids

    def __cinit__(self, ids):
        memset(self.bits, 0, sizeof(self.bits))
        self.ids = ids
        for each in ids:
            if 0 <= each < SMALL_IDS:
                self.bits[each >> 6] |= <uint64_t> 1 << (each & 63)

    cdef inline bint has(self, int64_t each) except -1:
        if 0 <= each < SMALL_IDS:
            return self.bits[each >> 6] >> (each & 63) & 1
        return each in self.ids


cdef class Label:
    """What the lines of a block say under one label attribute name.

    `objects` are those with a label, or with metadata that tells of a failure. Dates are as they
    stand in the block; all else is named as in the tally of labels.
    """

    cdef readonly str name
    cdef readonly Py_ssize_t objects, paired, first_bare
    cdef readonly Py_ssize_t empty, untyped, first_untyped, failed, human, automated
    cdef readonly Py_ssize_t confidence_count
    cdef readonly double confidence_sum
    cdef Texts _types, _job_names, _reasons, _classes, _class_maps
    cdef Slice _first_date, _last_date
    cdef Py_ssize_t line  # the present one, and what it says
    cdef Said said
    cdef bytes class_map_text  # the class-map met last, and what is in it
    cdef ClassMap class_map

    def __cinit__(self, str name):
        self.name = name
        self._types, self._job_names, self._reasons = Texts(), Texts(), Texts()
        self._classes, self._class_maps = Texts(), Texts()
        self.clear()

    cdef void clear(self) noexcept:
        self.objects = self.paired = self.first_bare = 0
        self.empty = self.untyped = self.first_untyped = 0
        self.failed = self.human = self.automated = 0
        self.confidence_sum = self.confidence_count = 0
        self._first_date.size = self._last_date.size = 0

    def types(self):
        return self._types.take()

    def job_names(self):
        return self._job_names.take()

    def reasons(self):
        return self._reasons.take()

    def classes(self):
        return self._classes.take()

    def class_maps(self):
        return self._class_maps.take()

    def dates(self):
        """The first and the last; both empty where there is none."""
        return _bytes(self._first_date), _bytes(self._last_date)

    cdef int count(self, Slice *names) except -1:
        """Count what the present line says, which is sound."""
        cdef Said *said = &self.said
        if said.is_labeled and said.has_metadata:
            self.paired += 1
        elif said.is_labeled:
            self.first_bare = self.first_bare or self.line
        if not is_of_a_label(said):
            return 0
        self.objects += 1
        if said.kept[TYPE].size:
            self._types.add(said.kept[TYPE], self.line)
        if said.kept[JOB_NAME].size:
            self._job_names.add(said.kept[JOB_NAME], self.line)
        if said.is_labeled:
            return self.count_label(said, names)
        self.failed += 1
        return self._reasons.add(said.kept[FAILURE_REASON], self.line)

    cdef int count_label(self, Said *said, Slice *names) except -1:
        self.empty += said.is_empty
        if not said.kept[TYPE].size:
            self.untyped += 1
            self.first_untyped = self.first_untyped or self.line
        self.human += equals(said.kept[HUMAN_ANNOTATED], b"yes", 3)
        self.automated += equals(said.kept[HUMAN_ANNOTATED], b"no", 2)
        self.count_date(said.kept[CREATION_DATE])
        self.confidence_sum += said.confidence_sum
        self.confidence_count += said.confidence_count
        if says(said, CLASS_NAME):
            self._classes.add(said.kept[CLASS_NAME], self.line)
        if says(said, CLASS_MAP):
            self._class_maps.add(said.kept[CLASS_MAP], self.line)
        if says(said, CLASS_MAP_OF_TEXTS):
            self._class_maps.add(said.kept[CLASS_MAP_OF_TEXTS], self.line)
        self.count_classes(names, said.spans)
        return self.count_classes(names, said.colors)

    cdef int count_classes(self, Slice *names, Range range_) except -1:
        cdef Py_ssize_t i
        for i in range(range_.start, range_.end):
            self._classes.add(names[i], self.line)
        return 0

    cdef void count_date(self, Slice date) noexcept:
        if _is_date(date):
            if not self._first_date.size or compare(date, self._first_date) < 0:
                self._first_date = date
            if not self._last_date.size or compare(date, self._last_date) > 0:
                self._last_date = date


cdef bint _is_date(Slice text) noexcept:
    """As Ground Truth writes it: 2020-01-07T18:09:52, perhaps with a fraction."""
    cdef const char *form = b"0000-00-00T00:00:00."
    cdef Py_ssize_t i
    if text.size < 19 or text.size == 20:
        return False
    for i in range(text.size):
        if i >= 20 or form[i] == c"0":
            if not is_digit(text.start[i]):
                return False
        elif text.start[i] != <unsigned char> form[i]:
            return False
    return True


cdef bint _has_variable(Slice uri) noexcept:
    """Whether there is a $ in the bucket's name, or one that begins ${NAME} or $(NAME)."""
    cdef bint in_bucket = True
    cdef Py_ssize_t i
    if memchr(uri.start, c"$", uri.size) is NULL:
        return False
    for i in range(5, uri.size):
        if uri.start[i] == c"/":
            in_bucket = False
        elif uri.start[i] == c"$":
            if in_bucket:
                return True
            if i + 1 < uri.size and (uri.start[i + 1] == c"{" or uri.start[i + 1] == c"("):
                return True
    return False


cdef class SoundLines:
    """A reader of blocks, which counts what it has learned the keys of.

    After a block was read, `lines` is how many it has, `objects` how many of these were counted,
    and `marks` has for each line a number for its data object.
    """

    cdef readonly Py_ssize_t lines, objects
    cdef readonly array.array marks
    cdef readonly list labels
    cdef bytes data
    cdef object class_names, meant
    cdef Py_ssize_t most_bytes, most_characters
    cdef dict class_maps
    cdef list key_names  # as bytes: keys point into them
    cdef Key[MOST_KEYS] keys
    cdef int key_count
    cdef int first  # the key that a line began with the last time
    # The present line.
    cdef Walk walk
    cdef Lists lists
    cdef Py_ssize_t number
    cdef int[MOST_KEYS] met  # keys
    cdef int[MOST_KEYS] said  # label attributes
    cdef int met_count, said_count, source_count
    cdef Slice source_ref, source
    cdef bytes location  # of source-ref, where that has a backslash

    def __cinit__(self, class_names, meant, Py_ssize_t most_bytes, Py_ssize_t most_characters):
        """`class_names` reads a class-map, and `meant` a text as it is written between its quotes.

        A line has at most so many bytes, and the value of a key so many characters.
        """
        self.class_names, self.meant = class_names, meant
        self.most_bytes, self.most_characters = most_bytes, most_characters
        self.labels, self.key_names, self.class_maps = [], [], {}
        self.marks = array.array("q")

    def __dealloc__(self):
        PyMem_Free(self.lists.ids)
        PyMem_Free(self.lists.names)

    def counts(self):
        """How many of the counted lines have each key."""
        cdef int i
        return {self.key_names[i].decode(): self.keys[i].count for i in range(self.key_count)}

    def read(self, bytes data, Py_ssize_t number, refuse):
        """Count the lines of a block, the first of which has this number.

        `refuse` is called for every other line, with its place from 0 and its bytes; it gives a
        number for the line's data object, and may make this learn.
        """
        cdef Place start = <Place> PyBytes_AS_STRING(data), after
        cdef int64_t mark
        self.data = data
        self.clear()
        self.walk.end = start + len(data)
        while start < self.walk.end:
            self.number = number + self.lines
            if self.is_sound_line(start):
                mark, after = self.count(), self.walk.at
            else:
                after = <Place> memchr(start, c"\n", self.walk.end - start)
                after = self.walk.end if after is NULL else after
                mark = refuse(self.lines, (<const char *> start)[: after - start])
            array.resize_smart(self.marks, self.lines + 1)
            self.marks.data.as_longlongs[self.lines] = mark
            self.lines += 1
            start = after + 1

    cdef int clear(self) except -1:
        cdef int i
        self.lines = self.objects = 0
        array.resize(self.marks, 0)
        for i in range(self.key_count):
            self.keys[i].count = 0
        for i in range(len(self.labels)):
            (<Label> self.labels[i]).clear()
        return 0

    # --- keys

    def learn(self, str name, str label_name):
        """Count this key, which is the metadata of that label attribute unless that is "".

        Nothing is learned where there is no room, nor a key that would be a label and metadata as
        well: lines that have it are refused for ever.
        """
        cdef int place, label = self.place_of_label(name), named = -1
        if self.place_of_key(name) >= 0 or self.key_count == MOST_KEYS or not name:
            return
        if label_name:
            named = self.place_of_key(label_name)
            if label >= 0 or (named >= 0 and self.keys[named].role != OTHER):
                return
        place = self.add_key(name.encode())
        if name == "source" or name == "source-ref":
            self.keys[place].role = SOURCE if name == "source" else SOURCE_REF
        elif label_name:
            self.labels.append(Label(label_name))
            self.set_role(place, METADATA, len(self.labels) - 1)
            if named >= 0:
                self.set_role(named, LABEL, len(self.labels) - 1)
        elif label >= 0:
            self.set_role(place, LABEL, label)

    cdef int add_key(self, bytes name) except -1:
        cdef int place = self.key_count
        self.key_names.append(name)
        memset(&self.keys[place], 0, sizeof(Key))
        self.keys[place].name = _slice(name)
        self.key_count += 1
        return place

    cdef int set_role(self, int place, Role role, int label) except -1:
        self.keys[place].role, self.keys[place].label = role, label
        return 0

    cdef int place_of_key(self, str name) except -2:
        text = name.encode()
        return self.key_names.index(text) if text in self.key_names else -1

    cdef int place_of_label(self, str name) except -2:
        names = [(<Label> each).name for each in self.labels]
        return names.index(name) if name in names else -1

    cdef int known_key(self, int *expected) noexcept:
        """The place of the present key, or -1; mostly it is the expected one, else that changes."""
        cdef int place = expected[0]
        if place < self.key_count and self.is_key(place):
            return place
        for place in range(self.key_count):
            if self.is_key(place):
                expected[0] = place
                return place
        return -1

    cdef inline bint is_key(self, int place) noexcept:
        cdef Slice name = self.keys[place].name
        return equals(self.walk.key, <const char *> name.start, name.size)

    # --- a line

    cdef bint is_sound_line(self, Place start) except -1:
        """Find out what a line says; the walk goes to its end if it is sound."""
        cdef int i
        self.met_count = self.said_count = self.source_count = 0
        self.lists.id_count = self.lists.name_count = 0
        self.source.size = 0
        self.walk.at = space_end(start)
        if self.walk.at[0] != c"{" or not self.read_members():
            return False
        self.walk.at = space_end(self.walk.at)
        if self.walk.at[0] != c"\n" and self.walk.at != self.walk.end:
            return False
        if self.source_count != 1 or self.walk.at - start > self.most_bytes:
            return False
        for i in range(self.said_count):
            if not self.is_sound_label(<Label> self.labels[self.said[i]]):
                return False
        return True

    cdef bint read_members(self) except -1:
        cdef int found = next_member(&self.walk, True), place
        cdef int *expected = &self.first
        cdef Place start
        while found == 1:
            place = self.known_key(expected)
            if place < 0 or self.keys[place].line == self.number:
                return False
            self.keys[place].line = self.number
            self.met[self.met_count] = place
            self.met_count += 1
            expected, start = &self.keys[place].next, self.walk.at
            if not self.read_value(&self.keys[place]) or not self.is_within_limits(start):
                return False
            found = next_member(&self.walk, False)
        return found == 0

    cdef inline bint is_within_limits(self, Place start) noexcept:
        cdef Py_ssize_t size = self.walk.at - start
        return (
            size <= self.most_characters or characters(start, self.walk.at) <= self.most_characters
        )

    cdef bint read_value(self, Key *key) except -1:
        if key.role == LABEL:
            return read_label(&self.walk, &self.lists, self.saying(key.label))
        if key.role == METADATA:
            return read_metadata(&self.walk, &self.lists, self.saying(key.label))
        if key.role == SOURCE_REF:
            self.source_count += 1
            return read_text(&self.walk, &self.source_ref) and self.is_location()
        if key.role == SOURCE:
            self.source_count += 1
            return read_text(&self.walk, &self.source) and self.source.size
        return skip(&self.walk)

    cdef bint is_location(self) except -1:
        """Whether source-ref is an S3 URI, with nothing in it that a script forgot to fill in."""
        cdef Slice uri
        if self.walk.is_escaped:
            self.location = self.meant(_bytes(self.source_ref)).encode()
            self.source_ref = _slice(self.location)
        uri = self.source_ref
        return uri.size >= 5 and memcmp(uri.start, b"s3://", 5) == 0 and not _has_variable(uri)

    cdef Said *saying(self, int place) noexcept:
        """What the line says under a label attribute name: nothing at first."""
        cdef Label label = <Label> self.labels[place]
        if label.line != self.number:
            label.line = self.number
            memset(&label.said, 0, sizeof(Said))
            self.said[self.said_count] = place
            self.said_count += 1
        return &label.said

    cdef bint is_sound_label(self, Label label) except -1:
        """Whether a label and its metadata agree."""
        cdef Said *said = &label.said
        cdef Py_ssize_t i
        if not is_of_a_label(said):
            return True
        if not said.is_labeled:
            return says(said, FAILURE_REASON)
        if said.has_escaped_span and not self.are_different(said.spans):
            return False
        if says(said, CLASS_MAP):
            self.read_class_map(label)
            if label.class_map is None:
                return False
            for i in range(said.ids.start, said.ids.end):
                if not label.class_map.has(self.lists.ids[i]):
                    return False
        if says(said, CLASS_MAP_OF_TEXTS):
            return self.class_map(_bytes(said.kept[CLASS_MAP_OF_TEXTS])) is not None
        return True

    cdef bint are_different(self, Range names) except -1:
        """Whether these names, of which no two are written alike, are all meant differently."""
        cdef Py_ssize_t i
        meant = {self.meant(_bytes(self.lists.names[i])) for i in range(names.start, names.end)}
        return len(meant) == names.end - names.start

    cdef int read_class_map(self, Label label) except -1:
        """Let the label's class-map be the line's, which mostly it is."""
        cdef Slice text = label.said.kept[CLASS_MAP], last
        if label.class_map_text is not None:
            last = _slice(label.class_map_text)
            if equals(text, <const char *> last.start, last.size):
                return 0
        label.class_map_text = _bytes(text)
        label.class_map = self.class_map(label.class_map_text)
        return 0

    cdef ClassMap class_map(self, bytes text):
        """A class-map as Ground Truth writes it, or None."""
        if text not in self.class_maps:
            if len(self.class_maps) == MOST_CLASS_MAPS:
                self.class_maps.clear()
            names = self.class_names(text)
            self.class_maps[text] = None if names is None else ClassMap(frozenset(names))
        return self.class_maps[text]

    cdef int64_t count(self) except? -1:
        """Count the present line, and give the number for its data object."""
        cdef int i
        self.objects += 1
        for i in range(self.met_count):
            self.keys[self.met[i]].count += 1
        for i in range(self.said_count):
            (<Label> self.labels[self.said[i]]).count(self.lists.names)
        return self.mark()

    cdef int64_t mark(self) except? -1:
        """As the book has it: of a text as it is written, with its quotes."""
        cdef Slice text = self.source
        if text.size:
            return ~hash((<const char *> text.start - 1)[: text.size + 2])
        text = self.source_ref
        return hash(PyUnicode_DecodeUTF8(<const char *> text.start, text.size, NULL))
