"""Create: a new job from a manifest, and what the form refuses, as without JavaScript."""

import json

import pytest

from groundtruth.task_types import TASK_TYPES
from jobs.new_job.beginnings import CREATABLE, value
from tests.jobs.browse import count, fill, plan, press_create, send
from tests.jobs.markup import alert, by_id, fields, message, names, parse, summary, title
from tests.jobs.paths import CREATE, JOBS, job
from tests.jobs.work import partly_labeled
from tests.local_endpoint import BUCKET, input_manifest


@pytest.fixture
def typed(work):
    """A form filled out for ten objects, four of them labeled under “animal”."""
    return work.typed(partly_labeled(4, 10, "animal"))


def under(name):
    return {"specify_label_attribute_name": "on", "label_attribute_name": name}


# -------------------------------------------------------------------------------- the story


def test_a_partly_labeled_manifest_is_labeled_to_its_end(client, work, typed):
    page = client.get(CREATE)
    preview = client.post(CREATE, fill(page, preview="json", **typed, **under("animal")))
    assert count(preview).startswith("6 of 10 objects will be labeled. 4 already have a label")
    assert names(press_create(client, preview))[0] == "cats"
    work.finish("cats")
    assert work.status("cats") == "Completed"
    before, after = work.get(typed["manifest_s3_uri"]).splitlines(), work.output("cats")
    assert after[:4] == before[:4]
    assert [json.loads(line)["animal-metadata"].get("job-name") for line in after] == (
        [None] * 4 + ["labeling-job/cats"] * 6
    )


def test_unticked_everything_is_labeled_under_the_jobs_name(client, work, typed):
    page = client.post(CREATE, fill(client.get(CREATE), preview="json", **typed))
    assert count(page).startswith("All 10 objects will be labeled.")
    press_create(client, page)
    assert work.describe()["LabelAttributeName"] == "cats"


def test_the_attributes_of_the_manifest_are_choices(client, typed):
    page = client.post(CREATE, fill(client.get(CREATE), preview="json", **typed))
    row = by_id(page, "label-plan").one("tbody").one("tr")
    assert [cell.text for cell in row.all(where=lambda each: each.tag in ("th", "td"))][:5] == [
        "animal",
        "image-classification",
        "4",
        "4 / 0",
        "0",
    ]
    assert row.one("button")["data-use-attribute"] == "animal"
    assert by_id(page, "attributes").one("option")["value"] == "animal"


def test_the_form_opens_with_what_aws_fills_in(client):
    form = fields(client.get(CREATE))
    assert form["labeling_job_name"] == ""
    assert form["task_availability_lifetime_in_seconds"] == "10 days"
    assert form["max_concurrent_task_count"] == "1000"
    assert "specify_label_attribute_name" not in form


def test_the_form_asks_for_a_location_before_it_counts(client):
    expected = "Give an input dataset location to see how many objects will be labeled."
    assert count(client.get(CREATE)) == expected


def test_every_task_type_that_can_be_created_is_offered(client):
    tiles = by_id(client.get(CREATE), "task_type").all("input", type="radio")
    assert [each["value"] for each in tiles] == [value(each) for each in CREATABLE]


@pytest.mark.parametrize("suffix", [each.suffix for each in CREATABLE if each.suffix])
def test_a_new_job_has_the_functions_of_its_task_type(client, work, typed, suffix):
    key = TASK_TYPES[suffix].data_key or "source-ref"
    value = b"text" if key == "source" else b"s3://images/1.jpg"
    typed["manifest_s3_uri"] = work.put("m", b'{"%b":"%b"}\n' % (key.encode(), value))
    changes = typed | {"task_type": suffix, "task_time_limit_in_seconds": "300"}
    answer = send(client, CREATE, **changes)
    assert answer.status_code == 303
    config = work.describe()["HumanTaskConfig"]
    consolidation = config["AnnotationConsolidationConfig"]["AnnotationConsolidationLambdaArn"]
    owner = "arn:aws:lambda:us-east-1:432418664414:function:"
    assert config["PreHumanTaskLambdaArn"] == f"{owner}PRE-{suffix}"
    assert consolidation == f"{owner}ACS-{suffix}"
    served = TASK_TYPES[suffix].human_task_ui
    assert list(config["UiConfig"]) == ["HumanTaskUiArn" if served else "UiTemplateS3Uri"]


