"""The arranger at a real board: asked by command, by the page's run, applied, undone, and judged first."""

import json
import os
import signal
import threading
import time
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sessions import arranger
from sessions.actions import (
    apply_arrangement,
    begin_arranging,
    discard,
    drop_slot,
    place_session,
    stop_arranging,
    undo_arrangement,
)
from sessions.arrange import arrange
from sessions.errors import NotAllowed, Refused, Unusable, WrongPhase
from sessions.instances import pose_board, without_names
from sessions.judging import breaches
from sessions.models import Arrangement, Away, Board, Change, Session, Star
from tests.factories.people import sign_in
from tests.factories.sessions import NINE, attendee, board, camp, card, facilitator, lunch, theme
from tests.servers import here_and_now

pytestmark = pytest.mark.django_db

EARLY = NINE - timedelta(days=30)
LONG_AGO = timezone.now() - timedelta(minutes=1)


@pytest.fixture
def here():
    """Nine cells, four sessions of which one is placed, and people who want all of them."""
    made = board(camp())
    hosts = [attendee(made.camp, name) for name in ("Maya R.", "Luis O.", "Noor A.", "Kim T.")]
    titles = ("Bus lanes", "Open budgets", "Flood maps", "Night trains")
    for title, host in zip(titles, hosts, strict=True):
        card(made, title, host=host)
    first = Session.objects.get(title="Bus lanes")
    Session.objects.filter(pk=first.pk).update(slot=made.slots.first(), room=made.rooms.first())
    fans = [attendee(made.camp) for _ in range(6)]
    for session in Session.objects.filter(board=made):
        for fan in fans:
            Star.objects.create(board=made, session=session, user=fan)
    return made


def cells(of) -> dict[str, tuple]:
    found = Session.objects.filter(board=of).values_list("title", "slot", "room")
    return {title: (slot, room) for title, slot, room in found}


def ready(of, *, by=None, **options) -> Arrangement:
    """A proposal, as the worker makes it, but in this process."""
    asked = {"mode": "fill", "seconds": 0.3, "seed": 0, "min_gain": 5, **options}
    posed = pose_board(of, EARLY)
    result = arranger.arrange_here(posed, asked)
    return Arrangement.objects.create(
        board=of, made_by=by, base_version=posed.version, options=asked, state="ready", result=result
    )


def test_the_instance_says_what_the_board_says(here):
    slots, rooms = list(here.slots.all()), list(here.rooms.all())
    lunch(here)
    bus, budgets = (Session.objects.get(title=title) for title in ("Bus lanes", "Open budgets"))
    budgets.themes.add(theme("Housing"))
    Session.objects.filter(pk=budgets.pk).update(needs=["screen"])
    fixed = card(here, "Registration", kind="fixed", cell=(slots[2], rooms[2]))
    card(here, "Held back", state="held")
    card(here, "A wish", kind="wish")
    Away.objects.create(board=here, user=budgets.hosts.get().user, slot=slots[1])
    rooms[1].closed = True
    rooms[1].save()
    posed = pose_board(here, EARLY)
    found = posed.instance
    host = f"u{budgets.hosts.get().user_id}"
    assert [slot["start"] for slot in found["slots"]] == [
        "2027-05-08T10:00:00",
        "2027-05-08T11:00:00",
        "2027-05-08T12:00:00",
    ]
    assert {"id": budgets.code, "title": "Open budgets", "topic": "housing", "hosts": [host], "needs": ["screen"]} in (
        found["sessions"]
    )
    assert {s["title"] for s in found["sessions"]} == {*cells(here)} - {"Held back", "A wish"}
    assert found["away"] == {host: [str(slots[1].pk)]}
    assert {"id": host, "stars": [budgets.code]} in found["attendees"]
    assert found["current"] == {
        bus.code: [str(slots[0].pk), str(rooms[0].pk)],
        fixed.code: [str(slots[2].pk), str(rooms[2].pk)],
    }
    assert found["pins"] == {fixed.code: [str(slots[2].pk), str(rooms[2].pk)]}
    assert found["blocked"] == [[str(slot.pk), str(rooms[1].pk)] for slot in slots]
    arrange(found, steps=0)


