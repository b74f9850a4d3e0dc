"""How the style sheets reach the browser: written as many small files, fetched as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import AppDirectoriesFinder
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

ALL = "css/all.css"
LAYERS = ("css/tokens.css", "css/base.css", "css/layout.css")

# What a script imports, and the same with another name; Django's own rule for this reads comments
# of htmx's extensions, too.
_IMPORT = (
    r'(?P<matched>import (?P<import>\w+) from "(?P<url>\./[^"]+)";)',
    'import %(import)s from "%(url)s";',
)

# What django-htmx brings besides the version that base.html asks for: compressing it takes longer
# than all the rest.
UNUSED = ("htmx-4*", "htmax-4*", "ext")

register = template.Library()


def parts() -> list[str]:
    """The names of our style sheets in the order in which they count."""
    components = {
        name
        for finder in finders.get_finders()
        for name, _ in finder.list([])
        if name.startswith("css/components/")
    }
    return [*LAYERS, *sorted(components)]


@register.simple_tag
def stylesheets() -> list[str]:
    """What base.html links: one file, or while developing its parts as they are on disk."""
    return parts() if settings.DEBUG else [ALL]


class UsedFinder(AppDirectoriesFinder):
    """Finds what applications bring for our pages, and not what they bring for others'."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        return super().list([*(ignore_patterns or ()), *UNUSED])


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage (hashed names, gzip and brotli), plus one sheet made of all the parts.

    An @import per part would cost the first visit 25 requests, one after the other. A script of
    ours that imports another names it by its hashed name.
    """

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", (_IMPORT,)))

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        if not dry_run:
            self.delete(ALL)
            self.save(ALL, ContentFile(self._joined(paths)))
            paths[ALL] = (self, ALL)
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _joined(self, paths: dict[str, Any]) -> bytes:
        sheets = []
        for name in parts():
            storage, path = paths[name]
            with storage.open(path) as sheet:
                sheets.append(sheet.read())
        return b"\n".join(sheets)
