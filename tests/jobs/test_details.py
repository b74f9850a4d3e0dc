"""A labeling job's page: its summary, progress and tabs, and the ways on from it."""

import json

import pytest

from tests.jobs.markup import by_id, panel, parse, title
from tests.jobs.paths import JOBS, fragment, job
from tests.local_endpoint import BUCKET, ROLE, WORKTEAM

OUTPUT = f"s3://{BUCKET}/output/cats/manifests/output/output.manifest"


def shown(client, path):
    """The page's text."""
    return parse(client.get(path)).one("main").text


def test_the_summary_tells_what_the_job_is(client, work):
    work.completed()
    told = panel(client.get(job("cats")), "Labeling job summary")
    arn = "arn:aws:sagemaker:us-east-1:123456789012:labeling-job/cats"
    assert (
        told.items()
        >= {
            "Job name": "cats",
            "Task type": "Image Classification (Single Label)",
            "Status": "Completed",
            "Label attribute name": "cats",
            "IAM role": ROLE,
            "Work team": WORKTEAM,
            "Input dataset location": f"s3://{BUCKET}/cats/input.manifest",
            "Output manifest": OUTPUT,
            "Labeling job ARN": arn,
        }.items()
    )


def test_the_title_names_job_and_region(client, work):
    work.create()
    assert title(client.get(job("cats"))) == "cats – US East (N. Virginia) – gtconsole"


def test_a_job_is_found_in_any_case_and_called_as_it_is(client, work):
    work.create("Cats")
    assert parse(client.get(job("cATS"))).one("h1").text == "Cats"


def test_a_failed_job_says_why_and_what_can_be_done(client, work):
    work.failed()
    text = shown(client, job("cats"))
    assert "LambdaErrorCode: Unhandled" in text
    assert "Chain keeps the labels that are finished and labels the rest." in text


# --------------------------------------------------------------------------------- progress


def test_progress_counts_by_who_labeled(client, work):
    work.running(labeled=4, tags={"gtconsole:simulate-failed-objects": "10 percent"})
    text = by_id(client.get(job("cats")), "job-progress").text
    labeled = work.describe()["LabelCounters"]["TotalLabeled"]
    assert f"{labeled} of 10 data objects labeled ({labeled}0 %)" in text
    assert f"Human {labeled} · Automated 0 · Failed {4 - labeled} · Left 6" in text


def test_progress_of_a_job_that_has_not_begun_has_no_numbers(client, work):
    work.create()
    text = by_id(client.get(job("cats")), "job-progress").text
    assert "The data objects have not been counted yet." in text


def test_the_bar_has_plain_numbers_for_thousands(client, work):
    work.completed(lines=1200)
    bar = by_id(client.get(job("cats")), "job-progress").one("progress")
    assert (bar["value"], bar["max"]) == ("1200", "1200")


def test_progress_asks_for_itself_while_the_job_runs(client, work):
    work.running()
    panel = by_id(client.get(job("cats")), "job-progress")
    assert panel["hx-get"] == job("cats", "progress/")
    answer = client.get(panel["hx-get"], headers=fragment("job-progress"))
    assert answer.status_code == 200
    assert "hx-get" in by_id(answer, "job-progress")


def test_progress_stops_asking_when_the_job_has_ended(client, work):
    work.completed()
    answer = client.get(job("cats", "progress/"), headers=fragment("job-progress"))
    assert answer.status_code == 286
    assert "hx-get" not in by_id(answer, "job-progress")


# ------------------------------------------------------------------------------------ actions

REUSE = "Chain and Clone need a job that is Completed, Failed or Stopped. cats is "


@pytest.mark.parametrize("do", ["chain", "clone"])
def test_a_finished_job_can_be_chained_and_cloned(client, work, do):
    work.completed()
    assert by_id(client.get(job("cats")), f"{do}-button")["href"] == f"{do}/"


def test_chain_is_the_primary_action_when_it_is_allowed(client, work):
    work.completed()
    primary = parse(client.get(job("cats"))).of_class("btn--primary")
    assert [each.text for each in primary] == ["Chain"]


def test_a_running_job_says_why_it_cannot_be_reused(client, work):
    work.running()
    page = parse(client.get(job("cats")))
    reason = REUSE + "In progress: stop it or wait."
    assert "href" not in page.one(id="chain-button")
    assert page.one(id="chain-reason").text == reason
    assert page.of_class("actions__reason")[0].text == reason


def test_a_running_job_can_be_stopped(client, work):
    work.running()
    assert by_id(client.get(job("cats")), "stop-button")["href"] == "stop/"


def test_a_finished_job_says_why_it_cannot_be_stopped(client, work):
    work.completed()
    page = parse(client.get(job("cats")))
    assert page.one(id="stop-button")["aria-disabled"] == "true"
    assert page.one(id="stop-reason").text == "Only a job that is In progress can be stopped."


