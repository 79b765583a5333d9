"""The arranger: always valid, never dear, the same for the same seed, and able to say why."""

import itertools
import json
import random
import subprocess
import sys
import time
import types

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sessions.arrange import NotAnInstance, arrange, score
from sessions.arrange.problem import pose
from sessions.arrange.rooms import IMPOSSIBLE, Seating, cheapest, crowds
from sessions.arrange.search import Search
from sessions.arrange.starting import start

FEATURES = ["screen", "step-free", "movable chairs"]
STEPS = 150


def make_instance(rng, *, sessions=None, rooms=None, slots=None, people=None):
    """An instance as the board makes them, small, and now and then impossible."""
    sessions, rooms, slots = sessions or rng.randint(1, 9), rooms or rng.randint(1, 4), slots or rng.randint(1, 4)
    people = rng.randint(0, 25) if people is None else people
    names = [f"s{s}" for s in range(sessions)]
    hosts = [f"a{rng.randrange(max(2, sessions))}" for _ in names]
    return {
        "format": 1,
        "rooms": [
            {
                "id": f"r{r}",
                "capacity": rng.choice([1, 3, 8, 40]),
                "features": [f for f in FEATURES if rng.random() < 0.7],
            }
            for r in range(rooms)
        ],
        "slots": [
            {"id": f"t{t}", "day": 0, "start": f"2027-05-08T{9 + t:02}:00:00", "minutes": 45} for t in range(slots)
        ],
        "sessions": [
            {"id": name, "hosts": [host], "needs": [f for f in FEATURES if rng.random() < 0.15]}
            for name, host in zip(names, hosts, strict=True)
        ],
        "away": {
            host: [f"t{t}" for t in range(slots) if rng.random() < 0.4] for host in set(hosts) if rng.random() < 0.2
        },
        "attendees": [{"id": f"a{p}", "stars": rng.sample(names, rng.randint(0, len(names)))} for p in range(people)],
    }


def some_placement(rng, instance):
    cells = list(itertools.product([t["id"] for t in instance["slots"]], [r["id"] for r in instance["rooms"]]))
    return {s["id"]: list(rng.choice(cells)) for s in instance["sessions"] if rng.random() < 0.9}


def comfortable(**sizes):
    """An instance in which all fit: no needs, nobody away, each session its own host."""
    instance = make_instance(random.Random(3), **{"sessions": 12, "rooms": 4, "slots": 4, "people": 30, **sizes})
    for number, session in enumerate(instance["sessions"]):
        session |= {"hosts": [f"h{number}"], "needs": []}
    return instance | {"away": {}}


def slow_score(instance, placement):
    """The same figures from their definitions, with no thought of speed."""
    slots, rooms = [t["id"] for t in instance["slots"]], {r["id"]: r for r in instance["rooms"]}
    sessions = {s["id"]: s for s in instance["sessions"]}
    placed = {s: tuple(c) for s, c in placement.items() if c[0] in slots and c[1] in rooms}

    def twice(values):
        return sum(values.count(value) - 1 for value in set(values))

    breaches = {
        "unplaced": len(sessions) - len(placed),
        "double": twice(list(placed.values())),
        "host": twice([(host, placed[s][0]) for s in placed for host in sessions[s]["hosts"]]),
        "away": sum(t in instance["away"].get(h, []) for s, (t, _) in placed.items() for h in sessions[s]["hosts"]),
        "room": sum(any(n not in rooms[r]["features"] for n in sessions[s]["needs"]) for s, (_, r) in placed.items()),
    }
    counts = [
        [sum(star in placed and placed[star][0] == t for star in person["stars"]) for t in slots]
        for person in instance["attendees"]
    ]
    unseated = 0.0
    for s, (t, r) in placed.items():
        fans = [counts[p][slots.index(t)] for p, a in enumerate(instance["attendees"]) if s in a["stars"]]
        unseated += max(0.0, sum(1 / k for k in fans) - rooms[r]["capacity"])
    missed = sum(max(0, k - 1) for row in counts for k in row)
    stars = sum(len(a["stars"]) for a in instance["attendees"])
    return {
        "valid": sum(breaches.values()) == 0,
        "breaches": breaches,
        "missed": missed,
        "pairs": sum(len(list(itertools.combinations(range(k), 2))) for row in counts for k in row),
        "unseated": round(unseated, 1),
        "cost": round(missed + unseated, 1),
        "stars": stars,
        "missed_pct": round(100 * missed / stars, 2) if stars else 0.0,
        "attendees_with_a_clash": sum(any(k > 1 for k in row) for row in counts),
    }


