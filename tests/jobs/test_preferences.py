"""What a person chooses in the header and under Settings, kept in a cookie, shown on every page."""

import pytest

from tests.jobs.markup import parse
from tests.jobs.paths import JOBS

THEME = "/settings/quick/"


def theme(response):
    return parse(response).one("html")["data-theme"]


@pytest.mark.parametrize("chosen", ["light", "dark", "auto"])
def test_a_chosen_theme_is_kept(client, chosen):
    client.post(THEME, {"theme": chosen})
    assert theme(client.get(JOBS)) == chosen


def test_without_a_choice_the_system_decides(client):
    assert theme(client.get(JOBS)) == "auto"


@pytest.mark.parametrize("chosen", ["", "blue", '"><script>'])
def test_an_unknown_theme_changes_nothing(client, chosen):
    client.post(THEME, {"theme": "dark"})
    client.post(THEME, {"theme": chosen})
    assert theme(client.get(JOBS)) == "dark"


@pytest.mark.parametrize("made_by_hand", ["theme=blue", "theme", "%", "theme=light&theme=blue"])
def test_a_cookie_made_by_hand_is_not_believed(client, made_by_hand):
    client.cookies["preferences"] = made_by_hand
    assert theme(client.get(JOBS)) == "auto"


def test_the_button_goes_round_the_themes(client):
    seen = []
    for _ in range(3):
        button = parse(client.get(JOBS)).one("button", name="theme")
        seen.append(button["value"])
        client.post(THEME, {"theme": button["value"]})
    assert seen == ["light", "dark", "auto"]


def test_choosing_leads_back_to_where_it_was_chosen(client):
    answer = client.post(THEME, {"theme": "dark"}, headers={"Referer": f"http://testserver{JOBS}"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"http://testserver{JOBS}")


@pytest.mark.parametrize("referer", ["https://evil.example/", "//evil.example", ""])
def test_choosing_never_leads_elsewhere(client, referer):
    answer = client.post(THEME, {"theme": "dark"}, headers={"Referer": referer})
    assert answer.headers["Location"] == "/"


def test_the_theme_is_changed_by_post_alone(client):
    assert client.get(THEME).status_code == 405
