"""What the pages are made of: nothing inline, nothing from outside, nothing missing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.template.loader import get_template

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STATIC = ROOT / "static"
STYLE_SHEETS = sorted(STATIC.rglob("*.css"))
SCRIPTS = sorted(STATIC.rglob("*.js"))

INLINE = re.compile(r"""\sstyle=|\son[a-z]+=["']|<style|<script(?![^>]*\ssrc=)|javascript:""")
REMOTE = re.compile(r"""(?:src|href|action|hx-get|hx-post)=["'](?:https?:)?//""")
REMOTE_IN_CSS = re.compile(r"""(?:url\(\s*|@import\s+)["']?(?:https?:)?//""")
NAMED = re.compile(r"""\{%\s*static\s+'([^']+)'""")


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("template", TEMPLATES, ids=relative)
def test_a_page_holds_nothing_inline_and_nothing_from_outside(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert INLINE.findall(text) == []
    assert REMOTE.findall(text) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=relative)
def test_a_template_can_be_parsed_and_its_files_exist(template: Path) -> None:
    get_template(str(template.relative_to(ROOT / "templates")))
    named = NAMED.findall(template.read_text(encoding="utf-8"))
    assert [name for name in named if not (STATIC / name).is_file()] == []


@pytest.mark.parametrize("sheet", STYLE_SHEETS, ids=relative)
def test_a_style_sheet_asks_no_other_site(sheet: Path) -> None:
    assert REMOTE_IN_CSS.findall(sheet.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("file", [*STYLE_SHEETS, *SCRIPTS], ids=relative)
def test_no_file_names_a_source_map(file: Path) -> None:
    assert "sourceMappingURL=" not in file.read_text(encoding="utf-8")


def test_the_static_files_survive_being_named_by_their_contents(tmp_path: Path, settings: Settings) -> None:
    hashing = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": hashing}}
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "staticfiles.json").is_file()
