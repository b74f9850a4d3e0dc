"""Changes to a manifest that wait to be looked at: kept on this machine's disk for a day.

What was typed or uploaded is written down once, so that it survives a reload, a conflict and a
refusal by AWS, and so that an upload of any size is never held in memory.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from django.conf import settings

Kind = Literal["add", "edit", "replace", "merge"]

LIVES = 24 * 3600  # seconds
_ID = re.compile(r"[A-Za-z0-9_-]{16}")
_NAME = re.compile(r"[0-9a-f]{64}")
CHUNK = 1024 * 1024  # bytes


@dataclass(frozen=True)
class Draft:
    """A change of one kind to the manifest at `uri`, made by who saw the ETag `etag`.

    `said` is what else the kind needs to know; the bytes are in the file `content`.
    """

    id: str
    region: str
    kind: Kind
    uri: str
    etag: str
    said: Mapping[str, Any] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return _folder() / self.id

    @property
    def content(self) -> Path:
        return self.folder / "content"

    @property
    def size(self) -> int:
        return self.content.stat().st_size

    def read(self, start: int = 0, end: int | None = None, name: str = "content") -> bytes:
        """Bytes of the content or another file beside it, all of it unless a range is given."""
        with (self.folder / name).open("rb") as file:
            file.seek(start)
            return file.read() if end is None else file.read(end - start)

    def chunks(self) -> Iterable[bytes]:
        with self.content.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk

    def put(self, name: str, data: bytes) -> None:
        """Lay a file beside the content; who reads the one of that name before is not disturbed."""
        made = self.folder / f"{name}.{secrets.token_hex(4)}"
        made.write_bytes(data)
        made.replace(self.folder / name)

    def discard(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def keep(
    region: str, kind: Kind, uri: str, etag: str, content: Iterable[bytes], **said: Any
) -> Draft:
    """Write a change down."""
    _sweep()
    draft = Draft(secrets.token_urlsafe(12), region, kind, uri, etag, said)
    draft.folder.mkdir(parents=True, mode=0o700)
    with draft.content.open("wb") as file:
        file.writelines(content)
    (draft.folder / "draft.json").write_text(json.dumps(asdict(draft)))
    return draft


def find(region: str, id_: str) -> Draft | None:
    """The change of that id, unless it was made in another Region or is gone."""
    if not _ID.fullmatch(id_):  # it becomes a path
        return None
    try:
        draft = Draft(**json.loads((_folder() / id_ / "draft.json").read_text()))
    except (OSError, ValueError):
        return None
    return draft if draft.region == region else None


def remember(key: str, content: bytes) -> str:
    """Keep bytes under a name that follows from the key, and give the name."""
    name = hashlib.sha256(key.encode()).hexdigest()
    kept = _folder() / name
    if not kept.exists():
        _sweep()
        kept.mkdir(parents=True, mode=0o700)
        (kept / "content").write_bytes(content)
    return name


def remembered(name: str) -> bytes | None:
    if not _NAME.fullmatch(name):  # it becomes a path
        return None
    try:
        return (_folder() / name / "content").read_bytes()
    except OSError:
        return None


def _folder() -> Path:
    return Path(settings.STATE_DIR) / "drafts"


def _sweep() -> None:
    """Forget what nobody came back to."""
    if not _folder().is_dir():
        return
    for old in _folder().iterdir():
        if time.time() - old.stat().st_mtime > LIVES:
            shutil.rmtree(old, ignore_errors=True)
