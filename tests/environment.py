"""What must stand before Django's settings are read: a state folder of the tests' own.

Loaded by pytest as a plugin (`-p tests.environment`), because pytest-django reads the settings
before any conftest.py.
"""

import os
import tempfile

os.environ["GTCONSOLE_STATE_DIR"] = tempfile.mkdtemp(prefix="gtconsole-tests-")
for variable in (
    "GTCONSOLE_ENDPOINT",
    "GTCONSOLE_REGION",
    "GTCONSOLE_PRICES",
    "DATABASE_URL",
    "CACHE_URL",
):
    os.environ.pop(variable, None)
