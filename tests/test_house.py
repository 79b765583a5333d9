"""The house itself: it starts, and its rooms are where the design says."""

import re
import shutil

import pytest
from wagtail.models import Page

from citycamp.static_storage import HashedFilesStorage
from tests.databases import ROOT


@pytest.mark.django_db
def test_a_fresh_database_has_wagtails_root_page():
    assert Page.objects.filter(depth=1).count() == 1


def test_our_modules_import_each_other_by_hashed_names_and_libraries_are_left_alone(tmp_path):
    own = tmp_path / "sessions"
    own.mkdir()
    for name in ("wall.js", "stream.js", "touch.js"):
        shutil.copyfile(ROOT / "sessions" / "static" / "sessions" / name, own / name)
    (tmp_path / "library.js").write_text('import x from "./never-shipped.js";\n')
    storage = HashedFilesStorage(location=tmp_path, base_url="/static/")
    names = ["sessions/wall.js", "sessions/stream.js", "sessions/touch.js", "library.js"]
    for _name, _hashed, done in storage.post_process({name: (storage, name) for name in names}):
        assert not isinstance(done, Exception), done
    imported = storage.stored_name("sessions/stream.js").rpartition("/")[2]
    assert imported != "stream.js"
    assert f'"./{imported}"' in (tmp_path / storage.stored_name("sessions/wall.js")).read_text()
    assert "./never-shipped.js" in (tmp_path / storage.stored_name("library.js")).read_text()


def test_a_time_of_the_day_is_written_in_one_way():
    """“09:00”, as the board writes it: two figures, 24 hours, in every language."""
    for template in (ROOT / "templates").rglob("*.html"):
        for written in re.findall(r'\|(?:date|time):"([^"]*)"', template.read_text()):
            assert not re.search(r"[GghPfa]|DATETIME|TIME_", written.replace("DATE_FORMAT", "")), (template, written)
            assert "H" not in written or "H:i" in written, (template, written)