def hard_breaches(result):
    return {name: count for name, count in result.score["breaches"].items() if count and name != "unplaced"}


def test_score_equals_its_definition_on_200_instances():
    rng = random.Random(20)
    for _ in range(200):
        instance = make_instance(rng)
        placement = some_placement(rng, instance)
        assert score(instance, placement) == slow_score(instance, placement)


def test_score_counts_an_unknown_cell_as_unplaced():
    instance = comfortable(sessions=2)
    placement = {"s0": ["t0", "r0"], "s1": ["t9", "r0"]}
    assert score(instance, placement)["breaches"]["unplaced"] == 1


def test_crowds_are_counted_in_shares():
    rng = random.Random(4)
    fans = [rng.getrandbits(90) & rng.getrandbits(90) for _ in range(6)]
    wanted = [sum(people >> p & 1 for people in fans) for p in range(90)]
    expected = [sum(1 / wanted[p] for p in range(90) if people >> p & 1) for people in fans]
    assert crowds(fans) == pytest.approx(expected)
    assert all(quick >= exact - 1e-9 for quick, exact in zip(crowds(fans, exact=False), expected, strict=True))


def test_the_best_rooms_are_the_best_of_all_orders():
    rng = random.Random(5)
    for _ in range(60):
        rows = [[float(rng.randint(0, 9)) for _ in range(5)] for _ in range(rng.randint(1, 5))]
        best = min(
            sum(row[c] for row, c in zip(rows, order, strict=True))
            for order in itertools.permutations(range(5), len(rows))
        )
        chosen = cheapest(rows)
        assert len(set(chosen)) == len(rows)
        assert sum(row[c] for row, c in zip(rows, chosen, strict=True)) == best


def test_the_quick_cost_of_rooms_is_the_exact_one():
    rng = random.Random(6)
    for _ in range(150):
        problem = pose(make_instance(rng, sessions=6, rooms=rng.randint(5, 7), slots=1, people=25), "fresh", 0)
        seating, members = Seating(problem), rng.sample(range(6), rng.randint(1, 5))
        assigned = seating.assign(0, members)
        expected = dict(zip(members, crowds([problem.fans[s] for s in members]), strict=True))
        standing = sum(max(0.0, expected[s] - problem.capacity[r]) for s, r in assigned.items())
        assert seating.cost(0, members) == (pytest.approx(standing) if assigned else IMPOSSIBLE)


@st.composite
def instances(draw):
    instance = make_instance(draw(st.randoms(use_true_random=False)))
    cells = st.tuples(
        st.sampled_from([t["id"] for t in instance["slots"]]), st.sampled_from([r["id"] for r in instance["rooms"]])
    ).map(list)
    names = st.sampled_from([s["id"] for s in instance["sessions"]])
    instance["current"] = draw(st.dictionaries(names, cells, max_size=6))
    instance["pins"] = draw(st.dictionaries(names, cells, max_size=2))
    instance["blocked"] = draw(st.lists(cells, max_size=3))
    return instance


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(instance=instances(), mode=st.sampled_from(["fill", "few", "fresh"]), seed=st.integers(0, 5))
def test_what_it_places_never_breaks_a_rule(instance, mode, seed):
    result = arrange(instance, mode=mode, steps=40, seconds=60, seed=seed)
    assert hard_breaches(result) == {}
    names = {s["id"] for s in instance["sessions"]}
    assert set(result.placement) | set(result.unplaced) == names
    assert not set(result.placement) & set(result.unplaced)
    assert set(result.why) == set(result.placement)
    assert all(cell not in instance["blocked"] for cell in result.placement.values())
    assert all(result.placement[s] == cell for s, cell in instance["pins"].items() if s in result.placement)
    if mode == "fill":
        kept = {s: c for s, c in instance["current"].items() if s in result.placement and s not in instance["pins"]}
        assert {s: result.placement[s] for s in kept} == kept
    assert result.score == score(instance, result.placement)


def test_all_are_placed_where_a_plan_exists():
    """Every cell is taken by a hidden plan, so there is just room for all."""
    rng = random.Random(11)
    for _ in range(10):
        instance = make_instance(rng, sessions=30, rooms=5, slots=6, people=20)
        for room in instance["rooms"]:
            room["features"] = [f for f in FEATURES if rng.random() < 0.7]
        cells = list(itertools.product(range(6), range(5)))
        rng.shuffle(cells)
        busy = {}
        for session, (t, r) in zip(instance["sessions"], cells, strict=True):
            session["needs"] = [f for f in instance["rooms"][r]["features"] if rng.random() < 0.3]
            host = next((h for h, slots in busy.items() if t not in slots and rng.random() < 0.2), f"h{len(busy)}")
            busy.setdefault(host, set()).add(t)
            session["hosts"] = [host]
        instance["away"] = {
            h: [f"t{t}" for t in range(6) if t not in at and rng.random() < 0.2] for h, at in busy.items()
        }
        assert arrange(instance, steps=5, seconds=60).unplaced == {}


