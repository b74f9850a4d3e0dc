# cython: language_level=3
"""What one line says under one label attribute name, taken from its label and its metadata.

Functions say whether what they read is what Ground Truth writes; a line of which any is not, is one
for the book.

Sources: the developer guide's pages on output data and on reusing labeling jobs.
"""

from cpython.mem cimport PyMem_Realloc
from libc.stdint cimport int64_t, uint64_t

from groundtruth.manifest.compiled.json_text cimport (
    Place,
    Slice,
    Walk,
    equals,
    is_among,
    is_digit,
    member_named,
    next_element,
    next_member,
    number_end,
    read_text,
    skip,
)

cdef extern from *:
    """
    typedef struct { const char *text; Py_ssize_t size; } MemberName;

    #define NAME(text) {text, sizeof(text) - 1}
    static const MemberName member_names[] = {
        NAME("type"), NAME("job-name"), NAME("human-annotated"), NAME("creation-date"),
        NAME("failure-reason"), NAME("class-name"), NAME("class-map"), NAME("class_map"),
        NAME("confidence"), NAME("confidence-map"), NAME("objects"), NAME("entities"),
        NAME("internal-color-map"), NAME("color-map"),
    };
    #undef NAME

    static const double powers_of_ten[] = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10,
        1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    };
    """
    ctypedef struct MemberName:
        const char *text
        Py_ssize_t size

    const MemberName *member_names
    const double *powers_of_ten

cdef enum:
    MOST_COMPARED = 64  # keys of one map, or classes of spans: each is held against all before it
    MOST_DIGITS = 18  # behind the point, of which a machine's integer is sure

# The members of metadata that count, by their places in member_names. Those whose values are kept
# as they stand come first.
cdef enum:
    TYPE
    JOB_NAME
    HUMAN_ANNOTATED
    CREATION_DATE
    FAILURE_REASON
    CLASS_NAME
    CLASS_MAP
    CLASS_MAP_OF_TEXTS
    KEPT
    CONFIDENCE = KEPT
    CONFIDENCE_MAP
    OBJECTS
    ENTITIES
    INTERNAL_COLOR_MAP
    COLOR_MAP
    MEMBERS

cdef enum:
    # Any of these makes metadata that of a label.
    SIGNS = 1 << TYPE | 1 << JOB_NAME | 1 << HUMAN_ANNOTATED | 1 << FAILURE_REASON


cdef struct Range:
    Py_ssize_t start
    Py_ssize_t end


cdef struct Said:
    bint is_labeled
    bint has_metadata
    bint is_empty  # a list of annotations with nothing in it
    bint has_escaped_span  # the name of whose class has a backslash
    int members  # of the metadata: a bit for each
    Slice[KEPT] kept  # by member
    Range ids  # of the label's classes, among the line's
    Range spans  # names of the classes of spans, as written each once, among the line's
    Range colors  # names of the classes of a mask
    double confidence_sum
    Py_ssize_t confidence_count


cdef struct Lists:
    # The class ids and class names of one line.
    int64_t *ids
    Py_ssize_t id_count, id_room
    Slice *names
    Py_ssize_t name_count, name_room


# What reads a value; it may need less than it is given.
ctypedef bint (*Read)(Walk *walk, Lists *lists, Said *said) except -1


cdef inline bint says(const Said *said, int member) noexcept:
    return said.members >> member & 1


cdef inline bint is_of_a_label(const Said *said) noexcept:
    return said.has_metadata and said.members & SIGNS


cdef inline bint read_one(
    Walk *walk, Lists *lists, Said *said, const char *name, Py_ssize_t size, Read read
) except -1:
    """Read what an object has under a name, if it has it, and skip the rest; not so if twice."""
    cdef int found = member_named(walk, name, size, True)
    if found == 1:
        if not read(walk, lists, said):
            return False
        found = member_named(walk, name, size, False)
    return found == 0


# --- the label


cdef inline bint read_label(Walk *walk, Lists *lists, Said *said) except -1:
    said.is_labeled = True
    return read_list_or_one(walk, lists, said, b"annotations", 11, read_annotations)


