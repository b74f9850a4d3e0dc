"""A manifest is found through the folders of S3, one call for each page."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.jobs.markup import by_id, parse, title
from tests.local_endpoint import BUCKET, input_manifest

BROWSE = "/us-east-1/manifests/browse/"


def names(page):
    return [row.one("th").text for row in parse(page).one("tbody").all("tr")]


def follow(client, page, name):
    (href,) = {link["href"] for link in parse(page).all("a") if link.text == name}
    return client.get(href)


def inside(client, location, **more):
    return client.get(BROWSE, {"in": location} | more)


def test_from_the_manifests_page_through_bucket_and_folder_to_a_manifest(client, work):
    work.put("jobs/caf\u00e9 1/output.manifest", input_manifest(3))
    page = client.get("/us-east-1/manifests/")
    for name in ("Browse S3", f"{BUCKET}/", "jobs/", "caf\u00e9 1/", "output.manifest"):
        page = follow(client, page, name)
        assert page.status_code == 200
    assert title(page).startswith("output.manifest")
    assert by_id(page, "manifest-objects").text.endswith("3")


def test_folders_stand_before_objects_and_only_what_is_in_the_folder(client, work):
    for key in ("m/", "m/b.manifest", "m/z/deep/1", "m/z/2", "m/a.manifest", "n/x"):
        work.put(key, b"x")
    assert names(inside(client, f"s3://{BUCKET}/m/")) == ["z/", "a.manifest", "b.manifest"]


def test_the_beginning_of_a_name_is_enough(client, work):
    for key in ("cats/1", "cattle/1", "dogs/1", "cat"):
        work.put(key, b"x")
    assert names(inside(client, f"s3://{BUCKET}/cat")) == ["cats/", "cattle/", "cat"]


def test_the_way_back_up_is_shown(client, work):
    work.put("a/b/c", b"x")
    page = follow(client, inside(client, f"s3://{BUCKET}/a/b/"), "a")
    assert names(page) == ["b/"]
    assert BUCKET + "/" in names(follow(client, page, "Buckets"))


def test_every_page_is_one_call_and_all_pages_are_everything(client, work, calls):
    keys = [f"p/{number:03}" for number in range(120)]
    folders = [f"p/0{number:02}.d/" for number in range(0, 100, 2)]
    for key in [*keys, *(f"{folder}{at}" for folder in folders for at in "ab")]:
        work.put(key, b"x")
    calls.clear()
    page, found = inside(client, f"s3://{BUCKET}/p/"), []
    assert calls == ["ListObjectsV2"]
    while True:
        assert len(names(page)) <= 100
        found += names(page)
        if not [link for link in parse(page).all("a") if link.text == "Next page"]:
            break
        page = follow(client, page, "Next page")
    assert sorted(found) == sorted(key.removeprefix("p/") for key in [*keys, *folders])
    assert len(names(follow(client, page, "First page"))) == 100


def test_a_page_that_ends_with_a_folder_goes_on_behind_it(client, work, monkeypatch):
    monkeypatch.setattr("jobs.manifests.browsing.PAGE", 1)
    for key in ("a/1", "a/2", "b", "c/1"):
        work.put(f"p/{key}", b"x")
    page = inside(client, f"s3://{BUCKET}/p/")
    assert names(page) == ["a/"]
    page = follow(client, page, "Next page")
    assert names(page) == ["b"]
    assert names(follow(client, page, "Next page")) == ["c/"]


def test_s3_is_asked_to_begin_behind_the_last_key_of_a_folder(client, work, between):
    """S3 lists a folder again as long as one of its keys is behind the place to start at."""
    asked, forward = [], between._forward
    between._forward = lambda *told: (asked.append(told[1]), forward(*told))[1]
    inside(client, f"s3://{BUCKET}/p/", after="p/a/")
    inside(client, f"s3://{BUCKET}/p/", after="p/b")
    listed = [parse_qs(urlsplit(path).query) for path in asked if "list-type" in path]
    assert [each["start-after"] for each in listed] == [["p/a/\U0010ffff"], ["p/b"]]


def test_a_place_where_nothing_is_says_so(client, work):
    assert (
        "No name in this bucket begins like that."
        in parse(inside(client, f"s3://{BUCKET}/nowhere/")).text
    )


def test_what_is_no_location_is_told_and_kept(client):
    page = inside(client, "photos")
    assert page.status_code == 422
    assert "“photos” is not an S3 location" in by_id(page, "in-msg").text
    assert by_id(page, "in")["value"] == "photos"


@pytest.mark.parametrize(
    ("location", "action"), [("", "s3:ListAllMyBuckets"), (f"s3://{BUCKET}/", "s3:ListBucket")]
)
def test_what_may_not_be_listed_tells_the_permission_and_leaves_the_field(
    client, work, between, location, action
):
    between.refuse("GET", "AccessDenied", "no", 403)
    page = inside(client, location)
    assert page.status_code == 403
    assert f"You need permission {action}." in parse(page).text
    assert by_id(page, "in")["value"] == location


def test_a_bucket_that_is_not_there_is_told(client, work):
    assert inside(client, "s3://nowhere-bucket/").status_code == 404


# ------------------------------------------------------------------------- chosen for a field

OVER = {"HX-Request": "true", "HX-Target": "dialog"}  # as the script asks for a dialog
WITHIN = {"HX-Request": "true", "HX-Target": "browse"}


@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("labeling-jobs/create/", ["manifest_s3_uri"]),
        ("labeling-jobs/details/cats/chain/", []),
        ("manifests/merge/", ["uris"]),
    ],
)
def test_fields_for_a_manifest_lead_here_and_back(client, work, page, fields):
    work.completed()
    links = [
        link
        for link in parse(client.get(f"/us-east-1/{page}")).all("a", target="_blank")
        if "data-dialog" in link
    ]
    assert [link["href"] for link in links] == [f"{BROWSE}?for={field}" for field in fields]


def test_in_a_dialog_folders_lead_deeper_and_manifests_are_chosen(client, work):
    uri = work.put("a b/m", b"x")
    page = client.get(BROWSE, {"for": "uris"}, headers=OVER)
    assert parse(page).one("h2", id="dialog-title").text == "Choose a manifest"
    for name in (f"{BUCKET}/", "a b/"):
        (link,) = [link for link in parse(page).all("a") if link.text == name]
        assert (link["hx-get"], link["hx-target"]) == (link["href"], "#browse")
        page = client.get(link["hx-get"], headers=WITHIN)
        assert parse(page).all("dialog") == []
    (choose,) = [each for each in parse(page).all("button") if "data-fill" in each]
    assert (choose["data-fill"], choose["data-value"]) == ("uris", uri)
    assert choose.text == "Choose m"


def test_without_javascript_the_location_can_be_copied_on_every_page_of_the_way(client, work):
    work.put("a/m", b"x")
    page = client.get(BROWSE, {"for": "manifest_s3_uri"})
    for name in (f"{BUCKET}/", "a/"):
        page = follow(client, page, name)
    assert f"s3://{BUCKET}/a/m" in [each.text for each in parse(page).all("code")]
    assert "the form is as you left it in the other one" in parse(page).text


def test_in_a_dialog_a_refusal_leaves_the_field(client, work, between):
    between.refuse("GET", "AccessDenied", "no", 403)
    page = client.get(BROWSE, {"for": "uris"}, headers=OVER)
    assert (page.status_code, page["GC-Fragment"]) == (403, "1")
    assert by_id(page, "in")["value"] == ""


def test_a_field_that_no_form_has_is_not_filled(client, work):
    work.put("m", b"x")
    page = client.get(BROWSE, {"for": "role_arn", "in": f"s3://{BUCKET}/"}, headers=OVER)
    assert [each for each in parse(page).all() if "data-fill" in each] == []
