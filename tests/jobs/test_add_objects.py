"""Objects added to a manifest: shown first, then appended, and never over what somebody wrote."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from groundtruth.manifest.spans import SENT_PART
from tests.jobs.conftest import finish_errands
from tests.jobs.markup import by_id, fields, parse
from tests.jobs.work import partly_labeled
from tests.local_endpoint import BUCKET, input_manifest

MANIFESTS = "/us-east-1/manifests/"
REGION = "us-east-1"
NEW = '{"source-ref":"s3://images/new.jpg"}'


def large_manifest(size=SENT_PART + 1):
    line = b'{"source-ref":"s3://images/%07d.jpg","pad":"' + b"x" * 1000 + b'"}\n'
    return b"".join(line % number for number in range(size // len(line) + 1))


def added(client, uri, *typed, **changes):
    """The page that shows what will be added, for lines typed into the form."""
    page = client.get(MANIFESTS, {"uri": uri, "tab": "add"})
    form = parse(page).all("form", enctype="multipart/form-data")[0]
    sent = {each["name"]: each["value"] for each in form.all("input", type="hidden")}
    sent |= {"objects": "\r\n".join(typed), "key": "source-ref"} | changes
    answer = client.post(form["action"], sent)
    return client.get(answer["Location"]) if answer.status_code == 303 else answer


def press(client, page, **changes):
    sent = {name: value for name, value in (fields(page, "change-form") | changes).items() if value}
    return client.post(page.request["PATH_INFO"], sent)


def press_and_wait(client, page, **changes):
    """The same for a large manifest, which a process writes: what the page leads to in the end."""
    writing = press(client, page, **changes)
    assert (writing.status_code, writing["Location"]) == (303, page.request["PATH_INFO"])
    finish_errands()
    return client.get(writing["Location"])


def words(page):
    return parse(page).of_class("change-words")[0].text


def test_objects_are_appended_and_every_other_byte_stays(client, work):
    before = partly_labeled(2, 5, "cats")
    uri = work.put("m", before)
    own = '{"source-ref" : "s3://images/own.jpg", "x":1.0}'
    page = added(client, uri, "s3://images/new.jpg", own)
    assert work.get(uri) == before
    assert words(page) == "2 new objects."
    answer = press(client, page)
    assert answer.status_code == 303
    assert work.get(uri) == before + f"{NEW}\n{own}\n".encode()
    assert "2 objects are added at the end." in by_id(client.get(answer["Location"]), "flash").text


def test_a_manifest_without_a_newline_at_its_end_gets_one(client, work):
    uri = work.put("m", input_manifest(2).removesuffix(b"\n"))
    press(client, added(client, uri, "s3://images/new.jpg"))
    assert work.get(uri) == input_manifest(2) + f"{NEW}\n".encode()


def test_an_empty_manifest_begins_with_what_is_added(client, work):
    uri = work.put("m", b"")
    press(client, added(client, uri, "s3://images/new.jpg"))
    assert work.get(uri) == f"{NEW}\n".encode()


def test_what_is_there_already_is_left_out_and_named(client, work):
    uri = work.put("m", partly_labeled(1, 3, "cats"))
    page = added(
        client, uri, "s3://images/caf\u00e9-1.jpg", "s3://images/new.jpg", "s3://images/new.jpg"
    )
    assert words(page) == "1 new object, 2 already there and left out."
    told = parse(page).one("details", class_="expand").text
    assert "Line 1: s3://images/caf\u00e9-1.jpg, in line 2 of the manifest." in told
    assert "Line 3: s3://images/new.jpg, the same as your line 2." in told


def test_nothing_is_added_to_a_manifest_with_a_line_too_long_to_be_read(client, work):
    uri = work.put("m", input_manifest(1) + b"x" * 2_000_000 + b"\n")
    page = added(client, uri, "s3://images/new.jpg")
    assert "Line 2 of the manifest is too long to be read" in by_id(page, "change-form").text
    assert press(client, page).status_code == 422


def test_nothing_new_is_nothing_to_save(client, work):
    uri = work.put("m", input_manifest(2))
    page = added(client, uri, "s3://images/1.jpg")
    assert "There is no new object to add." in by_id(page, "change-form").text
    assert press(client, page).status_code == 422


def test_lines_that_cannot_be_added_are_named_and_left_out_only_when_told(client, work):
    uri = work.put("m", input_manifest(2))
    page = added(client, uri, "cat.jpg", "s3://images/new.jpg")
    assert words(page) == "1 new object, 1 that cannot be added."
    assert "“cat.jpg” is neither an S3 URI nor a JSON object." in parse(page).text
    refused = press(client, page)
    assert refused.status_code == 422
    assert "Nothing was saved." in parse(refused).text
    assert press(client, page, agree="leave-out").status_code == 303
    assert work.get(uri) == input_manifest(2) + f"{NEW}\n".encode()


def test_texts_are_added_to_a_manifest_of_texts(client, work):
    uri = work.put("m", b'{"source":"one"}\n')
    form = client.get(MANIFESTS, {"uri": uri, "tab": "add"})
    assert fields_of_add(form)["key"] == "source"
    press(client, added(client, uri, "two", "one", key="source"))
    assert work.get(uri) == b'{"source":"one"}\n{"source":"two"}\n'


def fields_of_add(page):
    form = parse(page).all("form", enctype="multipart/form-data")[0]
    return {each["name"]: each["value"] for each in form.all("input") if "checked" in each}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("new.txt", b"\xef\xbb\xbfs3://images/new.jpg\r\n"),
        ("new.jsonl", NEW.encode()),
        ("new.csv", b'"s3://images/new.jpg",cat\n'),
    ],
)
def test_objects_come_from_a_file(client, work, name, data):
    uri = work.put("m", input_manifest(1))
    press(client, added(client, uri, file=SimpleUploadedFile(name, data)))
    assert work.get(uri) == input_manifest(1) + f"{NEW}\n".encode()


def test_objects_come_from_a_prefix(client, work):
    for key in ("photos/", "photos/a.JPG", "photos/b.txt", "photos/more/c.png", "other/d.jpg"):
        work.put(key, b"x")
    uri = work.put("m", b"")
    page = added(client, uri, prefix=f"s3://{BUCKET}/photos/", endings=".jpg, .png")
    press(client, page)
    assert work.get(uri).decode().splitlines() == [
        f'{{"source-ref":"s3://{BUCKET}/photos/a.JPG"}}',
        f'{{"source-ref":"s3://{BUCKET}/photos/more/c.png"}}',
    ]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "There is nothing to add."),
        ({"objects": "s3://a/b", "prefix": "s3://a/"}, "Give the objects in one way only"),
        ({"prefix": "photos"}, "“photos” is not an S3 location"),
    ],
)
def test_what_is_missing_is_told_and_nothing_typed_is_lost(client, work, changes, told):
    page = added(client, work.put("m", input_manifest(1)), **changes)
    assert page.status_code == 422
    assert told in by_id(page, "error-summary").text
    assert parse(page).one("textarea").raw_text.strip() == changes.get("objects", "")


def test_a_copy_is_kept_unless_it_is_not_wanted(client, work):
    uri = work.put("m", input_manifest(2))
    press(client, added(client, uri, "s3://images/new.jpg"), keep_copy=None)
    assert copies(work) == []
    press(client, added(client, uri, "s3://images/newer.jpg"))
    (copy,) = copies(work)
    assert copy.startswith("m.bak-2")
    assert work.get(f"s3://{BUCKET}/{copy}") == input_manifest(2) + f"{NEW}\n".encode()


def copies(work):
    listed = work.s3.list_objects_v2(Bucket=BUCKET, Prefix="m.bak-").get("Contents", [])
    return [each["Key"] for each in listed]


def test_a_bucket_that_keeps_versions_needs_no_copy(client, work):
    work.s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    uri = work.put("m", input_manifest(2))
    version = work.s3.head_object(Bucket=BUCKET, Key="m")["VersionId"]
    page = added(client, uri, "s3://images/new.jpg")
    assert version in by_id(page, "change-form").text
    done = client.get(press(client, page)["Location"])
    assert f"The version before is kept by S3 as {version}." in by_id(done, "flash").text
    assert copies(work) == []


def test_type_and_metadata_of_the_object_stay(client, work):
    work.s3.put_object(
        Bucket=BUCKET, Key="m", Body=b"", ContentType="text/x", Metadata={"owner": "me"}
    )
    press(client, added(client, f"s3://{BUCKET}/m", "s3://images/new.jpg"))
    head = work.s3.head_object(Bucket=BUCKET, Key="m")
    assert (head["ContentType"], head["Metadata"]["owner"]) == ("text/x", "me")


def tags(work, key="m"):
    return work.s3.get_object_tagging(Bucket=BUCKET, Key=key)["TagSet"]


TAGS = [{"Key": "owner", "Value": "a = b+c"}, {"Key": "a/b", "Value": ""}]


@pytest.mark.parametrize(
    ("before", "press"),
    [(b"", press), (large_manifest(), press_and_wait)],
    ids=["small", "large"],
)
def test_tags_of_the_object_stay_and_its_copy_has_them(client, work, before, press):
    uri = work.put("m", before)
    work.s3.put_object_tagging(Bucket=BUCKET, Key="m", Tagging={"TagSet": TAGS})
    page = added(client, uri, "s3://images/new.jpg")
    finish_errands()
    flash = client.get(press(client, client.get(page.request["PATH_INFO"]))["Location"])
    assert work.get(uri).endswith(NEW.encode() + b"\n")
    assert tags(work) == TAGS
    assert [tags(work, key) for key in copies(work)] == [TAGS]
    assert "tags" not in by_id(flash, "flash").text


@pytest.mark.parametrize(
    ("method", "refused"), [("GET", "s3:GetObjectTagging"), ("PUT", "s3:PutObjectTagging")]
)
def test_a_write_without_permission_for_tags_goes_on_and_says_so(
    client, work, between, method, refused
):
    uri = work.put("m", b"")
    work.s3.put_object_tagging(Bucket=BUCKET, Key="m", Tagging={"TagSet": TAGS})
    page = added(client, uri, "s3://images/new.jpg")
    between.refuse(f"{method} tagging", "AccessDenied", "no", 403)
    done = client.get(press(client, page)["Location"])
    assert work.get(uri) == f"{NEW}\n".encode()
    told = f"Its tags, if it had any, are not carried over: {refused} was refused."
    assert told in by_id(done, "flash").text


def test_what_somebody_wrote_meanwhile_is_shown_and_stays(client, work):
    uri = work.put("m", input_manifest(2))
    page = added(client, uri, "s3://images/new.jpg", "s3://images/2.jpg")
    work.put("m", input_manifest(3))
    conflict = press(client, page)
    assert conflict.status_code == 412
    assert work.get(uri) == input_manifest(3)
    told = parse(conflict).text
    assert "This manifest changed since you opened it" in told
    assert "1 object is added at the end. 1 object of yours is there by now." in told
    assert "Apply my changes to the current version" in told
    assert press(client, conflict).status_code == 303
    assert work.get(uri) == input_manifest(3) + f"{NEW}\n".encode()


def test_my_version_can_be_taken_away_or_discarded(client, work):
    uri = work.put("m", input_manifest(2))
    page = added(client, uri, "s3://images/new.jpg")
    work.put("m", input_manifest(3))
    conflict = press(client, page)
    link = next(each for each in parse(conflict).links if each.endswith("/download/"))
    assert b"".join(client.get(link).streaming_content) == b"s3://images/new.jpg"
    press(client, conflict, discard="1")
    assert client.get(page.request["PATH_INFO"]).status_code == 404
    assert work.get(uri) == input_manifest(3)


def test_back_leads_to_what_was_typed(client, work):
    uri = work.put("m", input_manifest(2))
    page = added(client, uri, "cat.jpg", "s3://images/new.jpg", key="source")
    (back,) = [each for each in by_id(page, "change-form").links if "tab=add" in each]
    again = client.get(back)
    assert parse(again).one("textarea").raw_text.strip() == "cat.jpg\r\ns3://images/new.jpg"
    assert fields_of_add(again)["key"] == "source"


def test_a_refused_write_loses_nothing(client, work, between):
    uri = work.put("m", input_manifest(2))
    page = added(client, uri, "s3://images/new.jpg")
    between.refuse("PUT", "AccessDenied", "no", 403)
    refused = press(client, page)
    assert refused.status_code == 403
    assert "You need permission s3:PutObject." in parse(refused).text
    between.forget()
    assert press(client, client.get(page.request["PATH_INFO"])).status_code == 303


def test_a_write_whose_answer_was_lost_is_no_conflict(client, work, between):
    uri = work.put("m", input_manifest(2))
    page = added(client, uri, "s3://images/new.jpg")
    lost = []

    def lose_the_first(go_on):
        answer = go_on()
        if not lost:
            lost.append(answer)
            return None
        return answer

    between.react("PUT", lose_the_first)
    assert press(client, page, keep_copy=None).status_code == 303
    assert work.get(uri) == input_manifest(2) + f"{NEW}\n".encode()


# ------------------------------------------------------------------------ large manifests


def test_a_large_manifest_is_copied_and_not_sent_again(client, work, between):
    before = large_manifest()
    uri = work.put("m", before)
    sent = []
    page = added(client, uri, "s3://images/new.jpg")
    assert "The manifest is being read" in parse(page).text
    finish_errands()
    page = client.get(page.request["PATH_INFO"])
    forward = between._forward

    def noted(method, path, headers, body):
        sent.append((method, len(body)))
        return forward(method, path, headers, body)

    between._forward = noted
    assert press_and_wait(client, page, keep_copy=None).status_code == 303
    assert work.get(uri) == before + f"{NEW}\n".encode()
    assert max(size for _, size in sent) < 1000
