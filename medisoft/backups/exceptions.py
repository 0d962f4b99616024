"""Why there is no backup, or none was restored; `str` is a sentence for the operator."""


class NotBackedUp(Exception):
    """There is no file of that name now that was not there before."""


class NotRestored(Exception):
    """The database holds the rows that it held before."""


class NotABackup(NotRestored):
    def __init__(self, why: str) -> None:
        super().__init__(f"The file is no backup of MediSoft, or it is damaged: {why}.")
