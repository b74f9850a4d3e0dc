"""The database and the static files, brought up to date before the console starts on them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings


def bring_up_to_date() -> None:
    """Migrate and collect static files; costs next to nothing when nothing has changed."""
    fingerprint, kept = _fingerprint(), settings.STATE_DIR / "up-to-date"
    if kept.exists() and kept.read_text() == fingerprint and not _something_is_missing():
        return
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    kept.write_text(fingerprint)


def _something_is_missing() -> bool:
    database = settings.DATABASES["default"]
    # A database that is no file of ours may have been changed by anybody: always look.
    sqlite = database["ENGINE"] == "django.db.backends.sqlite3"
    return not (sqlite and Path(database["NAME"]).exists() and settings.STATIC_ROOT.is_dir())


def _fingerprint() -> str:
    """Changes when a source of either does, or when they go somewhere else."""
    seen = hashlib.sha256(str(settings.DATABASES["default"]).encode())
    for source in _sources():
        about = source.stat()
        seen.update(f"{source} {about.st_size} {about.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def _sources() -> Iterator[Path]:
    base: Path = settings.BASE_DIR
    yield base / "requirements.txt"  # Django and htmx bring migrations and static files, too
    yield base / "gtconsole" / "static_files.py"
    yield from sorted(base.glob("*/migrations/*.py"))
    for folder in settings.STATICFILES_DIRS:
        yield from sorted(path for path in Path(folder).rglob("*") if path.is_file())
