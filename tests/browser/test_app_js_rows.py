"""static/js/app.js: what it does in a list of which a row is chosen, and which asks for news."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.site import focused

ROW = """<tr><td><label class="select"><input type="radio" name="job" value="{name}"></label></td>
<td class="name">{name}</td>
<td><span id="st-{name}" data-row data-status="{status}" data-stop="/{name}/stop"
 data-clone="/{name}/clone" data-chain="{chain}" data-actions-reason="{actions}"
 data-stop-reason="{stop}" data-chain-reason="{why}">{status}</span></td></tr>"""
WAIT = "cats is In progress: stop it or wait."
ONLY = "Only a job that is In progress can be stopped."
RUNNING = ROW.format(name="cats", status="InProgress", chain="", actions=WAIT, stop="", why=WAIT)
DONE = ROW.format(
    name="dogs", status="Completed", chain="/dogs/chain", actions="", stop=ONLY, why=""
)
FAILED = ROW.format(
    name="cows", status="Failed", chain="", actions="", stop=ONLY, why="cows has no manifest."
)
LIST = f"""<div data-actions-for="region">
<a id="stop" class="btn" data-allow="InProgress" data-href-from="stop" aria-disabled="true"
 aria-describedby="stop-reason">Stop</a>
<button id="b" aria-haspopup="menu" aria-expanded="false" aria-controls="m"
 data-allow="Completed Failed Stopped" aria-disabled="true" aria-describedby="actions-reason">
Actions</button>
<ul id="m" role="menu" hidden>
<li role="none"><a id="chain" role="menuitem" tabindex="-1" data-href-from="chain">Chain
<span class="menu__reason" id="chain-reason"></span></a></li>
<li role="none"><a id="clone" role="menuitem" tabindex="-1" data-href-from="clone">Clone</a></li>
</ul><p id="actions-reason">Select a labeling job.</p>
<p id="stop-reason">Select a labeling job.</p></div>
<div id="region"><table><tbody>{RUNNING}{DONE}{FAILED}</tbody></table>
<div id="poller" hx-get="/updates" hx-trigger="every 10s, console:visible from:document"
 hx-swap="none"></div></div>"""


def choose(page, name):
    page.check(f"[value={name}]")


def test_nothing_can_be_done_while_no_row_is_chosen(site):
    page = site.show(LIST)
    assert page.locator("[data-allow][aria-disabled=true]").count() == 2
    assert page.locator("p:visible").all_inner_texts() == ["Select a labeling job."]


@pytest.mark.parametrize(
    ("name", "enabled", "reason"),
    [("cats", ["stop"], WAIT), ("dogs", ["b"], ONLY), ("cows", ["b"], ONLY)],
)
def test_chosen_row_decides_what_can_be_done(site, name, enabled, reason):
    page = site.show(LIST)
    choose(page, name)
    found = page.locator("[data-allow][aria-disabled=false]")
    assert found.evaluate_all("all => all.map(one => one.id)") == enabled
    assert page.locator("p:visible").all_inner_texts() == [reason]


def test_links_lead_to_the_chosen_row(site):
    page = site.show(LIST)
    choose(page, "cats")
    choose(page, "dogs")
    assert page.get_attribute("#chain", "href") == "/dogs/chain"
    assert page.get_attribute("#clone", "href") == "/dogs/clone"
    assert page.get_attribute("#stop", "href") is None


def test_disabled_control_can_be_reached_but_not_used(site):
    page = site.show(LIST)
    choose(page, "cats")
    page.focus("#b")
    page.keyboard.press("ArrowDown")
    page.click("#b", force=True)
    expect(page.locator("#m")).to_be_hidden()
    choose(page, "dogs")
    page.focus("#stop")
    assert focused(page) == "stop"


def test_menu_item_says_why_it_is_disabled(site):
    page = site.show(LIST)
    choose(page, "cows")
    page.click("#b")
    assert page.inner_text("#chain-reason") == "cows has no manifest."
    page.click("#chain", force=True)
    expect(page.locator("#m")).to_be_visible()
    assert page.get_attribute("#clone", "href") == "/cows/clone"


def test_click_on_a_row_chooses_it(site):
    page = site.show(LIST)
    page.click("td.name:text('dogs')")
    assert page.is_checked("[value=dogs]")


def test_poll_that_changes_the_chosen_row_changes_what_can_be_done(site):
    page = site.show(LIST)
    choose(page, "cats")
    site.answer(
        "/updates",
        '<span id="st-cats" hx-swap-oob="outerHTML" data-row data-status="Stopped" data-clone="/c"'
        ' data-chain="/cats/chain" data-actions-reason="" data-stop-reason="No." data-stop="">'
        "Stopped</span>",
    )
    page.evaluate("document.dispatchEvent(new Event('console:visible'))")
    expect(page.locator("#b")).to_have_attribute("aria-disabled", "false")
    expect(page.locator("#stop")).to_have_attribute("aria-disabled", "true")
    assert page.inner_text("#stop-reason") == "No."
    assert page.is_checked("[value=cats]")


# ------------------------------------------------------------------------------ polling


def hide(page, hidden):
    page.evaluate(
        "value => { Object.defineProperty(document, 'hidden', {value, configurable: true});"
        " document.dispatchEvent(new Event('visibilitychange')) }",
        hidden,
    )


def test_hidden_page_does_not_poll_and_asks_at_once_when_it_is_seen_again(site):
    site.page.clock.install()
    site.answer("/updates", "", status=204)
    page = site.show(LIST)
    hide(page, hidden=True)
    page.clock.run_for(35_000)
    assert site.asked == []
    with page.expect_response("**/updates"):
        hide(page, hidden=False)
    assert site.asked == ["GET /updates"]


def test_seen_page_polls(site):
    site.page.clock.install()
    site.answer("/updates", "", status=204)
    page = site.show(LIST)
    with page.expect_response("**/updates"):
        page.clock.run_for(10_500)