def test_what_has_begun_is_neither_moved_nor_filled(here):
    slots = list(here.slots.all())
    posed = pose_board(here, slots[1].starts_at)
    bus = Session.objects.get(title="Bus lanes")
    assert list(posed.instance["pins"]) == [bus.code]
    over = {str(slot.pk) for slot in slots[:2]}
    placement = arrange(posed.instance, mode="fresh", seconds=0.2).placement
    assert {code for code, (slot, _room) in placement.items() if slot in over} == {bus.code}


def test_an_export_names_nobody(here):
    instance = pose_board(here, EARLY).instance
    exported = without_names(instance)
    text = json.dumps(exported)
    users = {person["id"] for person in instance["attendees"]}
    assert not [user for user in users if f'"{user}"' in text]
    assert {person["id"] for person in exported["attendees"]} == {f"a{n}" for n in range(len(users))}
    assert sorted(len(p["stars"]) for p in exported["attendees"]) == sorted(
        len(p["stars"]) for p in instance["attendees"]
    )
    orders = set()
    for _ in range(8):
        known = {p["id"]: p for p in without_names(instance)["attendees"]}
        orders.add(json.dumps([len(known[f"a{n}"]["stars"]) for n in range(len(users))]))
    assert len(orders) > 1
    assert arrange(exported, steps=50).score["cost"] == arrange(instance, steps=50).score["cost"]


def test_the_queries_do_not_grow_with_the_board(here, django_assert_max_num_queries):
    assert here.camp.settled_days
    for _ in range(20):
        card(here, host=attendee(here.camp))
    with django_assert_max_num_queries(8):
        pose_board(here, EARLY)


def test_applied_proposals_are_one_batch_and_one_undo(here):
    fay = facilitator(here.camp)
    before = cells(here)
    version = Board.objects.get(pk=here.pk).version
    run = apply_arrangement(ready(here, by=fay), by=fay, now=EARLY)
    after = cells(here)
    assert None not in {slot for slot, _room in after.values()}
    assert after["Bus lanes"] == before["Bus lanes"]
    changes = list(Change.objects.filter(board=here).order_by("version"))
    assert [c.version for c in changes] == [version + 1, version + 2, version + 3]
    assert {(c.kind, c.by_id, str(c.batch)) for c in changes} == {("placed", fay.pk, run.result["batches"][0])}
    assert (run.state, run.result["moved"], run.result["left"]) == ("applied", 3, [])
    run = undo_arrangement(run, by=fay)
    assert cells(here) == before
    run = undo_arrangement(run, by=fay)
    assert cells(here) == after
    assert len(set(run.result["batches"])) == 3


def test_what_others_moved_meanwhile_stays_and_is_listed(here):
    fay = facilitator(here.camp)
    run = ready(here, by=fay)
    maps = Session.objects.select_related("board__camp").get(title="Flood maps")
    slot, room = here.slots.last(), here.rooms.last()
    place_session(maps, slot=slot, room=room, seen=0, by=maps.hosts.get().user, now=EARLY)
    run = apply_arrangement(run, by=fay, now=EARLY)
    assert cells(here)["Flood maps"] == (slot.pk, room.pk)
    (left,) = run.result["left"]
    assert (left["session"], left["code"], left["by"]) == (maps.code, "moved_meanwhile", maps.hosts.get().user_id)
    assert cells(here)["Night trains"][0] is not None


def test_a_time_dropped_meanwhile_leaves_what_was_to_be_there(here):
    fay = facilitator(here.camp)
    run = ready(here, by=fay)
    trains = Session.objects.get(title="Night trains")
    slot = here.slots.get(pk=int(run.result["placement"][trains.code][0]))
    lone = [code for code, cell in run.result["placement"].items() if cell and int(cell[0]) == slot.pk]
    Session.objects.filter(slot=slot).update(slot=None, room=None)
    drop_slot(slot, by=fay)
    run = apply_arrangement(run, by=fay, now=EARLY)
    assert trains.code in {left["session"] for left in run.result["left"]}
    assert cells(here)["Night trains"] == (None, None)
    assert trains.code in lone


