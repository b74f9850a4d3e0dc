"""The cache that console processes share: plain data in msgpack, so that reading it runs no code.

Django's own way is pickle, by which whoever can write to the cache runs code in the console. What
is kept here must be texts, bytes, numbers, dates, lists and dictionaries; a tuple comes back as a
list.
"""

from __future__ import annotations

import struct
import time
from pathlib import Path
from typing import IO, Any

import msgspec
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache
from django.core.exceptions import ImproperlyConfigured

FILES = "django.core.cache.backends.filebased.FileBasedCache"
REDIS = "django.core.cache.backends.redis.RedisCache"
MOST_FILES = 2_000  # some are thrown away beyond that

_EXPIRY = struct.Struct(">d")  # seconds since 1970; infinite for what is kept for ever


def in_folder(folder: Path) -> dict[str, Any]:
    """Django's settings for a cache in a folder."""
    return {
        "BACKEND": "gtconsole.caching.FileCache",
        "LOCATION": str(folder),
        "OPTIONS": {"MAX_ENTRIES": MOST_FILES},
    }


def safe(named: dict[str, Any]) -> dict[str, Any]:
    """Django's settings for a cache that was named by its URL."""
    if named["BACKEND"] == FILES:
        return in_folder(Path(named["LOCATION"]))
    if named["BACKEND"] == REDIS:
        options = {**named.get("OPTIONS", {}), "serializer": "gtconsole.caching.Serializer"}
        return {**named, "OPTIONS": options}
    kind = named["BACKEND"].rpartition(".")[2]
    raise ImproperlyConfigured(
        f"CACHE_URL names a {kind}, which processes do not share or which would run code that "
        "somebody else put there. Set it to a folder, like filecache:///var/cache/gtconsole, or "
        "to a server, like rediscache://host:6379/0."
    )


class Serializer:
    """How Django's Redis cache writes its values, but for whole numbers, which Redis counts."""

    def dumps(self, value: Any) -> int | bytes:
        return value if type(value) is int else msgspec.msgpack.encode(value)

    def loads(self, data: bytes) -> Any:
        try:
            return int(data)
        except ValueError:
            return msgspec.msgpack.decode(data)


class FileCache(FileBasedCache):
    """A file for each value in a folder that only its owner can look into."""

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        try:
            with open(self._key_to_file(key, version), "rb") as file:
                return default if self._is_expired(file) else msgspec.msgpack.decode(file.read())
        except (FileNotFoundError, msgspec.DecodeError):
            return default

    def touch(
        self, key: str, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        missing = object()
        value = self.get(key, missing, version)
        if value is not missing:
            self.set(key, value, timeout, version)
        return value is not missing

    def _write_content(self, file: IO[bytes], timeout: float | None, value: Any) -> None:
        expiry = self.get_backend_timeout(timeout)
        file.write(_EXPIRY.pack(float("inf") if expiry is None else expiry))
        file.write(msgspec.msgpack.encode(value))

    def _is_expired(self, file: IO[bytes]) -> bool:
        began = file.read(_EXPIRY.size)
        expired = len(began) < _EXPIRY.size or _EXPIRY.unpack(began)[0] < time.time()
        if expired:
            self._delete(file.name)
        return expired
