# cython: language_level=3
"""JSON as it stands in a block of bytes: where each part of it ends, if it is JSON at all.

Functions named for an end take the place where something begins and give the one behind it, or NULL
where no such thing is. None reads on behind a NUL or a newline, which are no part of any value, and
the bytes of Python's that make a block end in a NUL.

Source: RFC 8259, and RFC 3629 for UTF-8.
"""

from libc.stdint cimport uint64_t
from libc.string cimport memchr, memcmp, memcpy

ctypedef const unsigned char *Place

cdef enum:
    MOST_NESTED = 64  # values within values; what goes deeper is taken for no JSON


cdef struct Slice:
    Place start
    Py_ssize_t size


cdef struct Walk:
    # Where a reader stands in a line, and what it met last.
    Place at
    Place end  # of the block
    Slice key
    bint is_escaped  # whether the last text has a backslash


# --- slices


cdef inline bint equals(Slice text, const char *other, Py_ssize_t size) noexcept:
    return text.size == size and memcmp(text.start, other, size) == 0


cdef inline bint is_among(Slice text, const Slice *others, Py_ssize_t count) noexcept:
    cdef Py_ssize_t i
    for i in range(count):
        if equals(text, <const char *> others[i].start, others[i].size):
            return True
    return False


cdef inline int compare(Slice one, Slice other) noexcept:
    """Less than 0, 0, or more, in the order of texts."""
    cdef int order = memcmp(one.start, other.start, min(one.size, other.size))
    return order if order else (one.size > other.size) - (one.size < other.size)


# --- ends


cdef inline Place space_end(Place at) noexcept:
    while at[0] == c" " or at[0] == c"\t" or at[0] == c"\r":
        at += 1
    return at


cdef inline Place text_end(Place at, Place end, bint *is_escaped) noexcept:
    """The closing quote of a text, from behind the opening one."""
    while at is not NULL:
        at = plain_end(at, end)
        if at[0] == c'"':
            return at
        if at[0] == c"\\":
            is_escaped[0] = True
            at = escape_end(at + 1)
        else:
            at = character_end(at)
    return NULL


cdef inline Place plain_end(Place at, Place end) noexcept:
    """The next that is a quote, a backslash, a control character or beyond ASCII."""
    cdef uint64_t word
    while end - at >= 8:
        memcpy(&word, at, 8)
        if not is_plain(word):
            break
        at += 8
    while 0x20 <= at[0] < 0x80 and at[0] != c'"' and at[0] != c"\\":
        at += 1
    return at


cdef inline bint is_plain(uint64_t word) noexcept:
    """Whether eight bytes are all plain, as seen in all at once."""
    return not (
        word & 0x8080808080808080u
        or has_zero(word ^ 0x2222222222222222u)  # quotes
        or has_zero(word ^ 0x5C5C5C5C5C5C5C5Cu)  # backslashes
        or (word - 0x2020202020202020u) & ~word & 0x8080808080808080u
    )


cdef inline uint64_t has_zero(uint64_t word) noexcept:
    return (word - 0x0101010101010101u) & ~word & 0x8080808080808080u


cdef inline Place escape_end(Place at) noexcept:
    """From behind the backslash. Of a surrogate pair there must be both halves."""
    cdef int unit
    if at[0] != c"u":
        return at + 1 if at[0] and memchr(b'"\\/bfnrt', at[0], 8) is not NULL else NULL
    unit = code_unit(at + 1)
    if unit < 0 or 0xDC00 <= unit <= 0xDFFF:
        return NULL
    if not 0xD800 <= unit <= 0xDBFF:
        return at + 5
    if at[5] != c"\\" or at[6] != c"u":
        return NULL
    return at + 11 if 0xDC00 <= code_unit(at + 7) <= 0xDFFF else NULL


cdef inline int code_unit(Place at) noexcept:
    """What four hexadecimal digits stand for, or -1."""
    cdef int unit = 0, i
    cdef unsigned char digit
    for i in range(4):
        digit = at[i]
        if is_digit(digit):
            unit = 16 * unit + digit - c"0"
        elif c"a" <= digit | 0x20 <= c"f":
            unit = 16 * unit + (digit | 0x20) - c"a" + 10
        else:
            return -1
    return unit


cdef inline Place character_end(Place at) noexcept:
    """A character beyond ASCII: in the shortest form, and no half of a surrogate pair."""
    cdef unsigned char first = at[0]
    if first < 0xC2 or first > 0xF4 or not goes_on(at[1]):
        return NULL
    if first < 0xE0:
        return at + 2
    if not goes_on(at[2]):
        return NULL
    if first < 0xF0:
        if (first == 0xE0 and at[1] < 0xA0) or (first == 0xED and at[1] >= 0xA0):
            return NULL
        return at + 3
    if (first == 0xF0 and at[1] < 0x90) or (first == 0xF4 and at[1] >= 0x90):
        return NULL
    return at + 4 if goes_on(at[3]) else NULL


cdef inline bint goes_on(unsigned char byte) noexcept:
    """Whether a byte goes on with the character that another one began."""
    return byte & 0xC0 == 0x80