cdef inline bint read_annotations(Walk *walk, Lists *lists, Said *said) except -1:
    return read_list_or_one(walk, lists, said, b"entities", 8, read_spans)


cdef inline bint read_list_or_one(
    Walk *walk, Lists *lists, Said *said, const char *name, Py_ssize_t size, Read read
) except -1:
    """A list of boxes or class ids, or an object with something under a name, or anything else."""
    if walk.at[0] == c"[":
        return read_class_ids(walk, lists, said)
    if walk.at[0] == c"{":
        return read_one(walk, lists, said, name, size, read)
    return skip(walk)


cdef inline bint read_class_ids(Walk *walk, Lists *lists, Said *said) except -1:
    """The classes of boxes, or of one object that may have several."""
    cdef int found = next_element(walk, True)
    said.ids.start, said.is_empty = lists.id_count, found == 0
    while found == 1:
        if not read_box_or_class_id(walk, lists, said):
            return False
        found = next_element(walk, False)
    said.ids.end = lists.id_count
    return found == 0


cdef inline bint read_box_or_class_id(Walk *walk, Lists *lists, Said *said) except -1:
    if walk.at[0] == c"-" or is_digit(walk.at[0]):
        return read_class_id(walk, lists, said)
    if walk.at[0] == c"{":
        return read_one(walk, lists, said, b"class_id", 8, read_class_id)
    return skip(walk)


cdef inline bint read_class_id(Walk *walk, Lists *lists, Said *said) except -1:
    """A whole number of at most nine digits, in no other form."""
    cdef bint is_negative = walk.at[0] == c"-"
    cdef Place digit = walk.at + is_negative
    cdef int64_t number = 0
    walk.at = number_end(walk.at)
    if walk.at is NULL or walk.at - digit > 9:
        return False
    while digit < walk.at:
        if not is_digit(digit[0]):
            return False
        number = 10 * number + digit[0] - c"0"
        digit += 1
    if lists.id_count == lists.id_room:
        lists.ids = <int64_t *> more_room(lists.ids, &lists.id_room, sizeof(int64_t))
    lists.ids[lists.id_count] = -number if is_negative else number
    lists.id_count += 1
    return True


cdef inline bint read_spans(Walk *walk, Lists *lists, Said *said) except -1:
    """The classes of named entities."""
    cdef int found
    if walk.at[0] != c"[":
        return skip(walk)
    found = next_element(walk, True)
    said.spans.start, said.is_empty = lists.name_count, found == 0
    while found == 1:
        if not (
            read_one(walk, lists, said, b"label", 5, read_span_class)
            if walk.at[0] == c"{"
            else skip(walk)
        ):
            return False
        found = next_element(walk, False)
    said.spans.end = lists.name_count
    return found == 0


cdef inline bint read_span_class(Walk *walk, Lists *lists, Said *said) except -1:
    cdef Slice name
    cdef Py_ssize_t count = lists.name_count - said.spans.start
    if not read_text(walk, &name):
        return False
    said.has_escaped_span |= walk.is_escaped
    if not is_among(name, lists.names + said.spans.start, count):
        if count == MOST_COMPARED:
            return False
        add_name(lists, name)
    return True


# --- the metadata


cdef inline bint read_metadata(Walk *walk, Lists *lists, Said *said) except -1:
    """What is no object is nobody's metadata, and no fault."""
    cdef int found, member
    said.has_metadata = True
    if walk.at[0] != c"{":
        return skip(walk)
    said.colors.start = lists.name_count
    found = next_member(walk, True)
    while found == 1:
        member = known_member(walk.key)
        if member == MEMBERS:
            if not skip(walk):
                return False
        elif says(said, member) or not read_member(walk, lists, said, member):
            return False
        else:
            said.members |= 1 << member
        found = next_member(walk, False)
    said.colors.end = lists.name_count
    return found == 0


cdef inline int known_member(Slice key) noexcept:
    """The place of a member's name; MEMBERS for any that does not count."""
    cdef int member
    for member in range(MEMBERS):
        if equals(key, member_names[member].text, member_names[member].size):
            return member
    return MEMBERS


