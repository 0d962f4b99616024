"""Makes what is searched equal to what it was made from."""

from typing import Any

from accounts.management.base import SiteCommand
from accounts.models import User
from centres.search.index import rebuild


class Command(SiteCommand):
    help = (
        "Write every search document that is out of step, drop unused words, and have every "
        "account found by its name. Needed only after changes by SQL or loaddata, and after an "
        "upgrade that asks for it. Example: manage.py rebuild_search"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        documents, words = rebuild()
        self.stdout.write(f"Search index: {documents} documents, {words} words.")
        self.stdout.write(f"Names: {User.objects.fold_names()} brought up to date.")