def test_a_cell_taken_meanwhile_leaves_whoever_wanted_it(here):
    fay = facilitator(here.camp)
    run = ready(here)
    trains = Session.objects.get(title="Night trains")
    slot, room = (int(part) for part in run.result["placement"][trains.code])
    other = card(here, "Came later", host=attendee(here.camp), cell=(here.slots.get(pk=slot), here.rooms.get(pk=room)))
    run = apply_arrangement(run, by=fay, now=EARLY)
    assert run.result["left"] == [{"session": trains.code, "code": "cell_taken", "other": other.code}]
    assert cells(here)["Night trains"] == (None, None)


def test_only_what_is_ticked_is_moved(here):
    fay = facilitator(here.camp)
    run, trains = ready(here), Session.objects.get(title="Night trains")
    with pytest.raises(Unusable):
        apply_arrangement(run, by=fay, only=[], now=EARLY)
    apply_arrangement(run, by=fay, only=[trains.code], now=EARLY)
    assert {title for title, cell in cells(here).items() if cell[0]} == {"Bus lanes", "Night trains"}


def test_sessions_that_trade_places_pass_each_other(here):
    """The constraint looks at each statement: both leave first."""
    fay = facilitator(here.camp)
    one, two = Session.objects.get(title="Bus lanes"), Session.objects.get(title="Open budgets")
    Session.objects.filter(pk=two.pk).update(slot=here.slots.last(), room=here.rooms.last())
    run = ready(here)
    old = cells(here)
    run.result["placement"][one.code], run.result["placement"][two.code] = (
        [str(part) for part in old["Open budgets"]],
        [str(part) for part in old["Bus lanes"]],
    )
    run.save()
    apply_arrangement(run, by=fay, only=[one.code, two.code], now=EARLY)
    assert (cells(here)["Bus lanes"], cells(here)["Open budgets"]) == (old["Open budgets"], old["Bus lanes"])


def test_a_proposal_is_applied_once(here):
    fay, luz = facilitator(here.camp), facilitator(here.camp, "Luz")
    run = ready(here)
    apply_arrangement(run, by=fay, now=EARLY)
    with pytest.raises(Refused, match="not open any more: applied"):
        apply_arrangement(run, by=luz, now=EARLY)
    other = ready(here)
    discard(other, by=luz)
    with pytest.raises(Refused, match="discarded"):
        apply_arrangement(other, by=luz, now=EARLY)


def test_who_may_and_when(here):
    fay, maya = facilitator(here.camp), Session.objects.get(title="Bus lanes").hosts.get().user
    run = ready(here)
    for act in (begin_arranging, lambda _board, by: apply_arrangement(run, by=by)):
        with pytest.raises(NotAllowed):
            act(here, by=maya)
    Board.objects.filter(pk=here.pk).update(phase="close")
    here.refresh_from_db()
    for act in (begin_arranging, lambda _board, by: apply_arrangement(run, by=by)):
        with pytest.raises(WrongPhase):
            act(here, by=fay)
    assert cells(here)["Flood maps"] == (None, None)


def test_one_runs_at_a_time_and_a_dead_one_gives_way(here):
    fay = facilitator(here.camp)
    first = begin_arranging(here, by=fay)
    with pytest.raises(Refused, match="at work on this board already"):
        begin_arranging(here, by=fay)
    Arrangement.objects.filter(pk=first.pk).update(beat_at=timezone.now() - timedelta(seconds=11), progress=0.4)
    second = begin_arranging(here, by=fay)
    first.refresh_from_db()
    assert (first.state, first.result["stopped_at"], second.state) == ("failed", 0.4, "running")


# The run in a process of its own


