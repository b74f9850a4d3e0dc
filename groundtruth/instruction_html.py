"""Instructions for workers: plain text as a person types it, or HTML that begins with a tag.

The AWS console writes them in an editor for rich text, and what it has written is to be kept.
"""

from __future__ import annotations

import re
from html import escape, unescape

_BEGINNING = re.compile(
    r"\s*<(p|h[1-6]|ul|ol|div|section|table|span|strong|em|b|i|u|a|img|br|hr|figure)\b[^<]*>",
    re.IGNORECASE,
)
_PARAGRAPHS = re.compile(r"(?:<p>[^<>]*</p>\s*)+")


def is_html(typed: str) -> bool:
    return bool(_BEGINNING.match(typed))


def paragraphs(typed: str) -> str:
    """What was typed as HTML, a paragraph for each line of plain text."""
    if is_html(typed):
        return typed
    return "".join(f"<p>{escape(line)}</p>" for line in typed.splitlines() if line.strip())


def typed(html: str) -> str:
    """What a person would have typed for this HTML, which is itself where that is not plain."""
    text = html.strip()
    if _PARAGRAPHS.fullmatch(text):
        return "\n".join(unescape(line) for line in re.findall(r"<p>([^<>]*)</p>", text))
    return text
