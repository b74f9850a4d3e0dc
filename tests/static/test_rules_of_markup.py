"""What templates and style sheets never contain: what the CSP forbids, what breaks a theme."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SHEETS = sorted((ROOT / "static" / "css").rglob("*.css"))
TOKENS = ROOT / "static" / "css" / "tokens.css"

NEVER_IN_TEMPLATES = {
    "a style attribute": r"\sstyle\s*=",
    "an inline handler": r"<[^>]*\son[a-z]+\s*=",
    "a script without src": r"<script(?![^>]*\ssrc=)",
    "a style element": r"<style\b",
    "hx-on": r"\b(?:data-)?hx-on\b",
    "a js: value": r"=\s*[\"']js(?:avascript)?:",
    # Brackets inside of target:(...) belong to a selector, not to code.
    "a trigger filter": r"hx-trigger=\"(?:[^\"\[(]|\([^)]*\))*\[",
    "the safe filter": r"\|\s*safe(?:seq)?\b",
    "autoescape off": r"{%\s*autoescape\s+off",
    "a data: URL": r"(?:src|href)=[\"']data:",
    "another host": r"<(?:script|link|img|form)\b[^>]*(?:src|href|action)=[\"'](?:https?:)?//",
}

NEVER_IN_SHEETS = {
    "a left or right side": r"(?:margin|padding|border)-(?:left|right)\b",
    "a place from the left or right": r"(?<![\w-])(?:left|right)\s*:",
    "text aligned left or right": r"text-align\s*:\s*(?:left|right)",
    "another file": r"@import|url\(",
}
COLOUR = r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklch|color)a?\("


# Classes that mark a place for readers and tests; they look like what surrounds them.
HOOKS = {
    "carried",
    "change-words",
    "field--invalid",
    "jobs-region",
    "kv__item",
    "progress-words",
    "request-preview",
    "status--pending",
    "status--stopped",
    "status--stopping",
    "table__sort",
}


def without_comments(sheet: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("forbidden", NEVER_IN_TEMPLATES)
def test_no_template_has(forbidden):
    rule = re.compile(NEVER_IN_TEMPLATES[forbidden], re.IGNORECASE)
    assert [name(t) for t in TEMPLATES if rule.search(t.read_text())] == []


@pytest.mark.parametrize("forbidden", NEVER_IN_SHEETS)
def test_no_style_sheet_has(forbidden):
    rule = re.compile(NEVER_IN_SHEETS[forbidden])
    assert [name(s) for s in SHEETS if rule.search(without_comments(s))] == []


def test_colours_are_written_in_tokens_only():
    others = [sheet for sheet in SHEETS if sheet != TOKENS]
    assert [name(s) for s in others if re.search(COLOUR, without_comments(s))] == []


def test_light_and_dark_differ_in_colours_only():
    """`light-dark()` gives nothing else; the tests in a browser look for all else in light only."""
    everything = [*SHEETS, *TEMPLATES, *(ROOT / "static" / "js").rglob("*.js")]
    assert [name(each) for each in everything if "prefers-color-scheme" in each.read_text()] == []


def test_every_token_that_is_used_exists():
    css = "\n".join(sheet.read_text() for sheet in SHEETS)
    assert set(re.findall(r"var\((--[\w-]+)", css)) <= set(re.findall(r"(--[\w-]+)\s*:", css))


def test_every_component_says_what_it_takes():
    opening = re.compile(r"{[%#] ?(?:comment)?.*?(?:Variables:|blocks)", re.DOTALL)
    components = (ROOT / "templates" / "components").glob("*.html")
    assert [name(c) for c in components if not opening.match(c.read_text())] == []


def test_every_icon_that_is_drawn_is_in_the_sprite():
    drawn = {
        icon
        for template in TEMPLATES
        for icon in re.findall(r'{%\s*icon "([\w-]+)"', template.read_text())
    }
    sprite = (ROOT / "static" / "icons" / "sprite.svg").read_text()
    assert drawn <= set(re.findall(r'<symbol id="([\w-]+)"', sprite))


def words(classes: str) -> set[str]:
    """The class names in an attribute, without those that are made up as the page is drawn."""
    constant = re.sub(r"{%.*?%}|{{.*?}}", "\0", classes)
    return {word.strip("\0") for word in constant.split() if not word.endswith("--\0")} - {""}


def test_every_class_that_a_page_uses_has_a_style():
    styled = {c for sheet in SHEETS for c in re.findall(r"\.([a-z][\w-]*)", sheet.read_text())}
    unstyled = {
        f"{word} in {name(template)}"
        for template in TEMPLATES
        for classes in re.findall(r'\bclass="([^"]*)"', template.read_text())
        for word in words(classes) - styled - HOOKS
    }
    assert unstyled == set()
