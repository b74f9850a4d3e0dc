"""A manifest's page: what it holds, what is wrong with it, who uses it, and its bytes."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.jobs.conftest import finish_errands
from tests.jobs.markup import by_id, parse, title
from tests.jobs.paths import JOBS, fragment, job
from tests.jobs.test_counting import large
from tests.jobs.work import naive_count, partly_labeled
from tests.local_endpoint import BUCKET, input_manifest

MANIFESTS = "/us-east-1/manifests/"
CHECKOUT = Path(__file__).parents[2]
FOLDERS = (CHECKOUT / "tests" / "data", CHECKOUT.parent / "shared" / "real-manifests")
REAL = [
    path
    for folder in FOLDERS
    for path in sorted(folder.glob("*"))
    if path.suffix in (".manifest", ".jsonl")
]


def page_of(client, uri, **query):
    return client.get(MANIFESTS, {"uri": uri} | query)


def table(response):
    """The table of label attributes as rows of text by column."""
    found = parse(response).one(id="manifest-tab").all("table")[0]
    head = [cell.text for cell in found.one("thead").all("th")]
    rows = found.one("tbody").all("tr")
    return [dict(zip(head, [_text(cell) for cell in row.children], strict=True)) for row in rows]


def _text(cell):
    return cell.text


def facts(response):
    page = parse(response).one(id="manifest-facts")
    return {each.one("dt").text: each.one("dd").text for each in page.of_class("kv__item")}


def test_a_manifest_tells_its_objects_and_labels(client, work):
    shown = page_of(client, work.put("m", partly_labeled(3, 10, "cats")))
    assert facts(shown)["Data objects"] == "10"
    (row,) = table(shown)
    assert row["Label attribute name"] == "cats"
    told = ("Type", "Labeled", "Human", "Automated", "Failed", "Left")
    assert [row[each] for each in told] == ["image-classification", "3", "3", "0", "0", "7"]


def test_failed_objects_are_told_with_their_reasons(client, work):
    failed = b'{"source":"%d","a-metadata":{"failure-reason":"Tasks expired.","retry-count":1}}\n'
    shown = page_of(client, work.put("m", failed % 1 + failed % 2))
    assert table(shown)[0]["Failed"] == "2"
    assert "2 Tasks expired." in by_id(shown, "manifest-tab").text


def test_classes_stand_by_how_often_they_occur(client, work):
    line = '{"source":"x%d","a":0,"a-metadata":{"class-name":"%s","type":"groundtruth/x"}}\n'
    lines = "".join(line % (number, name) for number, name in enumerate(["dog", "cat", "cat"]))
    shown = by_id(page_of(client, work.put("m", lines.encode())), "manifest-tab")
    assert [each.text for each in shown.of_class("bars")[0].all("li")] == ["cat2", "dog1"]


def test_the_first_lines_are_shown_with_their_numbers(client, work):
    shown = by_id(page_of(client, work.put("m", input_manifest(30))), "manifest-tab")
    lines = shown.of_class("lines")[0].all("li")
    assert (len(lines), lines[2]["value"], lines[2].text) == (
        20,
        "3",
        '{"source-ref":"s3://images/2.jpg"}',
    )


def test_an_empty_file_is_told_as_such(client, work):
    assert "This file is empty." in parse(page_of(client, work.put("m", b""))).text


def test_the_jobs_that_write_and_read_it_are_named(client, work):
    work.completed("cats")
    uri = work.describe("cats")["LabelingJobOutput"]["OutputDatasetS3Uri"]
    shown = page_of(client, uri)
    assert facts(shown)["Written by"] == "cats Completed"
    assert job("cats", "chain/") in parse(shown).links
    source = page_of(client, f"s3://{BUCKET}/cats/input.manifest")
    assert facts(source)["Read by"] == "cats Completed"


def test_a_job_that_still_writes_is_warned_of(client, work):
    work.running("cats", labeled=1)
    uri = f"s3://{BUCKET}/output/cats/manifests/output/output.manifest"
    shown = parse(page_of(client, uri)).text
    assert "Ground Truth may write over this file until cats has ended." in shown


def test_the_page_goes_on_without_a_list_of_jobs(client, work, between):
    between.refuse("ListLabelingJobs", "AccessDeniedException", "no")
    assert facts(page_of(client, work.put("m", input_manifest(3))))["Data objects"] == "3"


def test_a_page_costs_one_listing_one_head_and_two_reads(client, work, calls):
    page_of(client, work.put("m", input_manifest(3)))
    assert [each for each in calls if each != "GetCallerIdentity"] == [
        "HeadObject",
        "GetObject",
        "ListLabelingJobs",
        "GetObject",
    ]


def test_a_large_manifest_is_counted_while_the_page_stands(client, work, slow):
    uri = large(work)
    shown = page_of(client, uri, tab="lint")
    region = by_id(shown, "manifest-tab")
    assert "Counting…" in region.text
    assert region["hx-trigger"] == "load delay:1s"
    slow.set()
    finish_errands()
    news = client.get(region["hx-get"], headers=fragment("manifest-tab"))
    assert "Nothing was found." in parse(news).text
    assert by_id(news, "manifest-objects").text == "Data objects3,000"


def test_the_tab_of_lint_says_how_much_there_is_once_a_large_manifest_is_counted(client, work):
    uri = work.put("m", input_manifest(1) + b"x" * 2_000_000 + b"\n")
    assert by_id(page_of(client, uri), "lint-tab").text == "Lint"
    finish_errands()
    news = client.get(MANIFESTS, {"uri": uri}, headers=fragment("manifest-tab"))
    swapped = parse(news).one("div", hx_swap_oob="innerHTML:#lint-tab")
    assert swapped.text == "Lint (1)"


def test_lint_names_line_problem_and_fix(client, work):
    shown = page_of(client, work.put("m", input_manifest(2) + b"\nnot json\n"), tab="lint")
    errors = parse(shown).one("table").one("tbody").all("tr")
    assert [row.all("td")[0].text for row in errors] == ["3", "4"]
    assert "Put exactly one whole JSON object on each line." in errors[1].text
    assert "Lint (2)" in parse(shown).text


def test_lint_shows_the_first_hundred_and_tells_how_many_there_are(client, work):
    shown = page_of(client, work.put("m", b"broken\n" * 150), tab="lint")
    assert len(parse(shown).one("table").one("tbody").all("tr")) == 100
    assert "The first 100 of 150 are shown." in parse(shown).text


def rows_of_csv(response):
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_all_problems_come_as_csv(client, work):
    uri = work.put("dirty.manifest", b"broken\n" * 150 + b"=1+1\n")
    answer = client.get(f"{MANIFESTS}problems.csv", {"uri": uri})
    rows = rows_of_csv(answer)
    assert (len(rows), rows[0]["line"], rows[0]["code"]) == (151, "1", "not-json")
    assert rows[-1]["excerpt"] == "'=1+1"
    named = 'attachment; filename="dirty.manifest-problems.csv"'
    assert answer["Content-Disposition"] == named


def test_problems_that_are_all_known_are_not_looked_for_again(client, work, calls):
    uri = work.put("m", b"broken\n" * 3)
    page_of(client, uri, tab="lint")
    calls.clear()
    assert len(rows_of_csv(client.get(f"{MANIFESTS}problems.csv", {"uri": uri}))) == 3
    assert calls == ["HeadObject"]


def test_all_problems_of_a_large_manifest_come_from_a_process(client, work, calls):
    line = b'{"source":"%s"}\n' % (b"x" * 21_000)  # each too long, and all but one repeated
    uri = work.put("m", line * 60)
    rows = rows_of_csv(client.get(f"{MANIFESTS}problems.csv", {"uri": uri}))
    assert [row["line"] for row in rows] == [*map(str, range(1, 61)), *map(str, range(2, 61))]
    assert "GetObject" not in calls


def test_no_more_tables_are_made_at_a_time_than_may_be(client, work, monkeypatch):
    monkeypatch.setattr("jobs.manifests.errands.PATIENCE", 0.0)
    uri = work.put("m", b"junk\n" * 2_000_000)
    csv = f"{MANIFESTS}problems.csv"
    first, second = (client.get(csv, {"uri": uri}) for _ in range(2))
    refused = client.get(csv, {"uri": uri})
    assert (refused.status_code, refused["Retry-After"]) == (503, "60")
    assert "Other large manifests are being searched for problems" in parse(refused).text
    first.close()
    again = client.get(csv, {"uri": uri})
    assert again.status_code == 200
    again.close()
    second.close()


def test_a_large_manifest_whose_problems_may_not_be_read_tells_why(client, work, between):
    uri = work.put("m", b"broken " * 200_000)
    between.refuse("GET", "AccessDenied", "no", 403)
    refused = client.get(f"{MANIFESTS}problems.csv", {"uri": uri})
    assert refused.status_code == 403
    assert "You need permission s3:GetObject." in parse(refused).text


@pytest.mark.parametrize("key", ["a/output.manifest", "a/caf\u00e9 \u4e2d.manifest"])
def test_the_download_is_the_object_byte_for_byte(client, work, key):
    data = partly_labeled(3, 10, "cats")
    answer = client.get(f"{MANIFESTS}download/", {"uri": work.put(key, data)})
    assert b"".join(answer.streaming_content) == data
    assert answer["Content-Length"] == str(len(data))
    assert answer["Content-Disposition"].startswith("attachment; filename")


def test_the_download_of_another_object_than_asked_for_is_refused(client, work, between):
    uri = work.put("m", input_manifest(5))
    between.react("HEAD", lambda go_on: (go_on(), work.put("m", input_manifest(6)))[0])
    answer = client.get(f"{MANIFESTS}download/", {"uri": uri})
    assert answer.status_code == 412
    assert title(answer).startswith("The file changed while it was being read.")


@pytest.mark.parametrize(
    ("uri", "told"),
    [
        ("s3://test-bucket/nothing", "There is no object at “s3://test-bucket/nothing”"),
        ("nonsense", "“nonsense” is not an S3 location"),
    ],
)
def test_a_location_without_a_manifest_is_told_beside_the_field(client, uri, told):
    answer = page_of(client, uri)
    assert answer.status_code == 404
    assert told in by_id(answer, "uri-msg").text
    assert by_id(answer, "uri")["value"] == uri


def test_manifests_of_recent_jobs_are_offered(client, work):
    work.completed("cats")
    shown = parse(client.get(MANIFESTS))
    rows = [row.text for row in shown.one("tbody").all("tr")]
    assert rows == [
        f"s3://{BUCKET}/output/cats/manifests/output/output.manifestOutput of cats",
        f"s3://{BUCKET}/cats/input.manifestInput of cats",
    ]


def test_the_page_is_reached_from_a_job_and_from_the_form(client, work):
    work.completed("cats")
    uri = work.describe("cats")["LabelingJobOutput"]["OutputDatasetS3Uri"]
    there = f"{MANIFESTS}?uri={uri.replace(':', '%3A').replace('/', '%2F')}"
    assert there in parse(client.get(job("cats"))).links
    assert there in parse(client.get(job("cats", "chain/"))).links
    assert MANIFESTS in parse(client.get(JOBS)).links


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_manifests_of_real_jobs_open_with_the_right_table(client, work, path):
    manifest = path.read_bytes()
    shown = page_of(client, work.put("real.manifest", manifest))
    objects = [json.loads(line) for line in manifest.split(b"\n") if line.strip()]
    assert facts(shown)["Data objects"] == f"{len(objects):,}"
    if "No object of this manifest carries a label yet." in parse(shown).text:
        assert not any(f"{key}-metadata" in each for each in objects for key in each)
        return
    for row in table(shown):
        name = row["Label attribute name"]
        left, total = naive_count(manifest, name)
        assert (row["Labeled"].split()[0], row["Left"]) == (f"{total - left:,}", f"{left:,}")


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_manifests_of_real_jobs_open_with_their_lint(client, work, path):
    manifest = path.read_bytes()
    lines = [json.loads(line) for line in manifest.split(b"\n") if line.strip()]
    wrong = [number for number, each in enumerate(lines, 1) if not _is_in_order(each)]
    shown = parse(page_of(client, work.put("real.manifest", manifest), tab="lint"))
    found = [each for each in shown.all("table") if each.one("caption").text == "Errors"]
    rows = found[0].one("tbody").all("tr") if found else []
    assert [int(row.all("td")[0].text) for row in rows] == wrong


def _is_in_order(line):
    """The only error that real files have: more or less than one thing to be labeled."""
    return ("source" in line) != ("source-ref" in line)
