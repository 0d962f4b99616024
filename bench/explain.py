"""`python -m bench.explain`: the plan of every query of every page and write that is measured. It
fails when one of them would get slower with the data. For a database that `python -m bench` has
filled, which asks the same at its end."""

import sys
from argparse import ArgumentParser

from bench.environment import set_up

TIMES = 3  # of each page: its addresses take turns


def main() -> None:
    parser = ArgumentParser(prog="python -m bench.explain", description=__doc__)
    parser.add_argument("name", nargs="?", default="", help="part of the names")
    options = parser.parse_args()
    set_up()
    asked, lines = explain(options.name)
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.write(f"{asked} queries explained, {len(lines)} faults\n")
    if lines:
        raise SystemExit(1)


def explain(part: str = "") -> tuple[int, list[str]]:
    """How many queries there are in what has `part` in its name, and a line for each fault."""
    from bench.plans import faults
    from bench.work import all_inside, queries_of

    asked, lines = 0, []
    for name, ask in all_inside().items():
        if part in name:
            for sql in queries_of(ask, times=TIMES):
                asked += 1
                lines += [f"{name}: {fault}\n    {sql}" for fault in faults(sql)]
    return asked, lines


if __name__ == "__main__":
    main()
