"""gtconsole.static_files: many small style sheets reach the browser as one."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.template import Context, Template

from gtconsole import static_files

SHEETS = Path(__file__).parents[2] / "static" / "css"


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """A storage into which the static files have been collected again, over an older state."""
    storage = static_files.HashedStaticFiles(location=tmp_path_factory.mktemp("static"))
    wrapped, staticfiles_storage._wrapped = staticfiles_storage._wrapped, storage
    try:
        storage.save("css/all.css", ContentFile(b"the sheet of an older release"))
        call_command("collectstatic", interactive=False, verbosity=0)
    finally:
        staticfiles_storage._wrapped = wrapped
    return storage


def test_the_one_sheet_holds_every_part(collected):
    everything = Path(collected.path(collected.stored_name("css/all.css"))).read_text()
    assert [s.name for s in SHEETS.rglob("*.css") if s.read_text() not in everything] == []


def test_tokens_come_first_and_components_last():
    names = static_files.parts()
    assert names[:3] == ["css/tokens.css", "css/base.css", "css/layout.css"]
    assert all(name.startswith("css/components/") for name in names[3:])


def test_the_one_sheet_is_hashed_and_compressed(collected):
    name = collected.stored_name("css/all.css")
    assert name != "css/all.css"
    whole = Path(collected.path(name)).read_bytes()
    assert gzip.decompress(Path(collected.path(f"{name}.gz")).read_bytes()) == whole
    assert Path(collected.path(f"{name}.br")).exists()


def test_a_script_imports_another_by_its_hashed_name(collected):
    script = Path(collected.path(collected.stored_name("js/combobox.js"))).read_text()
    vendored = collected.stored_name("js/vendor/combobox-nav.js").removeprefix("js/")
    assert vendored != "vendor/combobox-nav.js"
    assert f'import Combobox from "./{vendored}";' in script


def test_of_htmx_only_the_version_that_pages_link_is_collected(collected):
    versions = {path.stem for path in Path(collected.path("django_htmx")).glob("htm*")}
    assert versions
    assert all(name.startswith("htmx-2.") for name in versions)


def linked_sheets() -> list[str]:
    page = Template("{% load static_files %}{% stylesheets as all %}{{ all|join:' ' }}")
    return page.render(Context()).split()


def test_a_page_links_one_sheet():
    assert linked_sheets() == ["css/all.css"]


def test_a_page_links_the_parts_while_developing(settings):
    settings.DEBUG = True
    assert linked_sheets() == static_files.parts()
