"""What axe finds on a page, but for what it cannot know."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Tall enough for every page: axe cannot judge what lies under the header that stays in view.
WIDE, NARROW = {"width": 1200, "height": 6000}, {"width": 320, "height": 12000}
ALL: dict[str, Any] = {"rules": {"target-size": {"enabled": True}}}
COLOURS: dict[str, Any] = {"runOnly": ["color-contrast", "link-in-text-block"]}

# What axe says that it cannot decide, where, and why that is no matter.
UNDECIDED = {
    # It knows of aria-controls only that a popup may not exist yet; ours do, see below.
    "aria-valid-attr-value": "[aria-haspopup][aria-controls]",
    # What a narrow screen clips or breaks over lines; on a wide one it is whole, and judged.
    "color-contrast": ".narrow *, dialog[open] *",  # and of the top layer axe knows nothing
}
PREPARE = """narrow => {
  for (const code of document.querySelectorAll('.code__text')) {  // nothing clipped there
    code.classList.add('code__text--wrap');
    code.style.maxBlockSize = 'none';
  }
  for (const scroller of document.querySelectorAll('.table-wrap, .tabs, .menu__panel'))
    scroller.classList.toggle('narrow', narrow);
}"""
# What lies over the page: the rest of it is not to be judged while it is covered.
POPUP = (
    "dialog[open], [role=menu]:not([hidden]), details.menu[open], "
    ".field__control:has(> .combobox:not([hidden]))"
)


RUN = """async ([popup, options]) => {
  const where = document.querySelector(popup) ? popup : document;
  options.resultTypes = ['violations', 'incomplete'];
  const {violations, incomplete} = await axe.run(where, options);
  return {violations, incomplete};
}"""


def found(page: Page, options: dict[str, Any] = ALL) -> list[str]:
    """What axe objects to or cannot decide, a line each."""
    page.evaluate(PREPARE, page.viewport_size["width"] == NARROW["width"])
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    results = page.evaluate(RUN, [POPUP, options])
    return [
        f"{kind} {finding['id']}: {' '.join(map(str, node['target']))}: {reason(node)}"
        for kind in ("violations", "incomplete")
        for finding in results[kind]
        for node in finding["nodes"]
        if kind == "violations" or not is_explained(page, finding["id"], node["target"][0])
    ]


def is_explained(page: Page, rule: str, target: str) -> bool:
    selector = UNDECIDED.get(rule)
    matches = "(element, selector) => element.matches(selector)"
    return bool(selector) and page.locator(target).first.evaluate(matches, selector)


def reason(node: dict) -> str:
    return "; ".join(check["message"] for check in node["any"] + node["all"] + node["none"])