def test_functions_that_are_posted_are_ignored(client, work, typed):
    evil = "arn:aws:lambda:us-east-1:123456789012:function:evil"
    send(client, CREATE, pre_human_task_lambda_arn=evil, tags="evil", **typed)
    assert "evil" not in str(work.describe())


def test_white_space_around_names_and_locations_does_not_count(client, work, typed):
    typed |= {"labeling_job_name": " cats ", "manifest_s3_uri": f" {typed['manifest_s3_uri']} "}
    assert send(client, CREATE, **typed).status_code == 303
    assert work.exists("cats")


# ------------------------------------------------------------------------ what the form refuses


def test_an_empty_form_names_everything_that_is_missing(client):
    page = client.post(CREATE, fields(client.get(CREATE)))
    assert page.status_code == 422
    assert title(page).startswith("Error: Create labeling job")
    missing = [line.split(":")[0] for line in summary(page)]
    assert missing == [
        "Job name",
        "Input dataset location",
        "Output dataset location",
        "IAM role",
        "Task selection",
        "Work team",
        "Task title",
        "Task description",
    ]
    assert message(page, "role_arn").endswith(
        "“IAM role” is missing: the job cannot be created without it."
    )


def test_the_error_summary_takes_focus_and_leads_to_the_fields(client):
    found = by_id(client.post(CREATE, fields(client.get(CREATE))), "error-summary")
    assert found["autofocus"] == ""
    assert found.links[0] == "#labeling_job_name"


def test_a_field_that_is_wrong_says_so_to_assistive_technology(client):
    page = client.post(CREATE, fields(client.get(CREATE)))
    field = by_id(page, "labeling_job_name")
    assert field["aria-invalid"] == "true"
    assert "labeling_job_name-msg" in field["aria-describedby"].split()


def test_a_refused_form_keeps_everything_that_was_typed(client, typed):
    typed |= under("an imal") | {"task_keywords": "a, b", "kms_key_id": "key", "role_arn": "x"}
    page = send(client, CREATE, **typed)
    assert page.status_code == 422
    assert fields(page).items() >= typed.items()


NUMBERS = {
    "max_human_labeled_object_count": ["many", "1.5", "0", "-1"],
    "max_percentage_of_input_dataset_labeled": ["0", "101", "5 %"],
    "number_of_human_workers_per_data_object": ["0", "10", "", "two"],
    "task_time_limit_in_seconds": ["29", "28801", ""],
    "task_availability_lifetime_in_seconds": ["59", "2592001"],
    "max_concurrent_task_count": ["0", "5001", "1e3"],
}


@pytest.mark.parametrize(
    ("field", "value"), [(field, value) for field, values in NUMBERS.items() for value in values]
)
def test_a_number_that_cannot_be_is_a_sentence_at_its_field(client, work, typed, field, value):
    page = send(client, CREATE, **typed | {field: value})
    assert page.status_code == 422
    assert message(page, field).startswith("Error: ")
    assert fields(page)[field] == value
    assert work.names() == []


def test_what_is_no_number_is_quoted(client, typed):
    page = send(client, CREATE, **typed | {"max_concurrent_task_count": "many"})
    assert message(page, "max_concurrent_task_count") == (
        "Error: “many” is not a whole number. Type digits only, like 300."
    )


def test_wrong_additional_configuration_is_shown_open(client, typed):
    page = send(client, CREATE, **typed | {"max_human_labeled_object_count": "0"})
    assert "open" in by_id(page, "job-overview").one("details")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("s3_output_path", "bucket/out"),
        ("role_arn", "admin"),
        ("workteam_arn", "labelers"),
        ("task_title", "t" * 129),
        ("task_description", "d" * 256),
        ("task_keywords", "a,b,c,d,e,f"),
        ("task_keywords", "k" * 31),
        ("label_category_config_s3_uri", "labels.json"),
        ("ui_template_s3_uri", "t.liquid"),
        ("kms_key_id", "no key!"),
        ("task_type", "Nonsense"),
    ],
)
def test_a_value_that_aws_would_refuse_is_a_sentence_at_its_field(client, typed, field, value):
    page = send(client, CREATE, **typed | {field: value})
    assert page.status_code == 422
    assert message(page, field).startswith("Error: ")
    assert message(page, field).endswith(".")


