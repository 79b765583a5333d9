"""The arranger beside the figures to reach: `python -m tests.load.bench_arrange [--seconds 5 60] [--seeds 3] [--cpu]`.

Reads the three instances of ../shared/bench/board; each run is one process on one core. With --cpu its time is
counted in seconds of that process, which a machine that is busy with others does not shorten.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

from sessions.arrange import score

FOLDER = Path(__file__).parents[3] / "shared" / "bench" / "board" / "instances"
# instance: greedy with best rooms, plain annealing after 5 s and after 60 s
KNOWN = {
    "camp-60x12x5-seed7": (1460, 1426, 1422),
    "large-140x20x7-seed7": (5642, 5505, 5493),
    "packed-120x8x15-seed7": (2155, 2055, 2031),
}


BY_CPU = (
    "import sys, time; time.monotonic = time.process_time; from sessions.arrange.command import main; sys.exit(main())"
)


def run(path: Path, seconds: float, seed: int, cpu: bool = False) -> tuple[dict, float, float]:
    """The score of one run of the command, its CPU seconds and its wall seconds. With `cpu` it counts the former."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    command = [sys.executable, *(["-c", BY_CPU] if cpu else ["-m", "sessions.arrange"])]
    done = subprocess.run(
        [*command, str(path), "--seconds", str(seconds), "--seed", str(seed)], capture_output=True, check=True
    )
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - begun
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return score(json.loads(path.read_text()), json.loads(done.stdout)["placement"]), cpu, wall


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, nargs="+", default=[5.0, 60.0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--cpu", action="store_true", help="count seconds of CPU")
    options = parser.parse_args()
    if not FOLDER.is_dir():
        sys.exit(f"No instances in {FOLDER}: the arranger is not measured.")
    print("| instance | greedy | annealing 5 s, 60 s | time | ours, by seed | min, median, max | CPU s | wall s |")
    print("|---|---|---|---|---|---|---|---|")
    for name, (greedy, short, long) in KNOWN.items():
        for seconds in options.seconds:
            results = [run(FOLDER / f"{name}.json", seconds, seed, options.cpu) for seed in range(options.seeds)]
            costs = [result["cost"] if result["valid"] else float("inf") for result, _, _ in results]
            print(
                f"| {name} | {greedy} | {short}, {long} | {seconds:g} s | {' '.join(map(str, costs))} "
                f"| {min(costs)}, {statistics.median(costs)}, {max(costs)} | {max(cpu for _, cpu, _ in results):.1f} "
                f"| {max(wall for _, _, wall in results):.1f} |",
                flush=True,
            )
    print(f"Largest process: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
