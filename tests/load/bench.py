"""What things cost: `make bench`, or `make bench ARGS="board claims"` for some of it.

pages      the pages of the demo world, each asked a hundred times
board      a schedule of 300 sessions shown to a visitor, and its exports: warm, cold, unchanged
claims     500 claims on one cell over HTTP
listeners  1,000 live streams and ten changes a second

Apart: `python -m tests.load.bench_phone` (a slow phone in Chromium), `python -m tests.load.bench_arrange`.
"""

import argparse

from tests.load import bench_board, bench_claims, bench_listeners, bench_pages
from tests.load.measuring import site

PARTS = {
    "pages": bench_pages.report,
    "board": bench_board.report,
    "claims": bench_claims.report,
    "listeners": bench_listeners.report,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("part", nargs="*", help=f"of {', '.join(PARTS)}; all of them if none is named")
    parts = parser.parse_args().part or list(PARTS)
    if unknown := set(parts) - set(PARTS):
        parser.error(f"no part is called {', '.join(sorted(unknown))}")
    with site() as at:
        for part in parts:
            PARTS[part](at)


if __name__ == "__main__":
    main()
