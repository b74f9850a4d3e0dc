"""Where the console's pages are, as tests ask for them."""

JOBS = "/us-east-1/labeling-jobs/"
CREATE = f"{JOBS}create/"
ACTION = f"{JOBS}action/"
UPDATES = f"{JOBS}updates/"
PLAN = f"{JOBS}plan/"
PREVIEW = f"{JOBS}request-preview/"
CHECK_NAME = f"{JOBS}check/labeling_job_name/"


def job(name: str, page: str = "") -> str:
    """A job's page, or one below it: chain/, clone/, stop/."""
    return f"{JOBS}details/{name}/{page}"


def fragment(target: str) -> dict[str, str]:
    """The headers with which htmx asks for one region of a page."""
    return {"HX-Request": "true", "HX-Target": target}