cdef inline bint read_member(Walk *walk, Lists *lists, Said *said, int member) except -1:
    cdef Slice *kept = &said.kept[member]
    if member == HUMAN_ANNOTATED or member == CREATION_DATE:
        return read_text(walk, kept) and not walk.is_escaped
    if member < CLASS_MAP:
        return read_text(walk, kept)
    if member < KEPT:
        kept.start = walk.at
        if walk.at[0] != c"{" or not skip(walk):
            return False
        kept.size = walk.at - kept.start
        return True
    if member == CONFIDENCE:
        return read_confidence(walk, lists, said)
    if member == OBJECTS or member == ENTITIES:
        return read_confidences(walk, lists, said)
    return read_map(walk, lists, said, member != CONFIDENCE_MAP)


cdef inline bint read_confidence(Walk *walk, Lists *lists, Said *said) except -1:
    """A number from 0 to 1."""
    cdef Place start = walk.at, digit = walk.at + 2
    cdef uint64_t digits = start[0] - c"0"
    cdef double value
    if start[0] != c"0" and start[0] != c"1":
        return False
    walk.at = number_end(start)
    if walk.at is NULL:
        return False
    while digit < walk.at and is_digit(digit[0]) and digit - start < MOST_DIGITS + 2:
        digits = 10 * digits + digit[0] - c"0"
        digit += 1
    if walk.at == start + 1:
        value = digits
    elif digit == walk.at and start[1] == c".":
        value = digits / powers_of_ten[digit - start - 2]
    else:
        value = float((<const char *> start)[: walk.at - start])
    said.confidence_sum += value
    said.confidence_count += 1
    return value <= 1


cdef inline bint read_confidences(Walk *walk, Lists *lists, Said *said) except -1:
    """Those of a list of objects."""
    cdef int found
    if walk.at[0] != c"[":
        return False
    found = next_element(walk, True)
    while found == 1:
        if walk.at[0] != c"{":
            return False
        if not read_one(walk, lists, said, b"confidence", 10, read_confidence):
            return False
        found = next_element(walk, False)
    return found == 0


cdef inline bint read_map(Walk *walk, Lists *lists, Said *said, bint of_colors) except -1:
    """A confidence for each class, or what is said of each color."""
    cdef Slice[MOST_COMPARED] keys
    cdef int found, count = 0
    if walk.at[0] != c"{":
        return False
    found = next_member(walk, True)
    while found == 1:
        if count == MOST_COMPARED or is_among(walk.key, keys, count):
            return False
        keys[count] = walk.key
        count += 1
        if not (read_color(walk, lists, said) if of_colors else read_confidence(walk, lists, said)):
            return False
        found = next_member(walk, False)
    return found == 0


cdef inline bint read_color(Walk *walk, Lists *lists, Said *said) except -1:
    cdef bint is_named = False, is_scored = False
    cdef Slice name
    cdef int found
    if walk.at[0] != c"{":
        return False
    found = next_member(walk, True)
    while found == 1:
        if equals(walk.key, b"class-name", 10):
            if is_named or not read_text(walk, &name):
                return False
            is_named = True
            add_name(lists, name)
        elif equals(walk.key, b"confidence", 10):
            if is_scored or not read_confidence(walk, lists, said):
                return False
            is_scored = True
        elif not skip(walk):
            return False
        found = next_member(walk, False)
    return found == 0


# --- lists


cdef inline int add_name(Lists *lists, Slice name) except -1:
    if lists.name_count == lists.name_room:
        lists.names = <Slice *> more_room(lists.names, &lists.name_room, sizeof(Slice))
    lists.names[lists.name_count] = name
    lists.name_count += 1
    return 0


cdef inline void *more_room(void *items, Py_ssize_t *room, size_t size) except NULL:
    cdef Py_ssize_t more = 2 * room[0] or 64
    items = PyMem_Realloc(items, more * size)
    if items is NULL:
        raise MemoryError
    room[0] = more
    return items
