"""The count as a fragment: N of M for a form as it stands, whatever stands in it."""

import pytest

from jobs.manifests import counting
from tests.jobs.conftest import finish_errands
from tests.jobs.markup import by_id, fields, parse
from tests.jobs.paths import CREATE, PLAN, fragment, job
from tests.jobs.work import partly_labeled
from tests.local_endpoint import input_manifest

TICKED = {"specify_label_attribute_name": "on"}


def ask(client, **said):
    """The fragment for what a form says."""
    answer = client.get(PLAN, said, headers=fragment("label-plan"))
    assert answer.status_code == 200
    return by_id(answer, "label-plan")


def new(uri, name="cats", task_type="ImageMultiClass", **more):
    """A new job's form."""
    return {
        "how": "create",
        "manifest_s3_uri": uri,
        "labeling_job_name": name,
        "task_type": task_type,
    } | more


def sentence(panel):
    return panel.all("p")[0].text


def buttons(panel):
    return [each["data-use-attribute"] for each in panel.all("button")]


# ----------------------------------------------------------------------------------- the cases


def test_the_answer_is_the_fragment_alone(client, work):
    answer = client.get(PLAN, new(work.put("m", input_manifest(2))))
    assert answer.content.decode().split("<", 2)[1].startswith('div class="label-plan')


def test_some_objects_are_left(client, work):
    panel = ask(client, **new(work.put("m", partly_labeled(4, 10, "cats"))))
    assert sentence(panel) == (
        "6 of 10 objects will be labeled. 4 already have a label under cats and stay as they are."
    )
    assert "label-plan--info" in panel.classes


def test_one_labeled_object_is_singular(client, work):
    panel = ask(client, **new(work.put("m", partly_labeled(1, 3, "cats"))))
    assert sentence(panel) == (
        "2 of 3 objects will be labeled. 1 already has a label under cats and stays as it is."
    )


def test_class_0_is_a_label(client, work):
    line = b'{"source-ref":"s3://a/1.jpg","cats":%s}\n'
    manifest = b"".join(line % value for value in (b"0", b"null", b'""', b"[]", b"{}"))
    panel = ask(client, **new(work.put("m", manifest + input_manifest(1))))
    assert sentence(panel).startswith("1 of 6 objects will be labeled.")


def test_metadata_of_a_failure_alone_is_no_label(client, work):
    failure = b'{"source-ref":"s3://a/1.jpg","cats-metadata":{"failure-reason":"expired"}}\n'
    panel = ask(client, **new(work.put("m", failure * 2 + partly_labeled(1, 1, "cats"))))
    assert sentence(panel).startswith("2 of 3 objects will be labeled.")
    assert "2 objects failed last time and will be tried again." in panel.text


def test_no_object_has_the_attribute(client, work):
    panel = ask(client, **new(work.put("m", partly_labeled(4, 10, "animal"))))
    assert sentence(panel) == ("All 10 objects will be labeled. No object has the attribute cats.")


def test_nothing_is_left(client, work):
    panel = ask(client, **new(work.put("m", partly_labeled(3, 3, "cats"))))
    assert sentence(panel).startswith("0 of 3 objects will be labeled. Every object already has")
    assert panel.one("input", name="confirm")["value"] == "nothing-left"
    assert "label-plan--warning" in panel.classes


def test_other_labels_stand_under_the_name(client, work):
    uri = work.put("m", partly_labeled(3, 5, "cats", "object-detection"))
    panel = ask(client, **new(uri))
    assert sentence(panel) == (
        "cats holds labels of the type groundtruth/object-detection in this manifest, "
        "and this job writes groundtruth/image-classification. Choose another name."
    )
    assert "label-plan--error" in panel.classes
    assert not panel.all("input", name="confirm")


def test_the_type_of_the_labels_is_compared_without_case(client, work):
    uri = work.put("m", partly_labeled(3, 5, "cats").replace(b"groundtruth/", b"groundTruth/"))
    assert sentence(ask(client, **new(uri))).startswith("2 of 5")