def test_a_run_is_a_child_process_whose_answer_is_a_proposal(here):
    fay = facilitator(here.camp)
    run = begin_arranging(here, by=fay, mode="fresh", seconds=5)
    run.options["seconds"] = 1.4
    begun = time.monotonic()
    arranger.carry_out(run)
    assert time.monotonic() - begun < 1.4 + here_and_now(1.5)
    run.refresh_from_db()
    assert (run.state, run.progress, run.base_version) == ("ready", 1.0, here.version)
    assert run.best == run.result["after"]["cost"]
    assert set(run.result["placement"]) == set(Session.objects.filter(board=here).values_list("code", flat=True))
    assert run.beat_at is not None
    assert all(run.result["why"].values())


def run_and_interfere(here, interfere):
    """A run of a minute; once it works, `interfere(pid of the child)`. Gives (answer, fault), shares told, seconds."""
    instance, told, begun = pose_board(here, EARLY).instance, [], time.monotonic()
    known = set(threading.enumerate())

    def tell(share, cost):
        told.append(share)
        return len(told) >= 2 and interfere(child_of_this_process()) is True

    outcome = arranger.answer_of_child(instance, {"mode": "fresh", "seconds": 60, "seed": 0, "min_gain": 5}, tell)
    assert set(threading.enumerate()) <= known
    return outcome, told, time.monotonic() - begun


def child_of_this_process() -> int:
    with open(f"/proc/{os.getpid()}/task/{threading.get_native_id()}/children") as file:
        return int(file.read().split()[-1])


def test_stop_and_use_this(here):
    (answer, fault), told, seconds = run_and_interfere(here, lambda pid: True)
    assert (set(answer["placement"]), fault) == (set(pose_board(here, EARLY).seen), "")
    assert 0 < told[-1] < 0.2
    assert seconds < here_and_now(4)


def test_a_stop_that_is_asked_before_the_child_is_there_still_gives_an_answer(here, monkeypatch):
    monkeypatch.setattr(arranger, "BEAT", 0.01)
    instance, options = pose_board(here, EARLY).instance, {"mode": "fresh", "seconds": 60, "seed": 0, "min_gain": 5}
    answer, fault = arranger.answer_of_child(instance, options, lambda _share, _cost: True)
    assert (set(answer["placement"]), fault) == (set(pose_board(here, EARLY).seen), "")


def test_a_killed_child_gives_no_answer(here):
    (answer, fault), _told, seconds = run_and_interfere(here, lambda pid: os.kill(pid, signal.SIGKILL))
    assert (answer, fault) == (None, "killed")
    assert seconds < here_and_now(5)


def test_stop_is_asked_through_the_row(here):
    fay = facilitator(here.camp)
    run = begin_arranging(here, by=fay)
    assert arranger.claim(run, EARLY)
    assert not arranger.claim(run, EARLY)
    assert arranger.beat(run, 0.25, 12.0) is False
    stop_arranging(run, by=fay)
    assert arranger.beat(run, 0.5, 11.0) is True
    run.refresh_from_db()
    assert (run.progress, run.best, run.is_dead(timezone.now())) == (0.5, 11.0, False)
    assert run.is_dead(timezone.now() + timedelta(seconds=12))


# Other arrangers


def test_an_arranger_that_doubles_a_cell_is_refused(here, settings):
    settings.CITYCAMP_ARRANGER = "tests.sessions.arrangers.doubling"
    with pytest.raises(arranger.Invalid) as refused:
        arranger.arrange_here(pose_board(here, EARLY), {"mode": "fresh", "seconds": 1, "seed": 0, "min_gain": 5})
    assert refused.value.breaches == {"double": 3}
    fay = facilitator(here.camp)
    run = begin_arranging(here, by=fay, mode="fresh", seconds=5)
    arranger.carry_out(run)
    run.refresh_from_db()
    assert (run.state, run.result["fault"], run.result["breaches"]) == ("failed", "invalid", {"double": 3})
    with pytest.raises(Refused):
        apply_arrangement(run, by=fay)
    with pytest.raises(CommandError, match="double 3"):
        call_command("arrange", here.camp.slug, seconds=0.2)


