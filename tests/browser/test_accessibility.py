"""Every page in every state, held against WCAG 2.2 AA by axe: light and dark, wide and narrow."""

from __future__ import annotations

import pytest

from tests.browser.axe import COLOURS, NARROW, WIDE, found
from tests.browser.conftest import PATIENCE
from tests.browser.states import STATES

# Nothing is asked for, and nothing was drawn for longer than a part waits (500 ms after a change);
# where no part waits, for as long as it takes to draw.
STILL = """() => new Promise(still => {
  let waiting;
  const patience = document.querySelector('[hx-trigger*=delay]') ? 800 : 100;
  const wait = () => { clearTimeout(waiting); waiting = setTimeout(look, patience); };
  const look = () => document.querySelector('.htmx-request') ? wait() : still();
  new MutationObserver(wait).observe(document, {subtree: true, childList: true, attributes: true});
  wait();
})"""


@pytest.fixture(scope="module", params=STATES)
def state(request, browser, console, work):
    """One page in the state, looked at by all tests; still, so that no colour is in between."""
    context = browser.new_context(base_url=console.url, viewport=WIDE, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    for poll in ("**/updates/**", "**/progress/"):  # no news, so that the page stays as it is
        context.route(poll, lambda route: route.fulfill(status=204))
    page = context.new_page()
    STATES[request.param](page, work)
    page.evaluate(STILL)
    yield page
    context.close()


SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


@SIZES
def test_axe_finds_nothing_in_light(state, size):
    state.set_viewport_size(size)
    state.emulate_media(color_scheme="light")
    assert found(state) == []


@SIZES
def test_axe_finds_no_fault_in_the_colours_of_the_dark(state, size):
    """Nothing but colours differs from light, which tests.static.test_rules_of_markup sees to."""
    state.set_viewport_size(size)
    state.emulate_media(color_scheme="dark")
    assert found(state, COLOURS) == []


REFERENCES = """() => ['aria-controls', 'aria-labelledby', 'aria-describedby', 'for',
                       'popovertarget'].flatMap(name =>
  [...document.querySelectorAll(`[${name}]`)].flatMap(element =>
    element.getAttribute(name).split(' ')
      .filter(id => !document.getElementById(id))
      .map(id => `${name}=${id}: ${element.outerHTML.slice(0, 100)}`)))"""


def test_every_id_that_is_referred_to_is_there(state):
    assert state.evaluate(REFERENCES) == []


def test_page_does_not_scroll_sideways_at_320_pixels(state):
    state.set_viewport_size(NARROW)
    wide, there = state.evaluate(
        "[document.scrollingElement.scrollWidth, document.scrollingElement.clientWidth]"
    )
    assert wide <= there


SMALL = """() => [...document.querySelectorAll('a, button, input, select, summary, textarea')]
  .filter(control => !control.matches('.sr'))
  .filter(control => control.checkVisibility({visibilityProperty: true}))
  .filter(control => !control.closest('p, li, dd, th, td') || control.matches('.btn, .select'))
  .map(control => control.closest('label') ?? control)
  .map(control => [control.getBoundingClientRect(), control.outerHTML.slice(0, 100)])
  .filter(([box]) => box.width > 1 && (box.width < 24 || box.height < 24))
  .map(([box, text]) => `${box.width} x ${box.height}: ${text}`)"""


@SIZES
def test_controls_can_be_hit(state, size):
    """24 by 24 pixels (WCAG 2.5.8); a link within a sentence or a cell may be smaller."""
    state.set_viewport_size(size)
    assert state.evaluate(SMALL) == []


def test_nothing_moves_for_who_asked_for_stillness(state):
    moving = "document.getAnimations().map(each => each.effect.target.outerHTML.slice(0, 100))"
    assert state.evaluate(moving) == []
