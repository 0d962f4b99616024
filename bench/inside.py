"""`python -m bench.inside "past appointments"`: what a page takes without a server around it, in
processor time and in times the floor, and by which functions. For a database that `bench` has
filled."""

import cProfile
import pstats
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable

from bench.environment import set_up

TIMES = 60


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="?", default="", help="part of the names of pages")
    parser.add_argument("--functions", type=int, default=0, help="how many of them to list")
    parser.add_argument("--sort", default="tottime", help="as the library pstats sorts them")
    options = parser.parse_args()
    set_up()
    _measure(options.name, options.functions, options.sort)


def _measure(part: str, functions: int, sort: str) -> None:
    from django.test import Client
    from django.utils import timezone

    from accounts.models import User
    from bench.cast import assemble
    from bench.pages import pages

    cast = assemble(timezone.now())

    def asking(who: str, paths: list[str]) -> Callable[[], None]:
        client = Client()
        client.force_login(User.objects.get(email=getattr(cast, who)))

        def ask() -> None:
            for nth in range(TIMES):
                status = client.get(paths[nth % len(paths)], secure=True).status_code
                if status != 200:
                    raise SystemExit(f"{paths[nth % len(paths)]} answers {status}.")

        return ask

    floor = asking("patient", [f"/floor/{cast.centre}/"])
    floor()
    for page in pages(cast):
        if part not in page.name:
            continue
        ask = asking(page.who, list(page.paths))
        ask()
        under, over = _milliseconds(floor), _milliseconds(ask)
        sys.stdout.write(f"{page.name:32} {over:7.2f} ms  {over / under:5.1f} x F {under:.2f}\n")
        if functions:
            profile = cProfile.Profile()
            profile.runcall(ask)
            pstats.Stats(profile).sort_stats(sort).print_stats(functions)


def _milliseconds(ask: Callable[[], None]) -> float:
    began = time.process_time()
    ask()
    return (time.process_time() - began) / TIMES * 1000


if __name__ == "__main__":
    main()