def test_an_arranger_that_crashes_ends_its_run_only(here, settings):
    settings.CITYCAMP_ARRANGER = "tests.sessions.arrangers.crashing"
    run = begin_arranging(here, by=facilitator(here.camp), seconds=5)
    arranger.carry_out(run)
    run.refresh_from_db()
    assert (run.state, run.result["fault"]) == ("failed", "error")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda i, p: None, {"shape": 1}),
        (lambda i, p: p | {"s": "t0"}, {"shape": 1}),
        (lambda i, p: p | {"nobody": ["t0", "r0"]}, {"unknown": 1}),
        (lambda i, p: p | {"s": ["t0", "r9"]}, {"unknown": 1}),
        (lambda i, p: p | {"s": ["t0", "r1"], "u": ["t0", "r0"]}, {"pins": 1}),
        (lambda i, p: p | {"u": ["t1", "r1"]}, {"blocked": 1}),
        (lambda i, p: p | {"t": ["t0", "r1"], "u": ["t1", "r0"]}, {"moved": 1}),
        (lambda i, p: {}, {}),
        (lambda i, p: p, {}),
    ],
)
def test_each_fault_of_an_answer_is_found(change, found):
    instance = {
        "rooms": [{"id": "r0", "capacity": 9, "features": []}, {"id": "r1", "capacity": 9, "features": []}],
        "slots": [{"id": "t0"}, {"id": "t1"}],
        "sessions": [{"id": name, "hosts": [name], "needs": []} for name in "stu"],
        "attendees": [],
        "current": {"t": ["t1", "r0"]},
        "pins": {"s": ["t0", "r0"]},
        "blocked": [["t1", "r1"]],
    }
    placement = {"s": ["t0", "r0"], "t": ["t1", "r0"], "u": ["t0", "r1"]}
    assert breaches(instance, "fill", change(instance, placement)) == found


# The command


def test_the_command_tells_and_changes_nothing(here, capsys):
    before = cells(here)
    call_command("arrange", here.camp.slug, seconds=0.2)
    said = capsys.readouterr().out
    assert "Flood maps: tray → " in said
    assert "3 moves. Placed 1 → 4, missed 0 → " in said
    assert "people also want something else" in said
    assert cells(here) == before
    assert not Arrangement.objects.exists()


def test_the_command_applies_and_exports(here, tmp_path, capsys):
    call_command("arrange", here.camp.slug, export=tmp_path / "board.json")
    assert capsys.readouterr().out == ""
    exported = json.loads((tmp_path / "board.json").read_text())
    assert {person["id"] for person in exported["attendees"]} == {f"a{n}" for n in range(10)}
    call_command("arrange", here.camp.slug, seconds=0.2, apply=True)
    assert "Applied 3 moves as one batch" in capsys.readouterr().out
    assert None not in {slot for slot, _room in cells(here).values()}
    assert {change.by_name for change in Change.objects.filter(board=here)} == {"the arranger"}
    with pytest.raises(CommandError, match="no camp nowhere"):
        call_command("arrange", "nowhere")


# The page


def address(of) -> str:
    return reverse("sessions:arrange", args=[of.camp.slug])


def test_the_page_asks_watches_and_applies(here, client):
    fay = facilitator(here.camp)
    sign_in(client, fay)
    assert "Propose places" in client.get(address(here)).content.decode()
    answer = client.post(address(here), {"step": "start", "mode": "fill", "seconds": 5})
    assert (answer.status_code, answer["Location"]) == (302, address(here))
    run = Arrangement.objects.get()
    for share, words in ((0, "It reads the board."), (0.4, "Best so far: 12")):
        if share:
            arranger.beat(run, share, 12.0)
        page = client.get(address(here)).content.decode()
        assert f"{share:.0%}"[:-1] + " %" in page
        assert words in page
        assert 'hx-trigger="every 1s"' in page
        assert '<noscript><meta http-equiv="refresh"' in page
    again = client.post(address(here), {"step": "start", "mode": "fill", "seconds": 5})
    assert again.status_code == 409
    client.post(address(here), {"step": "stop", "run": run.pk})
    run.refresh_from_db()
    assert run.stop_asked
    Arrangement.objects.all().delete()
    run = ready(here)
    page = client.get(address(here)).content.decode()
    assert "every 1s" not in page
    assert page.count('name="move"') == 3
    assert "from the tray to" in page
    trains = Session.objects.get(title="Night trains")
    client.post(address(here), {"step": "ticked", "run": run.pk, "move": [trains.code]})
    assert "1 session was moved" in client.get(address(here)).content.decode()
    assert cells(here)["Night trains"][0] is not None
    client.post(address(here), {"step": "undo", "run": run.pk})
    assert "1 move was undone" in client.get(address(here)).content.decode()
    assert cells(here)["Night trains"] == (None, None)