def test_a_broken_manifest_names_its_lines_and_still_counts(client, work):
    panel = ask(client, **new(work.put("m", partly_labeled(1, 2, "cats") + b"{]\n")))
    assert sentence(panel) == (
        "1 line of this manifest is not valid. Mend the manifest before you create the job. "
        "As it stands, 2 of 3 objects would be labeled."
    )
    assert panel.all("li")[0].text.startswith("Line 3: This line is not valid JSON")


def test_a_manifest_with_nothing_but_warnings_is_counted_as_any_other(client, work):
    objects = partly_labeled(1, 2, "cats").replace(b"\n", b"\r\n")
    panel = ask(client, **new(work.put("m", objects + objects)))
    assert sentence(panel).startswith("2 of 4 objects will be labeled.")


def test_an_empty_manifest_is_said_to_be_empty(client, work):
    panel = ask(client, **new(work.put("m", b"\n\n")))
    assert sentence(panel) == (
        "This manifest holds no object. Choose another input dataset location."
    )


def test_without_a_job_name_the_objects_are_counted_all_the_same(client, work):
    panel = ask(client, **new(work.put("m", partly_labeled(1, 2, "animal")), name=""))
    assert sentence(panel).startswith("The manifest holds 2 objects. Give the job a name")
    assert buttons(panel) == ["animal"]


def test_without_a_location_one_is_asked_for(client):
    assert sentence(ask(client)).startswith("Give an input dataset location")


def test_a_text_that_is_no_location_is_explained(client):
    assert "“nonsense”" in sentence(ask(client, **new("nonsense")))


def test_a_manifest_that_is_missing_is_said_to_be(client, work):
    panel = ask(client, **new("s3://test-bucket/nowhere"))
    assert sentence(panel).startswith("There is no manifest at s3://test-bucket/nowhere.")
    assert not panel.all("input", name="confirm")


def test_an_unreachable_endpoint_does_not_break_the_panel(client, unreachable):
    panel = ask(client, **new("s3://test-bucket/m"))
    assert sentence(panel).startswith(f"Can’t read the manifest: Can’t reach {unreachable}")


def test_the_panel_keeps_the_etag_that_was_counted(client, work):
    uri = work.put("m", input_manifest(3))
    etag = work.s3.head_object(Bucket="test-bucket", Key="m")["ETag"]
    assert ask(client, **new(uri)).one("input", name="manifest_etag")["value"] == etag


@pytest.mark.parametrize("typed", ["0", "-1", "many", ""])
def test_a_limit_that_is_none_is_not_spoken_of(client, work, typed):
    uri = work.put("m", input_manifest(3))
    panel = ask(client, **new(uri, max_human_labeled_object_count=typed))
    assert "Labeling stops" not in panel.text


# ------------------------------------------------------------------------- names and suffixes


def test_the_ticked_name_counts_and_the_unticked_does_not(client, work):
    said = new(work.put("m", partly_labeled(4, 10, "animal")), label_attribute_name="animal")
    assert sentence(ask(client, **said)).startswith("All 10")
    assert sentence(ask(client, **said, **TICKED)).startswith("6 of 10")


def test_the_suffix_follows_the_task_type(client, work):
    uri = work.put("m", partly_labeled(4, 10, "cats-ref", "semantic-segmentation"))
    panel = ask(client, **new(uri, task_type="SemanticSegmentation"))
    assert sentence(panel).startswith("6 of 10")
    assert "Labels are stored under cats-ref." in panel.text
    assert buttons(panel) == ["cats"]


def test_an_attribute_of_another_kind_is_offered_as_it_is_written(client, work):
    uri = work.put("m", partly_labeled(4, 10, "cats-ref"))
    assert buttons(ask(client, **new(uri))) == ["cats-ref"]


# ------------------------------------------------------------------------------- a reused job


def chained(client, name="cats", **changes):
    return fields(client.get(job(name, "chain/"))) | changes


def test_a_chain_is_counted_by_its_prior_jobs_output(client, work):
    work.stopped()
    assert sentence(ask(client, **chained(client))).startswith("6 of 10")


def test_another_location_does_not_count_for_a_chain(client, work):
    work.stopped()
    other = work.put("m", input_manifest(99))
    panel = ask(client, **chained(client, manifest_s3_uri=other))
    assert sentence(panel).startswith("6 of 10")


