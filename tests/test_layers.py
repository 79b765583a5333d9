"""The contract on imports is real: a wrong one breaks it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import ROOT

ROOMS = ("citycamp", "events", "sessions", "wiki", "mailinglists")


@pytest.fixture
def house(tmp_path) -> Path:
    """The Python of all rooms, elsewhere."""
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("static", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(house: Path) -> subprocess.CompletedProcess:
    command = Path(sys.executable).with_name("lint-imports")
    surroundings = {**os.environ, "PYTHONPATH": str(house)}
    return subprocess.run(
        [command, "--no-cache"], cwd=house, env=surroundings, capture_output=True, text=True, check=False
    )


def test_the_house_keeps_its_contract(house):
    assert lint(house).returncode == 0


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("wiki/wrong.py", "from sessions.models import Board"),
        ("citycamp/mail/wrong.py", "from citycamp.people.models import User"),
        ("events/day/wrong.py", "from events.communities.models import Community"),
        ("events/views/wrong.py", "from events.day.apps import DayConfig"),
        ("citycamp/front/demo/wrong.py", "from wiki.models import Wiki"),
    ],
)
def test_a_wrong_import_breaks_it(house, module, line):
    (house / module).write_text(line + "\n")
    told = lint(house)
    assert told.returncode == 1
    assert module.removesuffix(".py").replace("/", ".") in told.stdout
