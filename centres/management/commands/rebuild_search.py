"""Makes the search index equal to what it was made from."""

from typing import Any

from accounts.management.base import SiteCommand
from centres.search.index import rebuild


class Command(SiteCommand):
    help = (
        "Write every search document that is out of step, and drop unused words. Needed only "
        "after changes by SQL or loaddata. Example: manage.py rebuild_search"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        documents, words = rebuild()
        self.stdout.write(f"Search index: {documents} documents, {words} words.")
