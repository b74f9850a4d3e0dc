"""What must stand before Django's settings are read: a state folder of the tests' own.

Loaded by pytest as a plugin (`-p tests.environment`), because pytest-django reads the settings
before any conftest.py.
"""

import os
import shutil
import tempfile

STATE_DIR = tempfile.mkdtemp(prefix="gtconsole-tests-")
os.environ["GTCONSOLE_STATE_DIR"] = STATE_DIR
for variable in (
    "GTCONSOLE_ENDPOINT",
    "GTCONSOLE_REGION",
    "GTCONSOLE_PRICES",
    "GTCONSOLE_CHECK_BEFORE_CREATING",
    "DATABASE_URL",
    "CACHE_URL",
):
    os.environ.pop(variable, None)


def pytest_unconfigure() -> None:
    shutil.rmtree(STATE_DIR, ignore_errors=True)
