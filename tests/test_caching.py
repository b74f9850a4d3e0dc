"""The cache: shared by processes, and harmless whoever writes into it."""

import pickle
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import environ
import msgspec
import pytest
import redis
from django.core.cache import CacheHandler, cache
from django.core.exceptions import ImproperlyConfigured

from gtconsole import caching

ROOT = Path(__file__).parents[1]
OTHER_PROCESS = "from django.core.cache import cache; print(cache.get('told'))"


class Hostile:
    """Unpickled, it would leave a file."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


@pytest.fixture(autouse=True)
def _empty():
    cache.clear()


@pytest.fixture
def file():
    """The file that keeps the value of “told”."""
    return Path(cache._key_to_file("told"))


@pytest.mark.parametrize(
    "value",
    ["猫", b"\0", 7, 2.5, True, None, [1, [2]], {"a": {"b": datetime(2026, 3, 1, tzinfo=UTC)}}],
)
def test_plain_data_comes_back(value):
    cache.set("told", value)
    assert cache.get("told", "nothing") == value
    assert caching.Serializer().loads(encoded(value)) == value


def encoded(value):
    """As Redis gives it back."""
    written = caching.Serializer().dumps(value)
    return str(written).encode() if isinstance(written, int) else written


def test_another_process_sees_it():
    cache.set("told", "by the first")
    told = subprocess.run(
        [sys.executable, "-c", OTHER_PROCESS], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout == "by the first\n"


def test_nobody_else_on_the_machine_can_look_into_it(file):
    cache.set("told", 1)
    assert file.parent.stat().st_mode & 0o077 == 0
    assert file.stat().st_mode & 0o077 == 0


def test_what_somebody_put_there_is_not_run(file, tmp_path):
    cache.set("told", 1)
    began = file.read_bytes()[:8]
    file.write_bytes(began + pickle.dumps(Hostile(tmp_path / "ran")))
    assert cache.get("told", "nothing") == "nothing"
    with pytest.raises(msgspec.DecodeError):
        caching.Serializer().loads(pickle.dumps(Hostile(tmp_path / "ran")))
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("content", [b"", b"\0\0", b"\x7f\xf0" + bytes(6)])
def test_a_file_that_was_cut_short_is_nothing(file, content):
    cache.set("told", [1])
    file.write_bytes(content)
    assert cache.get("told", "nothing") == "nothing"


def test_what_has_expired_is_gone(file):
    cache.set("told", 1, timeout=-1)
    assert cache.get("told") is None
    assert not file.exists()
    cache.set("told", 1, timeout=None)
    assert cache.touch("told", -1)
    assert not cache.has_key("told")
    assert not cache.touch("told")


def test_a_cache_that_is_named_is_made_safe():
    backends = "django.core.cache.backends"
    folder = caching.safe({"BACKEND": f"{backends}.filebased.FileBasedCache", "LOCATION": "/x"})
    assert folder["BACKEND"] == "gtconsole.caching.FileCache"
    redis = {
        "BACKEND": f"{backends}.redis.RedisCache",
        "LOCATION": "redis://h",
        "OPTIONS": {"db": 1},
    }
    options = {"db": 1, "serializer": "gtconsole.caching.Serializer"}
    assert caching.safe(redis) == redis | {"OPTIONS": options}


def test_a_server_that_is_named_is_asked():
    cache = CacheHandler(
        {"default": caching.safe(environ.Env.cache_url_config("rediscache://[::1]:1/0"))}
    )
    with pytest.raises(redis.exceptions.ConnectionError, match="connecting to ::1:1"):
        cache["default"].get("told")


@pytest.mark.parametrize("backend", ["locmem.LocMemCache", "db.DatabaseCache", "dummy.DummyCache"])
def test_a_cache_that_is_not_shared_or_not_safe_is_refused(backend):
    name = backend.partition(".")[2]
    with pytest.raises(ImproperlyConfigured, match=f"CACHE_URL names a {name}, which"):
        caching.safe({"BACKEND": f"django.core.cache.backends.{backend}", "LOCATION": ""})
