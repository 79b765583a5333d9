"""Archives from elsewhere come in whole, once, and thread as they should."""

import csv
import json
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from mailinglists import mboxes
from mailinglists.actions import import_mbox
from mailinglists.models import ImportRun, InboundMessage, Message, RawMessage, Thread
from mailinglists.parsing import sane_date
from tests.absent import not_here
from tests.factories.mailinglists import public_list
from tests.mailinglists import processes

BENCH = Path(__file__).resolve().parent.parent.parent.parent / "shared" / "bench" / "lists"


def made(tmp_path: Path, *arguments: str) -> tuple[Path, Path]:
    if not BENCH.is_dir():
        not_here("../shared/bench is not here", "the generator of list mail is not part of this repository")
    box, manifest = tmp_path / "list.mbox", tmp_path / "list.json"
    subprocess.run(
        [sys.executable, str(BENCH / "make_mbox.py"), str(box), "--manifest", str(manifest), *arguments],
        check=True,
        capture_output=True,
    )
    return box, manifest


@pytest.mark.django_db
@pytest.mark.parametrize("number", [2000])
def test_messages_are_threaded_as_they_were_written(tmp_path, number):
    box, manifest = made(tmp_path, "--n", str(number), "--seed", "13")
    mailing_list = public_list()
    run = import_mbox(mailing_list, box)
    assert (run.read, run.new, run.known, run.unparseable) == (number, number, 0, 0)
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
    assert sum(row.messages for row in mailing_list.months.all()) == number
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


@pytest.mark.django_db
def test_real_mails_come_in_from_a_real_mbox(real_input, tmp_path):
    mailing_list = public_list()
    box = tmp_path / "real.mbox"
    sources = sorted((real_input / "mail" / "cpython").glob("*.txt"))
    at = datetime(2020, 1, 1, tzinfo=UTC)
    assert sane_date("Mon, 12 Mar 117 10:00:00 GMT", at) == datetime(2017, 3, 12, 10, tzinfo=UTC)
    with box.open("wb") as handle:
        for path in sources:
            handle.write(mboxes.mboxrd(path.read_bytes(), "somebody@example.org", at))
    run = import_mbox(mailing_list, box)
    assert (run.read, run.unparseable) == (len(sources), 0)
    assert run.new + run.known == len(sources)
    stored = {row.raw.content.rstrip() for row in Message.objects.select_related("raw")}
    assert stored <= {path.read_bytes().rstrip() for path in sources}
    again = import_mbox(mailing_list, box)
    assert again.new == 0
    for name, count in (("unmunged.mbox.txt", 2), ("simple.mbox.txt", 1)):
        other = public_list()
        assert import_mbox(other, real_input / "mail" / "mimekit" / name).new == count


def test_an_import_killed_three_times_ends_as_one_that_was_not(own_database, django_db_blocker, tmp_path):
    box, _manifest = made(tmp_path, "--n", "2400", "--seed", "5")
    with django_db_blocker.unblock():
        killed, whole = public_list("killed"), public_list("whole")
        connection.close()
    plan = json.dumps([["import batch", 1], ["import batch", 2], ["import middle", 1]])
    worker = processes.start(
        "import", plan, "killed", str(box), DATABASE_URL=own_database, DATA_DIR=str(tmp_path / "data")
    )
    assert json.loads(worker.communicate(timeout=120)[0]) == [-9, -9, -9, 0]
    with django_db_blocker.unblock():
        import_mbox(whole, box)

        def state(mailing_list):
            rows = Message.objects.filter(list=mailing_list).order_by("number")
            return [
                list(rows.values_list("number", "id_hash", "position", "depth", "date")),
                Counter(rows.values_list("thread__root__id_hash", flat=True)),
                dict(mailing_list.months.values_list("month", "messages")),
            ]

        assert state(killed) == state(whole)
        assert ImportRun.objects.filter(list=killed).count() == 1
        connection.close()
