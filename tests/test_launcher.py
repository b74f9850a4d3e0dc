"""Starting and stopping gtconsole: real processes on free ports, and none left behind."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import boto3
import pytest

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 180  # seconds; only a test that fails waits for them


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Launched:
    """A launcher that has said where the console is, or has ended."""

    def __init__(self, state, command=(sys.executable, "-m", "gtconsole"), environ=None, **more):
        self.port, self.endpoint_port = free_port(), free_port()
        settings = {
            "GTCONSOLE_STATE_DIR": str(state),
            "GTCONSOLE_PORT": str(self.port),
            "GTCONSOLE_ENDPOINT_PORT": str(self.endpoint_port),
            **more,
        }
        # All processes of a gtconsole write to this pipe, so it ends when the last of them does.
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**(plain_environ() if environ is None else environ), **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.guard = threading.Timer(PATIENCE, self.process.kill)
        self.guard.start()
        self.said = ""
        while " is at http" not in self.said:
            line = self.process.stdout.readline()
            if not line:
                break
            self.said += line

    def get(self, path, port=None):
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=PATIENCE)
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response, body

    def end(self, number=signal.SIGINT):
        """Send the signal; the exit status once every process is gone, TimeoutExpired if not."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self):
        rest, _ = self.process.communicate(timeout=PATIENCE)
        self.said += rest
        self.guard.cancel()
        return self.process.returncode


def plain_environ():
    mine = ("GTCONSOLE_", "DATABASE_URL", "CACHE_URL", "DJANGO_")
    return {name: value for name, value in os.environ.items() if not name.startswith(mine)}


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    """A state folder that has been started on once."""
    folder = tmp_path_factory.mktemp("state")
    first = Launched(folder)
    (folder / "jobs-at-first.txt").write_text(labeling_jobs(first))
    assert first.end() == 0
    return folder


@pytest.fixture
def launch(state):
    started = []

    def start(**settings):
        started.append(Launched(state, **settings))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.end()


