"""Archives from elsewhere come in whole, once, and thread as they should."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from mailinglists.actions import import_mbox
from mailinglists.models import ImportRun, InboundMessage, Message, RawMessage, Thread
from tests.factories.mailinglists import public_list

BENCH = Path(__file__).resolve().parent.parent.parent.parent / "shared" / "bench" / "lists"


def made(tmp_path: Path, *arguments: str) -> tuple[Path, Path]:
    if not BENCH.is_dir():
        pytest.skip("the generator of the bench is not here")
    box, manifest = tmp_path / "list.mbox", tmp_path / "list.json"
    subprocess.run(
        [sys.executable, str(BENCH / "make_mbox.py"), str(box), "--manifest", str(manifest), *arguments],
        check=True,
        capture_output=True,
    )
    return box, manifest


@pytest.mark.django_db
def test_two_thousand_messages_are_threaded_as_they_were_written(tmp_path):
    box, manifest = made(tmp_path, "--n", "2000", "--seed", "13")
    mailing_list = public_list()
    run = import_mbox(mailing_list, box)
    assert (run.read, run.new, run.known, run.unparseable) == (2000, 2000, 0, 0)
    pairs = tmp_path / "pairs.csv"
    with pairs.open("w", newline="") as handle:
        csv.writer(handle).writerows(Message.objects.values_list("message_id", "thread_id"))
    told = subprocess.run(
        [sys.executable, str(BENCH / "score_threads.py"), str(box), str(manifest), "--csv", str(pairs)],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    # The best that headers alone allow, and we never join by subject.
    ceiling, words = (told.split(name)[1].split() for name in ("header union", "measured"))
    assert words[words.index("recall") + 1] == ceiling[ceiling.index("recall") + 1]
    assert words[words.index("precision") + 1] == "1.0000"
    assert float(words[words.index("recall") + 1]) >= 0.98
    assert words[words.index("missing") + 1] == "0"
    truth = json.loads(manifest.read_text())
    assert sum(row.messages for row in mailing_list.months.all()) == 2000
    assert {f"{row.month:%Y-%m}": row.messages for row in mailing_list.months.all()} == truth["months"]
    assert Message.objects.filter(attachments__isnull=False).count() == truth["attachments"]


@pytest.mark.django_db
def test_every_way_of_being_wrong_comes_in_once_and_a_second_import_adds_nothing(tmp_path):
    box, _manifest = made(tmp_path, "--n", "2000", "--bad", "1.0", "--seed", "13")
    mailing_list = public_list()
    run = import_mbox(mailing_list, box)
    assert (run.read, run.new, run.known, run.unparseable) == (2137, 2000, 137, 0)
    assert Message.objects.filter(list=mailing_list).count() == 2000

    def rows():
        return [model.objects.count() for model in (Message, RawMessage, InboundMessage, Thread)]

    before = rows()
    again = import_mbox(mailing_list, box)
    assert (again.new, again.known) == (0, 2137)
    assert rows() == before
    assert ImportRun.objects.count() == 2
