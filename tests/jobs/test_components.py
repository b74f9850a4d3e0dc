"""jobs.templatetags.components: the smallest pieces of a page."""

from __future__ import annotations

import pytest
from django.template import Context, Template

from jobs.templatetags.components import breakable


@pytest.mark.parametrize(
    ("value", "html"),
    [
        ("s3://bucket/key", "s3:/<wbr>/<wbr>bucket/<wbr>key"),
        ("<b>/&", "&lt;b&gt;/<wbr>&amp;"),
        (1000, "1,000"),
        ("", ""),
    ],
)
def test_a_location_may_break_after_a_slash(value, html):
    assert breakable(value) == html


@pytest.mark.parametrize(
    ("label", "value", "shown"),
    [
        ("KMS key", "", '<span class="sr">Not set</span>'),
        ("Name", "<cats>", "&lt;cats&gt;"),
        ("Objects", 12000, "12,000"),
    ],
)
def test_a_pair_shows(label, value, shown):
    pair = Template('{% include "components/kv_item.html" with label=label value=value only %}')
    html = pair.render(Context({"label": label, "value": value}))
    assert f"<dt>{label}</dt>" in html
    assert shown in html


@pytest.mark.parametrize(
    ("value", "max_", "failed", "shown", "hidden"),
    [
        (7660, 10000, 12, ['value="7660"', 'max="10000"', "7,660 / 10,000", "12 failed"], "–"),
        (0, 10000, 0, ['value="0"', "0 / 10,000"], "failed"),
        (0, 0, 0, ["Not counted yet"], "<progress"),
    ],
)
def test_progress_shows(value, max_, failed, shown, hidden):
    bar = Template(
        '{% include "components/progress.html" with value=value max=max_ failed=failed only %}'
    )
    html = bar.render(Context({"value": value, "max_": max_, "failed": failed}))
    assert [text for text in shown if text not in html] == []
    assert hidden not in html
