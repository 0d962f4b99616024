"""`python -m bench --size medium`: fill a database, drive the site, and print one table."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path

from bench.environment import set_up

RESULTS = Path(__file__).parent / "results"


def main() -> None:
    parser = ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--size", default="small", choices=["small", "medium", "large"])
    parser.add_argument("--only", default="", help="what has this in its name")
    parser.add_argument("--no-commands", action="store_true", help="leave out those of operators")
    parser.add_argument("--record", metavar="NAME", help="keep the figures for the documents")
    options = parser.parse_args()
    set_up()
    from bench.report import table
    from bench.run import OtherDatabase, run

    try:
        results = run(options.size, options.only, with_commands=not options.no_commands)
    except OtherDatabase as error:
        raise SystemExit(str(error)) from error
    sys.stdout.write(table(results.as_dict()))
    if options.record:
        RESULTS.mkdir(exist_ok=True)
        kept = RESULTS / f"{options.record}.json"
        kept.write_text(json.dumps(results.as_dict(), indent=1) + "\n")
    if results.faults:
        raise SystemExit("A plan would get slower with the data.")


if __name__ == "__main__":
    main()