def test_searching_lowers_the_cost():
    instance = comfortable(sessions=16, people=60)
    greedy, better = (arrange(instance, steps=steps, seconds=60) for steps in (0, 2000))
    assert better.score["cost"] < greedy.score["cost"]


def test_finds_the_only_plan_without_a_clash():
    """Three groups of people, three slots: each group's sessions can lie side by side only with other groups'."""
    instance = comfortable(sessions=9, rooms=3, slots=3, people=0)
    for room in instance["rooms"]:
        room["capacity"] = 100
    instance["attendees"] = [{"id": f"a{p}", "stars": [f"s{3 * (p % 3) + k}" for k in range(3)]} for p in range(12)]
    assert arrange(instance, steps=3000, seconds=60).score["cost"] == 0


def test_the_crowd_gets_the_large_room():
    instance = comfortable(sessions=2, rooms=2, slots=1, people=0)
    instance["rooms"][0]["capacity"], instance["rooms"][1]["capacity"] = 5, 50
    instance["attendees"] = [{"id": f"a{p}", "stars": ["s1"]} for p in range(30)]
    result = arrange(instance, steps=STEPS)
    assert result.placement["s1"] == ["t0", "r1"]
    assert {"code": "seats", "n": 50, "people": 30} in result.why["s1"]


def test_fill_moves_nothing_and_fresh_does():
    instance = comfortable()
    bad = {f"s{s}": [f"t{s % 4}", f"r{s // 4}"] for s in range(8)}
    instance["current"] = bad
    filled, fresh = (arrange(instance, mode=mode, steps=STEPS, seconds=60) for mode in ("fill", "fresh"))
    assert {s: filled.placement[s] for s in bad} == bad
    assert filled.unplaced == {}
    assert {s: fresh.placement[s] for s in bad} != bad
    assert fresh.score["cost"] < filled.score["cost"]


def moved(instance, result):
    return sum(result.placement[s] != cell for s, cell in instance["current"].items())


@pytest.mark.parametrize("min_gain", [0, 2, 5, 1000])
def test_few_moves_only_what_pays(min_gain):
    for seed in range(4):
        instance = make_instance(random.Random(seed), sessions=12, rooms=4, slots=4, people=50)
        for number, session in enumerate(instance["sessions"]):
            session |= {"hosts": [f"h{number}"], "needs": []}
        instance["away"] = {}
        cells = [[f"t{t}", f"r{r}"] for t in range(4) for r in range(4)]
        random.Random(seed).shuffle(cells)
        instance["current"] = {f"s{s}": cells[s] for s in range(12)}
        before = score(instance, instance["current"])["cost"]
        result = arrange(instance, mode="few", min_gain=min_gain, steps=800, seconds=60)
        assert before - result.score["cost"] >= min_gain * moved(instance, result) - 0.11  # each cost is rounded
        if min_gain == 1000:
            assert result.placement == instance["current"]
        for session, home in instance["current"].items():
            if result.placement[session] != home and home not in result.placement.values():
                stayed = score(instance, result.placement | {session: home})["cost"]
                assert stayed - result.score["cost"] >= min_gain - 0.11


def test_pins_and_blocked_cells_hold_in_every_mode():
    instance = comfortable(sessions=10, rooms=3, slots=4)
    instance["pins"] = {"s3": ["t2", "r1"], "s4": ["t0", "r0"]}
    instance["blocked"] = [["t1", "r0"], ["t3", "r2"]]
    for mode in ("fill", "few", "fresh"):
        result = arrange(instance, mode=mode, steps=STEPS, seconds=60)
        assert {s: result.placement[s] for s in instance["pins"]} == instance["pins"]
        assert [cell for cell in result.placement.values() if cell in instance["blocked"]] == []
        assert result.unplaced == {}
        assert result.why["s3"][0] == {"code": "pinned"}


def test_conflicting_pins_leave_the_better_starred_one():
    instance = comfortable(sessions=3, people=0)
    instance["attendees"] = [{"id": "a0", "stars": ["s1"]}]
    instance["pins"] = {"s0": ["t0", "r0"], "s1": ["t0", "r0"]}
    result = arrange(instance, steps=STEPS)
    assert result.placement["s1"] == ["t0", "r0"]
    assert result.unplaced == {"s0": {"code": "pin_breaks_rule", "rule": "cell_taken", "session": "s1"}}


