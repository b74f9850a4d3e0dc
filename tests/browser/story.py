"""The words of the stories: where a person looks on the pages, and what they expect there."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.console import Work
from tests.local_endpoint import BUCKET, ROLE, WORKTEAM, label_categories

LIST = "/us-east-1/labeling-jobs/"
UNDER_WAY = re.compile("Initializing|In progress")


def job_page(name: str) -> str:
    return f"{LIST}details/{name}/"


def output_manifest(name: str) -> str:
    return f"s3://{BUCKET}/output/{name}/manifests/output/output.manifest"


def input_manifest(name: str) -> str:
    return f"s3://{BUCKET}/{name}/input.manifest"


def field(page: Page, name: str) -> Locator:
    """A control of the form by the name that it is sent under."""
    return page.locator(f"[name={name}]")


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("row").filter(has=page.locator(f"#n-{name}"))


def status(page: Page, name: str) -> Locator:
    return page.locator(f"#st-{name}")


def plan(page: Page) -> Locator:
    return page.locator("#label-plan")


def choose(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name, exact=True).check()


def act(page: Page, item: str) -> None:
    page.get_by_role("button", name="Actions").click()
    follow(page, page.get_by_role("menuitem", name=item))


def follow(page: Page, link: Locator) -> None:
    """Click on what leads to another page, and wait until that page's scripts have run."""
    link.click()
    page.wait_for_load_state()


def create(page: Page) -> None:
    page.get_by_role("button", name="Create labeling job").click()


def poll(page: Page) -> None:
    """Have the page ask for news now, as it does when it comes into view."""
    page.evaluate("document.dispatchEvent(new Event('console:visible'))")


def expect_filled(page: Page, job: str, attribute: str, *, specified: bool, manifest: str) -> None:
    """The Job overview as it is before anybody has typed."""
    expect(field(page, "labeling_job_name")).to_have_value(job)
    expect(field(page, "specify_label_attribute_name")).to_be_checked(checked=specified)
    expect(field(page, "label_attribute_name")).to_have_value(attribute)
    expect(field(page, "label_attribute_name")).to_be_visible(visible=specified)
    expect(field(page, "manifest_s3_uri")).to_have_value(manifest)


def expect_created(page: Page, job: str) -> None:
    """Back on the list: it says so, and the job stands at the top."""
    expect(page.locator("#flash")).to_contain_text(f"Labeling job {job} was created.")
    expect(page.locator("tbody tr").first).to_contain_text(job)


def expect_completed(page: Page, work: Work, job: str) -> None:
    """The job runs to its end, and its page says so without being loaded again."""
    follow(page, page.get_by_role("link", name="View labeling job"))
    expect_completed_on_its_page(page, work)


def expect_completed_on_its_page(page: Page, work: Work) -> None:
    progress = page.locator("#job-progress")
    expect(progress).to_contain_text(UNDER_WAY)
    work.advance(120)
    poll(page)
    expect(progress).to_contain_text("Completed")


def expect_completed_on_the_list(page: Page, work: Work, job: str) -> None:
    """The same, seen on the list."""
    expect(status(page, job)).to_contain_text(UNDER_WAY)
    work.advance(120)
    poll(page)
    expect(status(page, job)).to_contain_text("Completed")


def labeled(lines: list[bytes], attribute: str) -> list[bytes]:
    return [line for line in lines if f'"{attribute}"'.encode() in line]


def choose_task_type(page: Page, category: str, value: str) -> None:
    field(page, "task_category").select_option(category)
    page.locator(f"[name=task_type][value='{value}']").check()


def fill_new_job(page: Page, work: Work, name: str, manifest: str) -> None:
    """Type what a job that classifies texts needs into an empty form."""
    labels = work.put(f"{name}/labels.json", label_categories("bill", "praise"))
    choose_task_type(page, "Text", "TextMultiClass")
    expect(field(page, "task_type_before")).to_have_value("TextMultiClass")
    page.locator("summary").filter(has_text="Use existing files").click()
    typed = {
        "labeling_job_name": name,
        "manifest_s3_uri": manifest,
        "s3_output_path": f"s3://{BUCKET}/output/",
        "role_arn": ROLE,
        "workteam_arn": WORKTEAM,
        "number_of_human_workers_per_data_object": "3",
        "task_time_limit_in_seconds": "300",
        "task_title": "What is it about?",
        "task_description": "Choose what the message is about.",
        "label_category_config_s3_uri": labels,
        "ui_template_s3_uri": f"s3://{BUCKET}/t.liquid",
    }
    for control, text in typed.items():
        field(page, control).fill(text)