def test_a_location_that_is_none_is_refused_where_it_was_typed(client, typed):
    page = send(client, CREATE, **typed | {"manifest_s3_uri": "my manifest"})
    assert page.status_code == 422
    assert "“my manifest”" in message(page, "manifest_s3_uri")


# ------------------------------------------------------------------------- what the count refuses

BROKEN = b'{"source-ref":"s3://a/1.jpg"}\n{"source-ref":\n{"no":"source"}\n'


def counted(client, typed, manifest_uri, **changes):
    changes = typed | {"manifest_s3_uri": manifest_uri} | changes
    return client.post(CREATE, fill(client.get(CREATE), preview="json", **changes))


@pytest.mark.parametrize(
    ("manifest", "shown", "objection"),
    [
        (BROKEN, "2 lines of this manifest are not valid.", "The manifest has lines that are not"),
        (b"", "This manifest holds no object.", "The manifest holds no object."),
        (
            partly_labeled(2, 5, "cats", "object-detection"),
            "cats holds labels of the type groundtruth/object-detection in this manifest",
            "“cats” holds labels of another task type in this manifest.",
        ),
    ],
)
def test_a_manifest_that_cannot_be_used_blocks(client, work, typed, manifest, shown, objection):
    page = counted(client, typed, work.put("bad.manifest", manifest))
    assert page.status_code == 200
    assert shown in count(page)
    for confirm in ("", "broken", "empty", "other-type"):
        answer = client.post(CREATE, fill(page, confirm=confirm))
        assert answer.status_code == 422
        assert objection in alert(answer)
    assert work.names() == []


def test_the_first_broken_lines_are_named(client, work, typed):
    page = counted(client, typed, work.put("bad.manifest", BROKEN))
    lines = [line.text.split(":")[0] for line in by_id(page, "label-plan").all("li")]
    assert lines == ["Line 2", "Line 3"]


def test_nothing_left_to_label_needs_a_confirmation(client, work, typed):
    manifest = work.put("done.manifest", partly_labeled(3, 3, "animal"))
    page = counted(client, typed, manifest, **under("animal"))
    assert count(page).startswith("0 of 3 objects will be labeled.")
    refused = client.post(CREATE, fill(page))
    assert refused.status_code == 422
    assert "No object would be labeled: all of them carry “animal” already." in alert(refused)
    box = by_id(refused, "label-plan").one("input", name="confirm")
    assert client.post(CREATE, fill(refused, confirm=box["value"])).status_code == 303


def test_a_confirmation_that_was_given_stays_given(client, work, typed):
    manifest = work.put("done.manifest", partly_labeled(3, 3, "animal"))
    page = counted(client, typed, manifest, **under("animal"))
    refused = client.post(CREATE, fill(page, confirm="nothing-left", role_arn="x"))
    assert fields(refused)["confirm"] == "nothing-left"


@pytest.mark.parametrize(
    ("uri", "told"),
    [
        (f"s3://{BUCKET}/nowhere.manifest", "There is no manifest at"),
        ("s3://no-such-bucket/in.manifest", "There is no manifest at"),
        ("s3://B/in.manifest", ""),
        ("ftp://b/in.manifest", "“ftp://b/in.manifest”"),
        ("\x00", ""),
        ("s3://" + "b" * 300 + "/k", ""),
    ],
)
def test_a_manifest_that_cannot_be_read_never_breaks_the_form(client, typed, uri, told):
    page = counted(client, typed, uri)
    assert page.status_code == 200
    assert told in count(page)