def test_the_most_starred_stay_when_there_are_too_few_cells():
    instance = comfortable(sessions=12, rooms=2, slots=3, people=0)
    instance["attendees"] = [{"id": f"a{p}", "stars": [f"s{s}" for s in range(12) if s >= p]} for p in range(12)]
    result = arrange(instance, steps=STEPS, seconds=60)
    assert sorted(result.unplaced) == sorted(f"s{s}" for s in range(6))
    assert result.unplaced["s0"] == {"code": "gave_way_to", "session": "s6", "stars": 1, "its_stars": 7}


def test_what_fits_nowhere_is_named_with_its_cause():
    instance = comfortable(sessions=5, rooms=2, slots=2)
    for room in instance["rooms"]:
        room["features"] = ["screen"]
    instance["sessions"][0]["needs"] = ["stream"]
    instance["sessions"][1]["hosts"] = ["gone"]
    instance["sessions"][3]["hosts"] = instance["sessions"][4]["hosts"] = ["late"]
    instance["away"] = {"gone": ["t0", "t1"], "late": ["t0"]}
    result = arrange(instance, steps=STEPS, seconds=60)
    assert result.unplaced.pop("s0") == {"code": "room_lacks"}
    assert result.unplaced.pop("s1") == {"code": "host_away", "n": 2}
    (out, reason), *rest = result.unplaced.items()
    assert (rest, {out, reason["session"]}, reason["code"]) == ([], {"s3", "s4"}, "gave_way_to")


@pytest.mark.parametrize("empty", ["rooms", "slots", "sessions", "attendees"])
def test_an_instance_with_nothing_in_it(empty):
    instance = comfortable() | {empty: [], "attendees": []}
    result = arrange(instance, steps=STEPS)
    assert len(result.placement) == (12 if empty == "attendees" else 0)
    assert {reason["code"] for reason in result.unplaced.values()} <= {"no_cells"}


def test_the_same_seed_and_steps_give_the_same_bytes():
    instance = comfortable(sessions=14, people=40)
    first, again = (
        json.dumps(vars(arrange(instance, seed=7, steps=400, seconds=60)), sort_keys=False) for _ in range(2)
    )
    assert first == again


def test_it_ends_in_time_and_when_told_to():
    instance = make_instance(random.Random(1), sessions=60, rooms=12, slots=5, people=250)
    # Of this process, for the machine may be busy with others.
    begun = time.process_time()
    arrange(instance, seconds=0.2)
    assert time.process_time() - begun < 0.2 + 0.5
    begun, calls = time.process_time(), []
    arrange(instance, seconds=50, stop=lambda: bool(calls.append(1)) or len(calls) > 20)
    assert len(calls) < 25
    assert time.process_time() - begun < 5


def test_progress_rises_to_the_end_and_the_cost_falls(monkeypatch):
    # A second of this process, for the machine may be busy with others.
    monkeypatch.setattr("sessions.arrange.arranging.time", types.SimpleNamespace(monotonic=time.process_time))
    told = []
    result = arrange(
        comfortable(sessions=16, people=60), seconds=1, progress=lambda share, cost: told.append((share, cost))
    )
    shares, costs = zip(*told, strict=True)
    assert list(shares) == sorted(shares)
    assert list(costs) == sorted(costs, reverse=True)
    assert told[-1] == (1.0, result.score["cost"])
    assert len(told) >= 3


FAULTS = [
    ({"format": 2}, "format: must be 1"),
    ({"rooms": {}}, "rooms: must be a list"),
    ({"rooms": [{"id": "r0", "capacity": "40", "features": []}]}, "rooms[0].capacity: must be a whole number"),
    ({"rooms": [{"id": "r0", "capacity": 4}]}, "rooms[0]: has no 'features'"),
    ({"slots": [{"id": "t0"}, {"id": "t0"}]}, "slots[1].id: 't0' is slots[0] already"),
    ({"slots": [{"id": "t0", "start": "noon"}]}, "slots[0].start: must be a time like 2027-05-08T09:00:00"),
    ({"attendees": [{"id": "a", "stars": ["s0", "s99"]}]}, "attendees[0].stars[1]: there is no session 's99'"),
    ({"attendees": [{"id": "a", "stars": ["s0", "s0"]}]}, "attendees[0].stars[1]: 's0' is listed twice"),
    ({"away": {"h": ["t77"]}}, "away.h[0]: there is no slot 't77'"),
    ({"pins": {"s0": ["t0", "r77"]}}, "pins.s0[1]: there is no room 'r77'"),
    ({"current": {"s99": ["t0", "r0"]}}, "current.s99: there is no such session"),
    ({"blocked": [["t0"]]}, "blocked[0]: must be [slot id, room id]"),
]


