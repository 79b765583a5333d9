"""The documents say what is so."""

import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]


def settings_read() -> set[str]:
    """Every variable that settings.py reads from the environment."""
    text = (ROOT / "citycamp/settings.py").read_text()
    return set(re.findall(r'\benv(?:\.\w+)?\(\s*"([A-Z][A-Z0-9_]+)"', text))


def settings_told() -> set[str]:
    """Every variable in the table of docs/operators.md."""
    return set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)` \|", (ROOT / "docs/operators.md").read_text(), re.M))


def test_the_operators_list_of_settings_is_complete_and_true():
    assert settings_told() == settings_read()


def test_settings_are_read_in_one_place():
    strays = {
        str(path.relative_to(ROOT))
        for folder in ("citycamp", "events", "sessions", "wiki", "mailinglists")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"os\.environ\b(?!\.setdefault\(\"DJANGO_SETTINGS_MODULE\")|os\.getenv", path.read_text())
        and path.name != "settings.py"
    }
    assert strays == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_to_a_file_leads_somewhere(document):
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", document.read_text())
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_every_make_target_that_documents_name_exists():
    made = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    named = {
        target
        for document in DOCUMENTS
        for target in re.findall(r"`(?:[A-Z]+=\S+ )?make ([a-z-]+)", document.read_text())
    } | set(re.findall(r"^make ([a-z-]+)", (ROOT / "README.md").read_text(), re.M))
    assert named - made == set()
    assert {"demo", "test"} <= named


def test_every_command_that_documents_name_exists():
    named = {name for document in DOCUMENTS for name in re.findall(r"manage\.py ([a-z_]+)", document.read_text())}
    assert named - set(get_commands()) == set()


def test_every_folder_of_the_map_is_there():
    text = (ROOT / "ARCHITECTURE.md").read_text().split("```")[1]
    rooms = re.findall(r"^([a-z]+)/ ", text, re.M) + [
        f"citycamp/{name}" for name in re.findall(r"^  ([a-z]+)/ ", text, re.M)
    ]
    assert len(rooms) >= 12
    assert [room for room in rooms if not (ROOT / room).is_dir()] == []


def test_every_room_is_on_the_map():
    text = (ROOT / "ARCHITECTURE.md").read_text().split("```")[1]
    there = [*(ROOT / "citycamp").iterdir(), *(path for path in ROOT.iterdir() if (path / "apps.py").exists())]
    rooms = {f"{path.name}/" for path in there if (path / "__init__.py").exists()}
    rooms |= {path.name for path in there if path.suffix == ".py" and path.name != "__init__.py"}
    assert len(rooms) >= 20
    assert {room for room in rooms if not re.search(rf"(^|\s){re.escape(room)}", text)} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_module_that_documents_name_is_there(document):
    named = re.findall(r"`([a-z_]+/[a-z_/]+\.(?:py|js)|[a-z_]+/[a-z_/]+/)`", document.read_text())
    folders = (ROOT, ROOT / "citycamp", ROOT / "citycamp/front/static")
    assert [name for name in named if not any((folder / name).exists() for folder in folders)] == []


def grep(*how: str) -> list[str]:
    """Lines of the committed tree, as path:number:line."""
    done = subprocess.run(["git", "grep", "-nI", *how], cwd=ROOT, capture_output=True, text=True, check=False)
    return [line for line in done.stdout.splitlines() if not line.startswith("tests/test_docs.py")]


def test_nothing_names_a_package_index_or_a_path_of_this_machine():
    assert grep("-E", r"(--(extra-)?index-url|--find-links|--trusted-host)") == []
    assert grep("-E", r"https?://[^ ]*/(simple|packages)/") == []
    for place in {ROOT, ROOT.parent, Path.home()} - {Path("/")}:
        assert grep("-F", f"{place}/") == []