def test_the_page_says_what_changed_and_what_stayed(here, client):
    fay = facilitator(here.camp)
    sign_in(client, fay)
    run = ready(here)
    maps = Session.objects.select_related("board__camp").get(title="Flood maps")
    slot, room = here.slots.last(), here.rooms.last()
    place_session(maps, slot=slot, room=room, seen=0, by=maps.hosts.get().user, now=EARLY)
    assert client.get(address(here)).content.decode().count("Changed since") == 1
    client.post(address(here), {"step": "apply", "run": run.pk})
    page = client.get(address(here)).content.decode()
    assert "2 sessions were moved" in page
    assert "Noor A. moved it meanwhile. It stays there." in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": "running", "progress": 0.4, "beat_at": LONG_AGO}, "Stopped at 40 %."),
        ({"state": "running", "made_at": LONG_AGO}, "the worker does not run"),
        ({"state": "failed", "result": {"stopped_at": 0.4, "fault": "killed"}}, "Stopped at 40 %."),
        ({"state": "failed", "result": {"fault": "invalid", "breaches": {"double": 3}}}, "3 cells with two sessions."),
    ],
)
def test_a_run_without_an_answer_says_so(here, client, fields, words):
    sign_in(client, facilitator(here.camp))
    Arrangement.objects.create(board=here, options={"mode": "fill"}, **fields)
    page = client.get(address(here)).content.decode()
    assert words in page
    assert "every 1s" not in page
    assert "Propose places" in page


@pytest.mark.parametrize("later", ["ready", "running", "failed", "discarded"])
def test_a_later_run_leaves_the_undo_of_the_one_that_was_applied(here, client, later):
    sign_in(client, facilitator(here.camp))
    before = cells(here)
    run = ready(here)
    client.post(address(here), {"step": "apply", "run": run.pk})
    assert "the last one that was applied" not in client.get(address(here)).content.decode()
    fields = {"base_version": run.base_version, "result": ready(here).result} if later == "ready" else {}
    Arrangement.objects.filter(state="ready").delete()
    Arrangement.objects.create(board=here, options={"mode": "fill"}, state=later, **fields)
    page = client.get(address(here)).content.decode()
    assert "3 sessions were moved" in page
    assert "the last one that was applied" in page
    assert page.index("Undo all of it") > page.index(f'name="run" value="{run.pk}"')
    client.post(address(here), {"step": "undo", "run": run.pk})
    assert cells(here) == before
    assert "3 moves were undone" in client.get(address(here)).content.decode()


def test_a_foreign_run_is_no_run_of_this_board(here, client):
    other = ready(board(camp()))
    sign_in(client, facilitator(here.camp))
    for step in ("apply", "stop", "undo", "discard"):
        assert client.post(address(here), {"step": step, "run": other.pk}).status_code == 422
    other.refresh_from_db()
    assert (other.state, other.stop_asked) == ("ready", False)


def test_the_page_costs_the_same_for_few_and_many(here, client):
    sign_in(client, facilitator(here.camp))
    ready(here)
    client.get(address(here))
    with CaptureQueriesContext(connection) as few:
        client.get(address(here))
    Arrangement.objects.all().delete()
    for _ in range(5):
        card(here, host=attendee(here.camp))
    ready(here)
    with CaptureQueriesContext(connection) as many:
        client.get(address(here))
    assert len(many) == len(few)
