"""The colours of static/css/tokens.css can be told apart, by the WCAG 2 formula, in both themes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "static" / "css" / "tokens.css"
TEXT, SHAPE = 4.5, 3.0

# foreground, background, ratio in light, ratio in dark, least ratio allowed
PAIRS = [
    ("text", "bg-page", 18.50, 9.99, TEXT),
    ("text-muted", "bg-page", 5.57, 6.86, TEXT),
    ("text-muted", "bg-sunken", 5.16, 6.41, TEXT),
    ("text-muted", "bg-disabled", 4.69, 5.77, TEXT),
    ("text-disabled", "bg-disabled", 4.69, 5.77, TEXT),
    ("text-column", "bg-page", 9.44, 8.23, TEXT),
    ("btn-primary-text", "btn-primary-bg", 4.97, 8.11, TEXT),
    ("btn-primary-text", "btn-primary-hover-bg", 13.66, 10.68, TEXT),
    ("border-control", "bg-page", 3.34, 5.08, SHAPE),
    ("border-control", "bg-sunken", 3.09, 4.75, SHAPE),
    ("flash-text", "flash-success", 4.83, 4.83, TEXT),
    ("flash-text", "flash-error", 4.97, 4.97, TEXT),
    ("flash-text", "flash-info", 4.73, 4.73, TEXT),
    ("flash-warning-text", "flash-warning", 14.38, 14.38, TEXT),
    ("code-key", "bg-code", 4.68, 8.08, TEXT),
    ("code-string", "bg-code", 4.79, 6.17, TEXT),
    ("code-number", "bg-code", 6.91, 6.18, TEXT),
    ("code-muted", "bg-code", 5.24, 5.66, TEXT),
    ("link", "bg-page", 4.97, 7.44, TEXT),
    ("link", "bg-sunken", 4.61, 6.95, TEXT),
    ("link", "bg-selected", 4.73, 8.28, TEXT),
    ("success", "bg-page", 5.09, 6.27, TEXT),
    ("success", "success-bg", 4.90, 7.05, TEXT),
    ("error", "bg-page", 5.23, 6.72, TEXT),
    ("error", "error-bg", 4.89, 7.86, TEXT),
    ("warning", "bg-page", 6.13, 11.69, TEXT),
    ("warning", "warning-bg", 6.04, 12.90, TEXT),
    ("focus", "bg-page", 4.97, 7.44, SHAPE),
    ("badge-local-text", "badge-local", 8.14, 8.14, TEXT),
    ("badge-text", "badge-blue", 4.73, 4.73, TEXT),
    ("badge-text", "badge-grey", 8.98, 5.29, TEXT),
    ("progress-value", "progress-track", 4.19, 5.15, SHAPE),
]


def colours() -> dict[str, tuple[str, str]]:
    """Each colour token's value in light and in dark."""
    declared = re.findall(r"--([\w-]+):\s*(?:light-dark\(([^;]*)\)|(#\w+));", TOKENS.read_text())
    return {name: tuple(both.split(", ")) if both else (one, one) for name, both, one in declared}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("foreground", "background", "light", "dark", "least"),
    PAIRS,
    ids=[f"{pair[0]} on {pair[1]}" for pair in PAIRS],
)
def test_foreground_stands_out_from_background(foreground, background, light, dark, least, theme):
    found = contrast(colours()[foreground][theme], colours()[background][theme])
    assert found >= least
    assert found == pytest.approx((light, dark)[theme], abs=0.006)  # as designed, not by luck


@pytest.mark.parametrize("colour", ["text", "text-heading", "text-secondary", "text-muted"])
@pytest.mark.parametrize("ground", ["bg-item-hover", "bg-popover", "bg-selected", "bg-input"])
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_can_be_read_wherever_it_may_stand(colour, ground, theme):
    assert contrast(colours()[colour][theme], colours()[ground][theme]) >= TEXT


@pytest.mark.parametrize("tone", ["success", "error", "warning", "info", "inactive"])
@pytest.mark.parametrize("ground", ["bg-page", "bg-sunken", "bg-selected"])
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_a_status_can_be_read_in_every_row_of_a_table(tone, ground, theme):
    assert contrast(colours()[tone][theme], colours()[ground][theme]) >= TEXT


@pytest.mark.parametrize("badge", ["badge-grey", "badge-blue", "badge-green", "badge-red"])
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_a_badge_can_be_read(badge, theme):
    assert contrast(colours()["badge-text"][theme], colours()[badge][theme]) >= TEXT


@pytest.mark.parametrize("token", ["text", "link", "accent", "focus", "badge-local"])
def test_the_header_is_dark_in_both_themes(token):
    assert contrast(colours()[token][1], colours()["bg-topnav"][1]) >= TEXT