cdef inline Place number_end(Place at) noexcept:
    if at[0] == c"-":
        at += 1
    at = at + 1 if at[0] == c"0" else digits_end(at)
    if at is not NULL and at[0] == c".":
        at = digits_end(at + 1)
    if at is not NULL and at[0] | 0x20 == c"e":
        at += 1
        if at[0] == c"+" or at[0] == c"-":
            at += 1
        at = digits_end(at)
    return at


cdef inline Place digits_end(Place at) noexcept:
    if not is_digit(at[0]):
        return NULL
    while is_digit(at[0]):
        at += 1
    return at


cdef inline bint is_digit(unsigned char byte) noexcept:
    return c"0" <= byte <= c"9"


cdef inline Place word_end(Place at, const char *word) noexcept:
    while word[0]:
        if at[0] != <unsigned char> word[0]:
            return NULL
        at += 1
        word += 1
    return at


cdef inline Place value_end(Place at, Place end, int depth) noexcept:
    """Anything at all, so many values deep."""
    cdef bint is_escaped = False
    if at[0] == c'"':
        at = text_end(at + 1, end, &is_escaped)
        if at is not NULL:
            at += 1
        return at
    if at[0] == c"{" or at[0] == c"[":
        return values_end(at, end, depth)
    if at[0] == c"t":
        return word_end(at, b"true")
    if at[0] == c"f":
        return word_end(at, b"false")
    if at[0] == c"n":
        return word_end(at, b"null")
    return number_end(at)


cdef inline Place values_end(Place at, Place end, int depth) noexcept:
    """An object or an array."""
    cdef bint is_object = at[0] == c"{"
    cdef unsigned char closing = c"}" if is_object else c"]"
    at = space_end(at + 1)
    if at[0] == closing:
        return at + 1
    if depth >= MOST_NESTED:
        return NULL
    while True:
        if is_object:
            at = key_end(at, end)
            if at is NULL:
                return NULL
        at = value_end(at, end, depth + 1)
        if at is NULL:
            return NULL
        at = space_end(at)
        if at[0] == closing:
            return at + 1
        if at[0] != c",":
            return NULL
        at = space_end(at + 1)


cdef inline Place key_end(Place at, Place end) noexcept:
    """A key, up to its value."""
    cdef bint is_escaped = False
    if at[0] != c'"':
        return NULL
    at = text_end(at + 1, end, &is_escaped)
    if at is NULL:
        return NULL
    at = space_end(at + 1)
    return space_end(at + 1) if at[0] == c":" else NULL


cdef inline Py_ssize_t characters(Place at, Place end) noexcept:
    """How many there are: of a text as it is meant, of anything else as it is written."""
    cdef Py_ssize_t count = 0
    cdef bint is_text = at[0] == c'"'
    if is_text:
        at, end = at + 1, end - 1
    while at < end:
        count += not goes_on(at[0])
        at = escape_end(at + 1) if is_text and at[0] == c"\\" else at + 1
    return count


# --- a walk: each begins where something begins, and says whether it came behind it


cdef inline bint skip(Walk *walk) noexcept:
    walk.at = value_end(walk.at, walk.end, 1)
    return walk.at is not NULL


cdef inline bint read_text(Walk *walk, Slice *text) noexcept:
    """Take what stands between the quotes."""
    if walk.at[0] != c'"':
        return False
    walk.is_escaped = False
    text.start = walk.at + 1
    walk.at = text_end(text.start, walk.end, &walk.is_escaped)
    if walk.at is NULL:
        return False
    text.size = walk.at - text.start
    walk.at += 1
    return True


cdef inline int next_member(Walk *walk, bint first) noexcept:
    """Go to the value of the next member of an object, 1, or behind its end, 0; -1 if it is odd.

    So is a key with a backslash, which may be any.
    """
    cdef int found = _next(walk, first, c"}")
    if found != 1:
        return found
    if not read_text(walk, &walk.key) or walk.is_escaped:
        return -1
    walk.at = space_end(walk.at)
    if walk.at[0] != c":":
        return -1
    walk.at = space_end(walk.at + 1)
    return 1


cdef inline int member_named(
    Walk *walk, const char *name, Py_ssize_t size, bint first
) noexcept:
    """Go to the value of the next member of this name, over the others."""
    cdef int found = next_member(walk, first)
    while found == 1 and not equals(walk.key, name, size):
        found = next_member(walk, False) if skip(walk) else -1
    return found


cdef inline int next_element(Walk *walk, bint first) noexcept:
    """Go to the next element of an array, 1, or behind its end, 0; -1 if it is odd."""
    return _next(walk, first, c"]")


cdef inline int _next(Walk *walk, bint first, unsigned char closing) noexcept:
    walk.at = space_end(walk.at + 1 if first else walk.at)
    if walk.at[0] == closing:
        walk.at += 1
        return 0
    if not first:
        if walk.at[0] != c",":
            return -1
        walk.at = space_end(walk.at + 1)
    return 1
