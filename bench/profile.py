"""`python -m bench.profile past --functions 20`: what pages and writes take without a server around
them, in processor time and in times the floor, and in which functions. For a database that
`python -m bench` has filled."""

import cProfile
import pstats
import sys
import time
from argparse import ArgumentParser

from bench.answer import Ask
from bench.environment import set_up

TIMES = 60


def main() -> None:
    parser = ArgumentParser(prog="python -m bench.profile", description=__doc__)
    parser.add_argument("name", nargs="?", default="", help="part of the names")
    parser.add_argument("--functions", type=int, default=0, help="how many of them to list")
    parser.add_argument("--sort", default="tottime", help="as the library pstats sorts them")
    options = parser.parse_args()
    set_up()
    from bench.pages import FLOOR
    from bench.work import all_inside

    asks = all_inside()
    floor = asks.pop(FLOOR)
    chosen = {name: ask for name, ask in asks.items() if options.name in name}
    if not chosen:
        raise SystemExit(f"Nothing has this in its name. There are: {', '.join(asks)}.")
    for name, ask in chosen.items():
        _milliseconds(ask)  # warms up
        _milliseconds(floor)
        over, under = _milliseconds(ask), _milliseconds(floor)
        sys.stdout.write(f"{name:32} {over:7.2f} ms  {over / under:5.1f} x F {under:.2f}\n")
        if options.functions:
            profile = cProfile.Profile()
            profile.runcall(_milliseconds, ask)
            pstats.Stats(profile).sort_stats(options.sort).print_stats(options.functions)


def _milliseconds(ask: Ask) -> float:
    """Of the processor, each of TIMES requests on average."""
    began = time.process_time()
    for _ in range(TIMES):
        ask(False)
    return (time.process_time() - began) / TIMES * 1000


if __name__ == "__main__":
    main()