@pytest.mark.parametrize(("change", "fault"), FAULTS)
def test_a_fault_is_named_with_its_path(change, fault):
    instance = comfortable()
    arrange(instance, steps=0)
    with pytest.raises(NotAnInstance) as raised:
        arrange(instance | change, steps=0)
    assert str(raised.value) == fault


def command(path, *options):
    """The real command, in a process that has no Django settings."""
    return subprocess.run(
        [sys.executable, "-m", "sessions.arrange", str(path), "--steps", "60", *options],
        capture_output=True, text=True, timeout=60, env={}, check=False,
    )  # fmt: skip


def test_the_command_prints_json_and_nothing_else(tmp_path):
    path = tmp_path / "board.json"
    path.write_text(json.dumps(comfortable() | {"from_tomorrow": 1}), encoding="utf-8")
    plain, explained = command(path), command(path, "--explain", "--seed", "3", "--mode", "few", "--seconds", "5")
    assert (plain.returncode, plain.stderr, explained.returncode) == (0, "", 0)
    assert list(json.loads(plain.stdout)) == ["placement"]
    assert list(json.loads(explained.stdout)) == ["placement", "score", "unplaced", "why"]


def test_the_command_says_what_is_unplaced_and_what_is_no_instance(tmp_path):
    path = tmp_path / "board.json"
    path.write_text(json.dumps(comfortable(sessions=5, rooms=2, slots=2)))
    full = command(path)
    assert full.returncode == 3
    assert len(json.loads(full.stdout)["placement"]) == 4
    for text, fault in (("{", "is not JSON"), ('{"format": 1}', "has no 'rooms'"), ("[" * 10**5, "nested too deeply")):
        path.write_text(text)
        broken = command(path)
        assert (broken.returncode, broken.stdout) == (2, "")
        assert broken.stderr.count("\n") == 1
        assert fault in broken.stderr


def test_a_board_of_140_sessions_takes_less_than_200_mb_and_hardly_more_than_its_time(tmp_path):
    path = tmp_path / "board.json"
    instance = make_instance(random.Random(8), sessions=140, rooms=20, slots=7, people=0)
    draw, names = random.Random(9), [s["id"] for s in instance["sessions"]]
    instance["attendees"] = [{"id": f"a{p}", "stars": draw.sample(names, 7)} for p in range(1000)]
    path.write_text(json.dumps(instance))
    # A small process in between: a child counts the memory of the one that started it as its own.
    watch = "import resource, subprocess, sys; subprocess.run([sys.executable, *sys.argv[1:]]); "
    watch += (
        "used = resource.getrusage(resource.RUSAGE_CHILDREN); print(used.ru_maxrss, used.ru_utime, file=sys.stderr)"
    )
    asked = ["-m", "sessions.arrange", str(path), "--seconds", "0.5"]
    done = subprocess.run([sys.executable, "-c", watch, *asked], capture_output=True, text=True, check=True)
    kilobytes, seconds = map(float, done.stderr.split())
    assert kilobytes < 200_000
    assert seconds < 0.5 + 0.5
    assert len(json.loads(done.stdout)["placement"]) > 100


def test_what_it_knows_while_it_swaps_is_what_is_counted_anew():
    """The cost kept swap by swap, rooms passed on included, is that of the placement."""
    rng = random.Random(12)
    for fee in (0, 3):
        for _ in range(6):
            instance = make_instance(rng, sessions=20, rooms=6, slots=4, people=30)
            instance["current"] = {f"s{n}": [f"t{n % 4}", f"r{n // 4}"] for n in range(20)} if fee else {}
            problem = pose(instance, "few" if fee else "fresh", fee)
            search = Search(problem, start(problem, lambda: False, standing=bool(fee)), 1)
            for temperature in (5.0, 1.0, 0.2):
                search.sweep(temperature, 60)
                kept = search.cost, [sorted(members) for members in search.members]
                search.reset(search.slot)
                assert (search.cost, [sorted(members) for members in search.members]) == (
                    pytest.approx(kept[0]),
                    kept[1],
                )


def test_it_needs_no_django():
    loaded = (
        "import sys, sessions.arrange; print([m for m in sys.modules if m.split('.')[0] in ('django', 'citycamp')])"
    )
    assert subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout == "[]\n"