def test_a_manifest_that_changed_since_the_count_is_counted_again(client, work, typed):
    page = counted(client, typed, typed["manifest_s3_uri"])
    work.put("in.manifest", input_manifest(12))
    answer = client.post(CREATE, fill(page))
    assert answer.status_code == 422
    assert "The manifest changed after this preview. Check the new numbers." in alert(answer)
    assert count(answer).startswith("All 12 objects will be labeled.")
    assert work.names() == []
    assert client.post(CREATE, fill(answer)).status_code == 303


def test_limits_are_part_of_the_sentence(client, typed):
    page = counted(
        client,
        typed,
        typed["manifest_s3_uri"],
        max_human_labeled_object_count="5",
        max_percentage_of_input_dataset_labeled="50",
    )
    assert "Labeling stops after 5 human-labeled objects." in plan(page)
    assert "Labeling stops at 50 % of the dataset." in plan(page)


def test_thousands_are_written_with_a_comma(client, work, typed):
    page = counted(client, typed, work.put("large.manifest", input_manifest(2340)))
    assert count(page).startswith("All 2,340 objects will be labeled.")


# --------------------------------------------------------------------------------- the preview


def test_the_preview_creates_nothing_and_judges_nothing(client, work):
    page = client.post(CREATE, fill(client.get(CREATE), preview="cli", labeling_job_name="a b"))
    assert page.status_code == 200
    assert fields(page)["labeling_job_name"] == "a b"
    assert not parse(page).of_class("field__error")
    assert by_id(page, "request").raw_text.startswith("cat > labeling-job.json")
    assert work.names() == []


def test_a_preview_keeps_the_forms_id(client):
    first = client.get(CREATE)
    again = client.post(CREATE, fill(first, preview="json"))
    assert fields(again)["submission_id"] == fields(first)["submission_id"]


def test_two_forms_have_two_ids(client):
    ids = {fields(client.get(CREATE))["submission_id"] for _ in range(2)}
    assert len(ids) == 2


# ------------------------------------------------------------------------------- a form too old


def test_an_expired_form_keeps_everything_typed_and_sends_nothing(strict_client, work, typed):
    form = fields(strict_client.get(CREATE)) | typed | under("animal")
    page = strict_client.post(CREATE, form | {"csrfmiddlewaretoken": "gone"})
    assert page.status_code == 403
    assert "This form has expired. Everything you typed is still here" in alert(page)
    assert fields(page).items() >= (typed | under("animal")).items()
    assert work.names() == []


@pytest.mark.parametrize("do", ["chain", "clone"])
def test_an_expired_form_can_be_sent_again(strict_client, work, do):
    work.completed()
    path = job("cats", f"{do}/")
    changes = {"labeling_job_name": "again", "task_title": "Other"}
    expired = strict_client.post(
        path, fill(strict_client.get(path), csrfmiddlewaretoken="", **changes)
    )
    assert expired.status_code == 403
    assert strict_client.post(path, fields(expired)).status_code == 303
    assert work.describe("again")["HumanTaskConfig"]["TaskTitle"] == "Other"


def test_a_form_that_is_whole_passes_the_check(strict_client, typed):
    assert send(strict_client, CREATE, **typed).status_code == 303


def test_cancel_leads_back_to_the_list(client):
    page = by_id(client.get(CREATE), "job-form")
    assert [link["href"] for link in page.all("a") if link.text == "Cancel"] == [JOBS]


MANY_DIGITS = "9" * 5000  # Python reads no number of so many


def test_numbers_of_thousands_of_digits_are_refused_and_kept(client, typed):
    numbers = dict.fromkeys(
        (
            "max_human_labeled_object_count",
            "max_percentage_of_input_dataset_labeled",
            "number_of_human_workers_per_data_object",
            "task_time_limit_in_seconds",
        ),
        MANY_DIGITS,
    )
    answer = client.post(CREATE, fill(client.get(CREATE), **typed) | numbers)
    assert answer.status_code == 422
    assert fields(answer).items() >= numbers.items()


def test_a_row_of_a_number_of_thousands_of_digits_is_none_to_remove(client):
    page = client.post(CREATE, {"labels-remove": MANY_DIGITS, "labels": ["cat", "dog"]})
    assert page.status_code == 200