# --------------------------------------------------------------------------------------- tabs


def test_the_configuration_is_shown_by_panels(client, work):
    work.create(TaskKeywords=["cat", "dog"], MaxConcurrentTaskCount=1200)
    page = client.get(job("cats"))
    assert panel(page, "Job overview")["Output dataset location"] == f"s3://{BUCKET}/output/"
    assert panel(page, "Workers")["Task timeout"] == "5 minutes"
    assert panel(page, "Workers")["Maximum concurrent tasks"] == "1,200"
    assert panel(page, "Labeling tool")["Task keywords"] == "cat, dog"


def test_tags_are_a_table(client, work):
    work.create(tags={"team": "birds", "empty": ""})
    rows = by_id(client.get(job("cats") + "?tab=tags"), "job-tab").one("tbody").all("tr")
    told = [(row.one("th").text, row.one("td").text) for row in rows]
    assert told == [("team", "birds"), ("empty", "")]


def test_a_job_without_tags_says_so(client, work):
    work.create()
    assert "This labeling job has no tags." in shown(client, job("cats") + "?tab=tags")


def test_the_answer_of_the_api_can_be_read_and_asked_for_again(client, work):
    work.create()
    tab = by_id(client.get(job("cats") + "?tab=api"), "job-tab")
    told = json.loads(tab.one(id="describe").raw_text)
    assert told["LabelingJobArn"] == work.describe()["LabelingJobArn"]
    assert tab.one(id="describe-command").text == (
        "aws sagemaker describe-labeling-job --region us-east-1 "
        f"--endpoint-url {work.server.url} --labeling-job-name cats"
    )


def test_the_answer_of_the_api_can_be_kept_as_a_file(client, work):
    work.create()
    answer = client.get(job("cats", "describe.json"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="cats.json"'
    assert answer.json()["HumanTaskConfig"] == work.describe()["HumanTaskConfig"]
    assert "ResponseMetadata" not in answer.json()


def test_a_tab_can_be_asked_for_alone(client, work):
    work.create()
    answer = client.get(job("cats") + "?tab=tags", headers=fragment("job-tab"))
    assert answer.content.decode().strip().startswith('<div class="tab-panel" id="job-tab"')


def test_an_unknown_tab_is_the_first(client, work):
    work.create()
    page = parse(client.get(job("cats") + "?tab=nope"))
    assert page.one("nav", aria_label="Labeling job").one(aria_current="page").text == (
        "Configuration"
    )


def test_the_page_costs_one_describe(client, work, calls):
    work.create()
    client.get(job("cats"))
    assert calls == ["DescribeLabelingJob"]


def test_what_aws_tells_is_text_and_never_markup(client, work):
    work.create(TaskTitle="<b>bold</b>", tags={"note": "a = b"})
    assert b"<b>bold" not in client.get(job("cats")).content
    assert panel(client.get(job("cats")), "Labeling tool")["Task title"] == "<b>bold</b>"


# --------------------------------------------------------------------------------- not there


@pytest.mark.parametrize("page", ["", "chain/", "clone/", "stop/", "describe.json"])
def test_a_job_that_is_not_there_is_a_404_that_helps(client, page):
    answer = client.get(job("dogs", page))
    main = parse(answer).one("main")
    assert answer.status_code == 404
    assert "There is no labeling job named “dogs” in US East (N. Virginia)" in main.text
    assert f"{JOBS}?q=dogs" in main.links


def test_progress_of_a_job_that_is_gone_is_a_404_fragment(client):
    answer = client.get(job("dogs", "progress/"), headers=fragment("job-progress"))
    assert (answer.status_code, answer.headers["GC-Fragment"]) == (404, "1")


@pytest.mark.parametrize("name", ["a_b", "-a", "a-", "a" * 64, "é"])
def test_what_cannot_be_a_jobs_name_is_not_asked_of_aws(client, calls, name):
    assert client.get(job(name)).status_code == 404
    assert calls == []


@pytest.mark.parametrize("region", ["us-gov-west-1", "eu-west-9", "xx-nowhere-1"])
def test_an_unknown_region_is_a_404_that_names_those_there_are(client, region):
    answer = client.get(f"/{region}/labeling-jobs/")
    assert answer.status_code == 404
    main = parse(answer).one("main")
    assert f"“{region}” is no Region" in main.text
    assert JOBS in main.links


def test_an_unknown_page_is_a_404_that_leads_home(client):
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "There is no page at “/nowhere/”." in parse(answer).one("main").text


def test_a_job_is_looked_for_in_its_own_region(client, work):
    work.create()
    answer = client.get("/eu-west-1/labeling-jobs/details/cats/")
    assert answer.status_code == 404
    assert "named “cats” in Europe (Ireland) (eu-west-1)" in parse(answer).one("main").text
