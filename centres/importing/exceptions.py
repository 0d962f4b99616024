"""Why a folder was not imported."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from centres.importing.plan import Plan


class NotImported(Exception):
    """Nothing was written; `str` says why and what to do."""


class OtherPlan(NotImported):
    """`plan` is what an import would do now, which is not what was to be written."""

    words = "The database has changed meanwhile. This is what an import would do now."

    def __init__(self, plan: "Plan") -> None:
        super().__init__(self.words)
        self.plan = plan


class HasFaults(OtherPlan):
    """The plan has faults, found now or when it was made."""

    words = "There are faults in the files."
