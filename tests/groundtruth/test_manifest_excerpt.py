import pytest

from groundtruth.manifest.excerpt import excerpt, is_unseen, shown, visible


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a b é 猫 “x” $", "a b é 猫 “x” $"),
        ("a\tb\rc\0\x1b\x7f", "a␉b␍c␀␛␡"),
        ("a\u200bb\ufeff", "a<U+200B>b<U+FEFF>"),
        ("\u202e\xa0\u3164\uf025", "<U+202E><U+00A0><U+3164><U+F025>"),
    ],
)
def test_what_nobody_would_see_is_spelled_out(text, seen):
    assert visible(text) == seen
    assert not any(is_unseen(each) for each in seen)


def test_an_excerpt_is_what_stands_around_a_place():
    text = "".join(f"{number:04}" for number in range(100))
    assert excerpt(text) == text[:80]
    assert excerpt(text, 200) == text[160:240]
    assert excerpt(text, 398) == text[358:]
    assert excerpt("  a  ") == "a"


def test_an_excerpt_and_a_name_are_never_long():
    assert len(excerpt("\u200b" * 500)) == 160
    assert len(shown("\u200b" * 500)) == 161
    assert shown("x" * 60) == "x" * 60
    assert shown("x" * 61) == "x" * 60 + "…"
