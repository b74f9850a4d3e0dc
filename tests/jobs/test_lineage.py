"""Where a job came from and what came out of it, as its page tells."""

from tests.jobs.markup import by_id, fields, panel, parse
from tests.jobs.paths import JOBS, job
from tests.local_endpoint import from_manifest


def kin(client, name):
    """The lines of a job's Lineage tab, by their heading."""
    tab = by_id(client.get(job(name) + "?tab=lineage"), "job-tab")
    lists = [[line.text for line in each.all("li")] for each in tab.all("ul")]
    return dict(zip([head.text for head in tab.all("h3")], lists, strict=True))


def reuse(client, how, name, **changes):
    """Chain or clone by the form; the new job's name."""
    path = job(name, f"{how}/")
    form = fields(client.get(path)) | changes
    assert client.post(path, form).status_code == 303
    return form["labeling_job_name"]


def output(work, name):
    return work.describe(name)["LabelingJobOutput"]["OutputDatasetS3Uri"]


def test_a_chained_job_and_its_prior_job_know_each_other(client, work):
    work.completed()
    reuse(client, "chain", "cats")
    assert kin(client, "cats-chain") == {
        "cats-chain came from": ["cats · chained · Completed · recorded"]
    }
    assert kin(client, "cats") == {
        "What came out of cats": ["cats-chain · chained · Initializing · recorded"]
    }


def test_a_cloned_job_and_its_prior_job_know_each_other(client, work):
    work.completed()
    reuse(client, "clone", "cats")
    assert kin(client, "cats-clone") == {
        "cats-clone came from": ["cats · cloned · Completed · recorded"]
    }
    assert kin(client, "cats") == {
        "What came out of cats": ["cats-clone · cloned · Initializing · recorded"]
    }


def test_a_chain_made_elsewhere_is_inferred_from_the_manifest(client, work):
    work.completed()
    work.create("next", InputConfig=from_manifest(output(work, "cats")))
    inferred = "inferred from the manifest’s location"
    assert kin(client, "next") == {"next came from": [f"cats · chained · Completed · {inferred}"]}
    assert kin(client, "cats") == {
        "What came out of cats": [f"next · chained · Initializing · {inferred}"]
    }


def test_a_prior_job_that_is_gone_is_still_named(client, work):
    work.create(tags={"gtconsole:chained-from": "long-gone"})
    assert kin(client, "cats") == {"cats came from": ["long-gone · chained · recorded"]}


def test_a_tag_that_names_no_job_is_not_believed(client, work):
    work.create(tags={"gtconsole:chained-from": "a b/c"})
    page = client.get(job("cats"))
    assert kin(client, "cats") == {}
    assert "Chained from" not in panel(page, "Labeling job summary")


def test_the_summary_links_the_prior_job(client, work):
    work.completed()
    reuse(client, "chain", "cats")
    page = client.get(job("cats-chain"))
    assert panel(page, "Labeling job summary")["Chained from"] == "cats"
    assert job("cats") in parse(page).one("main").links


def test_a_job_without_kin_says_so(client, work):
    work.create()
    text = by_id(client.get(job("cats") + "?tab=lineage"), "job-tab").text
    assert "cats is not known to come from another labeling job." in text
    assert "No labeling job is known to come from cats." in text


def test_a_chain_of_a_chain_names_its_nearest_prior_job_only(client, work):
    work.completed()
    work.finish(reuse(client, "chain", "cats"))
    reuse(client, "chain", "cats-chain", labeling_job_name="third")
    assert kin(client, "third") == {
        "third came from": ["cats-chain · chained · Completed · recorded"]
    }


def test_a_form_that_was_refused_leaves_no_kin(client, work):
    work.completed()
    work.create("taken")
    path = job("cats", "clone/")
    form = fields(client.get(path)) | {"labeling_job_name": "taken"}
    assert client.post(path, form).status_code == 422
    assert kin(client, "cats") == {}


def test_the_tab_costs_one_describe_and_one_listing(client, work, calls):
    work.create()
    client.get(job("cats") + "?tab=lineage")
    assert calls == ["DescribeLabelingJob", "ListLabelingJobs"]


def test_the_list_marks_a_chain_made_by_the_form(client, work):
    work.completed()
    reuse(client, "chain", "cats")
    second = parse(client.get(JOBS)).of_class("table__second")
    assert [each.text for each in second] == ["chained from cats"]