def test_another_location_counts_for_a_clone(client, work):
    work.stopped()
    other = work.put("m", input_manifest(99))
    panel = ask(client, **chained(client, how="clone", manifest_s3_uri=other))
    assert sentence(panel).startswith("All 99 objects will be labeled.")


def test_a_completed_job_offers_its_rest_and_its_button(client, work):
    work.completed(tags={"gtconsole:simulate-failed-objects": "3"})
    panel = ask(client, **chained(client))
    assert panel.of_class("label-plan__offer")[0].text == (
        "Keep cats: label only the 3 objects left. Use cats"
    )
    assert buttons(panel)[0] == "cats"


def test_a_completed_job_without_a_rest_offers_nothing(client, work):
    work.completed()
    assert not ask(client, **chained(client)).of_class("label-plan__offer")


def test_the_offer_of_a_segmentation_is_typed_without_its_suffix(client, work):
    work.completed(
        task_type="SemanticSegmentation", tags={"gtconsole:simulate-failed-objects": "3"}
    )
    panel = ask(client, **chained(client))
    assert buttons(panel)[0] == "cats"
    assert "Keep cats-ref: label only the 3 objects left." in panel.text


def test_a_stopped_job_under_another_name_warns_that_it_labels_everything_again(client, work):
    work.stopped()
    panel = ask(client, **chained(client, label_attribute_name="new"))
    assert "This labels everything again. To continue, use cats." in panel.text
    assert "label-plan--warning" in panel.classes


def test_a_prior_job_that_is_gone_is_a_404_fragment(client):
    said = {"how": "chain", "prior": "dogs"}
    answer = client.get(PLAN, said, headers=fragment("label-plan"))
    assert (answer.status_code, answer.headers["GC-Fragment"]) == (404, "1")


def test_a_prior_job_that_runs_cannot_be_counted_as_a_chain(client, work):
    work.running()
    assert client.get(PLAN, {"how": "chain", "prior": "cats"}).status_code == 404


def test_a_second_count_of_the_same_manifest_reads_no_byte(client, work, calls):
    said = new(work.put("m", input_manifest(3)))
    ask(client, **said)
    calls.clear()
    ask(client, **said | {"labeling_job_name": "dogs"})
    assert calls == ["HeadObject"]


# -------------------------------------------------------------------------- large manifests


def large(work, lines=3000):
    """A manifest that is not counted while the page waits."""
    line = b'{"source-ref":"s3://images/%s-%%05d.jpg"}\n' % (b"x" * (counting.AT_ONCE // lines))
    return work.put("large.manifest", b"".join(line % number for number in range(lines)))


def test_a_large_manifest_is_counted_in_the_background(client, work, slow):
    uri = large(work)
    panel = ask(client, **new(uri))
    assert sentence(panel).startswith("Counting…")
    assert panel["hx-trigger"] == "load delay:1s"
    assert panel.one("input", name="confirm")["value"] == "counting"
    slow.set()
    finish_errands()
    assert sentence(ask(client, **new(uri))).startswith("All 3,000 objects will be labeled.")


def test_a_panel_that_is_done_stops_asking(client, work):
    assert "hx-get" not in ask(client, **new(work.put("m", input_manifest(3))))


def test_a_form_can_be_sent_without_waiting_for_the_count(client, work, request):
    work.completed()
    uri = large(work)
    form = fields(client.get(job("cats", "clone/"))) | {"manifest_s3_uri": uri}
    form |= {"manifest_etag": ""}
    request.getfixturevalue("slow")
    refused = client.post(job("cats", "clone/"), form)
    assert refused.status_code == 422
    assert "still being counted" in parse(refused).of_class("alert")[0].text
    assert client.post(job("cats", "clone/"), form | {"confirm": "counting"}).status_code == 303


def test_the_page_of_a_large_manifest_does_not_wait(client, work, slow):
    uri = large(work)
    page = client.post(CREATE, {"manifest_s3_uri": uri, "preview": "json"})
    assert sentence(by_id(page, "label-plan")).startswith("Counting…")
