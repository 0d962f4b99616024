"""`python -m medisoft.child PID MODULE …`: runs a module as `python -m MODULE …` would, until
the process PID, which started it, has ended."""

import runpy
import sys

from centres.importing.processes import end_with


def main() -> None:
    parent, module, *arguments = sys.argv[1:]
    end_with(int(parent))
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
