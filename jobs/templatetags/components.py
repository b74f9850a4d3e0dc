"""The smallest pieces of a page: tags for what stands there a hundred times."""

from __future__ import annotations

from functools import cache

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from jobs.form_rendering import attributes

register = template.Library()
SLASH = SafeString("/<wbr>")


@register.simple_tag
@cache
def icon(name: str, size: str = "") -> SafeString:
    """A picture from static/icons/sprite.svg beside text; sizes "" (16 px), "m" (20), "l" (32)."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        f" icon--{size}" if size else "",
        static("icons/sprite.svg"),
        name,
    )


@register.filter
def breakable(value: object) -> SafeString:
    """A location or ARN that a narrow column may break after a slash."""
    return format_html_join(SLASH, "{}", ((part,) for part in str(localize(value)).split("/")))


register.filter(attributes)


@register.simple_tag
@cache
def status(value: str) -> SafeString:
    """components/status.html for a LabelingJobStatus, rendered once for each of the six."""
    return render_to_string("components/status.html", {"status": value})
