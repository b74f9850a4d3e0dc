"""Instructions as people type them, and as HTML."""

import pytest

from groundtruth import instruction_html

TYPED = ["Look at the ears.", "One line.\nAnother one.", "Less < more & “so”", ""]


@pytest.mark.parametrize("typed", TYPED)
def test_plain_text_comes_back_as_it_was_typed(typed):
    assert instruction_html.typed(instruction_html.paragraphs(typed)) == typed


@pytest.mark.parametrize("html", ["<h2>Do</h2><p>it <b>well</b></p>", "<ul><li>a</li></ul>"])
def test_html_stays_html(html):
    assert instruction_html.paragraphs(html) == html
    assert instruction_html.typed(html) == html


def test_what_only_looks_like_html_is_text():
    assert (
        instruction_html.paragraphs("<script>x</script>") == "<p>&lt;script&gt;x&lt;/script&gt;</p>"
    )
    assert instruction_html.paragraphs("<3 cats") == "<p>&lt;3 cats</p>"
