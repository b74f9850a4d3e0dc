"""static/js/app.js: what it adds to markup that carries its attributes, on pages made up here."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.site import ORIGIN, focused

# ------------------------------------------------------------------------------- menus

MENU = """
<button id="b" aria-haspopup="menu" aria-expanded="false" aria-controls="m">Actions</button>
<ul id="m" role="menu" hidden>
<li role="none"><a id="chain" role="menuitem" tabindex="-1" href="/chain">Chain</a></li>
<li role="none"><a id="clone" role="menuitem" tabindex="-1" href="/clone">Clone</a></li>
<li role="none"><a id="view" role="menuitem" tabindex="-1" href="/view">View</a></li></ul>
<button id="after">After</button>"""


@pytest.mark.parametrize(
    ("keys", "item"),
    [
        (["Enter"], "chain"),
        (["Space"], "chain"),
        (["ArrowDown"], "chain"),
        (["ArrowUp"], "view"),
        (["ArrowDown", "ArrowDown"], "clone"),
        (["ArrowUp", "ArrowDown"], "chain"),
        (["ArrowDown", "ArrowUp"], "view"),
        (["ArrowDown", "End"], "view"),
        (["ArrowUp", "Home"], "chain"),
        (["ArrowDown", "v"], "view"),
        (["ArrowDown", "c"], "clone"),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, list) else value,
)
def test_menu_keys_lead_to(site, keys, item):
    page = site.show(MENU)
    page.focus("#b")
    for key in keys:
        page.keyboard.press(key)
    assert focused(page) == item
    assert page.get_attribute("#b", "aria-expanded") == "true"


@pytest.mark.parametrize(("key", "at"), [("Escape", "b"), ("Tab", "after")])
def test_menu_closes_on(site, key, at):
    page = site.show(MENU)
    page.click("#b")
    page.keyboard.press(key)
    expect(page.locator("#m")).to_be_hidden()
    expect(page.locator("#b")).to_have_attribute("aria-expanded", "false")
    expect(page.locator(f"#{at}")).to_be_focused()


def test_menu_closes_when_something_else_is_clicked(site):
    page = site.show(MENU)
    page.click("#b")
    page.click("#after")
    expect(page.locator("#m")).to_be_hidden()


@pytest.mark.parametrize("leave", ["click", "Escape"])
def test_disclosure_closes(site, leave):
    page = site.show(
        '<details id="d" data-disclosure><summary id="s">Region</summary><a href="/x" id="x">x</a>'
        '</details><p id="p">Text</p>'
    )
    page.click("#s")
    page.focus("#x")
    page.click("#p") if leave == "click" else page.keyboard.press("Escape")
    expect(page.locator("#d")).not_to_have_attribute("open", "")


# ------------------------------------------------------------------- answers that went wrong

REGION = '<button id="go" hx-get="/part" hx-target="#part">Go</button><div id="part">Old</div>'


def test_error_made_by_our_server_is_shown_in_its_region(site):
    page = site.show(REGION)
    site.answer("/part", "You need permission.", status=403, GC_Fragment="1")
    page.click("#go")
    expect(page.locator("#part")).to_have_text("You need permission.")
    assert page.locator("#neterr").count() == 0


def test_refused_form_is_shown_in_its_region(site):
    page = site.show(REGION)
    site.answer("/part", "Mend this.", status=422)
    page.click("#go")
    expect(page.locator("#part")).to_have_text("Mend this.")


def test_any_other_error_leaves_the_region_and_says_so_once(site):
    page = site.show(REGION)
    site.answer("/part", "<h1>Proxy</h1>", status=502)
    for _ in range(2):
        with page.expect_response("**/part"):
            page.click("#go")
    expect(page.locator("#flash .flash")).to_have_count(1)
    assert page.inner_text("#part") == "Old"


def test_error_goes_away_with_the_next_answer(site):
    page = site.show(REGION)
    page.click("#go")
    expect(page.locator("#neterr")).to_be_visible()
    site.answer("/part", "New")
    page.click("#go")
    expect(page.locator("#neterr")).to_have_count(0)


# ------------------------------------------------------------------------------- dialogs

DIALOG = """<dialog aria-label="Stop"><button id="close" data-close autofocus>Cancel</button>
<button id="yes">Stop job</button></dialog>"""


@pytest.mark.parametrize("leave", ["Escape", "click"])
def test_dialog_opens_and_gives_the_focus_back(site, leave):
    site.answer("/stop", DIALOG)
    page = site.show('<a id="stop" href="/stop" data-dialog>Stop</a>')
    page.focus("#stop")
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open]")).to_be_visible()
    expect(page.locator("#close")).to_be_focused()
    page.keyboard.press("Escape") if leave == "Escape" else page.click("#close")
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator("#stop")).to_be_focused()


# --------------------------------------------------------------------------------- forms


def test_field_check_marks_the_field_and_is_announced(site):
    page = site.show(
        '<input id="name" hx-post="/check" hx-trigger="change" hx-target="#name-msg"'
        ' hx-swap="outerHTML" name="name"><p class="field__msg" id="name-msg"></p>'
    )
    site.answer("/check", '<p class="field__msg" id="name-msg" data-invalid>Taken.</p>', status=422)
    page.fill("#name", "cats")
    page.keyboard.press("Tab")
    expect(page.locator("#name")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#live")).to_have_text("Taken.")
    site.answer("/check", '<p class="field__msg" id="name-msg"></p>')
    page.fill("#name", "cats-2")
    page.keyboard.press("Tab")
    expect(page.locator("#name")).to_have_attribute("aria-invalid", "false")


FORM = """<form method="post" action="/create" %s><input id="name" name="name" value="cats">
<button id="go" data-once="Creating…">Create</button></form><a id="away" href="/away">Away</a>"""


def test_double_click_and_enter_send_the_form_once(site):
    page = site.show(FORM % "")
    site.answer("/create", "", status=204)
    page.evaluate(
        "sent = 0; addEventListener('submit', event => { sent += !event.defaultPrevented })"
    )
    page.dblclick("#go")
    expect(page.locator("#go")).to_have_text("Creating…")
    page.focus("#name")
    page.keyboard.press("Enter")
    assert page.evaluate("sent") == 1


def type_at_the_end(page, *keys):
    page.click("#name")
    for key in ("End", *keys):
        page.keyboard.press(key)


@pytest.mark.parametrize(("guard", "typed"), [("data-guard", ["x"]), ('data-guard="dirty"', [])])
def test_changes_are_not_left_unasked(site, guard, typed):
    page = site.show(FORM % guard)
    type_at_the_end(page, *typed)
    page.on("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog") as asked:
        page.click("#away", no_wait_after=True)
    assert asked.value.type == "beforeunload"


@pytest.mark.parametrize(
    ("guard", "typed"),
    [("data-guard", []), ("", ["x"]), ("data-guard", ["x", "Backspace"])],
    ids=["nothing typed", "no guard", "taken back"],
)
def test_what_holds_no_change_is_left_without_a_question(site, guard, typed):
    page = site.show(FORM % guard)
    site.answer("/away", "away")
    type_at_the_end(page, *typed)
    page.click("#away")  # a question would be answered with no
    expect(page).to_have_url(f"{ORIGIN}/away")


def test_submitting_is_not_leaving(site):
    page = site.show(FORM % "data-guard")
    site.answer("/create", "created")
    type_at_the_end(page, "x")
    page.click("#go")
    expect(page).to_have_url(f"{ORIGIN}/create")


def test_a_found_attribute_is_typed_into_the_form(site):
    page = site.show(
        '<div hx-get="/plan" hx-trigger="input target:#label_attribute_name" hx-swap="none">'
        '<input type="checkbox" id="specify_label_attribute_name">'
        '<input id="label_attribute_name"><button id="use" data-use-attribute="cats">Use</button>'
        "</div>"
    )
    site.answer("/plan", "", status=204)
    with page.expect_response("**/plan"):
        page.click("#use")
    assert page.is_checked("#specify_label_attribute_name")
    assert page.input_value("#label_attribute_name") == "cats"


# ------------------------------------------------------------------------------ the rest


def test_theme_changes_without_loading_the_page(site):
    page = site.show(
        '<form method="post" action="/theme" data-theme-form>'
        '<input type="hidden" name="token" value="1">'
        '<button id="t" name="theme" value="light" aria-label="Theme: Auto">o</button></form>'
    )
    site.answer("/theme", "", status=204)
    for theme, name in [("light", "Light"), ("dark", "Dark"), ("auto", "Auto")]:
        with page.expect_request("**/theme") as request:
            page.click("#t")
        assert request.value.post_data == f"token=1&theme={theme}"
        assert page.get_attribute("html", "data-theme") == theme
        assert page.get_attribute("#t", "aria-label") == f"Theme: {name}"


@pytest.mark.parametrize(
    "button", ['data-copy="s3://bucket/key"', 'data-copy-from="f"', 'data-copy-from="c"']
)
def test_copy(site, button):
    page = site.show(
        '<input id="f" value="s3://bucket/key"><code id="c">s3://bucket/key</code>'
        f'<button id="b" {button}>Copy</button>'
    )
    page.click("#b")
    expect(page.locator("#live")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "s3://bucket/key"


def test_dismissed_flash_hands_the_focus_on(site):
    page = site.show("")
    page.evaluate(
        "document.getElementById('flash').innerHTML = [1, 2, 3].map("
        "n => `<div class='flash'><button id='x${n}' data-dismiss>x</button></div>`).join('')"
    )
    for dismissed, next_one in [("#x2", "x3"), ("#x3", "x1"), ("#x1", "main")]:
        page.click(dismissed)
        assert focused(page) == next_one
    assert page.locator(".flash").count() == 0


TABS = """<div role="tablist">
<button role="tab" id="t1" aria-controls="p1" aria-selected="true">1</button>
<button role="tab" id="t2" aria-controls="p2" aria-selected="false" tabindex="-1">2</button>
<button role="tab" id="t3" aria-controls="p3" aria-selected="false" tabindex="-1">3</button></div>
<div id="p1">1</div><div id="p2" hidden>2</div><div id="p3" hidden>3</div>"""


@pytest.mark.parametrize(
    ("keys", "panel"),
    [
        (["ArrowRight"], 2),
        (["ArrowLeft"], 3),
        (["End"], 3),
        (["End", "ArrowRight"], 1),
        (["End", "Home"], 1),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, list) else f"panel {value}",
)
def test_tab_keys_show(site, keys, panel):
    page = site.show(TABS)
    page.focus("#t1")
    for key in keys:
        page.keyboard.press(key)
    assert focused(page) == f"t{panel}"
    assert page.locator("[id^=p]:visible").all_inner_texts() == [str(panel)]
    assert page.locator("[role=tab][tabindex='0'][aria-selected=true]").count() == 1
