"""The progress bar of commands that hash passwords."""

from collections.abc import Iterable

from rich.console import Console
from rich.progress import track


def show_progress(hashes: Iterable[str], total: int) -> Iterable[str]:
    """The same hashes; on a terminal with a bar that moves as they come."""
    console = Console(stderr=True)
    if not total or not console.is_terminal:
        return hashes
    return track(hashes, description="Hashing passwords", total=total, console=console)