def complaint(**settings):
    """What a launcher that cannot start says, on standard error alone."""
    ports = {"GTCONSOLE_PORT": str(free_port()), "GTCONSOLE_ENDPOINT_PORT": str(free_port())}
    ended = subprocess.run(
        [sys.executable, "-m", "gtconsole"],
        cwd=ROOT,
        env=plain_environ() | ports | settings,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    return ended.stderr


def is_one_sentence(text):
    return text.count("\n") == 1 and text.endswith((".\n", "./run\n")) and "Traceback" not in text


# ----------------------------------------------------------------------------------- starting


@pytest.fixture(scope="class")
def static_files(state):
    return {path: path.stat().st_mtime_ns for path in (state / "static").rglob("*")}


@pytest.fixture(scope="class")
def gtconsole(state, static_files):
    """One that runs for all tests of a class, started after its static files were looked at."""
    running = Launched(state)
    yield running
    running.end()


class TestSecondStart:
    def test_the_console_answers_where_the_launcher_says(self, gtconsole):
        assert f"gtconsole is at http://127.0.0.1:{gtconsole.port}/ " in gtconsole.said
        assert gtconsole.get("/us-east-1/labeling-jobs/")[0].status == 200

    def test_the_endpoint_answers_as_soon_as_the_launcher_speaks(self, gtconsole):
        _, body = gtconsole.get("/_endpoint/health", gtconsole.endpoint_port)
        assert json.loads(body)["status"] == "ok"

    def test_pages_find_their_style_sheets(self, gtconsole):
        _, page = gtconsole.get("/us-east-1/labeling-jobs/")
        sheets = re.findall(r'href="(/static/[^"]+\.css)"', page.decode())
        assert sheets
        assert {gtconsole.get(sheet)[0].status for sheet in sheets} == {200}

    def test_labeling_jobs_are_those_of_the_first_start(self, gtconsole, state):
        before = (state / "jobs-at-first.txt").read_text()
        assert labeling_jobs(gtconsole) == before != ""

    def test_static_files_are_left_as_they_are(self, gtconsole, state, static_files):
        now = {path: path.stat().st_mtime_ns for path in (state / "static").rglob("*")}
        assert now == static_files != {}


def labeling_jobs(gtconsole):
    """A line for each, with the time of its creation."""
    client = boto3.client(
        "sagemaker",
        region_name="us-east-1",
        endpoint_url=f"http://127.0.0.1:{gtconsole.endpoint_port}",
        aws_access_key_id="any",
        aws_secret_access_key="any",
    )
    rows = client.list_labeling_jobs(MaxResults=100)["LabelingJobSummaryList"]
    return "".join(f"{row['LabelingJobArn']} {row['CreationTime']:%c %f}\n" for row in rows)


def test_static_files_that_were_deleted_come_back(launch, state, tmp_path):
    (state / "static").rename(tmp_path / "static")
    launch()
    assert any((state / "static" / "css").iterdir())


def test_run_needs_nothing_from_its_environment(launch):
    gtconsole = launch(command=["./run"], environ={})
    assert " is at http" in gtconsole.said
    assert gtconsole.end() == 0


def test_at_aws_there_is_no_endpoint(launch):
    gtconsole = launch(GTCONSOLE_ENDPOINT="aws")
    assert "(Amazon SageMaker at AWS;" in gtconsole.said
    with pytest.raises(ConnectionRefusedError):
        gtconsole.get("/", gtconsole.endpoint_port)


# ----------------------------------------------------------------------------------- stopping


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stopped_launcher_leaves_no_process(launch, number):
    gtconsole = launch()
    assert gtconsole.end(number) == 0
    assert gtconsole.said.count("\n") == 1


def test_a_killed_launcher_leaves_no_process(launch):
    assert launch().end(signal.SIGKILL) == -signal.SIGKILL


def test_a_launcher_whose_endpoint_ends_says_so_and_ends(launch):
    launch()
    # An endpoint does not take a state folder that another one holds.
    second = launch()
    assert second.wait() == 1
    assert "The local endpoint has ended" in second.said
    assert "Traceback" not in second.said


# ---------------------------------------------------------------------------------- complaints


@pytest.mark.parametrize("variable", ["GTCONSOLE_PORT", "GTCONSOLE_ENDPOINT_PORT"])
def test_a_busy_port_is_a_sentence_with_a_way_out(state, variable):
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        text = complaint(GTCONSOLE_STATE_DIR=str(state), **{variable: str(port)})
    assert is_one_sentence(text)
    assert f"Port {port} is taken" in text
    assert f"{variable}=" in text


def test_console_and_endpoint_need_a_port_each(state):
    port = str(free_port())
    text = complaint(
        GTCONSOLE_STATE_DIR=str(state), GTCONSOLE_PORT=port, GTCONSOLE_ENDPOINT_PORT=port
    )
    assert is_one_sentence(text)
    assert f"are both {port}" in text


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("GTCONSOLE_PORT", "eighty"),
        ("GTCONSOLE_PORT", "70000"),
        ("GTCONSOLE_ENDPOINT_PORT", "0"),
        ("GTCONSOLE_ENDPOINT", "moon"),
        ("GTCONSOLE_REGION", "mars-1"),
        ("GTCONSOLE_SIMULATION_SPEED", "warp"),
        ("GTCONSOLE_DEBUG", "perhaps"),
        ("GTCONSOLE_PRICES", "0.08"),
        ("GTCONSOLE_CHECK_BEFORE_CREATING", "maybe"),
    ],
)
def test_a_wrong_setting_is_a_sentence_that_names_it(state, variable, value):
    text = complaint(GTCONSOLE_STATE_DIR=str(state), **{variable: value})
    assert is_one_sentence(text)
    assert f"{variable} is “{value}”" in text


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "::", "example.com"])
def test_an_address_that_others_can_reach_is_refused(state, host):
    text = complaint(GTCONSOLE_STATE_DIR=str(state), GTCONSOLE_HOST=host)
    assert is_one_sentence(text)
    assert f"GTCONSOLE_HOST is “{host}”" in text
    assert "no sign-in" in text


def test_an_argument_is_answered_with_how_settings_are_made():
    ended = subprocess.run(
        [sys.executable, "-m", "gtconsole", "--port", "80"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert (ended.returncode, is_one_sentence(ended.stderr)) == (1, True)
    assert "“--port 80”" in ended.stderr


# -------------------------------------------------------------------------------------- README


def test_readme_tells_of_every_setting():
    names = r"GTCONSOLE_\w+|DATABASE_URL|CACHE_URL"
    read = re.findall(rf'"({names})"', (ROOT / "gtconsole" / "settings.py").read_text())
    told = re.findall(rf"^\| `({names})` \|", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert sorted(told) == sorted(set(read))
