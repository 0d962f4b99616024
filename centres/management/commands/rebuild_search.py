"""Makes the search index equal to what it was made from."""

from typing import Any

from django.core.management.base import BaseCommand

from centres.search.index import rebuild


class Command(BaseCommand):
    help = (
        "Write every search document that is out of step, and drop unused words. Needed only "
        "after changes by SQL or loaddata. Example: manage.py rebuild_search"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        documents, words = rebuild()
        self.stdout.write(f"Search index: {documents} documents, {words} words.")
