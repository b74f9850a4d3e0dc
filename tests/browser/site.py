"""A page made up by a test, with our script, and answers made up for it."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import django_htmx

ROOT = Path(__file__).parents[2]
ORIGIN = "http://localhost:9"  # nothing listens there, every request is answered by Answers
HTMX_CONFIG = re.search(
    r'<meta name="htmx-config".*?>', (ROOT / "templates" / "base.html").read_text()
)[0]
SCRIPTS = {
    "/htmx.js": Path(django_htmx.__file__).parent / "static/django_htmx/htmx-2.min.js",
    "/app.js": ROOT / "static/js/app.js",
}
SHELL = f"""<!doctype html><html lang="en" data-theme="auto"><head>
<meta charset="utf-8"><title>t</title>{HTMX_CONFIG}
<script src="/htmx.js" defer></script><script src="/app.js" defer></script>
<style>[hidden] {{ display: none !important }}</style></head><body>
<main id="main" tabindex="-1"><section id="flash"></section>%s</main>
<div id="live" role="status"></div><div id="dialog"></div>
<template id="tpl-neterr"><div class="flash" id="neterr" role="alert">No answer.</div></template>
</body></html>"""


class Site:
    """A page in a browser, and what the server would answer."""

    def __init__(self, page):
        self.page = page
        self.answers = {}
        self.asked = []
        page.route("**/*", self._answer)

    def _answer(self, route):
        path = urlsplit(route.request.url).path
        if path in SCRIPTS:
            return route.fulfill(path=SCRIPTS[path], content_type="text/javascript")
        self.asked.append(f"{route.request.method} {path}")
        status, body, headers = self.answers.get(path, (404, "", {}))
        return route.fulfill(status=status, body=body, content_type="text/html", headers=headers)

    def answer(self, path, body, status=200, **headers):
        self.answers[path] = (status, body, {k.replace("_", "-"): v for k, v in headers.items()})

    def show(self, body):
        self.answer("/", SHELL % body)
        self.page.goto(f"{ORIGIN}/")
        self.asked.clear()
        return self.page


def focused(page):
    return page.evaluate("document.activeElement.id || document.activeElement.tagName")
