"""Why a folder was not imported."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from centres.importing.plan import Plan


class NotImported(Exception):
    """Nothing was written; `str` says why and what to do."""


class HasFaults(NotImported):
    """The plan has faults, found now or when it was made."""

    def __init__(self, plan: "Plan") -> None:
        super().__init__("There are faults in the files.")
        self.plan = plan
