"""What a first visit costs: our part of it, compressed as it is sent."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "static"
KB = 1000


def compressed(*pattern: str) -> int:
    files = [path for each in pattern for path in sorted(STATIC.glob(each))]
    return len(gzip.compress(b"\n".join(path.read_bytes() for path in files), compresslevel=9))


@pytest.mark.parametrize(
    ("what", "limit"),
    [
        ("css/**/*.css", 12 * KB),
        ("js/app.js", 6 * KB),  # on every page
        ("icons/sprite.svg", 4 * KB),
    ],
)
def test_weight_of(what, limit):
    assert 100 < compressed(what) <= limit


def test_what_only_the_form_for_a_new_job_fetches_weighs_at_most_6_kb():
    beside = ("js/job_*.js", "js/combobox.js", "js/vendor/*.js")
    assert 100 < compressed(*beside) <= 6 * KB


@pytest.mark.parametrize("favicon", ["favicon.svg", "favicon-local.svg"])
def test_favicon_weighs_at_most_2_kb(favicon):
    assert 100 < compressed(f"icons/{favicon}") <= 2 * KB
